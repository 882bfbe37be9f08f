"""How every account stands today, as a table of thousands wants it: read without objects, judged by the method's rules.

Accounts that are alike in every fact that the gate or the cadence reads are judged once.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.intake.account_lists import AccountFilter
from app.intake.known_accounts import NO_PAST, PastVisits, done_days, past_visits, visits_so_far
from app.intake.known_places import KnownPlace, known_places
from app.intake.method_settings import settings_in_force
from app.intake.overview import HORIZON_DAYS, local_today
from app.method.account import (
    Account,
    Answer,
    Appointment,
    Category,
    Contact,
    ContactRole,
    Grade,
    Location,
    Need,
    OpeningHours,
)
from app.method.cadence import DueState, due_state
from app.method.gate import LEGS, Verdict, declared_otherwise, said_yes, verdict
from app.method.settings import MethodSettings
from app.models import AccountRecord, BookingRecord, ContactRecord

_ANY = "any"  # whom the rules are asked for is one of many
_BITS = {1: ContactRole.KP, 2: ContactRole.FIRST_KP}


class Standing(NamedTuple):
    """An account with the gate's verdict for the next seven days, its due state, and what was promised to it.

    A tuple, for thousands of them are made for one page.
    """

    id: str
    external_id: str
    name: str
    address: str
    market: str
    category: str
    grade: str
    owner: str | None
    lat: float | None
    lon: float | None
    verdict: Verdict
    said_yes: frozenset[str]  # which of the three answers are yes
    declared_otherwise: bool  # by the list's own flag
    due: DueState
    last_visit_on: date | None
    visits: int
    promised: tuple[date, int] | None  # day and seconds after midnight

    @property
    def precise(self) -> bool:
        return len(self.said_yes) == len(LEGS)


_COLUMNS = (
    AccountRecord.id,
    AccountRecord.external_id,
    AccountRecord.name,
    AccountRecord.address,
    AccountRecord.market,
    AccountRecord.category,
    AccountRecord.grade,
    AccountRecord.owner,
    AccountRecord.lat,
    AccountRecord.lon,
    AccountRecord.declared_precise,
    AccountRecord.need,
    AccountRecord.ability_to_pay,
    AccountRecord.authority,
    cast(AccountRecord.opening, Text),
    AccountRecord.interval_days,
    AccountRecord.last_visit_on,
    AccountRecord.visits,
    AccountRecord.next_step_on,
    AccountRecord.appointment_on,
    AccountRecord.appointment_start_s,
    AccountRecord.active,
    AccountRecord.do_not_visit,
    AccountRecord.reopened,
)


def standings(session: Session, identity: Identity, asked: AccountFilter, now: datetime) -> list[Standing]:
    """The accounts that are seen and asked for, in the order of their external ids."""
    today = local_today(session, now)
    horizon = [today + timedelta(days=n) for n in range(HORIZON_DAYS)]
    wanted = (accounts_seen_by(identity), *asked.conditions())
    roles = _roles(session)
    booked = {
        account_id: (on, start_s)
        for account_id, on, start_s in session.execute(
            select(BookingRecord.account_id, BookingRecord.on_day, BookingRecord.start_s)
        )
    }
    done, past, places = done_days(session), past_visits(session), known_places(session)
    judged = _Judged(settings_in_force(session), horizon)
    rows = session.execute(select(*_COLUMNS).where(*wanted).order_by(AccountRecord.external_id))
    return [
        judged.standing(
            row,
            roles.get(row[0], 0),
            booked.get(row[0]),
            done.get(row[0], ()),
            past.get(row[0], NO_PAST),
            places.get(row[0]),
        )
        for row in rows
    ]


def _roles(session: Session) -> Mapping[str, int]:
    """For each account whose key persons are known the sum of their bits."""
    found: dict[str, int] = defaultdict(int)
    bits = {role.value: bit for bit, role in _BITS.items()}
    for account_id, role in session.execute(
        select(ContactRecord.account_id, ContactRecord.role).where(ContactRecord.role.in_(bits))
    ):
        found[account_id] |= bits[role]
    return found


class _Judged:
    """Verdicts and due states of one moment, each found once for all accounts that are alike."""

    def __init__(self, settings: MethodSettings, horizon: Sequence[date]) -> None:
        self._settings, self._horizon = settings, horizon
        self._promised_days = frozenset(horizon)
        self._gate: dict[tuple[Any, ...], tuple[Verdict, frozenset[str], bool]] = {}
        self._due: dict[tuple[Any, ...], DueState] = {}

    def standing(
        self,
        row: Any,
        roles: int,
        booked: tuple[date, int] | None,
        done_on: Sequence[date],
        past: PastVisits,
        place: KnownPlace | None,
    ) -> Standing:
        (
            id_, external_id, name, address, market, category, grade, owner, lat, lon, declared, need, pay, authority,
            opening, interval_days, last_on, visits, next_step_on, promised_on, promised_s, active, no_visit, reopened,
        ) = row  # fmt: skip
        last_on, visits = visits_so_far(last_on, visits, done_on, past)
        if place is not None:
            lat, lon = (None, None) if place.location is None else (place.location.lat, place.location.lon)
        promised = booked
        if promised is None and promised_on is not None:
            promised = (promised_on, promised_s)
        within = promised[0] if promised is not None and promised[0] in self._promised_days else None
        gate_key = (
            active, no_visit, lat is None, place is not None, opening, within, category, visits, reopened, roles,
            declared, need, pay, authority,
        )  # fmt: skip
        due_key = (category, grade, interval_days, last_on, next_step_on)
        gated = self._gate.get(gate_key)
        if gated is None:
            gated = self._gate[gate_key] = self._gated(*gate_key)
        due = self._due.get(due_key)
        if due is None:
            due = self._due[due_key] = self._due_state(*due_key)
        return Standing(
            id_, external_id, name, address, market, category, grade, owner, lat, lon, *gated, due, last_on, visits,
            promised,
        )  # fmt: skip

    def _gated(
        self,
        active: bool,
        do_not_visit: bool,
        is_nowhere: bool,
        is_known_roughly: bool,
        opening: str,
        within: date | None,
        category: str,
        visits: int,
        reopened: bool,
        roles: int,
        declared: bool | None,
        need: str | None,
        pay: str | None,
        authority: str | None,
    ) -> tuple[Verdict, frozenset[str], bool]:
        account = Account(
            external_id=_ANY,
            name="",
            category=Category(category),
            location=None if is_nowhere else Location.wgs84(0, 0),
            place_is_rough=is_nowhere and is_known_roughly,
            contacts=tuple(Contact("", role) for bit, role in _BITS.items() if roles & bit),
            declared_precise=declared,
            need=None if need is None else Need(need),
            ability_to_pay=None if pay is None else Answer(pay),
            authority=None if authority is None else Answer(authority),
            opening=OpeningHours(tuple(tuple((a, b) for a, b in spans) for spans in json.loads(opening))),
            appointment=None if within is None else Appointment(within, 0),
            visits=visits,
            active=active,
            do_not_visit=do_not_visit,
            reopened=reopened,
        )
        found = verdict(account, self._settings, horizon=self._horizon)
        return found, said_yes(account), declared_otherwise(account)

    def _due_state(
        self, category: str, grade: str, interval_days: float | None, last_on: date | None, next_step_on: date | None
    ) -> DueState:
        account = Account(
            external_id=_ANY,
            name="",
            category=Category(category),
            grade=Grade(grade),
            interval_days=interval_days,
            last_visit_on=last_on,
            next_step_on=next_step_on,
        )
        return due_state(account, self._settings, self._horizon[0])
