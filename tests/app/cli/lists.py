"""Small lists for the command line, some of them hostile."""

import csv
from collections.abc import Sequence
from pathlib import Path

HEADER = ("external_id", "name", "lat", "lon", "need", "ability_to_pay", "first_kp", "appointment", "open_hours")
QUALIFIED = ("latent", "yes", "陈总")
COMPANY = (
    ("K1", "西湖文具", "30.259", "120.140", *QUALIFIED, "", ""),
    ("K2", "武林商贸", "30.276", "120.164", *QUALIFIED, "2026-11-24 10:00", ""),
    ("K3", "龙井茶业", "30.226", "120.118", *QUALIFIED, "", "Mon-Fri 09:00-11:30 14:00-17:00"),
    ("K4", "余杭家具", "30.419", "120.301", "latent", "", "", "", ""),
    ("K5", "无处可寻", "", "", *QUALIFIED, "", ""),
    ("K1", "西湖文具", "30.259", "120.140", *QUALIFIED, "", ""),
    ("", "", "", "", "", "", "", "", ""),
    ("合计", "", "", "", "", "", "", "", ""),
)
HOSTILE = (
    ("H01", "not a number", "NaN", "120.1", *QUALIFIED, "", ""),
    ("H02", "more than any number", "1e999", "120.1", *QUALIFIED, "", ""),
    ("H03", "swapped", "120.155", "30.274", *QUALIFIED, "", ""),
    ("H04", "长" * 300, "30.270", "120.150", *QUALIFIED, "", ""),
    ("H05", "${alert(1)}", "30.271", "120.151", *QUALIFIED, "", ""),
    ("H06", "</script><script>alert(2)</script>", "30.272", "120.152", *QUALIFIED, "", ""),
    ("H07", "=cmd|' /C calc'!A0", "30.273", "120.153", *QUALIFIED, "", ""),
    ("H08", "{rep} {", "30.274", "120.154", *QUALIFIED, "", ""),
    ("H09", "[bold]markup[/bold]", "30.275", "120.155", *QUALIFIED, "", ""),
    ("H10", "one promise", "30.300", "120.155", *QUALIFIED, "2026-11-24 10:00", ""),
    ("H11", "another promise", "30.200", "120.155", *QUALIFIED, "2026-11-24 10:00", ""),
    ("H12", "a promise in no year", "30.275", "120.155", *QUALIFIED, "9999-99-99 25:61", ""),
    ("../../H13", "a path", "30.276", "120.155", *QUALIFIED, "", ""),
    ("H14", "at the pole", "90", "180", *QUALIFIED, "", ""),
    ("H15", "nowhere", "0", "0", *QUALIFIED, "", ""),
    ("H" * 300, "long id", "30.277", "120.155", *QUALIFIED, "", ""),
)
REP_HEADER = ("id", "name", "lat", "lon")
REPS = (("wang", "王芳", "30.28", "120.15"),)
HOSTILE_REPS = (("../{on}", "${alert(3)}", "30.28", "120.15"),)


def write(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
