"""Logins: what can be one, and that however it is typed it is the same."""

import pytest

from app.access.logins import new_login, plain_login
from app.errors import InvalidInput


@pytest.mark.parametrize("told", ["Anna@Example.com", "Ａnna@example.com", " anna@example.com "])
def test_a_login_is_the_same_however_it_is_typed(told: str) -> None:
    """Case, full-width letters and spaces around it make no other login."""
    assert new_login(told) == plain_login(told) == "anna@example.com"


@pytest.mark.parametrize("told", ["", "a", "an na", "a" * 101, "an\u200bna", "an\nna"])
def test_what_cannot_be_a_login_is_refused(told: str) -> None:
    """Too short, too long, or with what cannot be seen in it."""
    with pytest.raises(InvalidInput, match="2 to 100 characters"):
        new_login(told)
