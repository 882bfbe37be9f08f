"""Lists in the database: accounts and reps added or brought up to date, and every row that was left out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from app.access.identity import SHELL, Identity
from app.access.scope import accounts_seen_by
from app.errors import AppError
from app.hooks.outbox import announce
from app.hooks.words import EventType
from app.ids import new_id
from app.intake.account_store import Origin, Outcome, ids_of_other_sources, keep_accounts
from app.intake.accounts import AccountList
from app.intake.erased_rows import without_erased
from app.intake.faults import Fault, Severity, error
from app.intake.import_rows import ImportSummary, ImportView, count_rows, fault_rows, import_record, rejected_row
from app.intake.known_accounts import forget_bookings_before, known_accounts
from app.intake.merging import under_known_ids
from app.intake.rep_rows import NOT_IN_LISTS, as_rep, rep_row
from app.intake.undo import before_import, remember
from app.method.account import Account
from app.method.rep import Rep
from app.models import AccountRecord, ImportRecord, ImportRowRecord, PlanRecord, RepRecord
from app.models.bulk import insert_rows
from app.planning.division import Listed
from app.planning.week_plan import LedgerRow
from app.privacy.fingerprints import Barred

LIST = "list"  # the source of lists that people import


class IdsTaken(AppError):
    """Two lists of different sources name different accounts alike."""

    def __init__(self, count: int) -> None:
        super().__init__(
            409,
            "import.id_of_another_source",
            "Ids are taken",
            f"{count} accounts of this list have ids that accounts of another source already have, so nothing was"
            " imported. Give them other ids, or take the other list out first (`kproute demo --remove` for the demo).",
        )


def import_accounts(session: Session, listed: AccountList, at: datetime, *, source: str = LIST) -> ImportSummary:
    """Keep a list: its accounts are added, or replace what was known under their ids; nobody is removed.

    Raises IdsTaken where another source already uses some of its ids.
    """
    listed = under_known_ids(session, without_erased(listed, Barred.of(session), source), source)
    told: dict[str, list[tuple[int, Account]]] = {}  # by source: a row may be known to be another one's account
    for row in listed.rows:
        if row.account is not None:
            told.setdefault(row.source or source, []).append((row.line, row.account))
    ids = {of: {account.external_id for _, account in lines} for of, lines in told.items()}
    taken = ids_of_other_sources(session, ids.get(source, set()), source)
    if taken:
        raise IdsTaken(len(taken))
    import_id = new_id("imp")
    faults = fault_rows(listed, import_id)
    record = import_record(listed, import_id, source, at)
    session.add(record)
    session.flush()
    # What is over must not hide the next appointment that a list brings; a day's grace for clocks far apart.
    forget_bookings_before(session, at.date() - timedelta(days=1))
    before: dict[str, dict[str, Any]] = {}
    outcomes: dict[str, Outcome] = {}
    for of, lines in told.items():
        before.update(before_import(session, of, ids[of]))
        outcomes.update(keep_accounts(session, [(Origin(of, import_id, line), account) for line, account in lines]))
    remember(session, import_id, before, outcomes, at)
    summary = ImportSummary(
        id=import_id,
        accounts=len(outcomes),
        rejected=len(listed.rows) - len(outcomes),
        warnings=sum(fault["severity"] == Severity.WARNING.value for fault in faults),
        created=sum(outcome is Outcome.CREATED for outcome in outcomes.values()),
        updated=sum(outcome is not Outcome.CREATED for outcome in outcomes.values()),
    )
    count_rows(record, summary)
    insert_rows(session, ImportRowRecord, faults)
    counts = {"accounts": summary.accounts, "rejected": summary.rejected, "warnings": summary.warnings}
    url = f"/api/v1/imports/{import_id}"
    announce(session, EventType.IMPORT_FINISHED, import_id, at, url=url, **counts)
    return summary


def import_view(session: Session, import_id: str) -> ImportView | None:
    """An import with all its faults, or None where there is none of that id."""
    record = session.get(ImportRecord, import_id)
    if record is None:
        return None
    rows = session.scalars(
        select(ImportRowRecord).where(ImportRowRecord.import_id == import_id).order_by(ImportRowRecord.position)
    ).all()
    return ImportView(
        summary=ImportSummary(
            record.id, record.accounts, record.rejected, record.warnings, record.created, record.updated
        ),
        file_name=record.file_name,
        encoding=record.encoding,
        separator=record.separator,
        header_line=record.header_line,
        mapping=record.mapping,
        blank_lines=record.blank_lines,
        created_at=record.created_at,
        undone_at=record.undone_at,
        rejected=tuple(rejected_row(row) for row in rows if row.severity == "rejected"),
        faults=tuple(
            Fault(row.line, row.field, row.code, row.params, Severity(row.severity))
            for row in rows
            if row.severity != "rejected"
        ),
    )


def _newest_imports(session: Session) -> Iterable[str]:
    """The id of each source's newest import of those that were not taken back."""
    standing = select(ImportRecord.source, ImportRecord.id).where(ImportRecord.undone_at.is_(None))
    in_order = standing.order_by(ImportRecord.created_at, ImportRecord.id)
    return dict(session.execute(in_order).all()).values()


