"""Past visits through the API: a file in, every row accounted for, cadence true at once."""

from datetime import timedelta

import httpx
from fastapi import FastAPI

from tests.app.api.test_lists import send
from tests.conftest import NOW

LIST = "客户编号,拜访日期,拜访结果\nHZ-001,2026-11-20,完成\nHZ-001,2026-11-21,未拜访\nHZ-404,2026-11-20,完成\n"
PATH = "/api/v1/visit-history"


def test_a_list_of_visits_makes_cadence_true(program: httpx.Client, stored_week: str) -> None:
    """The account was overdue; the visit that its list did not know of says otherwise. The file again adds nothing."""
    before = program.get("/api/v1/accounts/HZ-001").json()
    answer = send(program, PATH, LIST)
    assert answer.status_code == 201
    done = answer.json()
    assert (done["added"], done["known"], done["rejected"]) == (2, 0, 1)
    assert [(one["line"], one["field"], one["code"]) for one in done["faults"]] == [
        (4, "external_id", "VISITED_UNKNOWN")
    ]
    after = program.get("/api/v1/accounts/HZ-001").json()
    assert (before["due"], after["due"]) == ("overdue", "not_due")
    assert (after["last_visit_on"], after["visits"]) == ("2026-11-20", before["visits"] + 1)
    again = send(program, PATH, LIST).json()
    assert (again["added"], again["known"]) == (0, 2)


def test_what_is_no_list_of_visits_is_refused(program: httpx.Client, stored_week: str) -> None:
    """Whole, with code and remedy; a field that is not of the form as well."""
    refused = send(program, PATH, "客户编号,客户名称\nHZ-001,店\n")
    assert (refused.status_code, refused.json()["code"]) == (422, "import.unusable")
    assert refused.json()["errors"][0]["code"] == "NO_DAY_COLUMN"
    assert send(program, PATH, LIST, datum="wgs84").json()["errors"][0]["pointer"] == "/body/datum"


def test_how_a_file_lies_can_be_said(program: httpx.Client, stored_week: str) -> None:
    """As for lists of accounts: what is not found right is told, and a field that is none of ours is named."""
    content = "打卡\n谁;几号\nHZ-001;2026-11-20\n"
    told = {"encoding": "utf-8-sig", "separator": ";", "header_line": "2"}
    assert send(program, PATH, content, **told).status_code == 422
    done = send(program, PATH, content, **told, columns='{"external_id": 1, "visited_on": 2}').json()
    assert (done["added"], done["header_line"], done["mapping"]) == (1, 2, {"external_id": "谁", "visited_on": "几号"})
    refused = send(program, PATH, content, **told, columns='{"grade": 1}')
    assert (refused.status_code, "visited_on" in refused.text) == (422, True)


def test_a_list_is_taken_back(program: httpx.Client, stored_week: str, app: FastAPI) -> None:
    """Within seven days, once; the lists are told page by page, the newest first."""
    before = program.get("/api/v1/accounts/HZ-001").json()
    app.state.clock = lambda: NOW - timedelta(days=8)
    old = send(program, PATH, "客户编号,拜访日期\nHZ-002,2026-10-02\n").json()["id"]
    app.state.clock = lambda: NOW
    told = send(program, PATH, LIST).json()["id"]
    page = program.get(PATH, params={"limit": 1}).json()
    (newest,) = page["data"]
    assert (newest["id"], newest["added"], newest["rejected"], newest["undone_at"]) == (told, 2, 1, None)
    rest = program.get(PATH, params={"limit": 1, "cursor": page["next_cursor"]}).json()
    assert ([one["id"] for one in rest["data"]], rest["next_cursor"]) == ([old], None)
    undone = program.post(f"{PATH}/{told}:undo")
    assert (undone.status_code, undone.json()) == (200, {"removed": 2})
    assert program.get("/api/v1/accounts/HZ-001").json() == before
    assert program.get(PATH).json()["data"][0]["undone_at"] is not None
    for list_id, status, code in (
        (told, 409, "import.undone"),
        (old, 409, "import.undo_over"),
        ("pvl_no", 404, "import.unknown"),
    ):
        answer = program.post(f"{PATH}/{list_id}:undo")
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_repeated_request_gets_its_answer_again(program: httpx.Client, stored_week: str) -> None:
    """Under one key the list comes in once, and the second answer is the first one."""
    headers = {"Idempotency-Key": "history-1"}
    upload = {"file": ("visits.csv", LIST.encode())}
    first, again = (program.post(PATH, files=upload, headers=headers) for _ in range(2))
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    assert first.json()["added"] == 2
