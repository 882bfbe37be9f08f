"""The codes of an authenticator app (TOTP, RFC 6238): six digits, new every 30 seconds, each accepted once."""

import hmac
from datetime import datetime

import pyotp

STEP_S = 30
ISSUER = "KPRoute"


def accepted_step(secret: str, code: str, now: datetime, after_step: int | None) -> int | None:
    """The time step whose code this is: the present one or a neighbour, for clocks differ; None where it is neither.

    A step up to `after_step` was used already, so its code is worth nothing any more.
    """
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii():
        return None
    generator, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_S
    for step in (present - 1, present, present + 1):
        fits = hmac.compare_digest(generator.generate_otp(step), digits)
        if fits and (after_step is None or step > after_step):
            return step
    return None


def app_address(secret: str, login: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def in_groups(secret: str) -> str:
    """The secret as a person types it: groups of four letters."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
