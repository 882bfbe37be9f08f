"""Who may come in: one-time links, sessions and API keys. Only SHA-256 sums of the secrets are kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcInstant, one_of

PERSON_KINDS = ("rep", "manager")


def _names_its_rep() -> CheckConstraint:
    return CheckConstraint("(kind = 'rep') = (rep_id IS NOT NULL)", name="names_its_rep")


class SignInLinkRecord(Base):
    __tablename__ = "sign_in_link"
    __table_args__ = (one_of("kind", PERSON_KINDS), _names_its_rep())

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    rep_id: Mapped[str | None] = mapped_column(ForeignKey("rep.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    used_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class SessionRecord(Base):
    __tablename__ = "session"
    __table_args__ = (one_of("kind", PERSON_KINDS), _names_its_rep())

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    rep_id: Mapped[str | None] = mapped_column(ForeignKey("rep.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)


class ApiKeyRecord(Base):
    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    prefix: Mapped[str]  # enough of the key to recognise it by
    key_sha256: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
