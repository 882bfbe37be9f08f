"""Who may come in: teams, managers, links, sessions and API keys. Of what we only compare, SHA-256 sums are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.access.roles import PersonRole
from app.models.base import Base, UtcInstant, Versioned, one_of

PERSON_KINDS = ("rep", "manager")  # by which a way in is kept; a manager's is whoever's has a password


def _names_its_rep() -> CheckConstraint:
    return CheckConstraint("(kind = 'rep') = (rep_id IS NOT NULL)", name="names_its_rep")


def _names_one_person() -> CheckConstraint:
    return CheckConstraint("rep_id IS NULL OR person_id IS NULL", name="names_one_person")


class TeamRecord(Versioned, Base):
    """Reps with a manager of their own; what is a team's, no other team sees."""

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class PersonRecord(Versioned, Base):
    """A manager or an assistant, who signs in with a password and a one-time code; a director sees every team."""

    __tablename__ = "person"
    __table_args__ = (
        one_of("role", PersonRole),
        CheckConstraint("(role = 'manager') = (team_id IS NOT NULL)", name="manager_of_a_team"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)  # an e-mail address or a name, in lower case
    name: Mapped[str]
    role: Mapped[str]
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"), index=True)
    password_hash: Mapped[str | None]  # Argon2id; none until the invitation is used
    totp_secret: Mapped[str | None]  # has to be known to make the code again
    totp_step: Mapped[int | None]  # of the last code that was accepted, so that none counts twice


class AssistantTeamRecord(Base):
    """That an assistant helps a team."""

    __tablename__ = "assistant_team"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)


class SignInLinkRecord(Base):
    """A way in that works once, by its address or its code. Without a rep or a person it is the shell's."""

    __tablename__ = "sign_in_link"
    __table_args__ = (one_of("kind", PERSON_KINDS), _names_its_rep(), _names_one_person())

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    rep_id: Mapped[str | None] = mapped_column(ForeignKey("rep.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    code_sign: Mapped[str | None] = mapped_column(index=True)  # the six digits, signed with a secret of ours
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    used_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class SessionRecord(Base):
    __tablename__ = "session"
    __table_args__ = (one_of("kind", PERSON_KINDS), _names_its_rep(), _names_one_person())

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)  # by which it is listed and ended
    kind: Mapped[str]
    rep_id: Mapped[str | None] = mapped_column(ForeignKey("rep.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    device: Mapped[str | None]  # what the browser says it is, in a few words
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    seen_at: Mapped[datetime] = mapped_column(UtcInstant)
    proved_at: Mapped[datetime] = mapped_column(UtcInstant)  # when its holder last showed who he is
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)


class SignInTriesRecord(Base):
    """How often a login or an address was tried of late; one that nobody has counts like any other."""

    __tablename__ = "sign_in_tries"

    key_sha256: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcInstant)


class ApiKeyRecord(Base):
    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    prefix: Mapped[str]  # enough of the key to recognise it by
    key_sha256: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    created_by: Mapped[str | None]  # the manager's id; none where it was the shell
    expires_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    used_at: Mapped[datetime | None] = mapped_column(UtcInstant)  # to the hour
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
