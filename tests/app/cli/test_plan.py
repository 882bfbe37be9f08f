"""kproute plan: two files in, a folder with plan, maps and ledger out, or each fault with its remedy."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.app.cli.conftest import WEEK, Kproute
from tests.app.cli.lists import COMPANY, HOSTILE, HOSTILE_REPS, REP_HEADER, read, write

SHARED = Path(__file__).parents[4] / "shared" / "data"


def test_the_files_of_a_plan_are_there(planned: Path) -> None:
    """The plan, the week map, a day map for each rep and day, the ledger and the faults; nothing half-written."""
    days = [f"wang/2026-11-{day}.html" for day in range(23, 28)]
    for name in ("plan.json", "index.html", "ledger.csv", "faults.csv", *days):
        assert (planned / "out" / name).stat().st_size > 0, name
    assert {path.name for path in planned.iterdir()} == {"a.csv", "r.csv", "out"}


def test_the_ledger_has_every_row_that_is_not_blank(planned: Path) -> None:
    """Line, id, name, outcome, code, reason and remedy; routed rows need no remedy."""
    ledger = read(planned / "out" / "ledger.csv")
    assert [(row["line"], row["code"]) for row in ledger] == [
        ("2", "ROUTED"),
        ("3", "ROUTED"),
        ("4", "ROUTED"),
        ("5", "FIND_FIRST_KP"),
        ("6", "NEEDS_LOCATION"),
        ("7", "DUPLICATE_OF"),
        ("9", "NOT_AN_ACCOUNT"),
    ]
    for row in ledger:
        assert row["reason"]
        assert bool(row["remedy"]) is (row["outcome"] != "routed")
    assert "on 2026-11-24 at 10:00 by 王芳" in ledger[1]["reason"]


def test_a_folder_of_somebody_else_is_left_alone(kproute: Kproute, tmp_path: Path) -> None:
    """Nothing in it is touched."""
    accounts = write(tmp_path / "a.csv", COMPANY)
    done = kproute("plan", accounts, "--out", tmp_path, *WEEK)
    assert (done.returncode, [path.name for path in tmp_path.iterdir()]) == (2, ["a.csv"])
    assert "Choose an empty or a new folder with --out" in done.stderr


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (None, ("a.csv", "No such file", "Check the path")),
        (b"", ("a.csv", "empty", "Export the list again")),
        (bytes(range(256)) * 20, ("a.csv", "neither UTF-8", "Save the list")),
        (b"external_id,name,lat,lon\n", ("a.csv", "line 1", "no row", "Export the list again")),
    ],
    ids=["missing", "empty", "binary", "headers only"],
)
def test_a_file_that_is_no_list_is_named_with_a_remedy(
    kproute: Kproute, tmp_path: Path, content: bytes | None, named: tuple[str, ...]
) -> None:
    """Exit code 2, and nothing is written."""
    if content is not None:
        (tmp_path / "a.csv").write_bytes(content)
    done = kproute("plan", tmp_path / "a.csv", "--out", tmp_path / "out", *WEEK)
    assert done.returncode == 2
    assert all(words in done.stderr for words in named), done.stderr
    assert not (tmp_path / "out").exists()


def test_a_list_of_nobody_is_named_with_row_field_and_remedy(kproute: Kproute, tmp_path: Path) -> None:
    """Zero reps, and one who has no home."""
    accounts = write(tmp_path / "a.csv", COMPANY)
    for rows, named in (
        ((), "No row of the list describes a rep"),
        ((("wang", "王芳", "", "120.15"),), "line 2, field lat"),
    ):
        reps = write(tmp_path / "reps.csv", rows, REP_HEADER)
        done = kproute("plan", accounts, "--reps", reps, "--out", tmp_path / "out", *WEEK)
        assert done.returncode == 2
        assert "reps.csv" in done.stderr
        assert named in done.stderr


def test_options_that_mean_nothing_are_refused(kproute: Kproute, tmp_path: Path) -> None:
    """A week that is no date."""
    accounts = write(tmp_path / "a.csv", COMPANY)
    done = kproute("plan", accounts, "--out", tmp_path / "out", "--week", "next")
    assert done.returncode == 2
    assert "--week" in done.stderr


def test_a_week_without_a_field_day_is_refused(kproute: Kproute, tmp_path: Path) -> None:
    """The facts of a Saturday leave no day of that week."""
    accounts = write(tmp_path / "a.csv", COMPANY)
    done = kproute("plan", accounts, "--out", tmp_path / "out", *WEEK, "--as-of", "2026-11-28")
    assert done.returncode == 2
    assert "Choose another week" in done.stderr


def test_a_plan_is_certified_once_it_is_there(planned: Path) -> None:
    """plan.json and the week's page say how near it comes to the best possible, and nothing else is left over."""
    certificate = json.loads((planned / "out" / "plan.json").read_text(encoding="utf-8"))["certificate"]
    assert (certificate["state"], certificate["why_not"]) == ("certified", None)
    assert 0 <= certificate["gap_pct"] <= 1
    page = (planned / "out" / "index.html").read_text(encoding="utf-8")
    assert "best possible for these travel times" in page or "Nothing better is possible" in page
    assert not list((planned / "out").glob(".*"))


