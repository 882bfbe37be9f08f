"""The phone's clock is the planner's: the same times to the second, and a miss wherever the planner sees no way."""

import random
from dataclasses import asdict
from typing import Any

import numpy as np
from geopy.distance import great_circle

from app.intake.datums import from_wgs84
from app.method.account import Datum
from app.method.rep import TravelMode
from app.travel.straight_line import SPEEDS, straight_line
from solver import Problem
from solver.schedule import Timetable
from tests.solver.random_worlds import random_plan, random_problem, slowed
from tests.web.chromium import PHONE, window

WORLDS = 300
ASK = """async (cases) => {
  const { timetable, overrun_s } = await import("/static/retime.js");
  return cases.map(({ day, from, stops }) => ({ ...timetable(day, from, stops) }));
}"""


def case(world: Problem, timetable: Timetable, shift: int, order: list[int]) -> dict[str, Any]:
    """One order of visits as the phone knows a day."""
    s = world.shifts[shift]
    lunch = None
    if s.lunch is not None:
        eats = s.lunch.window
        lunch = {"duration_s": s.lunch.duration_s, "earliest_s": eats.start_s, "latest_s": eats.end_s}
    return {
        "day": {
            "lunch": lunch,
            "end_place": s.end_place,
            "drive_s": world.travel.duration_s.tolist(),
            "speed_pct": [] if s.traffic is None else s.traffic.speed_pct,
        },
        "from": {"place": s.start_place, "free_s": s.window.start_s, "eats": lunch is not None},
        "stops": [
            {
                "id": world.visits[v].id,
                "place": world.visits[v].place,
                "service_s": world.visits[v].service_s,
                "windows": [[w.start_s, w.end_s] for w in timetable.windows[shift][v]],
            }
            for v in order
        ],
    }


def test_the_phone_times_a_day_as_the_planner_does(browser, site):
    """Thousands of orders on random days, those that fit and those that do not."""
    asked: list[tuple[Timetable, int, list[int]]] = []
    cases: list[dict[str, Any]] = []
    rng = random.Random(1)
    for seed in range(WORLDS):
        world = random_problem(seed) if seed % 3 else slowed(random_problem(seed), seed)
        timetable = Timetable(world)
        for shift, order in enumerate(random_plan(world, seed)):
            shuffled = rng.sample(order, len(order))
            anybody = rng.sample(range(len(world.visits)), min(len(world.visits), rng.randint(1, 4)))
            for tried in (order, shuffled, anybody):
                if 0 < len(tried) <= world.shifts[shift].max_visits:
                    asked.append((timetable, shift, tried))
                    cases.append(case(world, timetable, shift, tried))
    with window(browser, PHONE) as (page, _):
        page.goto(f"{site.url}/sign-in")
        told = page.evaluate(ASK, cases)
    fitting = 0
    for (timetable, shift, order), answer in zip(asked, told, strict=True):
        fits = answer["misses"] == 0 and answer["return_s"] <= timetable.shifts[shift].latest_end_s
        assert fits is (timetable.return_of(shift, order) is not None)
        if not fits:
            continue
        fitting += 1
        route = timetable.route(shift, order)
        assert (answer["depart_s"], answer["return_s"], answer["lunch_s"]) == (
            route.depart_s,
            route.return_s,
            route.lunch_s,
        )
        times = [(stop["id"], stop["arrival_s"], stop["start_s"], stop["departure_s"]) for stop in answer["stops"]]
        assert times == [(stop.visit, stop.arrival_s, stop.start_s, stop.departure_s) for stop in route.stops]
    assert fitting > 300
    assert len(asked) - fitting > 300


DAY = """{
  shift: { start_s: 32400, end_s: 64800, latest_s: 64800 },
  lunch: { earliest_s: 41400, latest_s: 48600, duration_s: 3600 },
  start_place: 0, end_place: 3, drive_s: [[0, 600, 900, 0], [600, 0, 600, 600], [900, 600, 0, 900], [0, 600, 900, 0]],
  points: [[30, 120], [30.01, 120], [30, 120.01], [30, 120]], depart_s: 32400, return_s: 41400, lunch_s: 36600,
  stops: [
    { id: "a", name: "A", place: 1, service_s: 1800, windows: [[32400, 63000]], promised_s: null,
      arrival_s: 33000, start_s: 33000, departure_s: 34800, missed: false },
    { id: "b", name: "B", place: 2, service_s: 1800, windows: [[36000, 36000]], promised_s: 36000,
      arrival_s: 35400, start_s: 36000, departure_s: 37800, missed: false } ] }"""


def retimed(page, happened: str, states: str = "{}", now_s: str = "32000", day: str = DAY) -> Any:
    return page.evaluate(
        f"import('/static/retime.js').then(m => m.retime({day}, {happened}, {{ now_s: {now_s}, states: {states} }}))"
    )


def test_a_delay_moves_what_it_must_and_names_what_is_missed(browser, site):
    """Ten minutes are caught up by a wait; an hour breaks a promise, which is told and not dropped. A visit that could
    have been made sooner all along is not made sooner because of a delay, but because another is called off."""
    with window(browser, PHONE) as (page, _):
        page.goto(f"{site.url}/sign-in")
        ten = retimed(page, "{ delay_s: 600 }")
        assert [(s["start_s"], s["missed"]) for s in ten["stops"]] == [(33600, False), (36000, False)]
        hour = retimed(page, "{ delay_s: 3600 }")
        assert [(s["start_s"], s["missed"]) for s in hour["stops"]] == [(36600, False), (39000, True)]
        slack = DAY.replace(
            "windows: [[36000, 36000]], promised_s: 36000", "windows: [[32400, 63000]], promised_s: null"
        )
        assert [s["start_s"] for s in retimed(page, "{ delay_s: 300 }", day=slack)["stops"]] == [33300, 36000]
        assert [s["start_s"] for s in retimed(page, "{ cancelled: 'a' }", day=slack)["stops"]] == [33300]


