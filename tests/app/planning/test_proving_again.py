"""A proof that broke off is asked for again: only where everything that it rests on is as it was."""

import contextlib
from dataclasses import dataclass, replace

import httpx
import pytest
from sqlalchemy import update

from app.access.identity import SHELL
from app.db import Database
from app.engines.local_engine import LocalEngine
from app.intake.method_settings import settings_in_force
from app.intake.store import all_reps, listed_accounts, rejected_rows
from app.models import AccountRecord, PlanRecord, RepRecord
from app.planning.certificate import CertificateState, PlanCertificate, WhyNot
from app.planning.certificate_rows import find_certificate, keep_certificate
from app.planning.certification import Certifier
from app.planning.proving_again import ask_again, proofs_again, proofs_sum, remember_sum
from app.planning.run import PlannedWeek, plan_week
from app.planning.store import save_plan
from tests.conftest import NOW
from tests.waiting import until
from tests.web.test_slot_pages import ENGLISH
from tests.worlds.stored import OPTIONS, store_lists
from tests.worlds.week import XIXI

BROKEN_OFF = PlanCertificate.none(WhyNot.UNFINISHED)


@dataclass(frozen=True, slots=True)
class Made:
    """A plan whose proof was not finished, and what its proof rests on."""

    plan_id: str
    planned: PlannedWeek


@pytest.fixture
def made(sqlite_database: Database) -> Made:
    """The small week, really planned from its stored lists."""
    with sqlite_database.write() as session:
        store_lists(session)
    with sqlite_database.read() as session:
        listed, reps, rejected = listed_accounts(session), all_reps(session), rejected_rows(session)
        settings = settings_in_force(session)
    options = replace(OPTIONS, iterations=3)
    with contextlib.closing(LocalEngine(2, stands_back=False)) as engine:
        planned = plan_week(listed, reps, settings, options, engine, rejected=rejected)
    plan = replace(planned.plan, certificate=BROKEN_OFF)
    with sqlite_database.write() as session:
        plan_id = save_plan(session, plan, options=options, settings=settings)
        remember_sum(session, plan_id, proofs_sum(planned.proofs))
    return Made(plan_id, planned)


def asked(database: Database, plan_id: str) -> PlanCertificate:
    """What the certificate says when the proof was asked for again; nothing is proven."""
    with database.write() as session:
        ask_again(session, SHELL, plan_id, proofs_again(session, plan_id), NOW)
        found = find_certificate(session, plan_id)
        keep_certificate(session, plan_id, BROKEN_OFF)
    assert found is not None
    return found


def test_the_same_proof_is_rebuilt_and_proves(sqlite_database: Database, made: Made) -> None:
    """From the database alone: values and problems are those of the plan, and the bound is found."""
    with sqlite_database.write() as session:
        again = proofs_again(session, made.plan_id)
        assert again is not None
        assert ask_again(session, SHELL, made.plan_id, again, NOW)
        assert not ask_again(session, SHELL, made.plan_id, again, NOW)  # it is under way
    assert sorted((one.rep_id, one.value) for one in again.orders) == sorted(
        (one.rep_id, one.value) for one in made.planned.proofs
    )
    with contextlib.closing(LocalEngine(1, stands_back=False)) as engine:
        certifier = Certifier(sqlite_database, engine)
        certifier.start(made.plan_id, again.orders, again.time_s)
        until(lambda: _state(sqlite_database, made.plan_id) is not CertificateState.RUNNING)
        certifier.close()
    assert _state(sqlite_database, made.plan_id) is CertificateState.CERTIFIED
    with sqlite_database.read() as session:
        assert proofs_again(session, made.plan_id) is None  # it is over


def _state(database: Database, plan_id: str) -> CertificateState:
    with database.read() as session:
        found = find_certificate(session, plan_id)
    assert found is not None
    return found.state


def test_facts_that_changed_are_said(sqlite_database: Database, made: Made) -> None:
    """An account, a rep, or a plan of before sums were kept; a name that no proof rests on does not matter."""
    plan_id, changed = made.plan_id, PlanCertificate.none(WhyNot.FACTS_CHANGED)
    account = update(AccountRecord).where(AccountRecord.external_id == XIXI.external_id)
    with sqlite_database.write() as session:
        session.execute(account.values(name="西溪新名"))
    assert asked(sqlite_database, plan_id) == PlanCertificate.running()
    told = [
        (account.values(grade="A"), changed),
        (account.values(grade=XIXI.grade), PlanCertificate.running()),  # it is so again
        (update(RepRecord).where(RepRecord.external_id == "wang").values(max_visits=3), changed),
        (update(PlanRecord).values(proofs_sum=None), changed),
    ]
    for statement, expected in told:
        with sqlite_database.write() as session:
            session.execute(statement)
        assert asked(sqlite_database, plan_id) == expected


def test_page_and_api_say_what_came_of_it(
    manager: httpx.Client, program: httpx.Client, database: Database, stored_week: str
) -> None:
    """The button is there where a proof was not finished; a plan that keeps no sum of its facts says so."""
    path = f"/plans/{stored_week}"
    assert "Prove it again" not in manager.get(path, headers=ENGLISH).text
    for client, action in ((manager, f"{path}/certificate"), (program, f"/api/v1{path}:certify")):
        with database.write() as session:
            keep_certificate(session, stored_week, BROKEN_OFF)
        assert "Prove it again" in manager.get(path, headers=ENGLISH).text
        answer = client.post(action)
        assert answer.status_code == (303 if client is manager else 202)
        page = manager.get(path, headers=ENGLISH).text
        assert ("has changed since" in page, "Prove it again" in page) == (True, False)
    assert (answer.json()["why_not"], program.post(f"/api/v1{path}:certify").status_code) == ("facts_changed", 202)
    assert program.post("/api/v1/plans/pln_none:certify").status_code == 404