def test_a_plan_holds_on_to_an_earlier_one(shell: Kproute, kproute: Kproute, planned: Path, tmp_path: Path) -> None:
    """Nothing happened, so nothing changes; it says so, says that no proof was asked for, and the check passes."""
    lists, earlier = (planned / "a.csv", "--reps", planned / "r.csv"), planned / "out" / "plan.json"
    done = shell("plan", *lists, "--out", tmp_path / "out", *WEEK, "--previous", earlier)
    assert done.returncode == 0, done.stderr
    assert "3 of 3 visits of the earlier plan keep their day" in done.stdout
    before, after = (
        json.loads((folder / "plan.json").read_text("utf-8")) for folder in (planned / "out", tmp_path / "out")
    )
    assert after["routes"] == before["routes"]
    assert (after["certificate"]["why_not"], after["options"]["previous"]) == ("not_asked", "plan.json")
    done = kproute("check", tmp_path / "out" / "plan.json", *lists)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no proof was asked for" in done.stdout


def test_what_cannot_be_held_on_to_is_refused(kproute: Kproute, planned: Path, tmp_path: Path) -> None:
    """A plan of another week, and a file that is no plan: exit code 2, and nothing is written."""
    another_week = ("--week", "2026-12-03", "--iterations", "3", "--certify", "0")
    for options, named in (
        ((*another_week, "--previous", planned / "out" / "plan.json"), "Give a plan of the same week"),
        ((*WEEK, "--previous", planned / "a.csv"), "Give the plan.json of the earlier plan with --previous"),
    ):
        done = kproute("plan", planned / "a.csv", "--out", tmp_path / "out", *options)
        assert (done.returncode, named in done.stderr) == (2, True), done.stderr
        assert not (tmp_path / "out").exists()


def test_nearer_together_is_less_driving(shell: Kproute, kproute: Kproute, planned: Path, tmp_path: Path) -> None:
    """Where travel weighs ten times as much nobody drives further than before, and the plan holds."""
    lists = (planned / "a.csv", "--reps", planned / "r.csv")
    done = shell("plan", *lists, "--out", tmp_path / "out", *WEEK, "--nearness", "1000")
    assert done.returncode == 0, done.stderr
    near, usual = (
        json.loads((folder / "plan.json").read_text("utf-8"))["totals"]
        for folder in (tmp_path / "out", planned / "out")
    )
    assert near["travel_s"] <= usual["travel_s"]
    assert near["value_s"] == near["prize_s"] - 10 * near["travel_s"]
    assert kproute("check", tmp_path / "out" / "plan.json", *lists).returncode == 0


def test_a_silent_list_routes_nobody_until_it_is_assumed_qualified(shell: Kproute, tmp_path: Path) -> None:
    """The remedy is said; with it everybody is planned, and that plan takes the place of the empty one."""
    silent = write(tmp_path / "a.csv", [row[:4] for row in COMPANY[:3]], ("external_id", "name", "lat", "lon"))
    done = shell("plan", silent, "--out", tmp_path / "out", *WEEK)
    assert done.returncode == 0
    assert "3 rows: 0 routed, 0 unserved, 3 gated" in done.stdout
    assert "--assume-qualified" in done.stdout
    assert "one rep is planned" in done.stdout
    done = shell("plan", silent, "--out", tmp_path / "out", *WEEK, "--assume-qualified")
    assert "3 rows: 3 routed" in done.stdout
    assert "Nobody passes the gate" not in done.stdout
    assert {row["code"] for row in read(tmp_path / "out" / "ledger.csv")} == {"ROUTED"}


def test_a_hostile_list_is_planned_and_holds(shell: Kproute, kproute: Kproute, tmp_path: Path) -> None:
    """What can be planned is, the rest has a code, the check passes, and no cell or page computes anything."""
    accounts = write(tmp_path / "a.csv", HOSTILE)
    reps = write(tmp_path / "r.csv", HOSTILE_REPS, REP_HEADER)
    out = tmp_path / "out"
    done = shell("plan", accounts, "--reps", reps, "--out", out, *WEEK)
    assert done.returncode == 0, done.stderr
    ledger = {row["external_id"]: row for row in read(out / "ledger.csv")}
    codes = Counter(row["code"] for row in ledger.values())
    assert len(ledger) == len(HOSTILE)
    assert codes["APPOINTMENT_CLASH"] == 1
    assert codes["ROUTED"] >= 8
    assert {ledger[name]["outcome"] for name in ("H01", "H02", "H03", "H15")} <= {"gated", "rejected"}
    assert not [cell for row in ledger.values() for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    pages = list(out.rglob("*.html"))
    assert len(pages) == 6
    assert all(path.is_relative_to(out) for path in pages)
    assert not any("<script>alert" in page.read_text(encoding="utf-8") for page in pages)
    done = kproute("check", out / "plan.json", accounts, "--reps", reps)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real lists is not on this machine")
@pytest.mark.parametrize(
    ("name", "rows"), [("hangzhou_osm_stops.csv", 2_396), ("messy/hz_customers_gbk_semicolon.csv", 125)]
)
def test_a_real_list_is_planned_and_holds(
    shell: Kproute, kproute: Kproute, tmp_path: Path, name: str, rows: int
) -> None:
    """Read as it is: a row in the ledger for every row of the list, and the check passes."""
    accounts = SHARED / name
    options = ("--week", "2026-11-23", "--time-limit", "0.5", "--assume-qualified", "--certify", "0")
    done = shell("plan", accounts, "--out", tmp_path / "out", *options)
    assert done.returncode == 0, done.stderr
    ledger = read(tmp_path / "out" / "ledger.csv")
    assert len(ledger) == rows
    assert sum(row["outcome"] == "routed" for row in ledger) >= 25
    done = kproute("check", tmp_path / "out" / "plan.json", accounts)
    assert done.returncode == 0, done.stderr
