"""The pages of seminars: planned by a form, whom to ask and why, the text to send and the file."""

import httpx

from tests.conftest import SignIn
from tests.worlds import week

ENGLISH = {"Accept-Language": "en"}
FORM = {"on": "2026-11-25", "half": "morning", "place": "=西湖会议中心", "seats": "9", "host": ["wang"]}


def test_a_seminar_is_planned_and_its_list_drawn_up(manager: httpx.Client, stored_week: str) -> None:
    """Every reason in words, both texts, and a file in which nothing is computed."""
    address = manager.post("/seminars", data=FORM).headers["location"]
    manager.post(f"{address}/list")
    page = manager.get(address, headers=ENGLISH).text
    assert "Far away, or a visit costs more than it brings" in page
    assert "Wed 25 Nov in the morning, at =西湖会议中心. 王芳 will be glad" in page
    assert "诚邀您出席我们于11月25日 周三上午在=西湖会议中心举办的客户交流会，王芳恭候" in page
    assert "Came</option>" not in page  # not before its day
    marked = {"account": week.TONGLU.external_id, "state": "accepted"}
    assert manager.post(f"{address}/invitations", data=marked).status_code == 303
    assert manager.post(f"{address}/invitations", data={"account": "nobody"}).status_code == 404
    listed = manager.get("/seminars", headers={"Accept-Language": "zh"}).text
    assert "2026年11月25日 周三 上午" in listed
    assert "Hosts a seminar" in manager.get("/reps/wang", headers=ENGLISH).text


def test_the_file_runs_nothing(manager: httpx.Client, stored_week: str) -> None:
    """The account whose name attacks, as text after the byte order mark that Excel wants."""
    address = manager.post("/seminars", data=FORM).headers["location"]
    manager.post(f"{address}/list")
    file = manager.get(f"{address}/invitations.csv", headers=ENGLISH)
    assert file.text.startswith("\ufeffId,Name,Market,Grade")
    assert not any(cell.startswith("=") for line in file.text.splitlines() for cell in line.split(","))


def test_a_changed_form_overwrites_nobody(manager: httpx.Client, stored_week: str) -> None:
    """The second of two who opened the same page is told; nonsense is told as well."""
    address = manager.post("/seminars", data=FORM).headers["location"]
    assert manager.post(address, data={**FORM, "seats": "12", "version": "1"}).status_code == 303
    assert manager.post(address, data={**FORM, "seats": "15", "version": "1"}).status_code == 409
    assert manager.post("/seminars", data={**FORM, "half": "afternoon", "seats": "0"}).status_code == 422
    manager.post(f"{address}/cancel")
    assert "Called off" in manager.get(address, headers=ENGLISH).text


def test_a_rep_reads_and_answers(manager: httpx.Client, sign_in: SignIn, stored_week: str) -> None:
    """What he hosts; no form to plan with."""
    address = manager.post("/seminars", data=FORM).headers["location"]
    wang = sign_in("rep", "wang")
    assert 'action="/seminars"' not in wang.get("/seminars").text
    assert "/list" not in wang.get(address).text
    assert sign_in("rep", "li").get(address).status_code == 404
