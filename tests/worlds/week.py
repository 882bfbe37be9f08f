"""A small week in Hangzhou, made by hand: two reps, three days, an appointment, two lunches, a hostile name.

王芳 drives on Tuesday (three stops) and Wednesday (an appointment and one more), 李强 on Tuesday (two stops, one with a
name that attacks) and has an empty Thursday. Beside the seven routed accounts one is unserved, one gated, one rejected.
The plan is certified: 王芳's part to 0.4 %, 李强's as the best possible.
"""

from collections.abc import Sequence
from datetime import date

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
)
from app.method.cadence import DueState
from app.method.rep import Lunch, Rep
from app.method.worth import WorthPart
from app.planning.certificate import PlanCertificate, RepCertificate
from app.planning.ledger import routed_rows
from app.planning.week_plan import LedgerRow, Note, Outcome, Place, PlannedRoute, PlannedStop, WeekPlan

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
THURSDAY = date(2026, 11, 26)

HOSTILE_NAME = "${alert(1)}</script><img src=x onerror=alert(2)>`'\"\\`"

HOUR_S = 3600
MINUTE_S = 60
OFFICE_SPANS_S = ((9 * HOUR_S, 18 * HOUR_S),)


def _account(
    external_id: str,
    name: str,
    lat: float,
    lon: float,
    *,
    address: str,
    owner: str,
    category: Category = Category.MAINTENANCE,
    grade: Grade = Grade.B,
    contact: Contact | None = None,
    appointment: Appointment | None = None,
) -> Account:
    return Account(
        external_id=external_id,
        name=name,
        address=address,
        category=category,
        grade=grade,
        location=Location.wgs84(lat, lon),
        owner=owner,
        contacts=(contact or Contact("陈总", ContactRole.FIRST_KP, 2, "13800000001"),),
        need=Need.LATENT,
        ability_to_pay=Answer.YES,
        authority=Answer.YES,
        last_visit_on=None if category is Category.PROSPECT else date(2026, 10, 1),
        visits=0 if category is Category.PROSPECT else 3,
        appointment=appointment,
    )


WANG = Rep("wang", "王芳", Location.wgs84(30.2741, 120.1551))
LI = Rep("li", "李强", Location.wgs84(30.1835, 120.2645), lunch=Lunch(45 * MINUTE_S), field_days=frozenset({1, 3}))
REPS: tuple[Rep, ...] = (WANG, LI)

WEST_LAKE = _account(
    "HZ-001", "西湖文化用品公司", 30.2590, 120.1400, address="西湖区北山街 8 号", owner="wang", grade=Grade.A
)
WULIN = _account(
    "HZ-002", "武林商贸", 30.2760, 120.1640, address="拱墅区武林路 120 号", owner="wang", category=Category.SIGNED
)
GREEN_TEA = _account(
    "HZ-003",
    "龙井茶业合作社",
    30.2260,
    120.1180,
    address="西湖区龙井路 33 号",
    owner="wang",
    category=Category.PROSPECT,
)
BINJIANG = _account(
    "HZ-004",
    "滨江智造科技有限公司",
    30.2080,
    120.2100,
    address="滨江区江南大道 588 号",
    owner="wang",
    category=Category.SIGNED,
    grade=Grade.A,
    contact=Contact("赵敏", ContactRole.KP, 4, "0571-88880004", "zhao@example.com", "zhaomin"),
    appointment=Appointment(WEDNESDAY, 10 * HOUR_S),
)
XIXI = _account("HZ-005", "西溪印务", 30.2700, 120.0640, address="西湖区文二西路 700 号", owner="wang", grade=Grade.C)
HOSTILE = _account(
    "HZ-006",
    HOSTILE_NAME,
    30.1700,
    120.2700,
    address="萧山区<市心>路 1 号",
    owner="li",
    category=Category.PROSPECT,
    contact=Contact("", ContactRole.FIRST_KP),
)
XIAOSHAN = _account("HZ-007", "萧山包装厂", 30.1620, 120.2810, address="萧山区金城路 66 号", owner="li")
TONGLU = _account(
    "HZ-008", "桐庐山水旅行社", 29.7970, 119.6910, address="桐庐县迎春南路 5 号", owner="li", grade=Grade.C
)
NO_KP = Account(
    "HZ-009",
    "余杭家具",
    address="余杭区临平大道 9 号",
    location=Location.wgs84(30.4190, 120.3010),
    owner="li",
    need=Need.LATENT,
)
ACCOUNTS: tuple[Account, ...] = (WEST_LAKE, WULIN, GREEN_TEA, BINJIANG, XIXI, HOSTILE, XIAOSHAN, TONGLU, NO_KP)


def stop(
    account: Account,
    start_s: int,
    *,
    drive_s: int,
    drive_m: int,
    wait_s: int = 0,
    service_s: int = 30 * MINUTE_S,
    detour_s: int = 10 * MINUTE_S,
    due: DueState = DueState.OVERDUE,
    worth: Sequence[tuple[str, int]] = (("base", 2 * HOUR_S), ("urgency", HOUR_S)),
) -> PlannedStop:
    """A stop at an account of this world; service begins at `start_s`, after a wait."""
    assert account.location is not None
    contact = account.contacts[0]
    return PlannedStop(
        visit_id=f"{account.external_id}#1",
        external_id=account.external_id,
        name=account.name,
        address=account.address,
        lat=account.location.lat,
        lon=account.location.lon,
        category=account.category,
        grade=account.grade,
        due=due,
        is_appointment=account.appointment is not None,
        contact_name=contact.name,
        contact_phone=contact.phone,
        open_spans_s=OFFICE_SPANS_S,
        drive_s=drive_s,
        drive_m=drive_m,
        arrival_s=start_s - wait_s,
        start_s=start_s,
        departure_s=start_s + service_s,
        detour_s=detour_s,
        worth=tuple(WorthPart(name, worth_s) for name, worth_s in worth),
    )


