"""The route sheet of one day."""

from dataclasses import replace

import pytest

from app.planning.week_plan import PlannedRoute
from app.visits.event_facts import VisitState
from tests.worlds import week
from web.day_rows import PlainRow
from web.day_view import day_view
from web.geojson import meal_place
from web.i18n import translator
from web.stop_row import StopRow

EN, ZH = translator("en"), translator("zh")


def _kinds(route) -> list[str]:
    return [row.kind for row in day_view(route, EN).rows]


def test_the_sheet_runs_from_home_to_home():
    """Every drive stands before its stop, lunch where it is taken, and what is left of the shift at the end."""
    assert _kinds(week.WANG_TUESDAY) == (
        ["home", "drive", "stop", "drive", "stop", "lunch", "drive", "stop", "drive", "home", "gap"]
    )


def test_lunch_taken_after_arriving_stands_after_the_drive():
    """And it is no waiting."""
    stops = week.WANG_TUESDAY.stops
    early = replace(stops[2], arrival_s=12 * 3600, start_s=13 * 3600)
    route = replace(week.WANG_TUESDAY, stops=(*stops[:2], early), lunch_s=12 * 3600)
    rows = day_view(route, EN).rows
    assert [row.kind for row in rows][5:8] == ["drive", "lunch", "stop"]
    assert isinstance(rows[7], StopRow)
    assert rows[7].wait == ""


def test_lunch_before_leaving_comes_first():
    """A short afternoon: the rep eats, and then leaves; there is no lunch on the way to mark on the map."""
    route = replace(week.WANG_TUESDAY, depart_s=13 * 3600, stops=week.WANG_TUESDAY.stops[2:])
    assert _kinds(route)[:5] == ["gap", "lunch", "gap", "home", "drive"]
    assert _kinds(route).count("lunch") == 1
    assert meal_place(route) is None


def test_waiting_at_the_door_is_shown():
    """Ten minutes before an appointment are ten minutes."""
    assert day_view(week.WANG_WEDNESDAY, EN).stops[0].wait == "arrive 09:50, wait 10 min"


def _early(minutes: int) -> PlannedRoute:
    """王芳's Wednesday with so many minutes between arriving and the appointment."""
    first, *others = week.WANG_WEDNESDAY.stops
    early = replace(first, arrival_s=first.start_s - minutes * 60)
    depart_s = early.arrival_s - early.drive_s
    return replace(week.WANG_WEDNESDAY, depart_s=depart_s, shift_start_s=depart_s, stops=(early, *others))


@pytest.mark.parametrize(("minutes", "gaps"), [(19, 0), (20, 1), (75, 1)])
def test_twenty_free_minutes_are_a_gap(minutes, gaps):
    """With a row of their own before the visit, instead of a wait in it; shorter ones are a wait."""
    route = _early(minutes)
    view = day_view(route, EN)
    before = view.rows[: view.rows.index(view.stops[0])]
    assert [row.kind for row in before].count("gap") == gaps
    assert (view.stops[0].wait == "") is (gaps == 1)


def test_a_gap_says_how_long_and_when():
    """In words, and in seconds for whoever looks for something to do in it."""
    view = day_view(_early(75), EN)
    (gap,) = [row for row in view.rows[: view.rows.index(view.stops[0])] if row.kind == "gap"]
    assert (gap.text, gap.span) == ("Free for 1 h 15", "08:45–10:00")
    assert (gap.from_s, gap.until_s) == (8 * 3600 + 45 * 60, 10 * 3600)


def test_a_day_that_fills_its_shift_has_no_gap():
    """Nothing is free that is not."""
    full = replace(week.LI_TUESDAY, shift_start_s=week.LI_TUESDAY.depart_s, shift_end_s=week.LI_TUESDAY.return_s)
    assert "gap" not in _kinds(full)


def test_worth_is_set_against_cost():
    """Both in time of the rep."""
    row = day_view(week.WANG_TUESDAY, ZH).stops[2]
    assert row.worth == "值 3 小时 45 分，绕行 52 分钟"
    assert [name for name, _ in row.worth_parts] == ["预期成果", "紧迫度", "已约下一步"]


@pytest.mark.parametrize(("now_s", "number"), [(None, 1), (9 * 3600, 1), (9 * 3600 + 3000, 2), (20 * 3600, 3)])
def test_the_next_stop_is_the_first_one_not_left(now_s, number):
    """On another day it is the first, after the last it stays the last."""
    following = day_view(week.WANG_TUESDAY, EN, now_s=now_s).next_stop
    assert following is not None
    assert following.number == number


@pytest.mark.parametrize(
    ("states", "number"),
    [
        ({0: "done"}, 2),
        ({0: "done", 1: "skipped"}, 3),
        ({1: "done"}, 1),
        ({1: "arrived"}, 2),
        ({0: "arrived", 2: "arrived"}, 3),
        ({0: "done", 1: "cancelled", 2: "done"}, None),
    ],
)
def test_what_was_reported_decides_where_to_go(states, number):
    """Whatever the clock says: where the rep is, else the first stop that is not over; none when all are."""
    stops = week.WANG_TUESDAY.stops
    known = {stops[index].visit_id: VisitState(state) for index, state in states.items()}
    view = day_view(week.WANG_TUESDAY, EN, now_s=20 * 3600, states=known)
    assert (view.next_stop.number if view.next_stop else None) == number
    assert [row.state for row in view.stops] == [states.get(index, "planned") for index in range(len(stops))]


