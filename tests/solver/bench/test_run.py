"""The benchmark as it is called: rows are measured once, checked, kept and printed."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from solver.bench.__main__ import main

FOLDER = Path(__file__).parents[2] / "data" / "bench"
WEEKS = str(FOLDER / "weeks")


def rows_of(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_a_week_is_measured_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every field stands in the row, no rule is broken, and a second call finds nothing to do."""
    out = tmp_path / "rows.jsonl"
    call = ["weeks", WEEKS, "--time", "0.3", "--peers", "ortools", "--json", str(out)]
    assert main(call) == 0
    told = capsys.readouterr().out
    ours, rival = rows_of(out)
    assert [row["engine"] for row in (ours, rival)] == ["ours", "ortools"]
    assert (ours["kind"], ours["instance"], ours["m"], ours["seed"]) == ("weeks", "week-8-1", None, 0)
    assert ours["violations"] == rival["violations"] == 0
    assert ours["value"] >= rival["value"] > 1000  # the appointment alone is worth that much
    assert ours["score"] > ours["value"]  # by what travel costs
    assert ours["wall_s"] < 30
    assert ours["peak_mb"] > 1
    assert {"date", "commit", "cpu", "versions", "bound", "best_known", "time_limit_s"} <= set(ours)
    assert "Warmed up" in told
    assert f"| week-8-1 | {ours['value']:.1f} best here |" in told
    assert main(call) == 0
    assert "Warmed up" not in capsys.readouterr().out
    assert rows_of(out) == [ours, rival]


def test_seeds_and_limits_are_rows_of_their_own(tmp_path: Path) -> None:
    """A rival that draws no lots runs once at each limit."""
    out = tmp_path / "rows.jsonl"
    call = ["toptw", str(FOLDER / "toptw"), "--m", "2", "--peers", "ortools", "--json", str(out)]
    assert main([*call, "--time", "0.1,0.2", "--seeds", "2"]) == 0
    assert [(row["engine"], row["m"], row["time_limit_s"], row["seed"]) for row in rows_of(out)] == [
        ("ours", 2, 0.1, 0),
        ("ours", 2, 0.1, 1),
        ("ours", 2, 0.2, 0),
        ("ours", 2, 0.2, 1),
        ("ortools", 2, 0.1, None),
        ("ortools", 2, 0.2, None),
    ]
    assert {row["best_known"] for row in rows_of(out)} == {97.0}
    assert all(row["violations"] == 0 for row in rows_of(out))


def test_a_month_is_compared_with_week_after_week(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both keep every spacing; a rival that knows none leaves a row that says so."""
    out = tmp_path / "rows.jsonl"
    call = ["months", "--only", "month-12-1", "--time", "0.4", "--peers", "ortools", "--json", str(out)]
    assert main(call) == 0
    ours, weekly, rival = rows_of(out)
    assert [row["engine"] for row in (ours, weekly, rival)] == ["ours", "week after week", "ortools"]
    assert ours["violations"] == weekly["violations"] == 0
    assert weekly["score"] > 0
    assert (rival["value"], rival["note"]) == (None, "knows no spacing of visits")
    assert "Sat out: ortools knows no spacing of visits." in capsys.readouterr().out
    assert main(call) == 0
    assert len(rows_of(out)) == 3


def test_a_team_is_measured_with_its_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one row for the whole team."""
    out = tmp_path / "rows.jsonl"
    assert main(["teams", "--only", "2x12", "--time", "0.5", "--json", str(out)]) == 0
    (ours,) = rows_of(out)
    assert (ours["violations"], ours["fixed_missed"]) == (0, 0)
    assert " MB |" in capsys.readouterr().out


def test_a_table_is_printed_from_its_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Medians over seeds, gaps to the least bound; nothing is run."""
    row = {
        **dict.fromkeys(("m", "commit", "bound_s", "score", "peak_mb", "unserved", "fixed_missed", "note")),
        **{"kind": "weeks", "instance": "week-100-1", "date": "2026-01-01", "cpu": "one", "versions": {}},
        **{"engine": "ours", "time_limit_s": 1.0, "wall_s": 1.5, "violations": 0, "best_known": 990.0},
    }
    bounds = [{"bound": 1000.0, "bound_source": "certified"}, *[{"bound": 1010.0, "bound_source": "known"}] * 3]
    values = (980, 990, 995, 900)
    rows = [{**row, **bounds[n], "seed": n, "value": value} for n, value in enumerate(values)]
    rows[-1] |= {"engine": "rival", "violations": 2, "instance": "week-100-2"}
    out = tmp_path / "rows.jsonl"
    out.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["--table", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "| week-100-1 | 1000.0 bound (certified) | 990.0, 1.00 %, 1.5 s | - |" in printed
    assert "| week-100-2 | 1010.0 bound (known) | - | 900.0, 10.89 %, 1.5 s, **2 violations** |" in printed
    assert "| **week-100** | mean of 2 | **1.00 %**, 1.5 s, of 1 only |" in printed
    assert out.read_text(encoding="utf-8").count("\n") == 3


def test_a_bound_is_asked_for_once_an_instance(tmp_path: Path) -> None:
    """After the first plan of the longest time: it stands in the row above the value, or the row says why not."""
    out = tmp_path / "rows.jsonl"
    call = ["weeks", WEEKS, "--time", "0.1,0.3", "--seeds", "2", "--bound", "--bound-time", "20", "--json", str(out)]
    assert main(call) == 0
    certified = [row for row in rows_of(out) if row["bound_s"] is not None]
    assert [(row["time_limit_s"], row["seed"]) for row in certified] == [(0.3, 0)]
    assert certified[0]["bound"] is None or certified[0]["bound"] >= certified[0]["value"]
    assert (certified[0]["bound"] is None) == (certified[0]["note"] is not None)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (["weeks", "--json", "x"], "read from a folder"),
        (["weeks", WEEKS, "--only", "week-9-9", "--json", "x"], "does not hold week-9-9"),
        (["months", "--only", "week-8-1", "--json", "x"], "look like month-300-1"),
        (["weeks", WEEKS], "--json"),
        (["--table", "no-such-file"], "holds no rows"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_sentence(
    asked: list[str], answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing is begun."""
    assert main(asked) == 2
    assert answer in capsys.readouterr().err


@pytest.mark.parametrize("name", ["vroom", "pyvrp"])
def test_a_rival_asked_for_in_vain_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is measured, wherever the test runs: here nobody can load it."""
    monkeypatch.setitem(sys.modules, name, None)
    out = tmp_path / "rows.jsonl"
    assert main(["weeks", WEEKS, "--peers", name, "--json", str(out)]) == 2
    assert f"{name} is not installed. Install the extra: uv pip install -e '.[bench]'" in capsys.readouterr().err
    assert not out.exists()