def route(
    rep: Rep,
    on: date,
    stops: tuple[PlannedStop, ...],
    *,
    lunch_s: int | None = None,
    back_s: int = 0,
    back_m: int = 0,
    within_m: int | None = None,
    across_m: int | None = None,
) -> PlannedRoute:
    """A rep's day from home to home, leaving just in time for its first stop."""
    home = Place("家" if rep is WANG else "Home", rep.home.lat, rep.home.lon)
    depart_s = stops[0].arrival_s - stops[0].drive_s if stops else rep.start_s
    return PlannedRoute(
        rep_id=rep.external_id,
        rep_name=rep.name,
        on=on,
        timezone=rep.timezone,
        shift_start_s=rep.start_s,
        shift_end_s=rep.end_s,
        start=home,
        end=home,
        depart_s=depart_s,
        return_s=stops[-1].departure_s + back_s if stops else depart_s,
        lunch_s=lunch_s,
        lunch_duration_s=rep.lunch.duration_s if rep.lunch and lunch_s is not None else 0,
        stops=stops,
        back_s=back_s,
        back_m=back_m,
        travel_source="straight_line",
        within_m=within_m,
        across_m=across_m,
    )


WANG_TUESDAY = route(
    WANG,
    TUESDAY,
    (
        stop(WEST_LAKE, 9 * HOUR_S + 1200, drive_s=1200, drive_m=3_200),
        # Ends at 11:30, when lunch begins; the drive to the next one follows lunch.
        stop(
            WULIN,
            10 * HOUR_S + 300,
            drive_s=900,
            drive_m=4_100,
            service_s=85 * MINUTE_S,
            due=DueState.DUE,
            worth=(("base", 5400), ("urgency", 1080)),
        ),
        stop(
            GREEN_TEA,
            13 * HOUR_S,
            drive_s=1800,
            drive_m=9_400,
            service_s=45 * MINUTE_S,
            detour_s=52 * MINUTE_S,
            due=DueState.DUE,
            worth=(("base", 9000), ("urgency", 1800), ("next_step", 2700)),
        ),
    ),
    lunch_s=11 * HOUR_S + 1800,
    back_s=1500,
    back_m=8_800,
    within_m=2_100,
    across_m=9_800,
)
WANG_WEDNESDAY = route(
    WANG,
    WEDNESDAY,
    (
        # Arrives at 09:50 and waits ten minutes for the promised moment.
        stop(
            BINJIANG,
            10 * HOUR_S,
            drive_s=1500,
            drive_m=11_300,
            wait_s=600,
            service_s=90 * MINUTE_S,
            due=DueState.NOT_DUE,
        ),
        stop(XIXI, 13 * HOUR_S + 300, drive_s=2100, drive_m=18_200, due=DueState.NO_INTERVAL, worth=(("base", 3600),)),
    ),
    lunch_s=11 * HOUR_S + 1800,
    back_s=1320,
    back_m=9_900,
    within_m=17_400,
    across_m=9_800,
)
LI_TUESDAY = route(
    LI,
    TUESDAY,
    (
        stop(HOSTILE, 9 * HOUR_S + 600, drive_s=600, drive_m=1_900, service_s=45 * MINUTE_S, due=DueState.DUE),
        stop(XIAOSHAN, 10 * HOUR_S + 900, drive_s=480, drive_m=1_700, wait_s=720),
    ),
    back_s=720,
    back_m=3_000,
    within_m=900,
)
LI_THURSDAY = route(LI, THURSDAY, ())


ROUTES: tuple[PlannedRoute, ...] = (LI_TUESDAY, LI_THURSDAY, WANG_TUESDAY, WANG_WEDNESDAY)


ROUTES = (WANG_TUESDAY, WANG_WEDNESDAY, LI_TUESDAY, LI_THURSDAY)

LEDGER: tuple[LedgerRow, ...] = (
    *routed_rows(ROUTES, {account.external_id: line for line, account in enumerate(ACCOUNTS, start=2)}),
    LedgerRow(
        9,
        TONGLU.external_id,
        TONGLU.name,
        Outcome.UNSERVED,
        "WORTH_LESS_THAN_COST",
        {"extra_s": 7200, "cost_s": 7200, "prize_s": 4100, "on": TUESDAY.isoformat()},
    ),
    LedgerRow(
        10, NO_KP.external_id, NO_KP.name, Outcome.GATED, "FIND_FIRST_KP", {"unknown": ["authority", "ability_to_pay"]}
    ),
    LedgerRow(11, "", "合计", Outcome.REJECTED, "NOT_AN_ACCOUNT", {"value": "合计"}),
)

PLAN = WeekPlan(
    week_on=MONDAY,
    as_of=MONDAY,
    days=7,
    routes=ROUTES,
    ledger=LEDGER,
    value_s=54_660.0,
    notes=(Note("ESTIMATED_TRAVEL"),),
    certificate=PlanCertificate.summed_up(
        [RepCertificate("wang", 34_860.0, 35_000.0), RepCertificate("li", 19_800.0, 19_800.0)]
    ),
)
