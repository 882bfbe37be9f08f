"""Seminars kept with their lists: refused whole or kept whole, and the next plan leaves the hosts' half-day free."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.access.identity import SHELL, Identity
from app.db import Database
from app.engines.local_engine import LocalEngine
from app.errors import AppError
from app.intake.account_changes import tell_accounts
from app.intake.account_lists import account_record
from app.intake.store import all_reps
from app.method.account import Appointment, Grade
from app.method.invitation_states import InvitationState
from app.method.rep import Half
from app.method.seminar_seats import WhyAsked
from app.method.settings import MethodSettings
from app.planning.run import plan_week
from app.seminars.invitations import AccountBusy, NotYet, draw_up, invitations, seats_by_cell, set_invitation
from app.seminars.seminars import (
    SeminarClash,
    SeminarFacts,
    SeminarOver,
    call_off,
    change_seminar,
    create_seminar,
    find_seminar,
    seminars_by_day,
)
from app.visits.account_history import What, account_history
from tests.conftest import NOW
from tests.worlds import company, week
from tests.worlds.stored import store_week
from tests.worlds.teams import Row, store_teams

WEDNESDAY_MORNING = SeminarFacts(week.WEDNESDAY, Half.MORNING, "西湖会议中心", 4, ("wang",))
ONLY_TWO = replace(company.QUICK, as_of=week.WEDNESDAY, week_on=week.MONDAY)


@pytest.fixture
def stored_week_sqlite(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        store_week(session, NOW)


def planned(database: Database, facts: SeminarFacts = WEDNESDAY_MORNING) -> str:
    with database.write() as session:
        return create_seminar(session, SHELL, facts, NOW).id


def test_the_list_is_drawn_up_for_the_seats(database: Database, stored_week: str) -> None:
    """Left out by the plan before the others; nobody with a visit that half-day; what was settled by hand stays."""
    capped = replace(week.XIXI, external_id="CAP", owner="wang", category=week.GREEN_TEA.category, visits=2)
    with database.write() as session:
        tell_accounts(session, SHELL, "list", [capped], NOW)
    seminar_id = planned(database)
    with database.write() as session:
        seminar = draw_up(session, SHELL, seminar_id, NOW)
        first = {one.account_id: one.why for one in invitations(session, SHELL, seminar_id, NOW)}
        assert (
            seminar.coming
            == 4
            == sum(cell.seats for cell in seats_by_cell(invitations(session, SHELL, seminar_id, NOW)))
        )
        assert first["CAP"] is WhyAsked.CAPPED
        assert first[week.TONGLU.external_id] is WhyAsked.FAR
        assert week.BINJIANG.external_id not in first  # promised at ten
        set_invitation(session, SHELL, seminar_id, "CAP", InvitationState.ACCEPTED, NOW)
        set_invitation(session, SHELL, seminar_id, week.TONGLU.external_id, InvitationState.TAKEN_OUT, NOW)
        assert draw_up(session, SHELL, seminar_id, NOW).coming == 4
        again = {one.account_id: one.state for one in invitations(session, SHELL, seminar_id, NOW)}
    assert (again["CAP"], again[week.TONGLU.external_id]) == (InvitationState.ACCEPTED, InvitationState.TAKEN_OUT)
    assert len(again) == 5


def test_who_is_taken_cannot_be_added(database: Database, stored_week: str) -> None:
    """A promise at ten on that morning, and in the afternoon none; nobody has come before the day."""
    morning, afternoon = planned(database), planned(database, replace(WEDNESDAY_MORNING, half=Half.AFTERNOON))
    with database.write() as session:
        with pytest.raises(AccountBusy):
            set_invitation(session, SHELL, morning, week.BINJIANG.external_id, InvitationState.OPEN, NOW)
        told = set_invitation(session, SHELL, afternoon, week.BINJIANG.external_id, InvitationState.OPEN, NOW)
        with pytest.raises(NotYet):
            set_invitation(session, SHELL, afternoon, week.BINJIANG.external_id, InvitationState.CAME, NOW)
        assert (told.why, told.contact_name, told.grade) == (WhyAsked.BY_HAND, "赵敏", Grade.A)
        tomorrow = NOW + timedelta(days=1)
        set_invitation(session, SHELL, afternoon, week.BINJIANG.external_id, InvitationState.CAME, tomorrow)
        record = account_record(session, SHELL, week.BINJIANG.external_id)
        assert record is not None
        history = [one for one in account_history(session, SHELL, record) if one.what is What.SEMINAR]
    assert [(one.kind, one.facts["place"]) for one in history] == [("came", "西湖会议中心")]
    assert record.visits == week.BINJIANG.visits  # it was no visit


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"on": date(2026, 11, 23)}, "seminar.past"),
        ({"seats": 0}, "seminar.seats"),
        ({"place": " "}, "seminar.place"),
        ({"host_ids": ()}, "seminar.hosts"),
        ({"host_ids": ("wang", "nobody")}, "seminar.hosts"),
        ({"host_ids": ("li", "wang")}, "seminar.clash"),
    ],
)
def test_nonsense_is_refused_whole(database: Database, stored_week: str, told: dict[str, object], code: str) -> None:
    """Nothing of it is kept, neither as a new seminar nor as a change of one."""
    planned(database)
    other = planned(database, replace(WEDNESDAY_MORNING, host_ids=("li",)))
    wrong = replace(WEDNESDAY_MORNING, **told)
    ways: tuple[Callable[..., object], ...] = (
        lambda session: create_seminar(session, SHELL, wrong, NOW),
        lambda session: change_seminar(session, SHELL, other, wrong, NOW),
    )
    for way in ways:
        with database.write() as session, pytest.raises(AppError) as refused:
            way(session)
        assert refused.value.code == code
    with database.read() as session:
        assert find_seminar(session, SHELL, other, NOW).facts == replace(WEDNESDAY_MORNING, host_ids=("li",))
        assert len(seminars_by_day(session, SHELL, week.TUESDAY, 9)) == 2


def test_what_is_over_or_called_off_stays(sqlite_database: Database) -> None:
    """Called off, its half-day can be given to another; neither it nor one that is over is changed any more."""
    with sqlite_database.write() as session:
        store_teams(session, NOW)
    first = planned(sqlite_database)
    with sqlite_database.write() as session:
        call_off(session, SHELL, first, NOW)
        with pytest.raises(SeminarOver):
            change_seminar(session, SHELL, first, replace(WEDNESDAY_MORNING, seats=9), NOW)
    second = planned(sqlite_database)
    with sqlite_database.write() as session:
        with pytest.raises(SeminarOver):
            call_off(session, SHELL, second, NOW + timedelta(days=2))
        with pytest.raises(SeminarClash):
            create_seminar(session, SHELL, WEDNESDAY_MORNING, NOW)


def test_the_next_plan_keeps_the_hosts_half_day_free(sqlite_database: Database, stored_week_sqlite: None) -> None:
    """And says so; without the seminar a visit would begin that morning."""

    def mornings() -> tuple[list[int], list[str]]:
        with sqlite_database.read() as session:
            reps = [rep for rep in all_reps(session) if rep.external_id == "wang"]
        listed = [one for one in company.LISTED if one.account.owner in ("wang", None) and not one.account.appointment]
        plan = plan_week(listed, reps, MethodSettings(), ONLY_TWO, engine).plan
        (route,) = [route for route in plan.routes if route.on == week.WEDNESDAY]
        notes = [str(note.params["on"]) for note in plan.notes if note.code == "HOSTS_IN_MORNING"]
        return [stop.start_s for stop in route.stops if stop.start_s < 13 * 3600], notes

    engine = LocalEngine(1, stands_back=False)
    try:
        before, silent = mornings()
        planned(sqlite_database)
        after, said = mornings()
    finally:
        engine.close()
    assert before
    assert (after, silent, said) == ([], [], [week.WEDNESDAY.isoformat()])


def test_a_manager_sees_his_teams_only(sqlite_database: Database) -> None:
    """Those that his reps host, and of the list what is his."""
    with sqlite_database.write() as session:
        world = store_teams(session, NOW)
        north = Identity("manager", team_ids=frozenset({world.names["team_id"][Row.OWN]}))
        both = create_seminar(session, SHELL, replace(WEDNESDAY_MORNING, host_ids=("li", "wang")), NOW).id
        set_invitation(session, SHELL, both, "FOREIGN-1", InvitationState.OPEN, NOW)
        seen = find_seminar(session, north, both, NOW)
        assert (seen.host_names, seen.coming) == (("王芳",), 0)
        with pytest.raises(AppError) as refused:
            change_seminar(session, north, both, replace(WEDNESDAY_MORNING, seats=9), NOW)
    assert refused.value.code == "access.not_allowed"


def test_an_appointment_counts_as_a_visit(sqlite_database: Database, stored_week_sqlite: None) -> None:
    """Wherever it was told, and for the half that it reaches into only."""
    noon = replace(week.XIXI, external_id="NOON", appointment=Appointment(week.WEDNESDAY, 11 * 3600 + 1800, 3600))
    with sqlite_database.write() as session:
        tell_accounts(session, SHELL, "list", [noon], NOW)
    morning = planned(sqlite_database, replace(WEDNESDAY_MORNING, seats=99))
    afternoon = planned(sqlite_database, replace(WEDNESDAY_MORNING, seats=99, half=Half.AFTERNOON))
    with sqlite_database.write() as session:
        for seminar_id in (morning, afternoon):
            draw_up(session, SHELL, seminar_id, NOW)
        asked = [
            {one.account_id for one in invitations(session, SHELL, seminar_id, NOW)}
            for seminar_id in (morning, afternoon)
        ]
    assert "NOON" not in asked[0]
    assert "NOON" in asked[1]
