"""Lists that somebody is looking through before they are imported, and how lists of the same columns were read."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.method.account import Datum
from app.method.list_kind import ListKind
from app.models.base import Base, UtcInstant, one_of


class ImportDraftRecord(Base):
    """A file that waits, with what was chosen for it; it stays for a day, imported or not."""

    __tablename__ = "import_draft"
    __table_args__ = (one_of("kind", ListKind), one_of("datum", Datum))

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)
    source: Mapped[str]
    file_name: Mapped[str]
    content: Mapped[bytes]
    layout: Mapped[dict[str, Any]] = mapped_column(JSON)
    datum: Mapped[str]
    assume_qualified: Mapped[bool]
    merges: Mapped[dict[str, str]] = mapped_column(JSON)  # external id of a duplicate -> of what is kept
    import_id: Mapped[str | None] = mapped_column(ForeignKey("import_batch.id", ondelete="SET NULL"), index=True)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("plan_run.id", ondelete="SET NULL"), index=True)
    visit_list_id: Mapped[str | None] = mapped_column(ForeignKey("past_visit_list.id", ondelete="SET NULL"), index=True)


class AccountAliasRecord(Base):
    """Under which other id a source's lists tell of an account, as was said when one of them came in."""

    __tablename__ = "account_alias"

    source: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    import_id: Mapped[str | None] = mapped_column(ForeignKey("import_batch.id", ondelete="SET NULL"), index=True)


class ImportColumnsRecord(Base):
    """Which column held which field in the last list of a source that had these column names."""

    __tablename__ = "import_columns"
    __table_args__ = (one_of("kind", ListKind), one_of("datum", Datum))

    kind: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    names_sha256: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    datum: Mapped[str]
    assume_qualified: Mapped[bool]
    kept_at: Mapped[datetime] = mapped_column(UtcInstant)