def test_a_day_without_visits_has_no_rows_and_no_next_stop():
    """There is nothing to drive."""
    view = day_view(week.LI_THURSDAY, EN)
    assert view.rows == ()
    assert view.next_stop is None


def test_navigate_opens_the_usual_app():
    """高德 in mainland China, Google elsewhere, until the rep chooses another."""
    assert day_view(week.WANG_TUESDAY, EN).stops[0].navigate_url.startswith("https://uri.amap.com/navigation?to=")
    abroad = day_view(replace(week.WANG_TUESDAY, timezone="Europe/Berlin"), EN)
    assert abroad.usual_app == "google"
    assert abroad.stops[0].navigate_url.startswith("https://www.google.com/maps/dir/")


def test_the_first_drive_can_start_from_here():
    """Who slept elsewhere than at home goes to the first stop from where he is."""
    view = day_view(week.WANG_TUESDAY, EN)
    drives = [row for row in view.rows if isinstance(row, PlainRow) and row.kind == "drive"]
    assert [row.towards for row in drives] == [view.stops[0], None, None, None]


def test_the_way_ahead_begins_with_the_next_stop():
    """What is done is not handed over; the end of the day is."""
    (whole,) = day_view(week.WANG_TUESDAY, EN).way_ahead
    assert ([row.number for row in whole.stops], whole.leads_home) == ([1, 2, 3], True)
    (rest,) = day_view(week.WANG_TUESDAY, EN, now_s=12 * 3600).way_ahead
    assert [row.number for row in rest.stops] == [3]
    off = {week.WANG_TUESDAY.stops[1].visit_id: VisitState.CANCELLED}
    (others,) = day_view(week.WANG_TUESDAY, EN, states=off).way_ahead
    assert [row.number for row in others.stops] == [1, 3]
    assert day_view(week.LI_THURSDAY, EN).way_ahead == ()


def test_a_long_way_is_handed_over_in_parts():
    """Nine stops fill the first link; the way back may stand alone."""
    stops = tuple(replace(week.WANG_TUESDAY.stops[0], visit_id=f"v{n}") for n in range(9))
    view = day_view(replace(week.WANG_TUESDAY, stops=stops, lunch_s=None), EN)
    assert [(len(part.stops), part.leads_home) for part in view.way_ahead] == [(9, False), (0, True)]


def test_due_states_have_a_letter_each():
    """For eyes that see no colour."""
    stops = (*day_view(week.WANG_TUESDAY, ZH).stops, *day_view(week.WANG_WEDNESDAY, ZH).stops)
    assert [(row.due, row.due_letter) for row in stops] == [
        ("overdue", "逾"),
        ("due", "到"),
        ("due", "到"),
        ("not_due", "未"),
        ("no_interval", "–"),
    ]


@pytest.mark.parametrize(
    ("phone", "href"),
    [
        ("0571-8888 0004 转 12", "tel:057188880004"),
        ("+86 (138) 0000-0001", "tel:+8613800000001"),
        ("", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_only_a_number_can_be_called(phone, href):
    """The first number of what the list wrote; anything else is no call."""
    stop = replace(week.WANG_TUESDAY.stops[0], contact_phone=phone)
    route = replace(week.WANG_TUESDAY, stops=(stop,), lunch_s=None)
    assert day_view(route, EN).stops[0].call_url == href


def test_a_day_says_how_near_together_it_lies():
    """Beside the rep's other days where he has some; nothing for a single stop; travel as a share of the time out."""
    assert day_view(week.WANG_TUESDAY, ZH).nearness == "当天各站平均相距 2.1 公里，与其他日期的站点平均相距 9.8 公里。"
    assert day_view(week.LI_TUESDAY, EN).nearness == "Stops lie 900 m apart."
    assert day_view(replace(week.LI_TUESDAY, within_m=None), EN).nearness == ""
    out_s = week.WANG_TUESDAY.return_s - week.WANG_TUESDAY.depart_s
    share = round(100 * week.WANG_TUESDAY.travel_s / out_s)
    (road,) = (meaning for name, _, meaning in day_view(week.WANG_TUESDAY, EN).totals if name == "On the road")
    assert road == f"25.5 km, {share}% of the time out"


def driven(route):
    """The same day by road."""
    stops = tuple(replace(stop, drive_is_estimated=False) for stop in route.stops)
    return replace(route, travel_source="roads", stops=stops, back_is_estimated=False)


def test_drives_say_minutes_and_distance():
    """A thin row between two stops."""
    drives = [row for row in day_view(week.WANG_TUESDAY, EN).rows if isinstance(row, PlainRow) and row.kind == "drive"]
    assert drives[0].text == "20 min · 3.2 km · estimated"
    by_road = day_view(driven(week.WANG_TUESDAY), EN)
    assert next(row.text for row in by_road.rows if row.kind == "drive") == "20 min · 3.2 km · by road"
    assert (by_road.estimated, by_road.travel) == (False, "Driving times are by road.")


def test_days_of_both_kinds_say_which_part_is_estimated():
    """The share of the drives, and each drive for itself."""
    whole = driven(week.WANG_TUESDAY)
    mixed = replace(whole, stops=(replace(whole.stops[0], drive_is_estimated=True), *whole.stops[1:]))
    view = day_view(mixed, EN)
    share = round(100 / (len(whole.stops) + 1))
    told = f"Driving times are by road, but {share}% of the drives are estimated from straight lines."
    assert (view.estimated, view.travel) == (False, told)
    known_from = [row.text.rsplit(" ", 1)[1] for row in view.rows if row.kind == "drive"]
    assert known_from == ["estimated", *["road"] * len(whole.stops)]
