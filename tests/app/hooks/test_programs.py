"""Real programs that send webhooks: one that is killed between sending and noting it, and a worker."""

import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from app.db import Database
from app.models import WebhookAttemptRecord, WebhookDeliveryRecord
from tests.app.cli.conftest import PROGRAM, environment
from tests.app.cli.test_server import Service, service
from tests.waiting import until
from tests.worlds.hooks import deliveries_of, store_endpoint, tell
from tests.worlds.receiver import Received, receiver

ALLOWED = {"KPROUTE_WEBHOOK_ALLOW_PRIVATE": "true"}


def test_killed_in_mid_delivery(tmp_path: Path) -> None:
    """The receiver has it, the database does not know; it comes once more, and then it is known."""
    running: list[Service] = []

    def kill_the_sender(_: Received) -> int:
        if running:
            running.pop().process.kill()
        return 204

    with receiver(kill_the_sender) as crm:
        database = Database(f"sqlite:///{tmp_path / 'kproute.db'}")
        database.upgrade()
        now = datetime.now(UTC)
        endpoint_id = store_endpoint(database, crm.url, now)
        with service(tmp_path, **ALLOWED) as first:
            running.append(first)
            tell(database, now)
            assert first.ended()[0] == -signal.SIGKILL
        (delivery,) = deliveries_of(database, endpoint_id)
        assert (len(crm.got), delivery.state, delivery.attempt) == (1, "sending", 1)
        with database.write() as session:  # nobody waits two minutes for a test
            session.execute(update(WebhookDeliveryRecord).values(lease_until=now - timedelta(seconds=1)))
        with service(tmp_path, **ALLOWED) as second:
            until(lambda: deliveries_of(database, endpoint_id)[0].state == "delivered")
            second.process.send_signal(signal.SIGTERM)
            assert second.ended()[0] == 0
        with database.read() as session:
            assert session.scalars(select(WebhookAttemptRecord.number)).all() == [2]
        database.dispose()
    assert len({(came.id, came.body) for came in crm.got}) == 1
    assert len(crm.got) == 2


def test_a_worker_sends_as_well(tmp_path: Path) -> None:
    """Without a service beside it; it stops in good order."""
    with receiver() as crm:
        database = Database(f"sqlite:///{tmp_path / 'kproute.db'}")
        database.upgrade()
        now = datetime.now(UTC)
        endpoint_id = store_endpoint(database, crm.url, now)
        tell(database, now, 3)
        worker = subprocess.Popen(
            [PROGRAM, "worker"], env={**environment(tmp_path), **ALLOWED}, stdout=subprocess.DEVNULL
        )
        try:
            until(lambda: [one.state for one in deliveries_of(database, endpoint_id)] == ["delivered"] * 3)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(60) == 0
        finally:
            worker.kill()
            worker.wait()
        database.dispose()
    assert len(crm.got) == 3
