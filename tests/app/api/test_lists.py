"""Lists through the API: files in, every row accounted for, accounts with their verdicts out."""

from collections.abc import Mapping
from typing import ClassVar

import httpx
import pytest
from fastapi import FastAPI

from app.db import Database
from tests.waiting import until
from tests.worlds import week

LIST = """客户编号,客户名称,客户类型,纬度,经度,第一KP,需求,购买力
K1,西湖文化,维护中客户,30.259,120.140,陈总,明显,有
K2,龙井茶业,预约性客户,30.226,120.118,,潜在,有
K1,西湖文化,维护中客户,30.259,120.140,陈总,明显,有

,合计,,,,,,
"""
REPS = "external_id,name,lat,lon\nwang,王芳,30.2741,120.1551\nli,李强,30.1835,120.2645\n"


def send(client: httpx.Client, path: str, text: str | bytes, **fields: str) -> httpx.Response:
    content = text.encode() if isinstance(text, str) else text
    return client.post(path, files={"file": ("客户.csv", content)}, data=fields)


def test_an_import_accounts_for_every_row(program: httpx.Client) -> None:
    """Two rows are kept, two rejected with line and remedy, one was blank; the answer can be read again later."""
    answer = send(program, "/api/v1/imports", LIST)
    assert answer.status_code == 201
    done = answer.json()
    assert (done["accounts"], done["created"], done["rejected"], done["blank_lines"]) == (2, 2, 2, 1)
    assert [(row["line"], row["code"]) for row in done["rejected_rows"]] == [(4, "DUPLICATE_OF"), (6, "NOT_AN_ACCOUNT")]
    assert all(row["sentence"] and row["remedy"] for row in done["rejected_rows"])
    assert done["mapping"]["external_id"] == "客户编号"
    assert program.get(answer.headers["location"]).json() == done


def test_a_second_import_updates(program: httpx.Client) -> None:
    """The same list twice creates nothing twice."""
    send(program, "/api/v1/imports", LIST)
    done = send(program, "/api/v1/imports", LIST).json()
    assert (done["created"], done["updated"]) == (0, 2)


def test_what_a_list_does_not_say_can_be_declared(program: httpx.Client) -> None:
    """With `assume_qualified` the account without a first KP may be routed; without, it may not."""
    send(program, "/api/v1/imports", LIST)
    before = {row["external_id"]: row["verdict"]["code"] for row in program.get("/api/v1/accounts").json()["data"]}
    send(program, "/api/v1/imports", LIST, assume_qualified="true")
    after = {row["external_id"]: row["verdict"]["code"] for row in program.get("/api/v1/accounts").json()["data"]}
    assert before == {"K1": None, "K2": "FIND_FIRST_KP"}
    assert after == {"K1": None, "K2": None}


def test_a_datum_is_declared(program: httpx.Client) -> None:
    """The same degrees in GCJ-02 are a place some 500 m away."""
    send(program, "/api/v1/imports", LIST)
    as_wgs84 = program.get("/api/v1/accounts").json()["data"][0]["location"]
    send(program, "/api/v1/imports", LIST, datum="gcj02")
    as_gcj02 = program.get("/api/v1/accounts").json()["data"][0]["location"]
    assert as_wgs84 == {"lat": 30.259, "lon": 120.14}
    assert 0.001 < abs(as_gcj02["lon"] - as_wgs84["lon"]) < 0.01


class TestHowAListLies:
    """A list whose names nobody could know: the sender says how it lies in its file."""

    CONTENT = "2026\nNr;Wer;Y;X\n1;西湖店;30.259;120.140\n".encode("gb18030")
    TOLD: ClassVar[Mapping[str, str]] = {
        "encoding": "gb18030",
        "separator": ";",
        "header_line": "2",
        "columns": '{"external_id": 1, "name": 2, "lat": 3, "lon": 4}',
        "datum": "gcj02",
    }

    def test_it_can_be_said(self, program: httpx.Client) -> None:
        """Without it the file is no list."""
        assert send(program, "/api/v1/imports", self.CONTENT).status_code == 422
        done = send(program, "/api/v1/imports", self.CONTENT, **self.TOLD).json()
        assert (done["accounts"], done["encoding"], done["header_line"]) == (1, "gb18030", 2)
        assert done["mapping"] == {"external_id": "Nr", "name": "Wer", "lat": "Y", "lon": "X"}
        (account,) = program.get("/api/v1/accounts").json()["data"]
        assert (account["external_id"], account["name"]) == ("1", "西湖店")

    def test_it_holds_for_an_import_behind_the_answer(self, program: httpx.Client) -> None:
        """The order keeps it."""
        answer = program.post(
            "/api/v1/imports",
            files={"file": ("l.csv", self.CONTENT)},
            data=dict(self.TOLD),
            headers={"Prefer": "respond-async"},
        )
        where = answer.headers["location"]
        until(lambda: program.get(where).json()["finished_at"] is not None)
        assert program.get(program.get(where).json()["result_url"]).json()["accounts"] == 1

    def test_what_makes_no_sense_is_refused(self, program: httpx.Client) -> None:
        """Each with a sentence; nothing is imported."""
        refused = [
            ({"columns": '{"name": 2, "Wer": 1}'}, "is no field of ours"),
            ({"columns": '{"name": 2, "lat": 2}'}, "name the same column"),
            ({"header_line": ""}, "Say `header_line`"),
            ({"columns": "{"}, "JSON"),
            ({"columns": '{"name": 0}'}, "greater than or equal to 1"),
            ({"encoding": "latin-9"}, "gb18030"),
        ]
        for told, said in refused:
            fields = {name: value for name, value in {**self.TOLD, **told}.items() if value}
            answer = send(program, "/api/v1/imports", self.CONTENT, **fields)
            assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
            assert said in answer.text
        assert program.get("/api/v1/imports").json()["data"] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "OLD_EXCEL"),
        (b"a,b\x00,c\n", "NUL_BYTES"),
        (b"PK\x03\x04 and then nothing", "DAMAGED_WORKBOOK"),
        ("没有,我们认识的,列\n1,2,3\n".encode(), "NO_HEADER"),
    ],
)
def test_a_file_that_is_no_list_changes_nothing(program: httpx.Client, content: bytes, code: str) -> None:
    """The answer names the fault and its remedy, and nothing was imported."""
    answer = send(program, "/api/v1/imports", content)
    assert (answer.status_code, answer.json()["code"]) == (422, "import.unusable")
    assert answer.json()["errors"][0]["code"] == code
    assert program.get("/api/v1/accounts").json()["data"] == []


