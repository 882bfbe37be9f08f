"""What the surroundings do to a service that runs: clear answers, nothing lost, and all is well once it is over."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from app.models import AccountRecord
from tests import postgres
from tests.proof.company import Company
from tests.proof.setting_up import set_up
from tests.proof.sites import Site, site_on
from tests.proof.small_disk import AS_ROOT, fill, small_disk
from tests.worlds.facts import MONDAY

PATIENCE_S = 120.0
COMPANY = Company(reps=1, accounts=6)


def imported(site: Site, version: int, company: Company = COMPANY) -> httpx.Response:
    with site.client() as client:
        return client.post("/api/v1/imports", files={"file": ("list.csv", company.account_list(version))})


def problem_of(refused: httpx.Response) -> tuple[int, str]:
    assert refused.headers["content-type"] == "application/problem+json", refused.text
    assert int(refused.headers["retry-after"]) > 0
    return refused.status_code, refused.json()["code"]


def stored_accounts(site: Site) -> int:
    with site.client() as client:
        return len(client.get("/api/v1/accounts", params={"limit": 200}).json()["data"])


def has_ended(client: httpx.Client, address: str) -> bool:
    """Whether a run is over, as far as a database that is busy or just back tells."""
    answer = client.get(address)
    assert answer.status_code in (200, 503), answer.text
    return answer.status_code == 200 and answer.json()["finished_at"] is not None


def until(true: Callable[[], Any]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until_s
        time.sleep(0.1)


def test_a_database_that_others_hold_is_busy_and_then_free(tmp_path: Path) -> None:
    """After five seconds the answer says so and that nothing was changed; the next one is as ever."""
    with site_on("sqlite") as site:
        site.start_server()
        assert imported(site, 1).status_code == 201
        other = sqlite3.connect(site.folder / "kproute.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert problem_of(imported(site, 2)) == (503, "storage.busy")
        other.execute("ROLLBACK")
        other.close()
        assert imported(site, 3).status_code == 201
        assert stored_accounts(site) == 6


def test_a_server_of_the_database_that_crashes_costs_nothing() -> None:
    """Requests say that it is away, alive stays alive, a plan under way ends as ordered; nothing is started again."""
    binaries = postgres.programs()
    if binaries is None:
        pytest.skip(postgres.MISSING)
    token = "a-token-for-prometheus"
    with (
        postgres.running(binaries) as server,
        site_on("postgres", server, KPROUTE_METRICS_TOKEN=token) as site,
        site.client() as client,
    ):
        site.start_server()
        set_up(site, COMPANY, MONDAY)
        order = {"week": MONDAY.isoformat(), "time_limit_s": 4, "certify_s": 0}
        address = client.post("/api/v1/plans", json=order).headers["location"]
        until(lambda: client.get(address).json()["progress"]["phase"] == "solve")
        server.break_off()
        assert problem_of(client.get("/api/v1/accounts")) == (503, "storage.away")
        assert problem_of(imported(site, 2)) == (503, "storage.away")
        assert httpx.get(f"{site.address}/healthz").status_code == 200
        assert httpx.get(f"{site.address}/readyz").status_code == 503
        figures = httpx.get(f"{site.address}/metrics", headers={"Authorization": f"Bearer {token}"})
        assert "kproute_database_up 0.0" in figures.text
        time.sleep(5)  # the search ends, and its plan waits
        server.resume()
        assert stored_accounts(site) == 6
        assert imported(site, 3).status_code == 201
        until(lambda: has_ended(client, address))
        assert client.get(address).json()["state"] == "succeeded"
        assert "Traceback" not in site.log.read_text()


@AS_ROOT
def test_a_full_disk_refuses_writes_and_loses_nothing(tmp_path: Path) -> None:
    """What is there can be read, an order waits, and with room again everything goes on by itself."""
    with small_disk(tmp_path, 16) as disk:
        site = Site(disk, f"sqlite:///{disk / 'kproute.db'}", KPROUTE_STOP_GRACE_S="0")
        try:
            site.start_server()
            set_up(site, COMPANY, MONDAY)
            with site.client() as client:
                order = {"week": MONDAY.isoformat(), "time_limit_s": 3, "certify_s": 0}
                address = client.post("/api/v1/plans", json=order).headers["location"]
                until(lambda: client.get(address).json()["progress"]["phase"] == "solve")
                filler = fill(disk)
                large = Company(reps=1, accounts=6, idle=3000)
                assert problem_of(imported(site, 2, large)) == (503, "storage.full")
                assert stored_accounts(site) == 6
                assert client.get(address).status_code == 200
                time.sleep(4)  # the search ends, and its plan has no place
                filler.unlink()
                until(lambda: has_ended(client, address))
                assert client.get(address).json()["state"] == "succeeded"
            assert imported(site, 3, large).status_code == 201
            with site.database.read() as session:
                assert session.scalar(select(func.count(AccountRecord.id))) == 3006
                assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        finally:
            site.close()
