"""How thousands of accounts stand, read at once: the same as each of them by itself."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from app.access.identity import SHELL, Identity
from app.db import Database
from app.intake.account_changes import tell_accounts
from app.intake.account_lists import AccountFilter
from app.intake.overview import judged_accounts
from app.intake.standings import standings
from app.method.account import Answer, Appointment, Category, Contact, ContactRole, Grade, Need, OpeningHours
from app.models import AccountRecord
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.teams import store_teams

CLOSED = OpeningHours(((),) * 7)
PLAIN = replace(week.XIXI, contacts=(), need=None, ability_to_pay=None, authority=None)
ALL_SORTS = (
    replace(PLAIN, active=False),
    replace(PLAIN, do_not_visit=True),
    replace(PLAIN, location=None),
    replace(PLAIN, opening=CLOSED),
    replace(PLAIN, opening=CLOSED, appointment=Appointment(week.THURSDAY, 36_000)),
    replace(PLAIN, declared_precise=True),
    replace(PLAIN, contacts=(Contact("a", ContactRole.KP),)),
    replace(PLAIN, category=Category.PROSPECT, visits=2),
    replace(PLAIN, category=Category.PROSPECT, visits=2, reopened=True, declared_precise=True),
    replace(PLAIN, category=Category.PROSPECT, visits=0, need=Need.NO, ability_to_pay=Answer.YES),
    replace(PLAIN, category=Category.PROSPECT, visits=0, contacts=(Contact("b", ContactRole.FIRST_KP),)),
    replace(PLAIN, category=Category.PROSPECT, visits=0, next_step_on=date(2026, 11, 20)),
    replace(PLAIN, grade=Grade.A, interval_days=7.5, last_visit_on=date(2026, 11, 20)),
    replace(PLAIN, last_visit_on=None),
)


def test_a_table_judges_as_the_account_itself_does(database: Database) -> None:
    """Verdict with its numbers, due state, precision, visits and the last of them: for every sort of account."""
    with database.write() as session:
        store_teams(session, NOW)
        told = [replace(one, external_id=f"S-{n:02}") for n, one in enumerate(ALL_SORTS)]
        tell_accounts(session, SHELL, "list", told, NOW)
    with database.read() as session:
        quick = standings(session, SHELL, AccountFilter(), NOW)
        slow = judged_accounts(session, select(AccountRecord).order_by(AccountRecord.external_id), NOW)
    assert len({one.verdict.code for one in quick}) > 8
    assert [(s.external_id, s.verdict, s.due, s.precise, s.last_visit_on, s.visits) for s in quick] == [
        (j.account.external_id, j.verdict, j.due, j.precise, j.account.last_visit_on, j.account.visits) for j in slow
    ]


def test_what_is_not_seen_does_not_stand_there(sqlite_database: Database) -> None:
    """A rep's accounts are his own; a filter of facts narrows them."""
    with sqlite_database.write() as session:
        store_teams(session, NOW)
    li = Identity("rep", rep_id="li")
    with sqlite_database.read() as session:
        seen = {one.external_id for one in standings(session, li, AccountFilter(), NOW)}
        grade_c = {one.external_id for one in standings(session, li, AccountFilter(grade=Grade.C), NOW)}
    assert "FOREIGN-1" in seen
    assert not seen & {"OWN-1", "MATE-1", "GONE-1", "HZ-001"}
    assert grade_c < seen
