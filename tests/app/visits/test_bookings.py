"""A start that is booked is promised and planned at once; what was promised before stays."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from app.db import Database
from app.errors import NotFound
from app.intake.known_accounts import accounts_of
from app.intake.store import import_accounts, listed_accounts
from app.method.account import Appointment
from app.models import BookingRecord, PlanRecord
from app.planning.in_force import StopInForce
from app.planning.store import load_plan, publish_plan, published_plan, save_plan
from app.planning.week_plan import Outcome
from app.visits.bookings import Booking, SlotTaken, UnderWay, book_slot, cancel_booking
from app.visits.outlook import Wish
from app.visits.slots import Start, offer_slots
from app.visits.today import published_route
from tests.app.visits.weeks import BEFORE_WORK, HOUR_S, stops, violations
from tests.worlds.company import ACCOUNTS, FRIDAY, LISTED
from tests.worlds.facts import MONDAY
from tests.worlds.stored import LIST, listed_row

NEXT_WEEK = MONDAY + timedelta(days=7)
TUESDAY = MONDAY + timedelta(days=1)
AT_NIGHT = BEFORE_WORK - timedelta(hours=8)  # nothing of the week is under way


def offers(database: Database, account_id: str, wish: Wish | None = None, now: datetime = BEFORE_WORK) -> list[Start]:
    with database.read() as session:
        offer = offer_slots(session, account_id, wish or Wish(), now, further=50)
    return [*offer.choices, *offer.further]


def book(
    database: Database, account_id: str, start: Start, service_s: int | None = None, now: datetime = BEFORE_WORK
) -> Booking:
    with database.write() as session:
        return book_slot(session, account_id, start.rep_id, start.on, start.start_s, service_s, now)


def cancel(database: Database, account_id: str, now: datetime = BEFORE_WORK) -> bool:
    with database.write() as session:
        return cancel_booking(session, account_id, now)


def promise(database: Database, account_id: str) -> Appointment | None:
    with database.read() as session:
        return accounts_of(session, [account_id])[account_id].appointment


def where(found: list[StopInForce]) -> list[tuple[str, date, int, bool]]:
    return [(stop.rep_id, stop.on, stop.start_s, stop.is_appointment) for stop in found]


def plans(database: Database) -> list[tuple[int, str]]:
    with database.read() as session:
        return [tuple(row) for row in session.execute(select(PlanRecord.number, PlanRecord.status))]


def test_a_booking_is_promised_and_on_the_phone_at_once(database: Database, planned_company: str) -> None:
    """The account has its appointment, the rep's published day has the stop, and a new version is in force."""
    first = offers(database, "N003")[0]
    booked = book(database, "N003", first)
    assert (booked.on, booked.start_s, booked.fresh) == (first.on, first.start_s, True)
    assert promise(database, "N003") == Appointment(first.on, first.start_s, booked.service_s)
    assert where(stops(database, "N003")) == [(first.rep_id, first.on, first.start_s, True)]
    with database.read() as session:
        found = published_route(session, first.rep_id, first.on)
    assert found is not None
    assert found.plan_number == 3
    assert violations(database, first.on - timedelta(days=first.on.weekday())) == []


def test_the_extra_time_is_what_the_day_really_takes_more(database: Database, planned_company: str) -> None:
    """Driving of the published day before and after differ by what was offered."""

    def driving_s(start: Start) -> int:
        with database.read() as session:
            found = published_route(session, start.rep_id, start.on)
        assert found is not None
        return found.route.travel_s + found.route.overtime_s

    for account_id in ("N003", "CLASH-SOUTH"):
        start = offers(database, account_id, Wish(MONDAY + timedelta(days=1), FRIDAY))[0]
        before_s = driving_s(start)
        book(database, account_id, start)
        assert driving_s(start) - before_s == start.extra_s


