"""Lists of reps: usable rows become reps, the others say what is wrong with them."""

from datetime import date

import pytest

from app.intake.datums import from_wgs84
from app.intake.readers import UnusableInput
from app.intake.reps import RepList, read_reps
from app.method.account import Datum, Location
from app.method.rep import Lunch, Rep, TravelMode
from tests.app.intake.lists import csv_file

HOME = {"工号": "R1", "姓名": "王芳", "起点纬度": "30.27", "起点经度": "120.15"}


def _read(*rows: dict[str, str]) -> RepList:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return read_reps(csv_file([columns, *[[row.get(c, "") for c in columns] for row in rows]]), "reps.csv")


def test_a_full_row_becomes_a_full_rep() -> None:
    """Every column we know ends up in the rep."""
    listed = _read(
        HOME | {
            "终点纬度": "30.2", "终点经度": "120.2", "上班时间": "08:30", "下班时间": "17:30",
            "外勤日": "周一、三、五", "请假": "2026-11-24；2026-11-25", "午休": "45分钟",
            "午休最早": "11:45", "午休最晚": "13:00", "最多拜访": "8",
            "加班": "30", "时区": "Asia/Tokyo", "出行方式": "电动车",
        }
    )  # fmt: skip
    assert listed.reps == (
        Rep(
            external_id="R1", name="王芳", home=Location.wgs84(30.27, 120.15), end=Location.wgs84(30.2, 120.2),
            start_s=30_600, end_s=63_000, field_days=frozenset({0, 2, 4}),
            leave=frozenset({date(2026, 11, 24), date(2026, 11, 25)}), lunch=Lunch(2700, 42_300, 46_800), max_visits=8,
            overtime_s=1800, timezone="Asia/Tokyo", travel_mode=TravelMode.EBIKE,
        ),
    )  # fmt: skip
    assert listed.faults == ()


def test_a_silent_row_is_the_usual_rep() -> None:
    """What a list does not say is the method's default: Monday to Friday, 9 to 18, lunch, twelve visits, by car."""
    assert _read(HOME).reps == (Rep("R1", "王芳", Location.wgs84(30.27, 120.15)),)


def test_a_rep_without_an_id_goes_by_name() -> None:
    """Lists of accounts name their owner, so the name serves as id."""
    assert _read({k: v for k, v in HOME.items() if k != "工号"}).reps[0].external_id == "王芳"


@pytest.mark.parametrize("word", ["0", "无", "no"])
def test_lunch_can_be_left_out(word: str) -> None:
    """A rep who takes no lunch break has none."""
    assert _read(HOME | {"午休": word}).reps[0].lunch is None


def test_a_declared_datum_moves_the_home() -> None:
    """The home is stored in WGS-84 like every other place."""
    lat, lon = from_wgs84(30.27, 120.15, Datum.GCJ02)
    home = _read(HOME | {"起点纬度": repr(lat), "起点经度": repr(lon), "坐标系": "高德"}).reps[0].home
    assert (home.lat, home.lon) == (pytest.approx(30.27, abs=1e-8), pytest.approx(120.15, abs=1e-8))


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"工号": "", "姓名": ""}, "name", "BAD_REP"),
        ({"工号": "R" * 101}, "external_id", "BAD_REP"),
        ({"起点纬度": ""}, "lat", "BAD_REP"),
        ({"起点经度": ""}, "lon", "BAD_REP"),
        ({"起点纬度": "", "起点经度": ""}, "lat", "BAD_REP"),
        ({"起点纬度": "0", "起点经度": "0"}, "lat", "BAD_REP"),
        ({"起点纬度": "120.15", "起点经度": "30.27"}, "lat", "BAD_REP"),
        ({"起点经度": "NaN"}, "lon", "BAD_REP"),
        ({"终点纬度": "30.2"}, "end_lon", "BAD_REP"),
        ({"坐标系": "mars"}, "datum", "BAD_REP"),
        ({"上班时间": "9"}, "start", "BAD_REP"),
        ({"上班时间": "18:00"}, "end", "SHIFT_ENDS_FIRST"),
        ({"外勤日": "8"}, "field_days", "BAD_REP"),
        ({"请假": "next week"}, "leave", "BAD_REP"),
        ({"午休": "long"}, "lunch", "BAD_REP"),
        ({"午休最早": "14:00"}, "lunch_to", "LUNCH_ENDS_FIRST"),
        ({"最多拜访": "-1"}, "max_visits", "BAD_REP"),
        ({"加班": "-1"}, "overtime_minutes", "BAD_REP"),
        ({"时区": "Mars/Base"}, "timezone", "BAD_REP"),
        ({"时区": "../etc/passwd"}, "timezone", "BAD_REP"),
        ({"时区": "Asia"}, "timezone", "BAD_REP"),
        ({"出行方式": "马"}, "travel_mode", "BAD_REP"),
    ],
)
def test_an_unusable_row_is_named_and_the_others_go_on(cells: dict[str, str], field: str, code: str) -> None:
    """A rep whom nobody could plan for is an error with line, field and remedy; good rows stay."""
    listed = _read(HOME | {"工号": "R0", "姓名": "李明"}, HOME | cells)
    assert [rep.external_id for rep in listed.reps] == ["R0"]
    (fault,) = listed.faults
    assert (fault.line, fault.field, fault.code) == (3, field, code)
    assert fault.sentence()
    assert fault.remedy()


def test_an_id_belongs_to_one_rep() -> None:
    """The second rep of the same id is an error that names the first one's line."""
    listed = _read(HOME, HOME | {"姓名": "李明"})
    assert [rep.name for rep in listed.reps] == ["王芳"]
    assert [(f.code, f.params["line"]) for f in listed.faults] == [("REP_AGAIN", 2)]


def test_a_list_without_a_usable_rep_is_refused_with_every_reason() -> None:
    """Where nobody could go out the error carries the fault of each row."""
    with pytest.raises(UnusableInput) as caught:
        _read(HOME | {"起点纬度": "x"}, HOME | {"时区": "y"})
    assert [(f.code, f.line) for f in caught.value.faults] == [("NO_USABLE_REP", None), ("BAD_REP", 2), ("BAD_REP", 3)]
