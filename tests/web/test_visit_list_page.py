"""A list of past visits is looked through like any list: mapped, checked row by row, brought in, and taken back."""

import csv
import re
from datetime import timedelta
from io import StringIO

import httpx
from fastapi import FastAPI

from tests.conftest import NOW
from tests.web.test_import_pages import begin
from tests.web.test_slot_pages import ENGLISH

NOTE = "<script>alert(1)</script>"
LIST = f"""客户编号,拜访日期,业务员,拜访结果,备注
HZ-001,2026-11-02,王芳,完成,{NOTE}
HZ-001,2027-01-01,,,=1+1
"""
# Nothing here is called as we call it.
FOREIGN_NAMES = "外勤打卡\n谁;几号;干嘛\nHZ-001;2026-11-02;聊\nHZ-404;2026-11-02;聊\n".encode("gbk")


def begin_visits(client: httpx.Client, content: bytes) -> str:
    return begin(client, content, "拜访.csv", kind="visits")


def take_in(client: httpx.Client, content: str) -> str:
    """Bring the list in as it was understood; the address of what became of it."""
    answer = client.post(f"{begin_visits(client, content.encode())}/visits")
    assert answer.status_code == 303
    return answer.headers["location"]


def counts(page: str) -> list[str]:
    return re.findall(r"<dd>(\d+)</dd>", page)


def history(client: httpx.Client) -> str:
    """The account's page without what is drawn by lot at every request: nonces and the names of map layers."""
    return re.sub(r"nonce=\"[^\"]*\"|nonce-[^'\"]+|[0-9a-f]{32}", "", client.get("/accounts/HZ-001").text)


def test_past_visits_come_in_once_and_are_in_the_history(manager: httpx.Client, stored_week: str) -> None:
    """Nothing before the last step; each page counts every row and names the wrong one; what was written is text."""
    draft, before = begin_visits(manager, LIST.encode()), history(manager)
    checked = manager.get(f"{draft}/visits").text
    assert (counts(checked), "NO_PAST_DAY" in checked, history(manager)) == (["1", "0", "1"], True, before)
    first, again = (manager.post(f"{draft}/visits").headers["location"] for _ in range(2))
    assert first == again
    assert "imported already" in manager.get(f"{draft}/visits", headers=ENGLISH).text
    for path, told in ((first, ["1", "0", "1"]), (take_in(manager, LIST), ["0", "1", "1"])):
        page = manager.get(path).text
        assert (counts(page), "NO_PAST_DAY" in page) == (told, True)
    html = manager.get("/accounts/HZ-001", headers=ENGLISH).text
    assert len(re.findall('data-what="visited"', html)) == 1
    assert "王芳 · &lt;script&gt;" in html
    assert NOTE not in html


def test_columns_are_mapped_by_hand_and_remembered(manager: httpx.Client, stored_week: str) -> None:
    """Encoding, separator, row of names and columns are chosen; the next list with these names is read so at once."""
    draft = begin_visits(manager, FOREIGN_NAMES)
    assert "NO_HEADER" in manager.get(draft).text
    chosen = {"encoding": "gb18030", "separator": ";", "header_line": "2", "then": "next"}
    assert manager.post(draft, data=chosen).headers["location"] == f"{draft}/columns"
    refused = manager.post(f"{draft}/columns", data={"column": ["external_id", "", "note"]}, headers=ENGLISH)
    assert (refused.status_code, "on which day" in refused.text) == (422, True)
    fields = {"column": ["external_id", "visited_on", "note"], "then": "next"}
    assert manager.post(f"{draft}/columns", data=fields).headers["location"] == f"{draft}/visits"
    assert manager.post(f"{draft}/visits").status_code == 303
    assert counts(manager.get(f"{begin_visits(manager, FOREIGN_NAMES)}/visits").text) == ["0", "1", "1"]
    assert "NO_HEADER" in manager.get(begin(manager, FOREIGN_NAMES)).text  # as a list of accounts it is unknown


def test_rows_to_correct_come_as_a_file(manager: httpx.Client, stored_week: str) -> None:
    """Each with its remedy and its own cells, none of which is computed, also when the list is in."""
    draft = begin_visits(manager, LIST.encode())
    for _ in ("before", "after"):
        answer = manager.get(f"{draft}/visit-faults.csv", headers=ENGLISH)
        names, row = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
        assert names[5:] == ["客户编号", "拜访日期", "业务员", "拜访结果", "备注"]
        assert (row[0], row[2], row[5:]) == ("3", "NO_PAST_DAY", ["HZ-001", "2027-01-01", "", "", "'=1+1"])
        assert (
            f'href="{draft}/visit-faults.csv"' in manager.get(manager.post(f"{draft}/visits").headers["location"]).text
        )


def test_a_list_of_visits_is_taken_back_within_seven_days(
    manager: httpx.Client, stored_week: str, app: FastAPI
) -> None:
    """What it added goes and nothing else, and it is offered no longer; after a week it is refused."""
    before = history(manager)
    app.state.clock = lambda: NOW - timedelta(days=7)
    old = take_in(manager, "客户编号,拜访日期\nHZ-001,2026-10-02\n")
    app.state.clock = lambda: NOW
    between = history(manager)
    told = take_in(manager, LIST)
    assert f"{told}/undo" in manager.get("/lists").text
    undone = manager.post(f"{told}/undo", follow_redirects=True)
    assert (undone.status_code, f"{told}/undo" in undone.text, f"{told}/undo" in manager.get("/lists").text) == (
        200,
        False,
        False,
    )
    assert history(manager) == between != before
    assert manager.post(f"{told}/undo").status_code == 409
    assert f"{old}/undo" not in manager.get(old).text
    assert manager.post(f"{old}/undo").status_code == 409


def test_a_list_of_one_kind_is_not_taken_for_the_other(manager: httpx.Client, stored_week: str) -> None:
    """The steps of accounts do not know a list of visits, nor the other way round."""
    accounts, visits = begin(manager, b"id,name\n1,a\n"), begin_visits(manager, LIST.encode())
    assert [manager.get(f"{accounts}/visits").status_code, manager.post(f"{accounts}/visits").status_code] == [404, 404]
    for step in ("places", "rows"):
        assert manager.get(f"{visits}/{step}").status_code == 404
    assert manager.post(f"{visits}/import").status_code == 404


def test_a_file_without_days_says_which_column_is_missing(manager: httpx.Client, stored_week: str) -> None:
    """On the first step, with the names that its column may have; nothing can be brought in."""
    draft = begin_visits(manager, "客户编号,客户名称\nHZ-001,店\n".encode())
    for path in ("", "/visits"):
        page = manager.get(f"{draft}{path}").text
        assert ("NO_DAY_COLUMN" in page, "拜访日期" in page) == (True, True), path
    assert manager.post(f"{draft}/visits").status_code == 200
