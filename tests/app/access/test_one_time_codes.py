"""Codes of an authenticator app: those of RFC 6238, each once, a neighbour's clock allowed."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.access.one_time_codes import accepted_step, app_address, in_groups

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890", the key of the RFC's appendix B


@pytest.mark.parametrize(
    ("moment_s", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_codes_are_those_of_the_standard(moment_s: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1, the last six digits."""
    now = datetime.fromtimestamp(moment_s, UTC)
    assert accepted_step(SECRET, code, now, None) == moment_s // 30
    assert accepted_step(SECRET, f"{code[:3]} {code[3:]}", now, None) == moment_s // 30


@pytest.mark.parametrize(("late_s", "works"), [(0, True), (30, True), (-30, True), (60, False), (-60, False)])
def test_a_clock_may_differ_by_one_step(late_s: int, works: bool) -> None:
    """Thirty seconds before or after, and no more."""
    now = datetime.fromtimestamp(1111111109 + late_s, UTC)
    assert (accepted_step(SECRET, "081804", now, None) is not None) == works


def test_a_code_counts_once() -> None:
    """Once its step is used, neither it nor an earlier one is accepted."""
    now = datetime.fromtimestamp(59, UTC)
    step = accepted_step(SECRET, "287082", now, None)
    assert accepted_step(SECRET, "287082", now, step) is None
    assert accepted_step(SECRET, "287082", now + timedelta(seconds=30), step) is None


@pytest.mark.parametrize("code", ["", "28708", "2870822", "287083", "２８７０８２", "28708x", "-87082"])
def test_anything_else_is_no_code(code: str) -> None:
    """Six ASCII digits, and the right ones."""
    assert accepted_step(SECRET, code, datetime.fromtimestamp(59, UTC), None) is None


def test_an_app_is_told_issuer_login_and_secret() -> None:
    """In the address that the QR code holds, whatever is in the login."""
    parts = urlsplit(app_address(SECRET, "何&敏=x@example.com"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query)["secret"] == [SECRET]
    assert parse_qs(parts.query)["issuer"] == ["KPRoute"]
    assert in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"
