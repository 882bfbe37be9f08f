"""Managers for tests: a team, whoever leads it, and a director; with the passwords and apps they sign in by."""

from datetime import datetime

import pyotp
from sqlalchemy.orm import Session

from app.access.identity import SHELL
from app.access.invitations import accept_invitation, invite, peek_invitation
from app.db import Database
from app.models import PersonRecord, TeamRecord

TEAM = "team_north"
ANNA = "psn_anna"  # leads the team in the north
HE = "psn_he"  # 何敏, who directs all
LOGINS = {ANNA: "anna@example.com", HE: "hemin"}
PASSWORD = "four words do well"


def store_managers(session: Session) -> None:
    """Both of them, neither with a password yet."""
    session.add(TeamRecord(id=TEAM, name="North"))
    session.flush()
    session.add_all(
        [
            PersonRecord(id=ANNA, login=LOGINS[ANNA], name="Anna Schmidt", role="manager", team_id=TEAM),
            PersonRecord(id=HE, login=LOGINS[HE], name="何敏", role="director", team_id=None),
        ]
    )
    session.flush()


def invitation(database: Database, person_id: str, at: datetime) -> tuple[str, str]:
    """The token of a fresh invitation and the secret of the app it connects."""
    with database.write() as session:
        token = invite(session, SHELL, person_id, at)
        invited = peek_invitation(session, token, at)
    assert invited is not None
    return token, invited.totp_secret


def code_at(secret: str, at: datetime) -> str:
    """What the authenticator app shows at that moment."""
    return pyotp.TOTP(secret).at(at)


def moved_in(database: Database, person_id: str, at: datetime) -> str:
    """Accept an invitation, and return the secret of the app."""
    token, secret = invitation(database, person_id, at)
    assert accept_invitation(database, token, PASSWORD, code_at(secret, at), at, None) is not None
    return secret
