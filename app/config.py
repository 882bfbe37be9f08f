"""The installation's settings: environment variables that begin with KPROUTE_, each with a default that works."""

import os
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.logs import LogFormat
from app.method.account import Datum
from app.planning.options import SEARCH_S
from app.unusable import Unusable

PREFIX = "KPROUTE_"


class UnusableSettings(Unusable):
    """The environment holds a setting that cannot be used; the text says which and what to write instead."""


def default_database_url() -> str:
    """A SQLite file `var/kproute.db` in the checkout; where there is none, in the working folder."""
    checkout = Path(__file__).resolve().parents[1]
    folder = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return f"sqlite:///{folder / 'var' / 'kproute.db'}"


class Settings(BaseSettings):
    """Where the data lies, under which address people reach us, and which map lies under the routes."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    database_url: str = Field(default_factory=default_database_url, repr=False)
    public_url: str = "http://127.0.0.1:8000"
    tile_url: str = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    tile_attribution: str = "© OpenStreetMap contributors"
    tile_datum: Datum = Datum.WGS84
    tile_max_zoom: int = Field(default=19, ge=1, le=24)
    roads: Path | None = None  # a file that `kproute roads build` wrote
    osrm_url: str | None = None  # of a server of OSRM that is driven on in place of a file
    plan_time_limit_s: float = Field(default=SEARCH_S, gt=0, le=3600, allow_inf_nan=False)  # of search, for each rep
    dask_scheduler: str | None = None  # tcp://HOST:PORT where many machines solve
    log_format: LogFormat = LogFormat.TEXT
    metrics_token: str | None = Field(default=None, min_length=16, repr=False)
    api_rate_per_s: float = Field(default=10, gt=0, le=1_000_000, allow_inf_nan=False)  # of one key or session
    api_burst: int = Field(default=50, ge=1, le=1_000_000)  # calls that may come at once before that rate counts
    webhook_allow_private: bool = False  # http, private hosts and other ports for webhooks: tests, intranets
    geocoder_url: str | None = None  # of one server that is asked in place of the providers' public ones
    keep_positions_days: int = Field(default=60, ge=0, le=3650)  # where a rep checked in
    keep_runs_days: int = Field(default=30, ge=1, le=3650)  # after they are over
    keep_audit_days: int = Field(default=1096, ge=30, le=36_500)
    stop_grace_s: float = Field(default=30, ge=0, le=3600, allow_inf_nan=False)  # for a plan under way at a stop

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        try:
            make_url(url)
        except ArgumentError as error:
            # The value may hold a password, so it is not repeated.
            raise ValueError("write a database address such as sqlite:////srv/kproute/kproute.db") from error
        return url

    @field_validator("dask_scheduler")
    @classmethod
    def _is_a_scheduler(cls, address: str | None) -> str | None:
        parts = urlsplit(address or "tcp://none:1")
        if parts.scheme not in ("tcp", "tls") or not parts.hostname or not parts.port or parts.path:
            raise ValueError("write the scheduler's address, such as tcp://10.0.0.5:8786")
        return address

    @field_validator("geocoder_url")
    @classmethod
    def _is_a_server(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "https://none")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise ValueError("write the server's address, such as https://nominatim.example.com")
        return url

    @field_validator("osrm_url")
    @classmethod
    def _is_a_server_of_roads(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "https://none")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write the address of osrm-routed, such as http://127.0.0.1:5000")
        if parts.username or parts.password:
            raise ValueError("write the address without a name and password; it is shown in plans")
        return url

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("write scheme and host only, such as https://routes.example.com")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("tile_url")
    @classmethod
    def _is_a_tile_template(cls, url: str) -> str:
        if not url.startswith(("https://", "http://", "/")) or not all(part in url for part in ("{x}", "{y}", "{z}")):
            raise ValueError("write an address with {z}, {x} and {y} in it")
        return url

    @model_validator(mode="after")
    def _drives_on_one_kind_of_roads(self) -> Self:
        if self.roads is not None and self.osrm_url is not None:
            raise ValueError("roads are those of KPROUTE_ROADS or those of KPROUTE_OSRM_URL; unset one of them")
        return self

    @model_validator(mode="after")
    def _knows_every_variable(self) -> Self:
        known = {PREFIX + name.upper() for name in type(self).model_fields}
        unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
        if unknown:
            raise ValueError(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(known))}")
        return self

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def masked_database_url(self) -> str:
        """The database's address as it may be printed: with `***` for its password."""
        return make_url(self.database_url).render_as_string(hide_password=True)


def read_settings() -> Settings:
    """The settings of this environment; raises UnusableSettings with one line for each fault."""
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            name = "".join(PREFIX + str(part).upper() for part in fault["loc"][:1])
            lines.append(f"{name or PREFIX + ' variables'}: {fault['msg'].removeprefix('Value error, ')}.")
        raise UnusableSettings("\n".join(lines)) from None
