"""The page that chooses who is asked for addresses: off until a director agrees, and the key is never shown."""

import httpx
import pytest

from app.access.identity import SHELL
from app.db import Database
from app.geocoding.choice import Choice, Wish, choose, chosen
from app.geocoding.providers import NoAnswer
from app.geocoding.queue import Claim, put_off
from app.geocoding.words import Provider, Trouble
from tests.conftest import NOW, SignIn

HERE = "/settings/addresses"
KEY = "k3y-of-the-provider"
ENGLISH, CHINESE = {"Accept-Language": "en"}, {"Accept-Language": "zh"}


def choice(database: Database) -> Choice:
    with database.read() as session:
        return chosen(session)


def test_a_provider_is_chosen_and_its_key_never_shown(manager: httpx.Client, database: Database) -> None:
    """Nobody is asked at first; an empty key keeps the one there is; to choose nobody forgets it."""
    assert "Nobody is asked." in manager.get(HERE, headers=ENGLISH).text
    assert manager.post(HERE, data={"provider": "amap", "key": KEY, "agrees": "true"}).status_code == 303
    page = manager.get(HERE, headers=CHINESE).text
    assert KEY not in page
    assert "正在使用高德地图定位" in page
    manager.post(HERE, data={"provider": "amap", "key": "", "agrees": "true"})
    assert choice(database).has_key
    manager.post(HERE, data={"provider": ""})
    assert choice(database) == Choice()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"provider": "nominatim"}, "Agree that addresses are sent"),
        ({"provider": "baidu", "agrees": "true"}, "Enter the key"),
    ],
)
def test_what_is_missing_is_said(
    manager: httpx.Client, database: Database, data: dict[str, str], sentence: str
) -> None:
    answer = manager.post(HERE, data=data, headers=ENGLISH)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert choice(database) == Choice()


def test_a_provider_that_fails_is_said_to(manager: httpx.Client, database: Database) -> None:
    """Why, and when it is asked again, by the clock of the reps."""
    with database.write() as session:
        choose(session, SHELL, Wish(Provider.BAIDU, KEY, agrees=True), NOW)
        put_off(session, Claim("acc_1", Provider.BAIDU, KEY, "文三路"), NoAnswer(Trouble.KEY, 3600), NOW)
    page = manager.get(HERE, headers=ENGLISH).text
    assert "It does not take the key. Enter another one. It is asked again on" in page
    assert "09:30" in page


def test_it_is_a_directors(sign_in: SignIn, stored_week: str) -> None:
    rep = sign_in("rep", "wang")
    assert (rep.get(HERE).status_code, rep.post(HERE).status_code) == (403, 403)