def test_every_start_that_is_offered_can_be_booked(database: Database, planned_company: str) -> None:
    """A hundred steps of offering, booking, moving and cancelling: none refused, no rule broken, no promise moved."""
    rng = random.Random(7)
    promised: dict[str, tuple[date, int]] = {
        stop.external_id: (stop.on, stop.start_s) for stop in stops(database) if stop.is_appointment
    }
    kept_from_start = dict(promised)
    booked = 0
    for step in range(100):
        account_id = rng.choice(ACCOUNTS).external_id
        if account_id in promised and account_id not in kept_from_start and rng.random() < 0.3:
            assert cancel(database, account_id, AT_NIGHT)
            del promised[account_id]
        elif account_id not in kept_from_start:
            found = offers(database, account_id, now=AT_NIGHT)
            for start in rng.sample(found, min(1, len(found))):
                booked += book(database, account_id, start, now=AT_NIGHT).fresh
                promised[account_id] = (start.on, start.start_s)
        now = {stop.external_id: (stop.on, stop.start_s) for stop in stops(database) if stop.is_appointment}
        assert now == promised, step
        if step % 20 == 19:
            assert violations(database) == violations(database, NEXT_WEEK) == [], step
    assert booked > 30


def test_nothing_between_the_slots_can_be_booked(database: Database, planned_company: str) -> None:
    """A start that is not offered within its steps is refused, and nothing is changed by trying."""
    free = {start.start_s for start in offers(database, "N003", Wish(MONDAY, MONDAY))}
    taken = [s for s in range(9 * HOUR_S, 18 * HOUR_S, 1800) if s not in free]
    assert taken
    for start_s in taken:
        with pytest.raises(SlotTaken):
            book(database, "N003", Start("wang", "王芳", MONDAY, start_s, "Asia/Shanghai", 0, 0))
    assert (plans(database), promise(database, "N003")) == ([(1, "published"), (2, "published")], None)


def test_who_comes_second_is_refused(database: Database, planned_company: str) -> None:
    """Two accounts are offered the same start; the one that answers later is told."""
    start = next(s for s in offers(database, "N003") if s.on > FRIDAY)
    assert start in offers(database, "N003")
    book(database, "N003", start)
    with pytest.raises(SlotTaken):
        book(database, "N001", replace(start, rep_id="wang"))
    assert promise(database, "N001") is None


@pytest.mark.parametrize(
    ("account_id", "start"),
    [
        ("N003", Start("li", "李强", TUESDAY, 15 * HOUR_S, "", 0, 0)),  # not its owner
        ("N003", Start("nobody", "", TUESDAY, 15 * HOUR_S, "", 0, 0)),
        ("N003", Start("wang", "王芳", MONDAY - timedelta(days=3), 15 * HOUR_S, "", 0, 0)),  # over
        ("N003", Start("wang", "王芳", MONDAY, 9 * HOUR_S, "", 0, 0)),  # in half an hour
        ("N003", Start("wang", "王芳", MONDAY + timedelta(days=60), 15 * HOUR_S, "", 0, 0)),  # nothing is published
        ("N003", Start("wang", "王芳", FRIDAY + timedelta(days=1), 15 * HOUR_S, "", 0, 0)),  # a Saturday
        ("INACTIVE", Start("wang", "王芳", TUESDAY, 15 * HOUR_S, "", 0, 0)),
    ],
)
def test_what_is_never_offered_is_never_booked(
    database: Database, planned_company: str, account_id: str, start: Start
) -> None:
    """Whoever made it up."""
    with pytest.raises(SlotTaken):
        book(database, account_id, start)


def test_booking_twice_is_booking_once(database: Database, planned_company: str) -> None:
    """The same start again gives the same booking and no further version; another start moves the booking."""
    first, other = offers(database, "N003")[:2]
    book(database, "N003", first)
    before = plans(database)
    again = book(database, "N003", first)
    assert (again.fresh, plans(database)) == (False, before)
    assert book(database, "N003", other).fresh
    assert where(stops(database, "N003")) == [(other.rep_id, other.on, other.start_s, True)]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(BookingRecord)) == 1


def test_a_visit_that_moves_keeps_its_id_and_leaves_its_day(database: Database, planned_company: str) -> None:
    """From Monday to Tuesday of the same week: one stop, the same visit."""

    def visit_id(account_id: str) -> str:
        with database.read() as session:
            stored = load_plan(session, published_plan(session, MONDAY) or "")
        assert stored is not None
        (found,) = [s.visit_id for r in stored.plan.routes for s in r.stops if s.external_id == account_id]
        return found

    before = visit_id("S000")
    start = offers(database, "S000", Wish(TUESDAY, TUESDAY))[0]
    book(database, "S000", start)
    assert where(stops(database, "S000")) == [("li", TUESDAY, start.start_s, True)]
    assert visit_id("S000") == before
    assert violations(database) == []


