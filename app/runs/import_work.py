"""Lists that are imported behind the request that brought them: the file is kept until its run is over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy.orm import Session

from app.access.audit import note_deed
from app.access.identity import SHELL, Identity
from app.db import Database
from app.errors import AppError, DatabaseBusy
from app.intake.accounts import AccountList, read_accounts
from app.intake.drafts import Draft, note_run, take_in
from app.intake.faults import Fault, UnusableInput, error
from app.intake.layout import AS_FOUND, Layout
from app.intake.merging import Merges
from app.intake.store import LIST, import_accounts
from app.method.account import Datum
from app.models import RunFileRecord, RunRecord
from app.planning.patience import patiently
from app.runs.lease import Lease
from app.runs.run_queue import CannotRun, Claim, Standing, change_run, hand_back, order_run
from app.runs.states import Lane, RunKind, RunState

UNUSABLE = "import.unusable"
READING, KEEPING = "read", "keep"  # phases of an import
KEEPING_S = 0.0002  # each row takes about so long to be compared and written


def cannot_import(unusable: UnusableInput) -> CannotRun:
    """The file gives no list; the sentence says where and what to do."""
    fault = unusable.faults[0]
    told = {"line": fault.line, "field": fault.field, "fault": fault.code, "values": dict(fault.params)}
    sentence = f"{fault.sentence()} {fault.remedy()}".strip()
    return CannotRun(UNUSABLE, sentence, file=unusable.file_name, **told)


def fault_of(params: Mapping[str, Any]) -> Fault:
    """What is wrong with the list of a run that failed as unusable, to be said in any language."""
    return error(params["line"], params["field"], params["fault"], **params["values"])


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """A list to import, how it lies in its file, and what it does not say itself.

    `draft_id` is the draft of a list that somebody has looked through, and `merges` what he said of its duplicates.
    """

    file_name: str
    datum: Datum = Datum.WGS84
    assume_qualified: bool = False
    layout: Layout = AS_FOUND
    merges: Merges = field(default_factory=dict)
    draft_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "file_name": self.file_name,
            "datum": self.datum.value,
            "assume_qualified": self.assume_qualified,
            "layout": self.layout.as_json(),
            "merges": dict(self.merges),
            "draft_id": self.draft_id,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        layout = Layout.from_json(told.get("layout", {}))  # orders of earlier versions say nothing of these three
        merges, draft_id = told.get("merges", {}), told.get("draft_id")
        return cls(told["file_name"], Datum(told["datum"]), told["assume_qualified"], layout, merges, draft_id)

    def read(self, content: bytes) -> AccountList:
        """The list of this file; raises UnusableInput."""
        return read_accounts(
            content, self.file_name, datum=self.datum, assume_qualified=self.assume_qualified, layout=self.layout
        )

    def keep(self, session: Session, content: bytes, listed: AccountList, at: datetime) -> str:
        """Import the list that was read from this file; returns the import's id."""
        if self.draft_id is None:
            return import_accounts(session, listed, at).id
        how = (self.layout, self.datum, self.assume_qualified)
        draft = Draft(self.draft_id, LIST, self.file_name, content, *how, import_id=None, merges=self.merges)
        return take_in(session, SHELL, draft, listed, at)


def order_import(session: Session, order: ImportOrder, content: bytes, at: datetime) -> str:
    """Put a list in the queue and return its run's id. Who calls commits."""
    run_id = order_run(session, order, Lane.LISTS, at, kind=RunKind.IMPORT)
    session.flush()
    session.add(RunFileRecord(run_id=run_id, content=content))
    return run_id


def order_draft(session: Session, actor: Identity, draft: Draft, at: datetime) -> str:
    """Put a list that was looked through in the queue; returns its run's id, of the same run while that is not over.

    Who calls commits. Raises DraftChanged where the list is to be read differently by now.
    """
    before = None if draft.run_id is None else session.get(RunRecord, draft.run_id)
    if before is not None and before.finished_at is None:
        return before.id
    order = ImportOrder(
        draft.file_name, draft.datum, draft.assume_qualified, draft.layout, draft.merges, draft_id=draft.id
    )
    run_id = order_import(session, order, draft.content, at)
    note_run(session, draft, run_id)
    note_deed(session, actor, "import.ordered", run_id, at)
    return run_id


class ImportWork:
    """Imports what was ordered: the whole list and the end of its run in one transaction, or nothing."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def __call__(self, claim: Claim, lease: Lease) -> None:
        order = ImportOrder.from_json(claim.order)
        with self._database.read() as session:
            kept = session.get(RunFileRecord, claim.run_id)
        if kept is None:
            return  # somebody else's by now, and over
        patiently(lambda: self._say(claim, READING))
        try:
            listed = order.read(kept.content)
        except UnusableInput as unusable:
            raise cannot_import(unusable) from unusable
        expected_at = self._clock() + timedelta(seconds=KEEPING_S * len(listed.rows))
        patiently(lambda: self._say(claim, KEEPING, expected_at))
        if lease.is_to_stop and lease.standing is Standing.OURS:
            patiently(lambda: self._hand_back(claim))
        elif lease.standing is Standing.CANCELLED:
            patiently(lambda: self._cancel(claim))
        else:
            try:
                patiently(lambda: self._keep(claim, order, kept.content, listed))
            except DatabaseBusy:
                raise
            except AppError as refused:
                raise CannotRun(refused.code, refused.detail) from refused

    def _say(self, claim: Claim, phase: str, expected_at: datetime | None = None) -> None:
        with self._database.write() as session:
            change_run(session, claim, phase=phase, expected_at=expected_at)

    def _keep(self, claim: Claim, order: ImportOrder, content: bytes, listed: AccountList) -> None:
        with self._database.write() as session:
            import_id = order.keep(session, content, listed, self._clock())
            ended = change_run(session, claim, state=RunState.SUCCEEDED, import_id=import_id, finished_at=self._clock())
            if not ended:
                # A later attempt has begun; the accounts go with this one.
                session.rollback()

    def _cancel(self, claim: Claim) -> None:
        with self._database.write() as session:
            change_run(session, claim, state=RunState.CANCELLED, finished_at=self._clock())

    def _hand_back(self, claim: Claim) -> None:
        with self._database.write() as session:
            hand_back(session, claim)
