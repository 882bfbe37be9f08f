"""What can be offered to an account, to whom, when, and why there is sometimes less than a pair."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from app.db import Database
from app.errors import NotFound
from app.intake.store import import_accounts
from app.method.account import Appointment
from app.models import AccountRecord, PublicationRecord
from app.visits.outlook import Wish
from app.visits.slot_words import message, why_remedy, why_sentence
from app.visits.slots import Offer, Start, offer_slots
from tests.app.visits.weeks import BEFORE_WORK, HOUR_S, stops
from tests.worlds.company import FRIDAY, WANG, near
from tests.worlds.facts import MONDAY
from tests.worlds.stored import LIST, listed_row

TUESDAY, THURSDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)


def offered(
    database: Database, account_id: str, wish: Wish | None = None, now: datetime = BEFORE_WORK, further: int = 50
) -> Offer:
    with database.read() as session:
        return offer_slots(session, account_id, wish or Wish(), now, further=further)


def change(database: Database, account_id: str, **facts: object) -> None:
    with database.write() as session:
        session.execute(update(AccountRecord).where(AccountRecord.external_id == account_id).values(**facts))


def starts(offer: Offer) -> list[Start]:
    return [*offer.choices, *offer.further]


def test_a_pair_is_a_morning_and_an_afternoon(database: Database, planned_company: str) -> None:
    """On the half hour, on different half-days, the cheaper first, with its owner."""
    first, second = offered(database, "N000").choices
    assert {first.start_s < 12 * HOUR_S, second.start_s < 12 * HOUR_S} == {True, False}
    assert all(start.start_s % 1800 == 0 and start.rep_id == "wang" for start in (first, second))
    assert first.extra_s <= second.extra_s


def test_the_pair_is_the_cheapest_there_is(database: Database, planned_company: str) -> None:
    """No further start costs less than the choice of its half of the day."""
    offer = offered(database, "N003")
    for choice in offer.choices:
        same_half = [s for s in starts(offer) if (s.start_s < 12 * HOUR_S) == (choice.start_s < 12 * HOUR_S)]
        assert choice.extra_s == min(start.extra_s for start in same_half)


def test_the_stop_an_account_has_is_taken_out_first(database: Database, planned_company: str) -> None:
    """Its own place in the day is free for it; for a neighbour that hour is not."""
    own = next(stop for stop in stops(database, "S000") if stop.on == MONDAY)
    offer = offered(database, "S000")
    assert offer.stop == own
    assert any(start.on == MONDAY and abs(start.start_s - own.start_s) < HOUR_S for start in starts(offer))


def test_a_promised_account_is_offered_other_starts(database: Database, planned_company: str) -> None:
    """Not the moment it was promised, even where that day is free again."""
    own = next(iter(stops(database, "PROMISED-FRIDAY")))
    assert own.is_appointment
    offer = offered(database, "PROMISED-FRIDAY")
    assert offer.choices
    assert (own.on, own.start_s) not in {(start.on, start.start_s) for start in starts(offer)}


def test_what_is_promised_to_others_is_kept_free(database: Database, planned_company: str) -> None:
    """At 10:00 on Monday 北店 has its visit: nobody else is offered a start within it."""
    promised = next(iter(stops(database, "CLASH-NORTH")))
    on_that_day = [start.start_s for start in starts(offered(database, "N003")) if start.on == promised.on]
    assert not [s for s in on_that_day if promised.start_s - 1800 < s < promised.start_s + 45 * 60]


def test_nothing_is_offered_sooner_than_in_two_hours(database: Database, planned_company: str) -> None:
    """By the clock of the rep; the day goes on for later starts."""
    now = datetime(2026, 11, 24, 5, 10, tzinfo=UTC)  # 13:10 in Hangzhou
    today = [start.start_s for start in starts(offered(database, "N003", now=now)) if start.on == TUESDAY]
    assert today
    assert min(today) == 15 * HOUR_S + 1800


def test_who_is_being_visited_is_offered_later_days(database: Database, planned_company: str) -> None:
    """The visit under way stays, and the same day has no second one."""
    own = next(iter(stops(database, "S000")))
    now = BEFORE_WORK + timedelta(seconds=own.start_s - 9 * HOUR_S)
    offer = offered(database, "S000", now=now)
    assert offer.stop is None
    assert offer.choices
    assert min(start.on for start in starts(offer)) > own.on


def test_a_closed_hour_is_not_offered(database: Database, planned_company: str) -> None:
    """Open from 14:00 to 16:00 only: the visit ends before the door closes, and the pair is of two days."""
    change(database, "N003", opening=[[[14 * HOUR_S, 16 * HOUR_S]] for _ in range(5)] + [[], []])
    offer = offered(database, "N003")
    assert all(14 * HOUR_S <= start.start_s <= 16 * HOUR_S - offer.service_s for start in starts(offer))
    assert len({choice.on for choice in offer.choices}) == 2


def test_a_longer_visit_needs_more_room(database: Database, planned_company: str) -> None:
    """Six hours fit on free days only."""
    offer = offered(database, "N003", Wish(service_s=6 * HOUR_S))
    assert offer.service_s == 6 * HOUR_S
    assert MONDAY not in {start.on for start in starts(offer)}


def test_days_can_be_chosen(database: Database, planned_company: str) -> None:
    """From Thursday to Friday; a weekend has none, and the next week is looked at unless said otherwise."""
    found = offered(database, "N003", Wish(THURSDAY, FRIDAY))
    assert {start.on for start in starts(found)} == {THURSDAY, FRIDAY}
    assert max(start.on for start in starts(offered(database, "N003"))) > FRIDAY
    assert max(start.on for start in starts(offered(database, "N003", Wish(weeks=1)))) == FRIDAY


def test_an_account_of_nobody_gets_the_cheapest_rep(database: Database, planned_company: str) -> None:
    """In the south that is 李强; an owned one stays with its owner however far he lives."""
    assert {start.rep_id for start in starts(offered(database, "S010"))} == {"li"}
    assert {start.rep_id for start in starts(offered(database, "CLASH-SOUTH"))} == {"wang"}


@pytest.mark.parametrize(
    ("account_id", "code"),
    [
        ("INACTIVE", "INACTIVE"),
        ("WHO-DECIDES", "FIND_FIRST_KP"),
        ("ORPHAN", "NO_ALLOWED_REP"),
        ("FRIDAY-ONLY", "CLOSED_THAT_DAY"),
        ("NIGHT", "NOTHING_FITS"),
        ("BEIJING", "NOTHING_FITS"),
    ],
)
def test_who_gets_no_start_is_told_why(database: Database, planned_company: str, account_id: str, code: str) -> None:
    """A code with a sentence and a remedy."""
    offer = offered(database, account_id)
    assert offer.why is not None
    assert (offer.choices, offer.why.code) == ((), code)
    assert why_sentence(offer.why)
    assert "{" not in why_sentence(offer.why) + why_remedy(offer.why)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"do_not_visit": True}, "DO_NOT_VISIT"), ({"lat": None, "lon": None}, "NEEDS_LOCATION")],
)
def test_what_the_list_says_now_counts(
    database: Database, planned_company: str, facts: dict[str, object], code: str
) -> None:
    """An account that may not be visited any more is not offered a visit, though the plan still has it."""
    change(database, "N001", **facts)
    offer = offered(database, "N001")
    assert offer.why is not None
    assert offer.why.code == code


def test_without_a_published_day_there_is_nothing_to_offer(database: Database, planned_company: str) -> None:
    """A draft is nobody's route."""
    with database.write() as session:
        session.query(PublicationRecord).delete()
    why = offered(database, "N003").why
    assert why is not None
    assert why.code == "NO_PLAN_IN_FORCE"


