"""The small week with two teams: 王芳 and 周敏 in the north, 李强 in the south, each with a manager and an
assistant; some have left.

Every row says whose it is: `OWN` is 王芳's, `MATE` 周敏's, `FOREIGN` 李强's, `GONE` a deleted one, `NONE` never was. Of
plans `OWN` is the north's, `FOREIGN` the south's, and `MATE` the published one of all, of which managers see a part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.access.identity import SHELL, Identity
from app.access.keys import create_key
from app.access.people import PersonFacts, create_person, delete_person
from app.access.roles import PersonRole
from app.access.sessions import open_session
from app.access.teams import create_team, delete_team
from app.hooks.endpoints import EndpointFacts, create_endpoint, send_test
from app.hooks.sources import create_source
from app.intake.account_changes import delete_account, tell_accounts
from app.intake.account_lists import account_record
from app.intake.contact_changes import add_contact
from app.intake.drafts import begin_draft, find_draft
from app.intake.rep_lists import delete_rep, rep_record
from app.intake.store import save_reps
from app.intake.visit_drafts import take_in_visits, visits_of
from app.method.account import Account, Appointment, Contact
from app.method.invitation_states import InvitationState
from app.method.list_kind import ListKind
from app.method.opportunity import Opportunity
from app.method.rep import Half
from app.method.self_review import Point, Rating, SelfReview
from app.method.settings import MethodSettings
from app.models import ImportRecord, RepRecord, SessionRecord
from app.opportunities.changes import begin_opportunity
from app.planning.options import PlanOptions
from app.planning.store import save_plan
from app.runs.run_queue import cancel_run, order_run
from app.runs.states import Lane
from app.self_review.reviews import keep_review
from app.seminars.invitations import set_invitation
from app.seminars.seminars import SeminarFacts, create_seminar
from tests.worlds import week
from tests.worlds.events import visit_of
from tests.worlds.stored import store_week


class Row(StrEnum):
    """Whose a row is, as 王芳 looks at it."""

    OWN = "own"
    MATE = "another rep's"
    FOREIGN = "another team's"
    GONE = "deleted"
    NONE = "random id"


class Who(StrEnum):
    """Everybody who might ask."""

    STRANGER = "stranger"
    REP = "rep"
    MATE = "another rep"
    ASSISTANT = "assistant"
    MANAGER = "manager"
    FOREIGN = "another team's manager"
    DIRECTOR = "director"
    PROGRAM = "program"
    BARE = "program without a scope"


MARKED = {"wang": "甲店", "zhou": "乙店", "li": "丙店"}
ZHOU = replace(week.WANG, external_id="zhou", name="周敏")
ZHAO = replace(week.WANG, external_id="zhao", name="赵离")
HOUR_S = 3600
DRAFT = "客户编号,客户名称,备注,纬度,经度\nD1,戊店,-,30.27,120.15\nD2,己店,-,0,0\n".encode()
VISITS = "客户编号,拜访日期,拜访结果\nOWN-1,2026-11-02,未拜访\nNONE-1,2026-11-02,完成\n".encode()
SHOPS = {
    Row.OWN: replace(week.XIXI, external_id="OWN-1", name="甲店", owner="wang"),
    Row.MATE: replace(week.XIXI, external_id="MATE-1", name="乙店", owner="zhou"),
    Row.FOREIGN: replace(week.XIXI, external_id="FOREIGN-1", name="丙店", owner="li"),
    Row.GONE: replace(week.XIXI, external_id="GONE-1", name="丁店", owner="wang"),
}
# What only those who see the row may read in any answer.
MARKS: Mapping[Row, tuple[str, ...]] = {
    Row.OWN: ("甲店", "OWN-1", "王芳", "西湖文化用品公司", "武林商贸", "HZ-001", "TEL-1"),
    Row.MATE: ("乙店", "MATE-1", "周敏", "TEL-2"),
    Row.FOREIGN: ("丙店", "FOREIGN-1", "李强", "萧山包装厂", "桐庐山水旅行社", "HZ-007", "HZ-008", "TEL-3"),
}
SEES: Mapping[Who, frozenset[Row]] = {
    Who.STRANGER: frozenset(),
    Who.REP: frozenset({Row.OWN}),
    Who.MATE: frozenset({Row.MATE}),
    Who.ASSISTANT: frozenset({Row.OWN, Row.MATE}),
    Who.MANAGER: frozenset({Row.OWN, Row.MATE}),
    Who.FOREIGN: frozenset({Row.FOREIGN}),
    Who.DIRECTOR: frozenset({Row.OWN, Row.MATE, Row.FOREIGN}),
    Who.PROGRAM: frozenset({Row.OWN, Row.MATE, Row.FOREIGN}),
    Who.BARE: frozenset(),
}


@dataclass(frozen=True, slots=True)
class World:
    """The names of the rows, parameter by parameter, and what each asker shows to be let in."""

    names: Mapping[str, Mapping[Row, str]]
    session_tokens: Mapping[Who, str]
    keys: Mapping[Who, str]


def store_teams(session: Session, at: datetime) -> World:
    """Everything above, published, with a run and an import to look at."""
    plan_id = store_week(session, at)
    save_reps(session, (ZHOU, ZHAO))
    north, south, closed = (create_team(session, SHELL, name, at).id for name in ("北队", "南队", "旧队"))
    delete_team(session, SHELL, closed, at)
    for rep_id, team_id in (("wang", north), ("zhou", north), ("zhao", north), ("li", south)):
        session.execute(update(RepRecord).where(RepRecord.external_id == rep_id).values(team_id=team_id))
    session.expire_all()
    contacts = _shops(session, at)
    gone = rep_record(session, SHELL, "zhao")
    assert gone is not None
    delete_rep(session, SHELL, gone, at)
    manager, foreign, director, left = (
        create_person(session, SHELL, PersonFacts(login, login, role, team_id), at).id
        for login, role, team_id in (
            ("north", PersonRole.MANAGER, north),
            ("south", PersonRole.MANAGER, south),
            ("head", PersonRole.DIRECTOR, None),
            ("left", PersonRole.DIRECTOR, None),
        )
    )
    delete_person(session, SHELL, left, at)
    helper, foreign_helper = (
        create_person(session, SHELL, PersonFacts(login, login, PersonRole.ASSISTANT, None, frozenset({team})), at).id
        for login, team in (("helps-north", north), ("helps-south", south))
    )
    teams = {Row.OWN: ("wang", "zhou"), Row.FOREIGN: ("li",)}
    runs, plans = _runs(session, teams, at), _drafts(session, teams)
    reps: dict[str, str] = {
        rep.external_id: rep.id for rep in session.scalars(select(RepRecord)) if rep.deleted_at is None
    }
    for rep_id in ("wang", "zhou", "li"):
        review = SelfReview(week.MONDAY, {Point.PACE: Rating(4, f"{MARKED[rep_id]}自评")})
        keep_review(session, Identity("rep", rep_id, reps[rep_id]), rep_id, review, shared=False, now=at)
    people = {
        Who.REP: ("rep", reps["wang"], None),
        Who.MATE: ("rep", reps["zhou"], None),
        Who.ASSISTANT: ("manager", None, helper),
        Who.MANAGER: ("manager", None, manager),
        Who.FOREIGN: ("manager", None, foreign),
        Who.DIRECTOR: ("manager", None, director),
    }
    endpoint, _ = create_endpoint(session, SHELL, EndpointFacts("https://crm.example.com/hook", "", (), True), at)
    delivery_id = send_test(session, endpoint.id, at)
    source, _ = create_source(session, SHELL, "crm", None, at)
    deals = {row: _deal(session, shop, at) for row, shop in SHOPS.items()}
    _leave(session, at)
    return World(
        names={
            "seminar_id": {
                **{row: _seminar(session, row, rep_id, at) for row, rep_id in ((Row.OWN, "wang"), (Row.FOREIGN, "li"))},
                Row.NONE: "sem_none",
            },
            "account_id": {**{row: shop.external_id for row, shop in SHOPS.items()}, Row.NONE: "NONE-1"},
            "other_id": {
                **{row: shop.external_id for row, shop in SHOPS.items()},
                Row.OWN: SHOPS[Row.MATE].external_id,  # his manager sees both
                Row.NONE: "NONE-1",
            },
            "merged_id": {Row.NONE: "acc_none"},
            "contact_id": {**contacts, Row.NONE: "con_none"},
            "rep_id": {Row.OWN: "wang", Row.MATE: "zhou", Row.FOREIGN: "li", Row.GONE: "zhao", Row.NONE: "nobody"},
            "team_id": {Row.OWN: north, Row.FOREIGN: south, Row.GONE: closed, Row.NONE: "team_none"},
            "person_id": {Row.OWN: helper, Row.FOREIGN: foreign_helper, Row.GONE: left, Row.NONE: "psn_none"},
            "key_id": {Row.OWN: create_key(session, "spare", at).id, Row.NONE: "key_none"},
            "plan_id": {**plans, Row.MATE: plan_id, Row.NONE: "pln_none"},
            "run_id": {**runs, Row.NONE: "op_none"},
            "session_id": {Row.FOREIGN: _session_of(session, reps["li"], at), Row.NONE: "ses_none"},
            "endpoint_id": {Row.OWN: endpoint.id, Row.NONE: "whe_none"},
            "delivery_id": {Row.OWN: delivery_id, Row.NONE: "whd_none"},
            "visit_id": {
                Row.OWN: visit_of(session, "HZ-001"),
                Row.FOREIGN: visit_of(session, "HZ-007"),
                Row.NONE: "vis_none",
            },
            "opportunity_id": {**deals, Row.NONE: "opp_none"},
            "subject_id": {Row.OWN: contacts[Row.OWN], Row.NONE: "con_none"},
            "source": {Row.OWN: source.name, Row.NONE: "nobody"},
            "draft_id": {
                Row.OWN: begin_draft(session, "客户.csv", DRAFT, at),
                Row.NONE: "dft_none",
            },
            "visit_draft_id": {
                Row.OWN: begin_draft(session, "拜访.csv", VISITS, at, ListKind.VISITS),
                Row.NONE: "dft_none",
            },
            "list_id": {Row.OWN: _told_list(session, at), Row.NONE: "pvl_none"},
            "import_id": {
                Row.OWN: session.execute(select(func.min(ImportRecord.id))).scalar_one(),
                Row.NONE: "imp_none",
            },
        },
        session_tokens={who: open_session(session, *holder, at, None) for who, holder in people.items()},
        keys={
            Who.PROGRAM: create_key(session, "all", at).text,
            Who.BARE: create_key(session, "none", at, ()).text,
        },
    )


def _told_list(session: Session, at: datetime) -> str:
    """The id of a list of past visits that came in, with a row that stayed out."""
    draft = find_draft(session, begin_draft(session, "旧拜访.csv", VISITS, at, ListKind.VISITS))
    return take_in_visits(session, SHELL, draft, visits_of(draft), at)


def _runs(session: Session, teams: Mapping[Row, tuple[str, ...]], at: datetime) -> dict[Row, str]:
    """For each team an order that was called off."""
    runs = {}
    for row, reps in teams.items():
        runs[row] = order_run(session, PlanOptions(week.MONDAY, week.MONDAY, reps=reps), Lane.BATCH, at)
        session.flush()
        cancel_run(session, runs[row], at)
    return runs


def _drafts(session: Session, teams: Mapping[Row, tuple[str, ...]]) -> dict[Row, str]:
    """For each team the small week as far as it is its own, as a draft."""
    return {
        row: save_plan(
            session,
            replace(
                week.PLAN,
                routes=tuple(route for route in week.PLAN.routes if route.rep_id in reps),
                ledger=tuple(one for one in week.PLAN.ledger if one.params.get("rep_id") in reps),
            ),
            options=PlanOptions(week.MONDAY, week.MONDAY, reps=reps),
            settings=MethodSettings(),
        )
        for row, reps in teams.items()
    }


def _session_of(session: Session, rep_record_id: str, at: datetime) -> str:
    """The id of a session that none of the askers holds."""
    open_session(session, "rep", rep_record_id, None, at, None)
    held = select(SessionRecord.id).where(SessionRecord.rep_id == rep_record_id)
    return session.execute(held).scalar_one()


def _shops(session: Session, at: datetime) -> dict[Row, str]:
    """The accounts, each with an appointment and somebody to ask for. Ids of the contacts."""
    promised = Appointment(week.THURSDAY, 10 * HOUR_S)
    tell_accounts(session, SHELL, "list", [replace(shop, appointment=promised) for shop in SHOPS.values()], at)
    contacts = {}
    for number, (row, shop) in enumerate(SHOPS.items(), start=1):
        record = account_record(session, SHELL, shop.external_id)
        assert record is not None
        contact = Contact(f"联系人{number}", phone=f"TEL-{number}")
        contacts[row] = add_contact(session, SHELL, record.id, contact, at).id
    return contacts


def _deal(session: Session, shop: Account, at: datetime) -> str:
    """A deal of the shop, with which somebody asks for help; its id."""
    told = Opportunity(f"{shop.name}的商机", help_wanted=f"{shop.name}怎么谈？")
    return begin_opportunity(session, SHELL, shop.external_id, told, at).id


def _leave(session: Session, at: datetime) -> None:
    """The last shop is deleted."""
    record = account_record(session, SHELL, SHOPS[Row.GONE].external_id)
    assert record is not None
    delete_account(session, SHELL, record, at)


def _seminar(session: Session, row: Row, rep_id: str, at: datetime) -> str:
    """A seminar with one seat, which his shop has taken: however often its list is drawn up, nobody else is asked."""
    facts = SeminarFacts(week.THURSDAY, Half.AFTERNOON, SHOPS[row].name, 1, (rep_id,))
    seminar_id = create_seminar(session, SHELL, facts, at).id
    set_invitation(session, SHELL, seminar_id, SHOPS[row].external_id, InvitationState.ACCEPTED, at)
    return seminar_id
