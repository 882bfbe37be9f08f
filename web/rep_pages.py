"""A rep's page: his facts, hours and absences, and what each day of a month is for him."""

import calendar
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse

from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.intake.method_settings import organisation_settings
from app.intake.overview import local_today
from app.intake.rep_changes import rep_changes
from app.intake.rep_lists import RepChanged, RepKnown, find_stored_rep, known_rep, tell_rep
from app.intake.rep_settings import keep_own_settings, own_settings
from app.method.absences import Absence, AbsenceKind, absences, with_absence, without_days
from app.method.field_days import DayKind, day_kind
from app.method.rep import Rep
from app.method.settings import BY_REP
from app.method.working_hours import hours_on
from app.self_review.reviews import StoredReview, shared_reviews
from app.wording import clock as told_clock
from web import formats
from web.page import Page, PageDep
from web.rep_form import NewRepForm, RepForm, form_values
from web.review_view import trait_lines
from web.settings_pages import SettingsSent, number_sent
from web.settings_view import OwnLine
from web.trace import rep_trace
from web.words import ABSENCES, DATUMS, DAY_KINDS, TRAVEL_MODES

router = APIRouter()

CHANGES_SHOWN = 20
MOST_DAYS = 366  # of one absence
IN_FIELD = (DayKind.FIELD, DayKind.HALF_DAY, DayKind.SEMINAR)
Month = Annotated[str, Query(pattern=r"^2\d{3}-(0[1-9]|1[0-2])$")]


@router.get("/new-rep")
def new_rep(page: PageDep) -> Response:
    """An empty form, filled with what is usual."""
    return page.html("rep.html", here="people", rep=None, **_choices(page, None))


@router.post("/reps")
def add_rep(
    form: Annotated[NewRepForm, Form()], identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """Somebody new, under an id that nobody has."""
    with database.write() as session:
        if find_stored_rep(session, identity, form.external_id) is not None:
            raise RepKnown
        tell_rep(session, identity, form.rep(None, form.external_id), clock())
    return _back(form.external_id)


@router.get("/reps/{rep_id}")
def show_rep(
    rep_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    month: Month | None = None,
) -> Response:
    """One rep, with the month asked for or this one."""
    with database.read() as session:
        usual = organisation_settings(session).settings
        stored, today = known_rep(session, identity, rep_id), local_today(session, clock())
        own = own_settings(session, stored.id).values
        changes = rep_changes(session, stored.id, CHANGES_SHOWN)
        reviews = shared_reviews(session, identity, rep_id)
    first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
    return page.html(
        "rep.html",
        here="people",
        rep=stored.rep,
        version=stored.version,
        own_settings=[OwnLine.of(name, own, usual, page.t) for name in BY_REP],
        absences=[
            (one, page.t(ABSENCES[one.kind]), _span(one, page)) for one in absences(stored.rep) if one.last_on >= today
        ],
        absence_kinds=[(kind.value, page.t(name)) for kind, name in ABSENCES.items()],
        trace=rep_trace(changes, ZoneInfo(stored.rep.timezone), page.t),
        reviews=[_shared(one, ZoneInfo(stored.rep.timezone), page) for one in reviews],
        today=today,
        month=formats.month(first, page.t),
        before=f"{first - timedelta(days=1):%Y-%m}",
        after=f"{first + timedelta(days=31):%Y-%m}",
        weeks=_weeks(stored.rep, usual.country, first, today, page),
        **_choices(page, stored.rep),
    )


def _shared(stored: StoredReview, zone: ZoneInfo, page: Page) -> tuple[Any, ...]:
    """A week that he shares: which, since when, how he rated it, and what he learnt."""
    t, review = page.t, stored.review
    assert stored.shared_at is not None
    last = formats.day(review.week_on + timedelta(days=6), t)
    title = t("{first} to {last}", first=formats.day(review.week_on, t), last=last)
    since = t("shared since {day}", day=formats.day(stored.shared_at.astimezone(zone).date(), t))
    return title, since, trait_lines(review, t), review.won, review.lost


@router.post("/reps/{rep_id}")
def save_rep(
    rep_id: str, form: Annotated[RepForm, Form()], identity: IdentityDep, database: DatabaseDep, clock: ClockDep
) -> Response:
    """Replace his facts, unless somebody else has changed them since the form was shown."""
    with database.write() as session:
        stored = known_rep(session, identity, rep_id)
        if stored.version != form.version:
            raise RepChanged
        tell_rep(session, identity, form.rep(stored.rep, rep_id), clock())
    return _back(rep_id)


@router.post("/reps/{rep_id}/settings")
def save_own_settings(
    rep_id: str,
    page: PageDep,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    sent: SettingsSent,
) -> Response:
    """What differs for him from the organisation's settings; a number left empty is as the organisation's."""
    with database.write() as session:
        stored = known_rep(session, identity, rep_id)
        values = {name: round(number_sent(name, str(sent[name]), page)) for name in BY_REP if sent.get(name)}
        keep_own_settings(session, identity, stored.id, values, clock())
    return _back(rep_id)


@router.post("/reps/{rep_id}/absences")
def add_absence(
    rep_id: str,
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    first_on: Annotated[date, Form()],
    last_on: Annotated[date, Form()],
    kind: Annotated[AbsenceKind | None, Form()] = None,
) -> Response:
    """Leave or half-days from day to day; without a kind he is at work on these days."""
    if not first_on <= last_on < first_on + timedelta(days=MOST_DAYS):
        raise InvalidInput("rep.absence", "An absence ends on its first day or up to a year later. Correct the days.")
    with database.write() as session:
        rep = known_rep(session, identity, rep_id).rep
        if kind is None:
            told = without_days(rep, Absence(AbsenceKind.LEAVE, first_on, last_on).days)
        else:
            told = with_absence(rep, Absence(kind, first_on, last_on))
        tell_rep(session, identity, told, clock())
    return _back(rep_id)


def _choices(page: Page, rep: Rep | None) -> dict[str, Any]:
    return {
        "values": form_values(rep),
        "weekdays": formats.weekday_names(page.t),
        "datums": [(datum.value, page.t(name)) for datum, name in DATUMS.items()],
        "travel_modes": [(mode.value, page.t(name)) for mode, name in TRAVEL_MODES.items()],
    }


def _span(one: Absence, page: Page) -> str:
    first, last = formats.day(one.first_on, page.t), formats.day(one.last_on, page.t)
    return first if one.first_on == one.last_on else page.t("{first} to {last}", first=first, last=last)


def _weeks(rep: Rep, country: str, first: date, today: date, page: Page) -> list[list[dict[str, object] | None]]:
    """The month by weeks from Monday; None for a day of another month."""
    return [
        [_day(rep, on, country, today, page) if on.month == first.month else None for on in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]


def _day(rep: Rep, on: date, country: str, today: date, page: Page) -> dict[str, object]:
    kind = day_kind(rep, on, country)
    hours = hours_on(rep, on) if kind in IN_FIELD else None
    told = "" if hours is None else f"{told_clock(hours[0])}–{told_clock(hours[1])}"
    return {"number": on.day, "kind": kind.value, "name": page.t(DAY_KINDS[kind]), "hours": told, "today": on == today}


def _back(rep_id: str) -> Response:
    return RedirectResponse(f"/reps/{quote(rep_id, safe='')}", status_code=303)
