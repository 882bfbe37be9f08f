"""Routes and weeks as GeoJSON."""

from dataclasses import replace

import polyline
import pytest

from app.planning.week_plan import Place
from tests.worlds import week
from web.geojson import day_features, driven_legs, meal_place, week_features


def _of_kind(collection: dict, kind: str) -> list[dict]:
    return [f for f in collection["features"] if f["properties"]["kind"] == kind]


def test_stops_are_numbered_in_driving_order():
    """Pin n is stop n of the route."""
    stops = _of_kind(day_features(week.WANG_TUESDAY), "stop")
    assert [s["properties"]["number"] for s in stops] == [1, 2, 3]
    assert [s["properties"]["id"] for s in stops] == [stop.visit_id for stop in week.WANG_TUESDAY.stops]


def test_positions_are_longitude_first():
    """RFC 7946 writes longitude before latitude."""
    first = _of_kind(day_features(week.WANG_TUESDAY), "stop")[0]
    assert first["geometry"]["coordinates"] == [week.WEST_LAKE.location.lon, week.WEST_LAKE.location.lat]


def test_a_day_of_three_stops_has_four_legs_and_one_home():
    """There is a leg to each stop and one back."""
    day = day_features(week.WANG_TUESDAY)
    assert [leg["properties"]["to"] for leg in _of_kind(day, "leg")] == [
        *(stop.visit_id for stop in week.WANG_TUESDAY.stops),
        "",
    ]
    assert len(_of_kind(day, "home")) == 1


def test_a_day_that_ends_elsewhere_has_two_homes():
    """Start and end are both drawn where they differ."""
    route = replace(week.WANG_TUESDAY, end=Place("仓库", 30.3, 120.2))
    assert len(_of_kind(day_features(route), "home")) == 2


def test_a_day_without_stops_shows_only_home():
    """Nobody to see: no legs, no lunch."""
    kinds = [f["properties"]["kind"] for f in day_features(week.LI_THURSDAY)["features"]]
    assert kinds == ["home"]


def test_lunch_stands_between_the_stops_around_it():
    """Two stops are done before lunch on Tuesday; a day without lunch has no mark."""
    assert meal_place(week.WANG_TUESDAY) == 2
    lunch = _of_kind(day_features(week.WANG_TUESDAY), "lunch")[0]
    lon, lat = lunch["geometry"]["coordinates"]
    assert week.GREEN_TEA.location.lat < lat < week.WULIN.location.lat
    assert week.GREEN_TEA.location.lon < lon < week.WULIN.location.lon
    assert meal_place(week.LI_TUESDAY) is None
    assert not _of_kind(day_features(week.LI_TUESDAY), "lunch")


def test_legs_by_road_carry_their_streets_and_keep_their_ends():
    """What is known from the straight line stays one; a week's way has all of its day's streets."""
    tuesday = week.WANG_TUESDAY
    stops = (replace(tuesday.stops[0], drive_is_estimated=False), *tuesday.stops[1:])
    route = replace(tuesday, travel_source="roads", stops=stops)
    (leg,) = driven_legs(route)
    streets = {leg: [(30.27, 120.15), (30.265, 120.145)]}
    legs = _of_kind(day_features(route, streets=streets), "leg")
    assert ["way" in one["properties"] for one in legs] == [True, False, False, False]
    way = polyline.decode(legs[0]["properties"]["way"])
    assert way[1:3] == streets[leg]
    assert [(lon, lat) for lat, lon in (way[0], way[-1])] == [
        pytest.approx(tuple(end), abs=1e-5) for end in legs[0]["geometry"]["coordinates"]
    ]
    plan = replace(week.PLAN, routes=(route,))
    (whole,) = _of_kind(week_features(plan, streets=streets), "route")
    assert set(streets[leg]) < set(polyline.decode(whole["properties"]["way"]))
    assert driven_legs(tuesday) == []


def test_every_point_is_shifted_to_the_base_map():
    """The datum shift reaches lines and points alike."""
    plain = day_features(week.LI_TUESDAY)
    moved = day_features(week.LI_TUESDAY, lambda lat, lon: (lat + 1, lon + 2))
    for before, after in zip(plain["features"], moved["features"], strict=True):
        first, second = (f["geometry"]["coordinates"] for f in (before, after))
        pairs = zip(first, second, strict=True) if before["geometry"]["type"] == "LineString" else [(first, second)]
        assert all([round(x + 2, 6), round(y + 1, 6)] == b for (x, y), b in pairs)


def test_a_week_has_a_line_for_each_day_with_stops():
    """A field day with nobody to see draws nothing."""
    routes = _of_kind(week_features(week.PLAN), "route")
    drawn = {(r["properties"]["rep"], r["properties"]["on"]) for r in routes}
    assert drawn == {("wang", "2026-11-24"), ("wang", "2026-11-25"), ("li", "2026-11-24")}
    assert len(routes) == 3


def test_the_home_of_a_rep_in_a_week_has_his_initials():
    """On the map of one day it is a house: there is nobody to tell him apart from."""
    assert {home["properties"]["initials"] for home in _of_kind(week_features(week.PLAN), "home")} == {"王芳", "李强"}
    assert all("initials" not in home["properties"] for home in _of_kind(day_features(week.WANG_TUESDAY), "home"))


def test_places_nobody_goes_to_are_drawn_when_given():
    """They form a layer of their own, without names."""
    place = Place(week.HOSTILE_NAME, 30.0, 120.0)
    left_out = _of_kind(week_features(week.PLAN, left_out=[place]), "left_out")
    assert [f["properties"] for f in left_out] == [{"kind": "left_out"}]
