"""What plans promise and what then happens: `python -m tests.worlds.promised CITY.osm.pbf STOPS.csv`.

The same accounts (of STOPS, a list of places with `lat` and `lon`) are planned by the straight line, by road, and by
road with rush hours. The rep then drives each week on the roads, at the usual speed and in the rush hours: he keeps the
order, waits where he is early, and a closed door is a visit lost.
"""

import argparse
import csv
import io
import random
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

from app.engines.local_engine import LocalEngine
from app.method.account import Datum
from app.method.rep import TravelMode
from app.method.settings import DayClass, MethodSettings
from app.planning.inputs import read_inputs
from app.planning.options import PlanOptions
from app.planning.run import plan_week
from app.planning.week_plan import PlannedRoute, WeekPlan
from app.roads.build import build
from app.travel.by_road import drive_on, network_in_use, travel_model, version_in_use
from solver import Traffic

WEEK = date(2026, 11, 23)
ROUNDS = 8_000  # of each chain: the same plans every time
LATE_S = 15 * 60  # a promise that is kept a quarter of an hour late is none
HOURS = ("09:00-18:00", "09:00-12:00 14:00-17:30", "13:00-17:00", "08:30-11:30")
PROMISES = ("2026-11-24 10:00", "2026-11-25 14:00", "2026-11-26 10:30", "2026-11-27 15:00")


@dataclass(frozen=True, slots=True)
class Driven:
    """One visit as it went: how much later than promised it began, or that it could not be made."""

    late_s: int
    is_lost: bool
    prize_s: int


def lists(stops: Path, count: int, seed: int = 1) -> tuple[bytes, bytes]:
    """Accounts at places within the roads, and one rep amid them."""
    network = network_in_use()
    assert network is not None
    south, west, north, east = network.box
    draw = random.Random(seed)
    with stops.open(encoding="utf-8-sig", newline="") as file:
        rows = [(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]
    places = draw.sample([(lat, lon) for lat, lon in rows if south < lat < north and west < lon < east], count)
    accounts, reps = io.StringIO(), io.StringIO()
    writer = csv.writer(accounts)
    writer.writerow(["external_id", "name", "category", "grade", "lat", "lon", "precise", "open_hours", "appointment"])
    for n, (lat, lon) in enumerate(places):
        promised = PROMISES[n] if n < len(PROMISES) else ""
        hours = "" if promised else draw.choice(HOURS)
        kind = draw.choice(["prospect", "maintenance", "signed"])
        writer.writerow([f"A{n:04}", f"Account {n}", kind, draw.choice("ABBCCC"), lat, lon, "yes", hours, promised])
    lat, lon = np.median(places, axis=0)
    csv.writer(reps).writerows([["external_id", "name", "lat", "lon"], ["R1", "Rep", lat, lon]])
    return accounts.getvalue().encode(), reps.getvalue().encode()


def driven(route: PlannedRoute, speeds: Traffic) -> tuple[list[Driven], int]:
    """The visits of a day as they go on the roads at these speeds, and the seconds of overtime."""
    places = [route.start, *route.stops, route.end]
    travel = travel_model([(place.lat, place.lon) for place in places], TravelMode.CAR, by_road=True)
    drive_s = travel.matrix(np.arange(len(places))).duration_s
    legs_s = [int(drive_s[a, b]) for a, b in pairwise(range(len(places)))]
    at_s, is_fed, visits = route.depart_s, route.lunch_s is None, []
    for stop, leg_s in zip(route.stops, legs_s, strict=False):
        left, leg = np.array(at_s), np.array(leg_s)
        if not is_fed and route.lunch_s is not None and stop.start_s >= route.lunch_s:
            eats = np.array(max(at_s, route.lunch_s))
            at_s, is_fed = int(speeds.arrival_fed(left, leg, eats, route.lunch_duration_s)), True
        else:
            at_s = int(speeds.arrival(left, leg))
        service_s = stop.departure_s - stop.start_s
        opens = [stop.start_s] if stop.is_appointment else [open_s for open_s, _ in stop.open_spans_s]
        closes = [stop.start_s + LATE_S] if stop.is_appointment else [shut - service_s for _, shut in stop.open_spans_s]
        start_s = next((max(at_s, a) for a, b in zip(opens, closes, strict=True) if at_s <= b), None)
        visits.append(Driven(0 if start_s is None else start_s - stop.start_s, start_s is None, stop.prize_s))
        at_s = at_s if start_s is None else start_s + service_s
    home_s = int(speeds.arrival(np.array(at_s), np.array(legs_s[-1])))
    return visits, max(0, home_s - route.shift_end_s) if route.stops else 0


def told(name: str, plan: WeekPlan, speeds: Traffic) -> str:
    days = [driven(route, speeds) for route in plan.routes if route.stops]
    visits = [visit for day, _ in days for visit in day]
    late = sorted(max(0, visit.late_s) for visit in visits if not visit.is_lost)
    lost = [visit for visit in visits if visit.is_lost]
    figures = (
        f"{len(visits)} visits",
        f"{sum(route.travel_s for route in plan.routes) / 3600:.1f} h on the road promised",
        f"late by {late[len(late) // 2] // 60} min at the median, {late[-1 - len(late) // 20] // 60} min at 95 %",
        f"{sum(one > LATE_S for one in late)} later than a quarter of an hour",
        f"{len(lost)} lost, worth {sum(visit.prize_s for visit in lost) / 3600:.1f} h",
        f"{sum(over_s for _, over_s in days) // 60} min overtime",
    )
    return f"{name}: {'; '.join(figures)}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extract", type=Path)
    parser.add_argument("stops", type=Path)
    parser.add_argument("--accounts", type=int, default=120)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, closing(LocalEngine(stands_back=False)) as engine:
        build(asked.extract, lambda _words: None).save(Path(folder) / "city.roads")
        drive_on(Path(folder) / "city.roads")
        accounts, reps = lists(asked.stops, asked.accounts)
        inputs = read_inputs((accounts, "accounts.csv"), (reps, "reps.csv"), Datum.WGS84)
        usual, slow = MethodSettings(), MethodSettings(rush_hours=1)
        jams = Traffic(usual.speed_pct[DayClass.WORKDAY])
        for name, version, settings in (
            ("straight line", None, usual),
            ("by road", version_in_use(), usual),
            ("by road, with rush hours", version_in_use(), slow),
        ):
            options = PlanOptions.for_week_of(WEEK, roads=version, certify_s=0, iterations=ROUNDS, time_limit_s=600)
            plan = plan_week(inputs.listed, inputs.reps, settings, options, engine).plan
            print(told(f"{name}; driven at the usual speed", plan, Traffic((100,) * 24)))
            print(told(f"{name}; driven in the rush hours", plan, jams))
