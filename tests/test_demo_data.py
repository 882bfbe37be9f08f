"""The demo company is what its README says, and its script makes it again."""

import csv
import math
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from app.method.account import Account, Category, Grade
from app.method.cadence import DueState, due_state
from app.method.settings import MethodSettings

DATA = Path(__file__).parent.parent / "data"
BASE_MONDAY = date(2026, 1, 5)
VISIT = timedelta(minutes=45)

AREAS = {  # what an address begins with -> the area of the README
    **dict.fromkeys([f"杭州市{d}区" for d in ("上城", "拱墅", "西湖", "滨江", "余杭", "临平", "钱塘")], "主城区"),
    "杭州市萧山区": "萧山",
    "杭州市富阳区": "富阳",
    "杭州市临安区": "临安",
    "杭州市桐庐县": "桐庐",
    "黄山市屯溪区": "黄山",
    "衢州市柯城区": "衢州",
    "温州市鹿城区": "温州",
}
BOXES = {  # south, north, west, east; west of 120.16 the lake begins, and the river runs between 上城 and 滨江
    "杭州市上城区": (30.238, 30.330, 120.164, 120.275),
    "杭州市拱墅区": (30.264, 30.336, 120.090, 120.170),
    "杭州市西湖区": (30.155, 30.340, 120.065, 120.136),
    "杭州市滨江区": (30.177, 30.197, 120.178, 120.202),
    "杭州市余杭区": (30.264, 30.388, 119.925, 120.062),
    "杭州市临平区": (30.410, 30.430, 120.284, 120.308),
    "杭州市钱塘区": (30.297, 30.323, 120.315, 120.345),
    "杭州市萧山区": (30.035, 30.226, 120.236, 120.466),
    "杭州市富阳区": (29.962, 30.130, 119.718, 120.005),
    "杭州市临安区": (30.180, 30.264, 119.383, 119.823),
    "杭州市桐庐县": (29.791, 29.940, 119.420, 119.796),
    "黄山市屯溪区": (29.706, 29.725, 118.303, 118.325),
    "衢州市柯城区": (28.948, 28.970, 118.860, 118.885),
    "温州市鹿城区": (27.988, 28.010, 120.656, 120.680),
}
WITHOUT_A_PLACE = {"QM0027", "QM0141", "QM0516", "QM0077", "QM0256"}
FAULTS = [  # line, id, column, what stands there
    (28, "QM0027", "lat", ""),
    (142, "QM0141", "lon", ""),
    (519, "QM0516", "lat", ""),
    (78, "QM0077", "lat", "119.72216"),
    (257, "QM0256", "lon", "0"),
    (20, "QM0019", "visit_minutes", "３０"),
    (81, "QM0080", "name", "岚石培训学校（城站校区）<script>alert(1)</script>"),
    (268, "QM0267", "name", "煦桥商务酒店（文三路店）${alert(1)}"),
    (317, "QM0315", "name", "棠启茶餐厅（武林店）💧✨"),
    (333, "QM0331", "name", '"翊木商务酒店（滨江店）", 原"老厂", 二期'),
    (438, "QM0436", "last_visit_on", "去年秋天"),
    (396, "QM0394", "category", "维护中客户"),
    (327, "QM0325", "deal_value", "-5000"),
    (494, "QM0491", "first_kp_phone", "1.38E+10"),
    (453, "QM0222", "owner", ""),
    (604, "", "name", "合计"),
]


Row = dict[str, str]