def test_what_is_made_keeps_its_times(browser, site):
    """The delay is of what is ahead; a visit called off is out, and nothing begins before now."""
    with window(browser, PHONE) as (page, _):
        page.goto(f"{site.url}/sign-in")
        late = retimed(page, "{ delay_s: 3600 }", "{ a: 'done' }")
        assert [(s["id"], s["start_s"]) for s in late["stops"]] == [("a", 33000), ("b", 39000)]
        without = retimed(page, "{ cancelled: 'a' }", now_s="34000")
        assert [(s["id"], s["arrival_s"], s["start_s"]) for s in without["stops"]] == [("b", 36000, 36000)]
        added = "{ id: 'c', name: 'C', service_s: 600, windows: [[32400, 63000]], promised_s: null, missed: false }"
        three = retimed(
            page, f"{{ added: {added}, after: 'b', drives: {{ 1: 300, 2: 300, 3: 300 }} }}", "{ a: 'done' }"
        )
        assert [s["id"] for s in three["stops"]] == ["a", "b", "c"]
        assert three["stops"][2]["start_s"] == 37800 + 300


def test_the_list_of_a_late_day_has_its_rows_by_the_clock(browser, site):
    """Free time is what lies ahead of the rep: none before he can go on, and lunch stands where it is taken."""
    ask = f"""async () => {{
      const {{ retime }} = await import("/static/retime.js");
      const {{ dayRows }} = await import("/static/day_rows.js");
      const told = (delay_s) => retime({{ ...{DAY}, gap_s: 1200 }}, {{ delay_s }}, {{ now_s: 32000, states: {{}} }});
      return [0, 1800].map((delay_s) => dayRows(told(delay_s)).map((row) => [row.kind, row.from_s, row.until_s]));
    }}"""
    with window(browser, PHONE) as (page, _):
        page.goto(f"{site.url}/sign-in")
        in_time, late = page.evaluate(ask)
    kinds = ["leave", "drive", "stop", "drive", "stop", "drive", "return", "gap", "lunch", "gap"]
    assert [kind for kind, *_ in in_time] == [kind for kind, *_ in late] == kinds
    assert [row[1:] for row in in_time if row[0] == "gap"] == [[38700, 41400], [45000, 64800]]
    assert late[0] == ["leave", 34200, 34200]
    assert [row[1:] for row in late if row[0] == "gap"] == [[39900, 41400], [45000, 64800]]


def test_a_day_can_begin_where_the_rep_is(browser, site):
    """Near to the first visit he is there sooner, from far away a promise is missed; from home it is as planned."""
    with window(browser, PHONE) as (page, _):
        page.goto(f"{site.url}/sign-in")
        near = retimed(page, "{ starts: { 0: 900, 1: 60, 2: 900, 3: 900 } }")
        assert [(s["start_s"], s["missed"]) for s in near["stops"]] == [(32460, False), (36000, False)]
        far = retimed(page, "{ starts: { 0: 9000, 1: 9000, 2: 9000, 3: 9000 } }")
        assert [(s["start_s"], s["missed"]) for s in far["stops"]] == [(41400, False), (43800, True)]
        home = retimed(page, "{ starts: null }")
        assert [s["start_s"] for s in home["stops"]] == [33000, 36000]


def test_the_phone_finds_a_place_on_a_map_of_another_datum(browser, site):
    """From the places that the server drew, to a hundred metres at five kilometres; on a map in WGS-84 exactly."""
    known, asked = [(30.25, 120.1), (30.2, 120.2)], [(30.29, 120.12), (30.2, 120.2), (30.17, 120.23)]
    ask = "async (all) => { const m = await import('/static/map_shift.js'); return all.map((one) => m.onMap(...one)); }"
    with window(browser, PHONE) as (page, _):
        page.goto(f"{site.url}/sign-in")
        for datum, error_m in ((Datum.WGS84, 0.1), (Datum.GCJ02, 30), (Datum.BD09, 100)):
            drawn = [from_wgs84(*place, datum=datum)[::-1] for place in known]
            told = page.evaluate(ask, [[place, known, drawn] for place in asked])
            for (lon, lat), place in zip(told, asked, strict=True):
                assert great_circle((lat, lon), from_wgs84(*place, datum=datum)).m < error_m


def test_the_phone_estimates_a_drive_as_the_office_does(browser, site):
    """To the second, for each way of getting about, next door and across the country."""
    rng = random.Random(2)
    trips = [
        ((30 + rng.uniform(-1, 1) * reach, 120 + rng.uniform(-1, 1) * reach), (30.0, 120.0))
        for reach in (0, 0.001, 0.01, 0.1, 1, 10)
        for _ in range(20)
    ]
    for mode in TravelMode:
        expected = [int(straight_line(trip, mode).matrix(np.arange(2)).duration_s[0, 1]) for trip in trips]
        with window(browser, PHONE) as (page, _):
            page.goto(f"{site.url}/sign-in")
            told = page.evaluate(
                "async ([speeds, trips]) => { const { driveSeconds } = await import('/static/straight_line.js');"
                " return trips.map(([a, b]) => driveSeconds(speeds, a, b)); }",
                [asdict(SPEEDS[mode]), trips],
            )
        assert told == expected
