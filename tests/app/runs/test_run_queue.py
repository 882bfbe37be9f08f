"""Orders are claimed once, kept by whoever renews the lease, and ended once: on both kinds of database."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from app.db import Database
from app.models import RunRecord
from app.runs.run_queue import (
    MOST_ATTEMPTS,
    Claim,
    Standing,
    cancel_run,
    change_run,
    claim_run,
    hand_back,
    order_run,
    renew_lease,
    somebody_waits,
)
from app.runs.runs import RunView, run_view
from app.runs.states import Lane, RunState
from tests.conftest import NOW
from tests.worlds.stored import OPTIONS

LONG_AGO = timedelta(minutes=1)


def ordered(database: Database, lane: Lane = Lane.BATCH, *, later_s: int = 0) -> str:
    with database.write() as session:
        return order_run(session, OPTIONS, lane, NOW + timedelta(seconds=later_s))


def claimed(database: Database, lane: Lane = Lane.BATCH) -> Claim | None:
    with database.write() as session:
        return claim_run(session, lane)


def view(database: Database, run_id: str) -> RunView:
    with database.read() as session:
        run = run_view(session, run_id)
    assert run is not None
    return run


def die(database: Database, run_id: str) -> None:
    """Whoever works on the run has not been heard of for a minute."""
    with database.write() as session:
        session.execute(
            update(RunRecord).where(RunRecord.id == run_id).values(lease_until=datetime.now(UTC) - LONG_AGO)
        )


def test_orders_are_claimed_in_their_turn_and_once(database: Database) -> None:
    """First come, first served; then there is nothing left."""
    second, first = ordered(database, later_s=1), ordered(database)
    assert claimed(database) == Claim(first, 1, OPTIONS.as_json())
    assert claimed(database) == Claim(second, 1, OPTIONS.as_json())
    assert claimed(database) is None


def test_lanes_do_not_see_each_other(database: Database) -> None:
    """A batch is nothing to whoever works for people who wait."""
    batch = ordered(database)
    with database.read() as session:
        assert (somebody_waits(session, Lane.NOW), somebody_waits(session, Lane.BATCH)) == (False, True)
    assert claimed(database, Lane.NOW) is None
    assert claimed(database) == Claim(batch, 1, OPTIONS.as_json())


def test_eight_workers_share_out_twenty_orders(database: Database) -> None:
    """At once, and nobody gets what another has."""
    run_ids = {ordered(database, later_s=n) for n in range(20)}
    claims: list[Claim] = []

    def work() -> None:
        while (claim := claimed(database)) is not None:
            claims.append(claim)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(claim.run_id for claim in claims) == sorted(run_ids)


def test_a_dead_worker_s_run_is_claimed_again_and_the_dead_one_is_fenced_off(database: Database) -> None:
    """The second attempt is the one that counts; the first neither renews nor ends the run."""
    run_id = ordered(database)
    first = claimed(database)
    assert first is not None
    assert claimed(database) is None
    die(database, run_id)
    assert claimed(database) == Claim(run_id, 2, OPTIONS.as_json())
    with database.write() as session:
        assert renew_lease(session, first) is Standing.LOST
        assert not change_run(session, first, state=RunState.SUCCEEDED, finished_at=NOW)
        assert renew_lease(session, replace(first, attempt=2)) is Standing.OURS
    assert view(database, run_id).state == "running"


def test_after_three_dead_workers_a_run_ends(database: Database) -> None:
    """It says so, and the next in the queue comes."""
    poison, after = ordered(database), ordered(database, later_s=1)
    for _ in range(MOST_ATTEMPTS):
        claim = claimed(database)
        assert claim is not None
        assert claim.run_id == poison
        die(database, poison)
    assert claimed(database) == Claim(after, 1, OPTIONS.as_json())
    assert (view(database, poison).state, view(database, poison).error_code) == ("failed", "run.gave_up")


def test_a_worker_hears_that_its_run_is_cancelled(database: Database) -> None:
    """At the next renewal; and if it is dead by then, the run ends with nobody working on it again."""
    run_id = ordered(database)
    claim = claimed(database)
    assert claim is not None
    with database.write() as session:
        assert cancel_run(session, run_id, NOW)
        assert renew_lease(session, claim) is Standing.CANCELLED
    die(database, run_id)
    assert claimed(database) is None
    assert (view(database, run_id).state, view(database, run_id).attempt) == ("cancelled", 1)


def test_what_is_handed_back_waits_as_if_it_had_not_begun(database: Database) -> None:
    """The attempt does not count."""
    run_id = ordered(database)
    claim = claimed(database)
    assert claim is not None
    with database.write() as session:
        hand_back(session, claim)
    assert (view(database, run_id).state, view(database, run_id).attempt) == ("queued", 0)
    assert claimed(database) == Claim(run_id, 1, OPTIONS.as_json())
