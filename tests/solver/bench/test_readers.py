"""The files of the benchmark become problems of whole numbers, and nothing is lost on the way."""

from pathlib import Path

import pytest

from solver.bench.instance import Instance, Kind
from solver.bench.readers import names_in, read_instance, read_toptw
from solver.model import DAY_S, Problem, TimeWindow

FOLDER = Path(__file__).parents[2] / "data" / "bench"


def read(kind: Kind, name: str, m: int | None = None) -> tuple[Instance, Problem]:
    instance = read_instance(kind, FOLDER / kind, name, m)
    assert isinstance(instance.problem, Problem)
    return instance, instance.problem


def test_a_week_counts_prizes_in_units_of_travel() -> None:
    """A point of prize is 120 seconds of travel, and the file's order of places is kept."""
    instance, week = read(Kind.WEEKS, "week-8-1")
    assert instance.point == 12_000
    assert {v.id: v.prize for v in week.visits}["4"] == 1000 * 120
    assert week.travel.duration_s[1, 2] != week.travel.duration_s[2, 1]


def test_a_week_has_its_lunch_and_hours_on_every_day() -> None:
    """Days follow each other; a visit has no window on a day on which it is closed."""
    _, week = read(Kind.WEEKS, "week-8-1")
    second = week.shifts[1]
    assert second.lunch is not None
    assert second.lunch.window == TimeWindow(DAY_S + 41_400, DAY_S + 48_600)
    windows = {v.id: v.windows for v in week.visits}
    assert windows["4"] == (TimeWindow(DAY_S + 36_000, DAY_S + 36_900),)
    assert len(windows["1"]) == 2
    assert len(windows["3"]) == 1


def test_orienteering_distances_are_rounded_down_exactly() -> None:
    """To the decimals of the file: the root of 200.25 is 14.151."""
    _, tour = read(Kind.TOPTW, "x101", 1)
    assert tour.travel.duration_s[0, 1] == 100
    assert tour.travel.duration_s[1, 3] == 145  # of 14.5
    assert tour.travel.duration_s[0, 3] == 228  # of 22.81


def test_travel_never_outweighs_a_point_of_score() -> None:
    """What every tour could drive at most is worth less than the least score."""
    instance, tour = read(Kind.TOPTW, "x101", 2)
    most_s = sum(shift.window.end_s - shift.window.start_s for shift in tour.shifts)
    assert most_s * tour.weights.travel_pct < instance.point
    assert {v.prize for v in tour.visits if v.id == "5"} == {25 * instance.point // 100}


def test_the_best_known_score_belongs_to_the_number_of_routes() -> None:
    """Two routes reach more than one; three are not in the file."""
    best = [read(Kind.TOPTW, "x101", m)[0].best_known for m in (1, 2, 3)]
    assert best == [80, 97, None]


def test_a_tour_is_open_by_the_weekday_it_falls_on() -> None:
    """Day 5 and day 6 of the week: a point is shut on one of them, or opens only before the tour ends."""
    _, tours = read(Kind.TTDP, "t01")
    windows = {v.id: v.windows for v in tours.visits}
    assert windows["2"] == (TimeWindow(DAY_S + 6_000, DAY_S + 18_000),)
    assert windows["3"] == (TimeWindow(0, 6_000),)
    assert windows["4"] == (TimeWindow(16_000, 24_000), TimeWindow(DAY_S + 16_000, DAY_S + 24_000))


def test_a_number_finer_than_the_format_is_refused(tmp_path: Path) -> None:
    """Rounding it silently would change the instance."""
    lines = (FOLDER / "toptw" / "x101.txt").read_text(encoding="utf-8")
    (tmp_path / "fine.txt").write_text(lines.replace("0 0 0 0 0 0 120", "0 0 0 0 0 0 119.55"), encoding="utf-8")
    with pytest.raises(ValueError, match="more than 1 decimals"):
        read_toptw(tmp_path / "fine.txt", 1)


def test_a_folder_names_its_instances() -> None:
    """Best known values and descriptions are none."""
    assert [names_in(kind, FOLDER / kind) for kind in (Kind.WEEKS, Kind.TOPTW, Kind.TTDP)] == [
        ["week-8-1"],
        ["x101"],
        ["t01"],
    ]