def test_a_visit_that_moves_to_the_next_week_leaves_this_one(database: Database, planned_company: str) -> None:
    """Both weeks get a version, and this week's ledger says where it went."""
    start = offers(database, "S000", Wish(NEXT_WEEK, NEXT_WEEK + timedelta(days=4)))[0]
    book(database, "S000", start)
    assert where(stops(database, "S000")) == [("li", start.on, start.start_s, True)]
    assert violations(database) == violations(database, NEXT_WEEK) == []
    with database.read() as session:
        stored = load_plan(session, published_plan(session, MONDAY) or "")
    assert stored is not None
    (row,) = [row for row in stored.plan.ledger if row.external_id == "S000"]
    assert (row.outcome, row.code) == (Outcome.UNSERVED, "MOVED")
    assert len(stored.plan.ledger) == len(LISTED)


def test_a_visit_that_moves_to_an_earlier_week_leaves_the_later_one(database: Database, planned_company: str) -> None:
    """Promised for next week, then for this one: there is one visit, and nothing of the other is left."""
    later = offers(database, "N003", Wish(NEXT_WEEK, NEXT_WEEK + timedelta(days=4)))[0]
    book(database, "N003", later)
    sooner = offers(database, "N003", Wish(TUESDAY, FRIDAY))[0]
    book(database, "N003", sooner)
    assert where(stops(database, "N003")) == [("wang", sooner.on, sooner.start_s, True)]
    assert violations(database) == violations(database, NEXT_WEEK) == []


def test_the_ledger_tells_of_the_booking(database: Database, planned_company: str) -> None:
    """The account is routed now, under the line it had; the others of its day have their new times."""
    start = offers(database, "N003", Wish(MONDAY, MONDAY))[0]
    book(database, "N003", start)
    with database.read() as session:
        stored = load_plan(session, published_plan(session, MONDAY) or "")
    assert stored is not None
    rows = {row.external_id: row for row in stored.plan.ledger}
    told = {(s.external_id, s.start_s) for r in stored.plan.routes for s in r.stops}
    assert (rows["N003"].outcome, rows["N003"].line) == (Outcome.ROUTED, 5)
    assert {(name, row.params["start_s"]) for name, row in rows.items() if row.outcome is Outcome.ROUTED} == told
    assert stored.plan.notes[-1].code == "BOOKED"


def test_a_length_that_was_agreed_is_kept(database: Database, planned_company: str) -> None:
    """Two hours are two hours in the plan, and for whoever plans the week again."""
    start = offers(database, "N003", Wish(TUESDAY, FRIDAY, service_s=2 * HOUR_S))[0]
    assert book(database, "N003", start, 2 * HOUR_S).service_s == 2 * HOUR_S
    with database.read() as session:
        found = published_route(session, "wang", start.on)
    assert found is not None
    (stop,) = [stop for stop in found.route.stops if stop.external_id == "N003"]
    assert stop.departure_s - stop.start_s == 2 * HOUR_S
    assert violations(database) == []


def test_an_import_does_not_erase_a_booking(database: Database, planned_company: str) -> None:
    """The nightly list, which knows nothing of it, leaves the promise; one of another day loses to it as well."""
    start = offers(database, "N003")[0]
    book(database, "N003", start)
    listed = [row.account for row in LISTED]
    for other in (None, Appointment(FRIDAY, 16 * HOUR_S)):
        accounts = [replace(a, appointment=other) if a.external_id == "N003" else a for a in listed]
        rows = tuple(listed_row(line, account) for line, account in enumerate(accounts, start=2))
        with database.write() as session:
            import_accounts(session, replace(LIST, rows=rows, faults=()), BEFORE_WORK)
        found = promise(database, "N003")
        assert found is not None
        assert (found.on, found.start_s) == (start.on, start.start_s)


