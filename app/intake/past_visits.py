"""Past visits in the database: each row of their list is added, was known already, or is left out with its remedy.

A visit is known by account, day and outcome. What is there is never changed, so that lists may come in any order, and
as often as they like.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intake.faults import Fault, error, quoted, warning
from app.intake.overview import local_today
from app.intake.past_visit_imports import remember_list
from app.intake.past_visit_lists import PastVisitList, ToldVisit
from app.intake.redirects import kept_for
from app.intake.store import LIST
from app.intake.values import plain
from app.models import AccountRecord, PastVisitRecord, RepRecord, VisitEventRecord, VisitRecord
from app.models.bulk import insert_rows
from app.privacy.fingerprints import Barred

FIRST_DAY = date(2000, 1, 1)  # a day before it is what a spreadsheet makes of a blank cell or a number


class RowEnd(StrEnum):
    ADDED = "added"
    KNOWN = "known"  # told before, here or elsewhere in the list, or reported from a plan
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class JudgedVisits:
    """A list held against what is known: the end of every row by its line, what is wrong, by lines, and what to add.

    `list_id` is under what it can be taken back; None before it is kept.
    """

    ends: Mapping[int, RowEnd]
    faults: tuple[Fault, ...]
    new: tuple[Mapping[str, Any], ...]
    list_id: str | None = None

    def count(self, end: RowEnd) -> int:
        return sum(one is end for one in self.ends.values())


class _Key(NamedTuple):
    account_id: str
    on: date
    outcome: str


class _Names:
    """Rows of a table by their external ids, and by the names that people call them."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self._by_external_id: dict[str, str] = {}
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        for id_, external_id, name in rows:
            self._by_external_id[external_id] = id_
            if name:
                self._by_name[plain(name)].append(id_)

    def called(self, external_id: str, name: str) -> list[str]:
        """Our ids of those that are called so; the external id decides where there is one."""
        if not external_id:
            return self._by_name.get(plain(name), [])
        return [self._by_external_id[external_id]] if external_id in self._by_external_id else []


def keep_past_visits(session: Session, listed: PastVisitList, now: datetime) -> JudgedVisits:
    """Add the visits of a list that are not known yet, each with its account and its rep."""
    judged = judge_past_visits(session, listed, now)
    added, known, rejected = (judged.count(end) for end in RowEnd)
    list_id = remember_list(session, listed, added=added, known=known, rejected=rejected, at=now)
    insert_rows(session, PastVisitRecord, [{**row, "list_id": list_id} for row in judged.new])
    return replace(judged, list_id=list_id)


def judge_past_visits(session: Session, listed: PastVisitList, now: datetime) -> JudgedVisits:
    """What keeping the list would do, row by row; nothing is written."""
    today, barred = local_today(session, now), Barred.of(session)
    accounts, reps = _accounts(session), _reps(session)
    faults = list(listed.faults)
    told: list[tuple[_Key, str | None, ToldVisit]] = []
    for visit in listed.visits:
        found = accounts.called(visit.external_id, visit.name)
        wrong = _day_fault(visit, today) or _account_fault(visit, len(found), barred)
        if wrong is not None:
            faults.append(wrong)
            continue
        who = (reps.called(visit.rep, "") or reps.called("", visit.rep)) if visit.rep else []
        if visit.rep and len(who) != 1:
            faults.append(warning(visit.line, "rep", "VISITOR_UNKNOWN", value=quoted(visit.rep)))
        told.append((_Key(found[0], visit.on, visit.outcome), who[0] if len(who) == 1 else None, visit))
    # Of rows that tell of one visit that counts which says most; the order of the file must not decide.
    told.sort(key=lambda row: (row[1] or "", row[2].note), reverse=True)
    known = _known(session, [key.on for key, _, _ in told])
    ends = {fault.line: RowEnd.REJECTED for fault in faults if fault.line is not None and fault.severity == "error"}
    rows = []
    for key, rep_id, visit in told:
        ends[visit.line] = RowEnd.KNOWN if key in known else RowEnd.ADDED
        if key not in known:
            known.add(key)
            rows.append(
                {
                    "account_id": key.account_id,
                    "outcome": key.outcome,
                    "on_day": key.on,
                    "rep_id": rep_id,
                    "note": visit.note,
                    "told_at": now,
                }
            )
    in_order = sorted(faults, key=lambda fault: fault.line or 0)
    return JudgedVisits(dict(sorted(ends.items())), tuple(in_order), tuple(rows))


def _day_fault(visit: ToldVisit, today: date) -> Fault | None:
    if FIRST_DAY <= visit.on <= today:
        return None
    return error(visit.line, "visited_on", "NO_PAST_DAY", day=visit.on, first=FIRST_DAY, today=today)


def _account_fault(visit: ToldVisit, found: int, barred: Barred) -> Fault | None:
    if found == 1:
        return None
    if barred.account_id(LIST, visit.external_id):
        return error(visit.line, "external_id", "ERASED")
    field, value = ("external_id", visit.external_id) if visit.external_id else ("name", visit.name)
    code = "VISITED_UNKNOWN" if not found else "VISITED_SEVERAL"
    return error(visit.line, field, code, value=quoted(value), **({"count": found} if found else {}))


def _accounts(session: Session) -> _Names:
    query = select(AccountRecord.id, AccountRecord.external_id, AccountRecord.name)
    merged = [(kept.id, name, "") for name, kept in kept_for(session).items()]
    return _Names([*session.execute(query.where(AccountRecord.deleted_at.is_(None))), *merged])


def _reps(session: Session) -> _Names:
    query = select(RepRecord.id, RepRecord.external_id, RepRecord.name)
    return _Names(session.execute(query.where(RepRecord.deleted_at.is_(None))))


def _known(session: Session, days: Iterable[date]) -> set[_Key]:
    """What is known of these days: told by lists, or reported from our plans."""
    if not (days := sorted(days)):
        return set()
    told = select(PastVisitRecord.account_id, PastVisitRecord.on_day, PastVisitRecord.outcome).where(
        PastVisitRecord.on_day.between(days[0], days[-1])
    )
    reported = (
        select(VisitRecord.account_id, VisitEventRecord.on_day, VisitEventRecord.kind)
        .join(VisitEventRecord, VisitEventRecord.visit_id == VisitRecord.id)
        .where(VisitEventRecord.on_day.between(days[0], days[-1]))
    )
    return {_Key(*row) for query in (told, reported) for row in session.execute(query)}
