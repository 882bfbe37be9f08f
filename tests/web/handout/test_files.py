"""The files of a week and of a day: who gets them, and that each is what it says."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import gpxpy
import httpx
import pytest
from fastapi import FastAPI
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

from app.access.keys import create_key
from app.access.roles import Scope
from app.db import Database
from tests.conftest import NOW, OWN_PAGE, SignIn
from tests.in_process import browser
from tests.worlds.teams import Row, Who, store_teams
from web.handout.files import DAY_KINDS

V1 = "/api/v1"
WANGS_TUESDAY = "/reps/wang/days/2026-11-24/files"


def _names(book: bytes) -> set[str]:
    return {str(row[6]) for row in load_workbook(BytesIO(book))["Visits"].iter_rows(min_row=2, values_only=True)}


def test_the_week_holds_everything(manager: httpx.Client, stored_week: str) -> None:
    """One ZIP with the pages that open from disk, the workbook, and a sheet and a track for each rep and day."""
    answer = manager.get(f"/plans/{stored_week}/files/week.zip", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''2026-11-23-plan-1.zip"
    bundle = ZipFile(BytesIO(answer.content))
    names = set(bundle.namelist())
    assert {"index.html", "week.xlsx", "wang/2026-11-24.html", "assets/map.js"} <= names
    assert {name for name in names if name.endswith(".pdf")} == {
        "li/2026-11-24.pdf",
        "li/2026-11-26.pdf",
        "wang/2026-11-24.pdf",
        "wang/2026-11-25.pdf",
    }
    assert len(gpxpy.parse(bundle.read("wang/2026-11-24.gpx")).waypoints) == 3
    assert "武林商贸" in PdfReader(BytesIO(bundle.read("wang/2026-11-24.pdf"))).pages[0].extract_text()
    assert "武林商贸" in _names(bundle.read("week.xlsx"))
    assert len(Calendar.from_ical(bundle.read("wang/calendar.ics")).walk("VEVENT")) == 5


@pytest.mark.parametrize("name", DAY_KINDS)
def test_a_rep_gets_his_own_day(phone_of_wang: httpx.Client, name: str) -> None:
    """As a file to keep, which no cache keeps and no browser takes for a page of ours."""
    answer = phone_of_wang.get(f"{WANGS_TUESDAY}/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, DAY_KINDS[name])
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["cache-control"] == "no-store"
    assert phone_of_wang.get(f"/reps/li/days/2026-11-24/files/{name}").status_code == 404


def test_what_is_not_published_is_not_for_reps(phone_of_wang: httpx.Client, manager: httpx.Client, stored_week: str):
    """A manager may take the day of any plan along; a rep who names a plan is told to ask one."""
    asked = f"{WANGS_TUESDAY}/day.pdf?plan={stored_week}"
    assert manager.get(asked).status_code == 200
    assert phone_of_wang.get(asked).status_code == 403
    assert manager.get(f"{WANGS_TUESDAY}/day.pdf?plan=pln_none").status_code == 404


def test_a_whole_week_asks_who_one_is_once_more(app: FastAPI, manager: httpx.Client, stored_week: str) -> None:
    """As the ledger's file does; a single day, which the page shows as well, does not."""
    app.state.clock = lambda: NOW + timedelta(minutes=11)
    asked = manager.get(f"/plans/{stored_week}/files/week.xlsx", headers={"Accept": "text/html"})
    assert (asked.status_code, asked.headers["location"][:13]) == (303, "/prove?next=%")
    assert manager.get(f"{V1}/plans/{stored_week}/exports/week.xlsx").json()["code"] == "access.prove_again"
    assert manager.get(f"{WANGS_TUESDAY}/day.pdf").status_code == 200


def test_a_manager_hands_out_his_teams_part(database: Database, sign_in: SignIn) -> None:
    """Of a plan of all teams; neither workbook nor ZIP has a word of another team's."""
    with database.write() as session:
        world = store_teams(session, NOW)
    plan_id, anna = world.names["plan_id"][Row.MATE], world.session_tokens[Who.MANAGER]
    client = sign_in("manager")
    everything = _names(client.get(f"{V1}/plans/{plan_id}/exports/week.xlsx?lang=en").content)
    client.cookies.set(next(iter(client.cookies)), anna)
    mine = client.get(f"{V1}/plans/{plan_id}/exports/week.xlsx?lang=en").content
    assert _names(mine) < everything
    assert "丙店" not in str([row for s in load_workbook(BytesIO(mine)) for row in s.iter_rows(values_only=True)])
    bundle = ZipFile(BytesIO(client.get(f"{V1}/plans/{plan_id}/exports/week.zip").content))
    assert {name.partition("/")[0] for name in bundle.namelist() if name.endswith(".pdf")} == {"wang"}


def test_programs_take_the_same_files(app: FastAPI, database: Database, stored_week: str) -> None:
    """In the language they ask for; what is not published wants the scope of plans too."""
    with database.write() as session:
        key = create_key(session, "print", NOW, [Scope.ROUTES_READ]).text
    program = browser(app, Authorization=f"Bearer {key}")
    day = f"{V1}/reps/wang/routes/2026-11-24/exports"
    text = PdfReader(BytesIO(program.get(f"{day}/day.pdf?lang=en").content)).pages[0].extract_text()
    assert "Tue 24 Nov" in text
    refused = program.get(f"{day}/day.pdf", params={"plan": stored_week}).json()
    assert (refused["code"], refused["scopes"]) == ("access.scope_missing", ["plans:read"])
    assert program.get(f"{V1}/plans/{stored_week}/exports/week.xlsx").status_code == 403
    assert program.get(f"{day}/day.docx").status_code == 422
    assert browser(app, **OWN_PAGE).get(f"{day}/day.pdf").status_code == 401


def test_the_pages_lead_to_the_files(manager: httpx.Client, phone_of_wang: httpx.Client, stored_week: str) -> None:
    """Every link of the week, of a manager's day and of the phone's gives a file."""
    for client, path, files in (
        (manager, f"/plans/{stored_week}", 2),
        (manager, f"/reps/wang/days/2026-11-24?plan={stored_week}", 3),
        (phone_of_wang, "/today", 3),
    ):
        links = re.findall(r'href="([^"]+)" download', client.get(path).text)
        assert len(links) == files
        assert [client.get(link.replace("&amp;", "&")).status_code for link in links] == [200] * files
