"""What all tables share: names for constraints, and the one way an instant is kept."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, DateTime, Dialect, MetaData, literal_column
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class UtcInstant(TypeDecorator[datetime]):
    """An instant: aware going in, aware UTC coming out. A naive one is refused, because nobody knows which it is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant without a time zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stored_now() -> datetime:
    """The moment at which a row is stored."""
    return datetime.now(UTC)


class Versioned:
    """A row that several people and programs change: whoever updates it, by whatever statement, makes a new version.

    An update that changes none of the facts says `version` and `updated_at` itself, as they were. A deleted row stays
    behind as its tombstone.
    """

    version: Mapped[int] = mapped_column(default=1, onupdate=literal_column("version + 1"))
    updated_at: Mapped[datetime] = mapped_column(UtcInstant, default=stored_now, onupdate=stored_now, index=True)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcInstant)


def one_of(column: str, words: type[StrEnum] | tuple[str, ...]) -> CheckConstraint:
    """The rule that a text column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
