"""A company in which everything that people name bears one of `hostile_names`: accounts, reps, teams, keys.

王芳's Tuesday has a stop for each name, in the order of the list, each at a place of its own.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.identity import SHELL
from app.access.keys import create_key
from app.access.people import PersonFacts, create_person
from app.access.roles import PersonRole
from app.access.teams import create_team
from app.intake.own_words import keep_own_words
from app.intake.store import import_accounts, save_reps
from app.method.account import Account, Contact, ContactRole, Location
from app.method.opportunity import Opportunity
from app.method.own_words import KEYS, LANGUAGES, LONGEST, OwnWords
from app.method.settings import MethodSettings
from app.opportunities.changes import begin_opportunity
from app.planning.ledger import routed_rows
from app.planning.store import publish_plan, save_plan
from app.planning.week_plan import WeekPlan
from tests.worlds import week
from tests.worlds.hostile_names import HOSTILE_NAMES
from tests.worlds.stored import LIST, OPTIONS, listed_row

MINUTE_S = 60


def _account(number: int, name: str) -> Account:
    lat, lon = 30.10 + 0.02 * (number % 8), 120.00 + 0.02 * (number // 8)
    contact = Contact(name, ContactRole.FIRST_KP, 2, name)
    return replace(
        week.XIXI,
        external_id=f"H{number:02}",
        name=name,
        address=name,
        location=Location.wgs84(lat, lon),
        contacts=(contact,),
    )


ACCOUNTS = tuple(_account(number, name) for number, name in enumerate(HOSTILE_NAMES))
WANG = replace(week.WANG, name=HOSTILE_NAMES[1])
STOPS = tuple(
    week.stop(account, 9 * 3600 + n * 10 * MINUTE_S, drive_s=MINUTE_S, drive_m=500, service_s=5 * MINUTE_S)
    for n, account in enumerate(ACCOUNTS)
)
ROUTE = week.route(WANG, week.TUESDAY, STOPS, back_s=600, back_m=3_000)
PLAN = WeekPlan(
    week_on=week.MONDAY,
    as_of=week.MONDAY,
    days=7,
    routes=(ROUTE,),
    ledger=tuple(routed_rows((ROUTE,), {account.external_id: n for n, account in enumerate(ACCOUNTS, start=2)})),
    value_s=1.0,
)


def store_hostile(session: Session, at: datetime) -> str:
    """All of it, published; returns the plan's id."""
    save_reps(session, (WANG,))
    rows = tuple(listed_row(n, account) for n, account in enumerate(ACCOUNTS, start=2))
    import_accounts(session, replace(LIST, file_name=HOSTILE_NAMES[1], rows=rows, faults=()), at)
    names = zip(KEYS, (name for name in HOSTILE_NAMES if len(name) <= LONGEST), strict=False)
    words = OwnWords({key: dict.fromkeys(LANGUAGES, name) for key, name in names})
    keep_own_words(session, SHELL, words, at)
    plan_id = save_plan(session, PLAN, options=OPTIONS, settings=MethodSettings())
    publish_plan(session, plan_id, at)
    for number, name in enumerate(HOSTILE_NAMES):
        team = create_team(session, SHELL, name, at)
        create_person(session, SHELL, PersonFacts(f"{name}{number}", name, PersonRole.MANAGER, team.id), at)
        create_key(session, name, at)
        begin_opportunity(session, SHELL, ACCOUNTS[number].external_id, Opportunity(name, help_wanted=name), at)
    return plan_id