def test_a_form_is_held_to_its_fields(program: httpx.Client) -> None:
    """An unknown field, an unknown datum and a missing file are named."""
    answer = send(program, "/api/v1/imports", LIST, datum="mars", source="demo")
    assert sorted(fault["pointer"] for fault in answer.json()["errors"]) == ["/body/datum", "/body/source"]
    assert program.post("/api/v1/imports").json()["errors"][0]["pointer"] == "/body/file"


def test_a_file_name_is_only_a_name(program: httpx.Client) -> None:
    """Folders and control characters of the sender's machine do not get in."""
    named = program.post("/api/v1/imports", files={"file": ("../../etc/\u202ecsv.list", LIST.encode())})
    assert named.json()["file_name"] == "csv.list"


def test_accounts_come_in_pages(program: httpx.Client, stored_week: str) -> None:
    """Pages put together are all accounts in the order of their ids, none twice."""
    ids: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = program.get("/api/v1/accounts", params={"limit": "4", **cursor}).json()
        ids += [row["external_id"] for row in page["data"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert ids == [account.external_id for account in week.ACCOUNTS]


def test_an_account_shows_its_standing(program: httpx.Client, stored_week: str) -> None:
    """Verdict, due state and whether it is precise by the evidence."""
    data = program.get("/api/v1/accounts").json()["data"]
    assert data[0]["verdict"] == {"may_be_routed": True, "code": None, "params": {}}
    assert (data[0]["due"], data[0]["precise"]) == ("overdue", True)
    assert (data[-1]["verdict"]["code"], data[-1]["precise"]) == ("FIND_FIRST_KP", False)


@pytest.mark.parametrize("cursor", ["%", "AA", "////", "4pyT4pyT!"])
def test_a_cursor_that_is_not_ours_is_refused(program: httpx.Client, cursor: str) -> None:
    """A made-up place in the list is no place."""
    answer = program.get("/api/v1/accounts", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor.unknown")


@pytest.mark.parametrize("limit", ["0", "201", "-1", "9223372036854775808", "NaN", "１２", ""])
def test_a_page_has_bounds(program: httpx.Client, limit: str) -> None:
    """One to two hundred rows."""
    assert program.get("/api/v1/accounts", params={"limit": limit}).status_code == 422


def test_reps_are_imported(program: httpx.Client, database: Database) -> None:
    """Two reps come in and are listed with what the file left open filled in."""
    done = send(program, "/api/v1/reps:import", REPS)
    assert (done.status_code, done.json()["reps"]) == (201, 2)
    reps = program.get("/api/v1/reps").json()["data"]
    assert [(rep["external_id"], rep["start_s"], rep["field_days"]) for rep in reps] == [
        ("li", 32_400, [0, 1, 2, 3, 4]),
        ("wang", 32_400, [0, 1, 2, 3, 4]),
    ]


def test_a_list_of_reps_without_reps_is_refused(program: httpx.Client) -> None:
    """Nobody could go out, and that is said."""
    answer = send(program, "/api/v1/reps:import", "external_id,name,lat,lon\n")
    assert (answer.status_code, answer.json()["code"]) == (422, "import.unusable")
    assert program.get("/api/v1/reps").json()["data"] == []


def test_an_import_can_be_done_behind_the_answer(program: httpx.Client, app: FastAPI) -> None:
    """With `Prefer: respond-async` it is an operation, whose result is the import; a repeated key orders it once."""
    headers = {"Prefer": "respond-async", "Idempotency-Key": "nightly-1"}
    upload = {"file": ("客户.csv", LIST.encode())}
    first = program.post("/api/v1/imports", files=upload, headers=headers)
    again = program.post("/api/v1/imports", files=upload, headers=headers)
    assert (first.status_code, first.headers["Preference-Applied"]) == (202, "respond-async")
    assert again.json() == first.json()
    app.state.runs.start()
    until(lambda: program.get(first.headers["location"]).json()["finished_at"] is not None)
    done = program.get(first.headers["location"]).json()
    assert (done["kind"], done["state"]) == ("import", "succeeded")
    assert program.get(done["result_url"]).json()["accounts"] == 2
    assert len(program.get("/api/v1/imports").json()["data"]) == 1
