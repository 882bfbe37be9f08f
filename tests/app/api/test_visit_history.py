"""Past visits through the API: a file in, every row accounted for, cadence true at once."""

import httpx

from tests.app.api.test_lists import send

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


def test_a_repeated_request_gets_its_answer_again(program: httpx.Client, stored_week: str) -> None:
    """Under one key the list comes in once, and the second answer is the first one."""
    headers = {"Idempotency-Key": "history-1"}
    upload = {"file": ("visits.csv", LIST.encode())}
    first, again = (program.post(PATH, files=upload, headers=headers) for _ in range(2))
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    assert first.json()["added"] == 2
