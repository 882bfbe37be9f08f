"""Lists that are imported behind the request that brought them: the file is kept until its run is over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy.orm import Session

from app.db import Database
from app.intake.accounts import AccountList, read_accounts
from app.intake.faults import Fault, UnusableInput, error
from app.intake.store import import_accounts
from app.method.account import Datum
from app.models import RunFileRecord
from app.planning.patience import patiently
from app.runs.lease import Lease
from app.runs.run_queue import CannotRun, Claim, Standing, change_run, hand_back, order_run
from app.runs.states import Lane, RunKind, RunState

UNUSABLE = "import.unusable"


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
    """A list to import, with what it does not say itself."""

    file_name: str
    datum: Datum = Datum.WGS84
    assume_qualified: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"file_name": self.file_name, "datum": self.datum.value, "assume_qualified": self.assume_qualified}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        return cls(told["file_name"], Datum(told["datum"]), told["assume_qualified"])


def order_import(session: Session, order: ImportOrder, content: bytes, at: datetime) -> str:
    """Put a list in the queue and return its run's id. Who calls commits."""
    run_id = order_run(session, order, Lane.LISTS, at, kind=RunKind.IMPORT)
    session.flush()
    session.add(RunFileRecord(run_id=run_id, content=content))
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
        try:
            listed = read_accounts(
                kept.content, order.file_name, datum=order.datum, assume_qualified=order.assume_qualified
            )
        except UnusableInput as unusable:
            raise cannot_import(unusable) from unusable
        if lease.is_to_stop and lease.standing is Standing.OURS:
            patiently(lambda: self._hand_back(claim))
        elif lease.standing is Standing.CANCELLED:
            patiently(lambda: self._cancel(claim))
        else:
            patiently(lambda: self._keep(claim, listed))

    def _keep(self, claim: Claim, listed: AccountList) -> None:
        with self._database.write() as session:
            summary = import_accounts(session, listed, self._clock())
            ended = change_run(
                session, claim, state=RunState.SUCCEEDED, import_id=summary.id, finished_at=self._clock()
            )
            if not ended:
                # A later attempt has begun; the accounts go with this one.
                session.rollback()

    def _cancel(self, claim: Claim) -> None:
        with self._database.write() as session:
            change_run(session, claim, state=RunState.CANCELLED, finished_at=self._clock())

    def _hand_back(self, claim: Claim) -> None:
        with self._database.write() as session:
            hand_back(session, claim)
