"""Lists on their way in: a file waits while somebody looks it through, and comes in whole or not at all."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import Identity
from app.errors import AppError, NotFound
from app.ids import new_id
from app.intake.accounts import AccountList, read_accounts
from app.intake.aliases import keep_aliases
from app.intake.apart import keep_apart
from app.intake.column_names import COLUMNS_OF, ColumnNames
from app.intake.faults import UnusableInput
from app.intake.headers import find_heading
from app.intake.known_columns import KnownColumns, keep_columns, known_columns
from app.intake.layout import AS_FOUND, Layout
from app.intake.merging import Merges, Proposals, ends, merge, propose
from app.intake.past_visit_lists import PastVisitList
from app.intake.readers import Sheet, read_sheet
from app.intake.store import LIST, import_accounts
from app.method.account import Datum
from app.method.list_kind import ListKind
from app.models import ImportDraftRecord

MOST_AT_ONCE = 10_000  # rows that are imported while somebody waits for the page; a longer list by a run
OTHER_WAYS = frozenset({"UNKNOWN_ENCODING", "OTHER_ENCODING"})  # of reading such a file can still be chosen


class DraftChanged(AppError):
    def __init__(self) -> None:
        super().__init__(
            409,
            "import.draft_changed",
            "The list was changed",
            "Somebody changed how this list is read while it was being imported. Nothing was imported; look again.",
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A list that waits, and what was chosen for it; `import_id` is set once it is in, `visit_list_id` for visits."""

    id: str
    source: str
    file_name: str
    content: bytes
    layout: Layout
    datum: Datum
    assume_qualified: bool
    import_id: str | None
    merges: Merges = field(default_factory=dict)  # the duplicates that were said to be one
    run_id: str | None = field(default=None, compare=False)  # who imports it, where that takes longer
    kind: ListKind = ListKind.ACCOUNTS
    visit_list_id: str | None = None

    @property
    def names(self) -> ColumnNames:
        """The fields that its columns may hold, by the names people give them."""
        return COLUMNS_OF[self.kind]

    def sheet(self) -> Sheet:
        """The rows of the file; raises UnusableInput."""
        return read_sheet(self.content, self.file_name, self.layout)

    def is_long(self) -> bool:
        """Whether its import takes longer than anybody should wait for a page; raises UnusableInput."""
        return sum(not row.is_blank for row in self.sheet().rows) > MOST_AT_ONCE

    def listed(self) -> AccountList:
        """The accounts as they would come in; raises UnusableInput."""
        return read_accounts(
            self.content,
            self.file_name,
            datum=self.datum,
            assume_qualified=self.assume_qualified,
            layout=self.layout,
        )


def begin_draft(
    session: Session, file_name: str, content: bytes, at: datetime, kind: ListKind = ListKind.ACCOUNTS
) -> str:
    """Keep a file to be looked through, read as the last list with its column names was; returns the draft's id.

    Raises UnusableInput for a file that no choice could make a list of.
    """
    draft = Draft(new_id("dft"), LIST, file_name, content, AS_FOUND, Datum.WGS84, False, None, kind=kind)
    try:
        sheet = draft.sheet()
    except UnusableInput as unusable:
        if unusable.faults[0].code not in OTHER_WAYS:
            raise
    else:
        draft = _as_last_time(session, draft, sheet)
    session.add(
        ImportDraftRecord(
            id=draft.id,
            kind=kind,
            created_at=at,
            source=draft.source,
            file_name=draft.file_name,
            content=content,
            merges={},
            **_choices(draft),
        )
    )
    return draft.id


def find_draft(session: Session, draft_id: str, kind: ListKind | None = None) -> Draft:
    """The list that waits under this id, of this kind where one is meant; raises NotFound."""
    record = session.get(ImportDraftRecord, draft_id)
    if record is None or kind not in (None, record.kind):
        raise NotFound(
            "import.draft_unknown", "This list does not wait any more: lists are kept for a day. Bring it in again."
        )
    return Draft(
        record.id,
        record.source,
        record.file_name,
        record.content,
        Layout.from_json(record.layout),
        Datum(record.datum),
        record.assume_qualified,
        record.import_id,
        record.merges,
        record.run_id,
        ListKind(record.kind),
        record.visit_list_id,
    )


def choose_layout(session: Session, draft: Draft, layout: Layout) -> None:
    """Read the file differently; where its column names are known then, its columns are those of the last time."""
    chosen = replace(draft, layout=layout)
    try:
        sheet = chosen.sheet()
    except UnusableInput:
        pass  # the page that shows the choices says so
    else:
        chosen = _as_last_time(session, chosen, sheet)
    _keep(session, chosen)