def listed_accounts(session: Session, identity: Identity = SHELL) -> list[Listed]:
    """Every account that is seen, list by list in file order; the line only where it counts in its newest list."""
    newest = set(_newest_imports(session))
    query = (
        select(AccountRecord)
        .where(accounts_seen_by(identity))
        .order_by(AccountRecord.source, AccountRecord.import_id, AccountRecord.line, AccountRecord.external_id)
    )
    return [
        Listed(record.line if record.import_id in newest else None, account)
        for record, account in known_accounts(session, query)
    ]


def account_count(session: Session, identity: Identity = SHELL) -> int:
    """How many accounts are seen."""
    seen = select(func.count()).select_from(AccountRecord)
    return session.scalar(seen.where(accounts_seen_by(identity), AccountRecord.deleted_at.is_(None))) or 0


def account_places(session: Session, identity: Identity = SHELL) -> list[tuple[str, str, float, float]]:
    """Id, name, latitude and longitude of every account that is seen and has a place."""
    columns = select(AccountRecord.external_id, AccountRecord.name, AccountRecord.lat, AccountRecord.lon)
    placed = columns.where(
        accounts_seen_by(identity),
        AccountRecord.deleted_at.is_(None),
        AccountRecord.lat.is_not(None),
        AccountRecord.lon.is_not(None),
    )
    return [(row.external_id, row.name, row.lat, row.lon) for row in session.execute(placed)]


def rejected_rows(session: Session) -> list[LedgerRow]:
    """The rows that each source's newest import left out, for the ledger of the next plan."""
    rows = session.scalars(
        select(ImportRowRecord)
        .where(ImportRowRecord.import_id.in_(_newest_imports(session)), ImportRowRecord.severity == "rejected")
        .order_by(ImportRowRecord.import_id, ImportRowRecord.position)
    )
    return [rejected_row(row) for row in rows]


def save_reps(session: Session, reps: Iterable[Rep], *, source: str = LIST, listed: bool = False) -> int:
    """Add reps, or replace the facts of those that are known by their external id, and bring deleted ones back.

    What is `listed` leaves the facts of a known rep alone that no list has a column for. Those who were erased are left
    out; returns how many.
    """
    barred, left_out = Barred.of(session), 0
    known = {record.external_id: record for record in session.scalars(select(RepRecord))}
    for rep in reps:
        if barred.rep(rep.external_id):
            left_out += 1
            continue
        record = known.get(rep.external_id)
        told = {"source": source, **rep_row(rep), "deleted_at": None}
        if listed and record is not None:
            told = {name: value for name, value in told.items() if name not in NOT_IN_LISTS}
        if record is None:
            record = RepRecord(id=new_id("rep"))
            session.add(record)
        for name, value in told.items():
            setattr(record, name, value)
    session.flush()
    return left_out


def erased_reps(count: int) -> tuple[Fault, ...]:
    """What to say of reps that were left out because they were erased."""
    return (error(None, None, "ERASED_REP", count=count),) if count else ()


def all_reps(session: Session) -> list[Rep]:
    """Every rep, in the order of their external ids."""
    reps = select(RepRecord).where(RepRecord.deleted_at.is_(None)).order_by(RepRecord.external_id)
    return [as_rep(record) for record in session.scalars(reps)]


def find_rep(session: Session, rep_id: str) -> Rep | None:
    """The rep of this external id."""
    record = session.scalar(select(RepRecord).where(RepRecord.external_id == rep_id, RepRecord.deleted_at.is_(None)))
    return None if record is None else as_rep(record)


def ever_used(session: Session) -> bool:
    """Whether this database has ever held anything of a user's: a removed list still counts."""
    anything = or_(exists(select(ImportRecord.id)), exists(select(RepRecord.id)), exists(select(PlanRecord.id)))
    return bool(session.scalar(select(anything)))
