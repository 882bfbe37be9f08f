"""The import of a list step by step: everything can be changed before the last step, and nothing is changed by it."""

import csv
import re
from html import unescape
from io import StringIO

import httpx
import pytest
from sqlalchemy import func, select

from app.db import Database
from app.intake.drafts import MOST_AT_ONCE
from app.models import AccountRecord, ContactRecord, ImportDraftRecord, ImportRecord
from tests.waiting import until

ENGLISH = {"Accept-Language": "en"}
# Nothing here is called as we call it, and the coordinates are those of Amap.
FOREIGN_NAMES = (
    "List of June\nNr;Wer;Fon;Y;X\n"
    "1;杭州大厦;0571-1;30.2741;120.1551\n2;=1+1;1.38E+10;0;0\n3;西湖店;0571-3;120.15;30.27\n合计;;;;\n"
)


def begin(manager: httpx.Client, content: bytes, name: str = "客户.csv", kind: str = "accounts") -> str:
    answer = manager.post("/lists/drafts", files={"file": (name, content)}, data={"kind": kind})
    assert answer.status_code == 303
    return answer.headers["location"]


def accounts(database: Database) -> dict[str, AccountRecord]:
    with database.read() as session:
        return {record.external_id: record for record in session.scalars(select(AccountRecord))}


def rows(database: Database, record: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(record)) or 0


class TestTheWayThrough:
    def test_a_list_with_names_of_its_own_is_mapped_by_hand_and_remembered(
        self, manager: httpx.Client, database: Database
    ) -> None:
        """Row of names, columns and datum are chosen; the next list with these names is read so at once."""
        draft = begin(manager, FOREIGN_NAMES.encode("gbk"))
        assert "NO_HEADER" in manager.get(draft).text
        chosen = {"encoding": "gb18030", "separator": ";", "header_line": "2", "then": "next"}
        assert manager.post(draft, data=chosen).headers["location"] == f"{draft}/columns"
        assert "西湖店" in manager.get(f"{draft}/columns").text
        fields = {"column": ["external_id", "name", "phone", "lat", "lon"], "then": "next"}
        assert manager.post(f"{draft}/columns", data=fields).headers["location"] == f"{draft}/places"
        assert manager.post(f"{draft}/places", data={"datum": "gcj02"}).status_code == 303
        assert accounts(database) == {}
        answer = manager.post(f"{draft}/import")
        assert answer.headers["location"].startswith("/lists/imports/")
        kept = accounts(database)
        assert (set(kept), kept["1"].datum, kept["1"].source_lat) == ({"1", "2", "3"}, "gcj02", 30.2741)
        again = begin(manager, FOREIGN_NAMES.replace("杭州大厦", "杭州大厦2").encode("gbk"))
        assert 'value="gcj02" selected' in manager.get(f"{again}/places").text
        assert manager.post(f"{again}/import").status_code == 303
        assert accounts(database)["1"].name == "杭州大厦2"

    def test_pasted_rows_are_a_list(self, manager: httpx.Client, database: Database) -> None:
        """As a spreadsheet copies them: tabs between the cells."""
        answer = manager.post("/lists/drafts", data={"pasted": "客户编号\t客户名称\r\nP1\t甲店\r\n"})
        assert manager.post(f"{answer.headers['location']}/import").status_code == 303
        assert accounts(database)["P1"].name == "甲店"

    def test_doubts_about_places_are_said(self, manager: httpx.Client) -> None:
        """Swapped and zero coordinates, with their lines."""
        content = "id,name,lat,lon\n" + "".join(f"{n},店{n},30.2{n},120.1\n" for n in range(9))
        draft = begin(manager, (content + "a,甲,120.1,30.2\nb,乙,0,0\nc,丙,39.9,116.4\n").encode())
        page = manager.get(f"{draft}/places", headers=ENGLISH).text
        for said in ("look swapped", "Line 11", "0, 0, which is open sea", "Line 12", "Far from the rest", "Line 13"):
            assert said in page

    def test_asked_twice_it_is_imported_once(self, manager: httpx.Client, database: Database) -> None:
        """The second answer leads to the same import."""
        draft = begin(manager, b"id,name\n1,a\n")
        first, second = (manager.post(f"{draft}/import").headers["location"] for _ in range(2))
        assert (first, rows(database, ImportRecord)) == (second, 1)
        assert "imported already" in manager.get(draft, headers=ENGLISH).text

    def test_a_long_list_comes_in_behind_the_page(self, manager: httpx.Client, database: Database) -> None:
        """Asked twice it is one run; its progress is shown, and leads to the import in the end."""
        rows_of_list = "".join(f"{n},店{n}\n" for n in range(MOST_AT_ONCE + 1))
        draft = begin(manager, f"id,name\n{rows_of_list}".encode())
        where, again = (manager.post(f"{draft}/import").headers["location"] for _ in range(2))
        assert where.startswith("/operations/")
        assert again == where or again.startswith("/lists/imports/")  # it may be in by now
        until(lambda: manager.get(f"{where}/progress").json()["over"])
        done = manager.get(f"{where}/progress", headers=ENGLISH).json()
        assert (done["title"], done["error"]) == ("The list is imported", "")
        assert rows(database, AccountRecord) == MOST_AT_ONCE + 1
        assert manager.get(done["href"]).status_code == 200
        assert manager.post(f"{draft}/import").headers["location"] == done["href"]