def test_a_promise_that_the_plan_does_not_hold_closes_its_day(database: Database, planned_company: str) -> None:
    """Imported after planning: until the week is planned again nobody is offered that day of that rep."""
    assert TUESDAY in {start.on for start in starts(offered(database, "N003"))}
    promised = near((30.3, 120.15), 40, owner=WANG.name, appointment=Appointment(TUESDAY, 10 * HOUR_S))
    with database.write() as session:
        import_accounts(session, replace(LIST, rows=(listed_row(2, promised),), faults=()), BEFORE_WORK)
    assert TUESDAY not in {start.on for start in starts(offered(database, "N003"))}
    assert TUESDAY in {start.on for start in starts(offered(database, "S001"))}
    why = offered(database, "N003", Wish(TUESDAY, TUESDAY)).why
    assert why is not None
    assert why.code == "PLAN_OUTDATED"


def test_a_day_whose_facts_have_changed_is_closed(database: Database, planned_company: str) -> None:
    """A stop of Monday closes at noon now: its route no longer holds, so nothing is built upon it."""
    change(database, "N002", opening=[[[9 * HOUR_S, 10 * HOUR_S]] for _ in range(5)] + [[], []])
    assert MONDAY not in {start.on for start in starts(offered(database, "N003"))}


def test_one_half_day_gives_one_start(database: Database, planned_company: str) -> None:
    """And says that there is no second."""
    change(database, "N003", opening=[[], [[14 * HOUR_S, 16 * HOUR_S]], [], [], [], [], []])
    offer = offered(database, "N003", Wish(weeks=1))
    assert [choice.on for choice in offer.choices] == [TUESDAY]
    assert offer.why is not None
    assert offer.why.code == "ONE_HALF_DAY"
    assert message(offer.choices, "zh").endswith("您方便吗？")


def test_an_unknown_account_is_not_found(database: Database, planned_company: str) -> None:
    """There is nobody to offer anything to."""
    with pytest.raises(NotFound, match="no account of this id"):
        offered(database, "GHOST")


def start(on: date, hour: float) -> Start:
    return Start("wang", "王芳", on, round(hour * HOUR_S), "Asia/Shanghai", 600, 0)


@pytest.mark.parametrize(
    ("choices", "zh", "en"),
    [
        (
            (start(TUESDAY, 10), start(THURSDAY, 15)),
            "您好！我们想去拜访您：周二（11月24日）10:00 或周四（11月26日）15:00，您哪个时间方便？",
            "Hello, would Tuesday 24 November at 10:00 or Thursday 26 November at 15:00 suit you better for our visit?",
        ),
        (
            (start(TUESDAY, 15.5), start(TUESDAY, 10)),
            "您好！我们想去拜访您：周二（11月24日）10:00 或 15:30，您哪个时间方便？",
            "Hello, would Tuesday 24 November at 10:00 or 15:30 suit you better for our visit?",
        ),
        ((), "", ""),
    ],
)
def test_the_message_can_be_sent_as_it_is(choices: tuple[Start, ...], zh: str, en: str) -> None:
    """Both starts, the earlier first, the day by its name and date, and a question; no word of ours."""
    assert (message(choices, "zh"), message(choices, "en")) == (zh, en)