def test_a_booking_that_is_over_hides_nothing(database: Database, planned_company: str) -> None:
    """The next list's appointment counts again."""
    book(database, "N003", offers(database, "N003")[0])
    with database.write() as session:
        session.execute(update(BookingRecord).values(on_day=date(2020, 1, 6)))
    promised = Appointment(FRIDAY, 16 * HOUR_S)
    (account,) = [replace(a, appointment=promised) for a in ACCOUNTS if a.external_id == "N003"]
    with database.write() as session:
        import_accounts(session, replace(LIST, rows=(listed_row(2, account),), faults=()), BEFORE_WORK)
    assert promise(database, "N003") == promised


def test_an_account_of_nobody_is_its_rep_s_from_then_on(database: Database, planned_company: str) -> None:
    """Whoever promised to come is the one the next plan sends."""
    start = offers(database, "N010")[0]
    book(database, "N010", start)
    with database.read() as session:
        owners = {row.account.external_id: row.account.owner for row in listed_accounts(session)}
    assert (owners["N010"], owners["N011"]) == (start.rep_id, None)


def test_a_cancelled_booking_is_free_again(database: Database, planned_company: str) -> None:
    """Promise and stop are gone, the start can be offered again, and cancelling once more does nothing."""
    start = next(s for s in offers(database, "N003") if s.on > FRIDAY)
    book(database, "N003", start)
    assert cancel(database, "N003")
    assert (promise(database, "N003"), stops(database, "N003")) == (None, [])
    assert start in offers(database, "N003")
    assert not cancel(database, "N003")
    assert violations(database, NEXT_WEEK) == []


def test_an_appointment_of_the_list_can_be_cancelled(database: Database, planned_company: str) -> None:
    """Friday was no field day of 李强's: nothing is left of it."""
    assert cancel(database, "PROMISED-FRIDAY")
    assert stops(database, "PROMISED-FRIDAY") == []
    with database.read() as session:
        found = published_route(session, "li", FRIDAY)
    assert found is not None
    assert (found.route.stops, found.route.travel_s) == ((), 0)


def test_an_appointment_of_the_list_can_be_moved(database: Database, planned_company: str) -> None:
    """From the day outside the field to one within it."""
    start = offers(database, "PROMISED-FRIDAY")[0]
    book(database, "PROMISED-FRIDAY", start)
    assert where(stops(database, "PROMISED-FRIDAY")) == [("li", start.on, start.start_s, True)]


def test_what_has_begun_is_not_cancelled(database: Database, planned_company: str) -> None:
    """At 10:01 on Friday the visit of 10:00 stays on record; at 09:59 it can still be called off."""
    friday_ten = BEFORE_WORK + timedelta(days=4, minutes=90)
    with pytest.raises(UnderWay):
        cancel(database, "PROMISED-FRIDAY", friday_ten + timedelta(minutes=1))
    assert stops(database, "PROMISED-FRIDAY") != []
    assert cancel(database, "PROMISED-FRIDAY", friday_ten - timedelta(minutes=1))


def test_an_unknown_account_has_nothing_to_cancel(database: Database, planned_company: str) -> None:
    """It is not found, which is something else than having no appointment."""
    with pytest.raises(NotFound):
        cancel(database, "GHOST")


def test_what_another_plan_has_taken_over_stays_with_it(database: Database, planned_company: str) -> None:
    """Wednesday to Friday were planned anew; a booking on Tuesday changes the older plan, and the newer stays."""
    with database.write() as session:
        stored = load_plan(session, planned_company)
        assert stored is not None
        as_of = MONDAY + timedelta(days=2)
        rest = replace(stored.plan, as_of=as_of, routes=tuple(r for r in stored.plan.routes if r.on >= as_of))
        newer = save_plan(session, rest, options=replace(stored.options, as_of=as_of), settings=stored.settings)
        publish_plan(session, newer, BEFORE_WORK + timedelta(days=2))
    start = offers(database, "N003", Wish(TUESDAY, TUESDAY))[0]
    book(database, "N003", start)
    with database.read() as session:
        tuesday, friday = published_route(session, "wang", TUESDAY), published_route(session, "wang", FRIDAY)
        assert published_plan(session, MONDAY) == newer
    assert tuesday is not None
    assert friday is not None
    assert [stop.external_id for stop in tuesday.route.stops] == ["N003"]
    assert friday.plan_id == newer