def choose_columns(session: Session, draft: Draft, columns: dict[str, int], *, assume_qualified: bool) -> None:
    """Say which column holds which field."""
    line = header_line(draft, draft.sheet())
    layout = replace(draft.layout, header_line=line, columns=columns)
    _keep(session, replace(draft, layout=layout, assume_qualified=assume_qualified))


def choose_datum(session: Session, draft: Draft, datum: Datum) -> None:
    """Say what the coordinates of the file are measured in."""
    _keep(session, replace(draft, datum=datum))


def proposals_for(session: Session, identity: Identity, draft: Draft, listed: AccountList) -> Proposals:
    """What of the list as it was read from the draft is probably one account."""
    return propose(session, identity, listed, draft.source)


def choose_merges(session: Session, draft: Draft, merges: Merges) -> Draft:
    """Say which proposed duplicates are one account; the others come in as two."""
    session.get_one(ImportDraftRecord, draft.id).merges = dict(merges)
    return replace(draft, merges=merges)


def note_run(session: Session, draft: Draft, run_id: str) -> None:
    """Keep which run imports the list; raises DraftChanged where it is to be read differently by now."""
    if find_draft(session, draft.id) != draft:
        raise DraftChanged
    session.get_one(ImportDraftRecord, draft.id).run_id = run_id


def drop_draft(session: Session, draft: Draft) -> None:
    """Forget the file."""
    session.delete(session.get_one(ImportDraftRecord, draft.id))


def header_line(draft: Draft, sheet: Sheet) -> int:
    """The line of the column names: the one that was chosen or found, else the first that is not blank."""
    if draft.layout.header_line is not None:
        return draft.layout.header_line
    try:
        return find_heading(sheet, draft.names, draft.file_name).line
    except UnusableInput as unusable:
        return unusable.faults[0].line or next(row.line for row in sheet.rows if not row.is_blank)


def take_in(session: Session, actor: Identity, draft: Draft, listed: AccountList, at: datetime) -> str:
    """Import what was read from the draft, and keep how it was read and what was merged; returns the import's id.

    Asked twice it is imported once.

    Raises DraftChanged where it is to be read differently by now, and DuplicatesChanged where a duplicate that is to be
    merged is none any more.
    """
    now = find_draft(session, draft.id)
    if now.import_id is not None:
        return now.import_id
    if now != draft:
        raise DraftChanged
    proposals = proposals_for(session, actor, draft, listed)
    merged: Merges = {}
    if draft.merges:
        listed = merge(session, actor, proposals, draft.merges)
        merged = ends(proposals.accepted(draft.merges))
    summary = import_accounts(session, listed, at, source=draft.source)
    are_two = [one for one in proposals.duplicates if one.new.external_id not in draft.merges]
    keep_apart(session, actor, [(one.new.external_id, one.kept.external_id) for one in are_two], at)
    keep_aliases(session, draft.source, merged, summary.id)
    remember_columns(session, draft, listed, at)
    session.get_one(ImportDraftRecord, draft.id).import_id = summary.id
    note_deed(session, actor, "accounts.imported", summary.id, at)
    return summary.id


def remember_columns(session: Session, draft: Draft, listed: AccountList | PastVisitList, at: datetime) -> None:
    """Keep how the list was read, for the next one with its column names."""
    if listed.names:
        known = KnownColumns(listed.header_line, listed.columns, draft.datum, draft.assume_qualified)
        keep_columns(session, draft.kind, draft.source, listed.names, known, at)


def _as_last_time(session: Session, draft: Draft, sheet: Sheet) -> Draft:
    known = known_columns(session, draft.kind, draft.source, sheet)
    if known is None or draft.layout.header_line not in (None, known.header_line):
        return draft
    layout = replace(draft.layout, header_line=known.header_line, columns=known.columns)
    return replace(draft, layout=layout, datum=known.datum, assume_qualified=known.assume_qualified)


def _choices(draft: Draft) -> dict[str, object]:
    return {"layout": draft.layout.as_json(), "datum": draft.datum.value, "assume_qualified": draft.assume_qualified}


def _keep(session: Session, draft: Draft) -> None:
    record = session.get_one(ImportDraftRecord, draft.id)
    choices = _choices(draft)
    if any(getattr(record, name) != value for name, value in choices.items()):
        record.merges = {}  # what is alike in another reading is to be looked at anew
    for name, value in choices.items():
        setattr(record, name, value)