def rows_by_line() -> dict[int, Row]:
    """The rows of accounts.csv by the line they stand in."""
    with (DATA / "accounts.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows: dict[int, Row] = {}
        for row in reader:
            rows[reader.line_num] = row  # known only once the row is read
        return rows


@pytest.fixture(scope="module")
def accounts() -> dict[str, Row]:
    """The accounts by id, each once."""
    return {row["external_id"]: row for row in rows_by_line().values() if row["external_id"]}


@pytest.fixture(scope="module")
def reps() -> dict[str, Row]:
    """The reps by id."""
    with (DATA / "reps.csv").open(encoding="utf-8", newline="") as file:
        return {row["external_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def readme() -> str:
    return (DATA / "README.md").read_text(encoding="utf-8")


def appointments(accounts: dict[str, Row]) -> list[tuple[str, datetime]]:
    """Owner and beginning of every appointment, in order."""
    return sorted((a["owner"], datetime.fromisoformat(a["appointment"])) for a in accounts.values() if a["appointment"])


def test_the_script_makes_both_lists_again(tmp_path: Path) -> None:
    """Running the generator elsewhere gives the committed bytes."""
    shutil.copy(DATA / "generate.py", tmp_path)
    subprocess.run([sys.executable, tmp_path / "generate.py"], check=True)
    for name in ("accounts.csv", "reps.csv"):
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


def test_the_lists_have_the_rows_the_readme_counts() -> None:
    """600 accounts, one of them twice, a total, and a blank line; four reps."""
    rows = rows_by_line()
    ids = Counter(row["external_id"] for row in rows.values())
    assert len([external_id for external_id in ids if external_id]) == 600
    assert len(rows) == 602
    assert [external_id for external_id, n in ids.items() if n > 1] == ["QM0222"]
    assert (DATA / "accounts.csv").read_text(encoding="utf-8").splitlines()[302 - 1] == ""
    assert max(rows) == 604


def test_areas_categories_grades_and_owners_are_as_documented(accounts: dict[str, Row], readme: str) -> None:
    """Every count in the README's tables is the list's."""
    areas = Counter(AREAS[a["address"][:6]] for a in accounts.values())
    categories = Counter(a["category"].replace("维护中客户", "maintenance") for a in accounts.values())
    owners = Counter(a["owner"] for a in accounts.values())
    assert sum(areas.values()) == 600
    for what, count in (areas | categories | Counter(a["grade"] for a in accounts.values())).items():
        assert f"| {what} | {count} |" in readme
    for rep, count in owners.items():
        assert re.search(rf"^\| {rep or 'nobody'}[^|]* \| {count} \|", readme, re.MULTILINE)
    assert all(120 <= count <= 160 for rep, count in owners.items() if rep)


def test_the_readme_explains_every_column(accounts: dict[str, Row], reps: dict[str, Row], readme: str) -> None:
    """No column of either list is missing in the field guide."""
    explained = {
        name for line in readme.splitlines() if line.startswith("| ") for name in line.split("|")[1].split(", ")
    }
    explained = {name.strip() for name in explained}
    for columns in (next(iter(accounts.values())), next(iter(reps.values()))):
        assert set(columns) <= explained


def test_good_coordinates_lie_where_the_address_says(accounts: dict[str, Row]) -> None:
    """Every account that is meant to have a place lies in the box of its district."""
    for external_id, account in accounts.items():
        if external_id not in WITHOUT_A_PLACE:
            south, north, west, east = BOXES[account["address"][:6]]
            assert south <= float(account["lat"]) <= north, external_id
            assert west <= float(account["lon"]) <= east, external_id


def test_bad_coordinates_are_bad(accounts: dict[str, Row]) -> None:
    """The five without a place cannot be mistaken for points around Hangzhou."""
    for external_id in WITHOUT_A_PLACE:
        lat = accounts[external_id]["lat"]
        assert not lat or not 27 < float(lat) < 31


@pytest.mark.parametrize(("line", "external_id", "column", "value"), FAULTS)
def test_faults_stand_where_the_readme_says(line: int, external_id: str, column: str, value: str, readme: str) -> None:
    """Each row that is wrong on purpose is at its line, and the README names line and id."""
    row = rows_by_line()[line]
    assert (row["external_id"], row[column]) == (external_id, value)
    assert re.search(rf"^\| {line} \| {external_id} ?\|", readme, re.MULTILINE)


def test_sound_dates_are_readable_and_near_the_base_week(accounts: dict[str, Row]) -> None:
    """Last visits lie 5 to 400 days back and next steps within three weeks, on working days."""
    for account in accounts.values():
        if account["last_visit_on"] and account["last_visit_on"] != "去年秋天":
            last = date.fromisoformat(account["last_visit_on"])
            assert 5 <= (BASE_MONDAY - last).days <= 400
            assert last.weekday() < 5
        if account["next_step_on"]:
            assert abs((date.fromisoformat(account["next_step_on"]) - BASE_MONDAY).days) <= 21


def test_all_due_colours_occur(accounts: dict[str, Row]) -> None:
    """Among customers there is red, yellow and green, and prospects carry 0, 1 and 2 visits."""
    states = Counter(
        due_state(
            Account(
                external_id=external_id,
                name=row["name"],
                category=Category(row["category"]),
                grade=Grade(row["grade"]),
                interval_days=float(row["interval_days"]) if row["interval_days"] else None,
                last_visit_on=date.fromisoformat(row["last_visit_on"]),
            ),
            MethodSettings(),
            BASE_MONDAY,
        )
        for external_id, row in accounts.items()
        if row["category"] in ("maintenance", "signed") and row["last_visit_on"] != "去年秋天"
    )
    assert min(states[state] for state in (DueState.OVERDUE, DueState.DUE, DueState.NOT_DUE)) >= 20
    assert {a["visits"] for a in accounts.values() if a["category"] == "prospect"} == {"0", "1", "2"}


def test_appointments_lie_on_field_days_but_for_two(accounts: dict[str, Row]) -> None:
    """All 22 are in the base week and within working hours; only the two the README names are on office days."""
    field_days = {"R01": {0, 1, 3}, "R02": {1, 2, 3, 4}, "R03": {0, 2, 3, 4}, "R04": {0, 1, 2, 3, 4}}
    booked = appointments(accounts)
    assert len(booked) == 22
    assert all(timedelta() <= at.date() - BASE_MONDAY < timedelta(days=5) for _, at in booked)
    assert all(at.hour >= 9 and (at + VISIT).hour <= 17 for _, at in booked)
    office = [(owner, at.weekday()) for owner, at in booked if at.weekday() not in field_days[owner]]
    assert office == [("R01", 2), ("R03", 1)]


def test_exactly_two_appointments_clash(accounts: dict[str, Row]) -> None:
    """R04 on Thursday has two visits at once; all others leave three hours between two of a rep."""
    booked = appointments(accounts)
    same_day = [
        (owner, after - before)
        for (owner, before), (other, after) in pairwise(booked)
        if owner == other and before.date() == after.date()
    ]
    assert [owner for owner, gap in same_day if gap < VISIT] == ["R04"]
    assert all(gap >= timedelta(hours=3) for _, gap in same_day if gap >= VISIT)


def test_the_ebike_rep_stays_in_the_inner_city(accounts: dict[str, Row], reps: dict[str, Row]) -> None:
    """Nothing of R02's lies more than 9 km from home as the crow flies."""
    assert reps["R02"]["travel_mode"] == "ebike"
    home_lat, home_lon = float(reps["R02"]["lat"]), float(reps["R02"]["lon"])
    for account in accounts.values():
        if account["owner"] == "R02" and account["external_id"] not in WITHOUT_A_PLACE:
            north = float(account["lat"]) - home_lat
            east = (float(account["lon"]) - home_lon) * math.cos(math.radians(home_lat))
            assert math.hypot(north, east) * 111.195 < 9


def test_no_number_can_be_dialled(accounts: dict[str, Row]) -> None:
    """Behind the area code every number begins with 0, which no exchange assigns."""
    numbers = {a[column] for a in accounts.values() for column in ("first_kp_phone", "kp_phone")} - {"", "1.38E+10"}
    assert len(numbers) > 500
    assert all(re.fullmatch(r"05(71|59|70|77)-0\d{7}", number) for number in numbers)