class TestWhatIsRefused:
    def test_a_file_that_no_choice_could_save_is_not_kept(self, manager: httpx.Client, database: Database) -> None:
        """It is named with its fault, as text."""
        answer = manager.post("/lists/drafts", files={"file": ("<b>.csv", b"")})
        assert (answer.status_code, "EMPTY_FILE" in answer.text, "<b>.csv" in answer.text) == (422, True, False)
        assert rows(database, ImportDraftRecord) == 0

    def test_another_encoding_is_said_to_be_wrong(self, manager: httpx.Client) -> None:
        """And can be chosen back."""
        draft = begin(manager, "客户编号,客户名称\n1,杭州\n".encode("gbk"))
        manager.post(draft, data={"encoding": "utf-8-sig", "separator": ","})
        assert "OTHER_ENCODING" in manager.get(draft).text
        assert "OTHER_ENCODING" in manager.get(f"{draft}/rows").text
        manager.post(draft, data={"encoding": "gb18030", "separator": ","})
        assert "杭州" in manager.get(draft).text

    @pytest.mark.parametrize(
        ("columns", "said"), [(["name", "name"], "Two columns are set to"), (["grade", ""], "No column says which")]
    )
    def test_columns_that_make_no_list(self, manager: httpx.Client, columns: list[str], said: str) -> None:
        """One field twice, or nothing that says which account is meant."""
        draft = begin(manager, b"id,name\n1,a\n")
        answer = manager.post(f"{draft}/columns", data={"column": columns}, headers=ENGLISH)
        assert (answer.status_code, said in answer.text) == (422, True)

    def test_a_list_that_is_gone_says_what_to_do(self, manager: httpx.Client, database: Database) -> None:
        """Dropped by hand, or swept after a day."""
        draft = begin(manager, b"id,name\n1,a\n")
        assert manager.post(f"{draft}/delete").headers["location"] == "/lists"
        assert manager.get(draft).status_code == 404
        assert manager.post(f"{draft}/import").status_code == 404
        assert accounts(database) == {}


def test_rows_to_correct_come_as_a_file_that_computes_nothing(manager: httpx.Client) -> None:
    """Each with its remedy and its own cells as they were; what looks like a formula is text."""
    draft = begin(manager, b"id,name,lat,lon,note\n1,=1+1,91,120,@x\n2,b,30.2,120.1,-\n")
    answer = manager.get(f"{draft}/faults.csv", headers=ENGLISH)
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["Line", "Column", "Code", "What was found", "What to do", "id", "name", "lat", "lon", "note"]
    (row,) = [line for line in lines if line[0] == "2"]
    assert (row[2], row[5:]) == ("BAD_ROW", ["1", "'=1+1", "91", "120", "'@x"])
    assert "attachment" in answer.headers["content-disposition"]


class TestDuplicates:
    KNOWN = "id,name,lat,lon,contact,phone\nK1,甲店,30.1,120.1,陈,13800138000\n".encode()
    NEW = (
        "id,name,lat,lon,contact,phone\nN1,<b>甲</b>,30.5,120.5,周,+86 138 0013 8000\n"
        "N2,乙店,30.2,120.2,吴,\nN3,乙 店,30.2001,120.2,郑,\n"
    ).encode()

    def choices(self, manager: httpx.Client, draft: str) -> list[str]:
        page = manager.get(f"{draft}/rows", headers=ENGLISH).text
        assert "<b>甲" not in page
        return [unescape(told) for told in re.findall(r'name="merge" value="([^"]*)"', page)]

    def test_a_proposal_shows_both_and_is_merged_where_accepted(
        self, manager: httpx.Client, database: Database
    ) -> None:
        """Kept with the draft; imported, the known account has the people of both and the other two stay apart."""
        manager.post(f"{begin(manager, self.KNOWN)}/import")
        draft = begin(manager, self.NEW)
        shown = manager.get(f"{draft}/rows", headers=ENGLISH).text
        for said in ("Same telephone", "Known account", "K1", "N1", "Line 2", "Same name within 50 m", "N2", "N3"):
            assert said in shown
        first, second = self.choices(manager, draft)
        answer = manager.post(f"{draft}/duplicates", data={"merge": [first]})
        assert answer.headers["location"] == f"{draft}/rows#duplicates"
        assert manager.get(f"{draft}/rows").text.count(" checked") == 1
        answer = manager.post(f"{draft}/duplicates", data={"merge": [first], "then": "next"})
        assert "MERGED_INTO" in manager.get(answer.headers["location"]).text
        assert set(accounts(database)) == {"K1", "N2", "N3"}
        with database.read() as session:
            query = select(ContactRecord.name).join(AccountRecord).where(AccountRecord.external_id == "K1")
            assert set(session.scalars(query)) == {"陈", "周"}
        assert second not in self.choices(manager, begin(manager, self.KNOWN))

    def test_a_choice_is_forgotten_where_the_list_is_read_differently(
        self, manager: httpx.Client, database: Database
    ) -> None:
        """And one that is no proposal any more imports nothing."""
        draft = begin(manager, self.NEW)
        (choice,) = self.choices(manager, draft)
        manager.post(f"{draft}/duplicates", data={"merge": [choice]})
        manager.post(f"{draft}/places", data={"datum": "gcj02"})
        assert " checked" not in manager.get(f"{draft}/rows").text
        answer = manager.post(f"{draft}/duplicates", data={"merge": ["[]"], "then": "next"}, headers=ENGLISH)
        assert (answer.status_code, accounts(database)) == (409, {})
