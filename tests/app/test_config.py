"""The settings of an installation."""

import pytest
from pydantic import ValidationError

from app.config import Settings, UnusableSettings, read_settings
from app.method.account import Datum
from app.security import cookie_name


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the machine that runs the tests do not count."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KPROUTE_{name.upper()}", raising=False)


def test_nothing_needs_to_be_set() -> None:
    """Without any variable the data lie in var/kproute.db and the site is local."""
    settings = read_settings()
    assert settings.database_url.endswith("/var/kproute.db")
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.tile_datum is Datum.WGS84


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable wins over its default."""
    monkeypatch.setenv("KPROUTE_DATABASE_URL", "sqlite:////srv/kproute/kproute.db")
    monkeypatch.setenv("KPROUTE_TILE_DATUM", "gcj02")
    settings = read_settings()
    assert settings.database_url == "sqlite:////srv/kproute/kproute.db"
    assert settings.tile_datum is Datum.GCJ02


def test_an_unknown_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt variable is named, together with the known ones, instead of being overlooked."""
    monkeypatch.setenv("KPROUTE_DATABSE_URL", "sqlite:////srv/kproute.db")
    with pytest.raises(UnusableSettings, match=r"KPROUTE_DATABSE_URL; known are .*KPROUTE_DATABASE_URL"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "kproute.db"),  # a path is no address
        ("PUBLIC_URL", "routes.example.com"),  # no scheme
        ("PUBLIC_URL", "https://routes.example.com/kproute"),  # a path below the host
        ("TILE_URL", "https://tiles.example.com/"),  # no place for the tile's numbers
        ("TILE_DATUM", "mars"),
        ("PLAN_TIME_LIMIT_S", "nan"),
        ("PLAN_TIME_LIMIT_S", "0"),
        ("LOG_FORMAT", "xml"),
        ("METRICS_TOKEN", "guess-me"),  # too short
        ("STOP_GRACE_S", "-1"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Each fault is one line that begins with the variable."""
    monkeypatch.setenv(f"KPROUTE_{name}", value)
    with pytest.raises(UnusableSettings, match=rf"^KPROUTE_{name}: "):
        read_settings()


def test_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings nor a complaint about them print the database's password."""
    settings = Settings(database_url="postgresql://kproute:geheim@db/kproute")
    assert "geheim" not in repr(settings)
    assert "geheim" not in settings.masked_database_url
    assert "geheim" not in repr(Settings(metrics_token="geheim-geheim-geheim"))
    monkeypatch.setenv("KPROUTE_DATABASE_URL", "no address, but geheim")
    with pytest.raises(UnusableSettings) as refusal:
        read_settings()
    assert "geheim" not in str(refusal.value)


def test_settings_stay_as_they_were_read() -> None:
    """Nobody changes a setting of a running program."""
    with pytest.raises(ValidationError):
        Settings().public_url = "https://example.com"  # type: ignore[misc]


def test_https_earns_the_stricter_cookie() -> None:
    """Behind https the cookie is bound to the host; on plain http a browser would refuse such a cookie."""
    assert cookie_name(Settings(public_url="https://routes.example.com")) == "__Host-kproute_session"
    assert cookie_name(Settings()) == "kproute_session"


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "tls://cluster.example:8786"])
def test_a_scheduler_is_an_address_with_a_port(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Dask writes it."""
    monkeypatch.setenv("KPROUTE_DASK_SCHEDULER", address)
    assert read_settings().dask_scheduler == address


@pytest.mark.parametrize(
    "address", ["10.0.0.5:8786", "http://10.0.0.5:8786", "tcp://10.0.0.5", "tcp://10.0.0.5:8786/x"]
)
def test_another_address_is_no_scheduler(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line names the setting and what to write."""
    monkeypatch.setenv("KPROUTE_DASK_SCHEDULER", address)
    with pytest.raises(UnusableSettings, match=r"KPROUTE_DASK_SCHEDULER: write the scheduler's address"):
        read_settings()


def test_roads_are_those_of_a_file_or_of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPROUTE_OSRM_URL", "http://10.0.0.5:5000")
    assert read_settings().osrm_url == "http://10.0.0.5:5000"
    monkeypatch.setenv("KPROUTE_ROADS", "/srv/city.roads")
    with pytest.raises(UnusableSettings, match="unset one of them"):
        read_settings()


@pytest.mark.parametrize("address", ["10.0.0.5:5000", "file:///etc/passwd", "http://", "http://me:secret@10.0.0.5"])
def test_another_address_is_no_server_of_roads(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line names the setting and what to write."""
    monkeypatch.setenv("KPROUTE_OSRM_URL", address)
    with pytest.raises(UnusableSettings, match="KPROUTE_OSRM_URL: write the address"):
        read_settings()
