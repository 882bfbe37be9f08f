"""Providers asked over real HTTP, in their own protocols: answers in WGS-84 with their level, or why there is none."""

from collections.abc import Callable

import pytest

from app.geocoding.providers import Asker, NoAnswer
from app.geocoding.words import Level, Provider, Trouble
from app.intake.datums import from_wgs84
from app.method.account import Datum
from tests.app.conftest import Log
from tests.worlds import geocoder as world
from tests.worlds.geocoder import Said, geocoder

DOOR = (30.2741, 120.1551)
ADDRESS = "杭州市西湖区文三路 90 号"
KEY = "secret-key-of-ours"
NOMINATIM, BAIDU, AMAP = Provider


def asked(provider: Provider, said: Said, *, longest_s: float = 5.0) -> Callable[[], object]:
    """One question to a server that says this."""

    def ask() -> object:
        with geocoder(lambda _: said) as server:
            found = Asker("https://routes.example.com", server.url, longest_s=longest_s)(provider, KEY, ADDRESS)
            assert len(server.asked) == 1
        return found

    return ask


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        (NOMINATIM, world.nominatim(*DOOR, 30)),
        (BAIDU, world.baidu(*from_wgs84(*DOOR, Datum.BD09), 90)),
        (AMAP, world.amap(*from_wgs84(*DOOR, Datum.GCJ02), "门牌号")),
    ],
)
def test_one_door_is_the_same_place_whoever_is_asked(provider: Provider, said: Said) -> None:
    """Each measures in a system of its own; what we keep is WGS-84, to a tenth of a metre."""
    with geocoder(lambda _: said) as server:
        found = Asker("https://routes.example.com", server.url)(provider, KEY, ADDRESS)
        question = server.asked[0]
    assert found is not None
    assert (found.location.lat, found.location.lon) == pytest.approx(DOOR, abs=1e-6)
    assert (found.location.datum, found.level) == (provider.datum, Level.ROOFTOP)
    assert ADDRESS in question.query.values()
    assert question.sender.endswith("(https://routes.example.com)")


@pytest.mark.parametrize(
    ("provider", "said", "level"),
    [
        (NOMINATIM, world.nominatim(*DOOR, 26), Level.STREET),
        (NOMINATIM, world.nominatim(*DOOR, 19), Level.DISTRICT),
        (NOMINATIM, world.nominatim(*DOOR, 16), Level.CITY),
        (NOMINATIM, Said([{"lat": "30.2", "lon": "120.1", "display_name": "…"}]), Level.DISTRICT),
        (BAIDU, world.baidu(*DOOR, 70), Level.STREET),
        (BAIDU, world.baidu(*DOOR, 90, "道路"), Level.STREET),
        (BAIDU, world.baidu(*DOOR, 30), Level.DISTRICT),
        (BAIDU, world.baidu(*DOOR, 0, "城市"), Level.CITY),
        (AMAP, world.amap(*DOOR, "道路"), Level.STREET),
        (AMAP, world.amap(*DOOR, "区县"), Level.DISTRICT),
        (AMAP, world.amap(*DOOR, "市"), Level.CITY),
        (AMAP, world.amap(*DOOR, "一个新词"), Level.DISTRICT),
    ],
)
def test_an_answer_is_as_sure_as_its_provider_says(provider: Provider, said: Said, level: Level) -> None:
    """What it does not say is taken for no more than the district."""
    found = asked(provider, said)()
    assert getattr(found, "level", None) is level


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        (NOMINATIM, Said([])),
        (BAIDU, Said({"status": 0, "result": []})),
        (AMAP, Said({"status": "1", "infocode": "10000", "count": "0", "geocodes": []})),
    ],
)
def test_an_address_that_nobody_knows_is_no_trouble(provider: Provider, said: Said) -> None:
    assert asked(provider, said)() is None


@pytest.mark.parametrize(
    ("provider", "said", "trouble"),
    [
        (NOMINATIM, Said("", 429, {"Retry-After": "90"}), Trouble.TOO_MANY),
        (NOMINATIM, Said("", 403), Trouble.KEY),
        (NOMINATIM, Said("", 500), Trouble.SILENT),
        (NOMINATIM, Said("", 302, {"Location": "http://127.0.0.1:1/"}), Trouble.NONSENSE),
        (NOMINATIM, Said("<html>登录</html>"), Trouble.NONSENSE),
        (NOMINATIM, Said([{"lat": "NaN", "lon": "here"}]), Trouble.NONSENSE),
        (NOMINATIM, Said([{"lat": "0", "lon": "0", "place_rank": 30}]), Trouble.NONSENSE),
        (NOMINATIM, Said([{"display_name": "nowhere"}]), Trouble.NONSENSE),
        (NOMINATIM, Said({"unexpected": [1, 2]}), Trouble.NONSENSE),
        (NOMINATIM, Said('["' + "x" * 300_000 + '"]'), Trouble.NONSENSE),
        (NOMINATIM, Said([], after_s=1.0), Trouble.SILENT),
        (BAIDU, Said({"status": 302, "message": "天配额超限"}), Trouble.TOO_MANY),
        (BAIDU, Said({"status": 200, "message": "APP不存在"}), Trouble.KEY),
        (BAIDU, Said({"status": 0, "result": {"location": {}}}), Trouble.NONSENSE),
        (AMAP, Said({"status": "0", "infocode": "10004"}), Trouble.TOO_MANY),
        (AMAP, Said({"status": "0", "infocode": "10001"}), Trouble.KEY),
        (AMAP, Said({"status": "0", "infocode": "30001"}), Trouble.NONSENSE),
        (AMAP, Said({"status": "1", "geocodes": [{"location": "here", "formatted_address": ""}]}), Trouble.NONSENSE),
        (AMAP, Said(["an", "array"]), Trouble.NONSENSE),
    ],
)
def test_whatever_a_server_does_is_survived_and_named(
    provider: Provider, said: Said, trouble: Trouble, log: Log
) -> None:
    """Neither the key nor the customer's address is written down on the way."""
    with pytest.raises(NoAnswer) as refused:
        asked(provider, said, longest_s=0.3)()
    assert refused.value.trouble is trouble
    assert refused.value.wait_s == (90 if said.headers.get("Retry-After") else 0)
    assert KEY not in log.text
    assert "%E6%9D%AD" not in log.text
    assert "杭州" not in log.text


def test_a_server_that_is_not_there_is_silent() -> None:
    with pytest.raises(NoAnswer) as refused:
        Asker("https://routes.example.com", "http://127.0.0.1:9")(NOMINATIM, "", ADDRESS)
    assert refused.value.trouble is Trouble.SILENT


def test_public_servers_are_never_asked_on_private_numbers() -> None:
    """A name that suddenly leads into our own network is refused before anything is sent."""
    with pytest.raises(NoAnswer) as refused:
        Asker("https://routes.example.com", resolve=lambda host, port: ["127.0.0.1"])(NOMINATIM, "", ADDRESS)
    assert refused.value.trouble is Trouble.SILENT
