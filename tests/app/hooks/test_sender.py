"""Every event arrives, under one id however often it is tried, and nobody waits for anybody else."""

import json
import random
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from standardwebhooks import Webhook, WebhookVerificationError

from app.db import Database
from app.hooks.posting import Poster, PostResult
from app.hooks.queue import claim_batch, endpoints_due
from app.hooks.schedule import BREAKER, FIRST_S, JITTER, KEPT_TRYING, next_attempt
from app.hooks.sender import HookSender
from app.hooks.signing import new_secret, rotate
from app.hooks.words import DeliveryState, EventType, Trouble, WhyDisabled
from app.models import WebhookAttemptRecord, WebhookEndpointRecord
from tests.conftest import NOW
from tests.waiting import until
from tests.worlds.hooks import MovedClock, deliveries_of, endpoint_of, store_endpoint, tell
from tests.worlds.receiver import Received, receiver


def sender(database: Database, clock: MovedClock, heard: list[str] | None = None) -> HookSender:
    told = [] if heard is None else heard
    return HookSender(database, Poster(private_allowed=True), clock, told.append, random.Random(7))


def states(database: Database, endpoint_id: str) -> list[str]:
    return [delivery.state for delivery in deliveries_of(database, endpoint_id)]


def test_the_official_library_verifies_what_arrives(database: Database) -> None:
    """With the endpoint's secret, and for a day after a rotation with the one before it; tampered, it is refused."""
    clock = MovedClock(datetime.now(UTC))  # the library asks the real clock
    with receiver() as crm:
        endpoint_id = store_endpoint(database, crm.url, clock())
        with database.write() as session:
            endpoint = session.get_one(WebhookEndpointRecord, endpoint_id)
            before = endpoint.secret
            rotate(endpoint, new_secret(), clock())
            now = endpoint.secret
        tell(database, clock())
        sender(database, clock).send_due()
    (came,) = crm.got
    for secret in (before, now):
        assert Webhook(secret).verify(came.body, came.headers)["type"] == "plan.succeeded"
    for body, headers in (
        (came.body.replace(b"pln_0", b"pln_1"), came.headers),
        (came.body, {**came.headers, "webhook-id": "msg_other"}),
        (came.body, {**came.headers, "webhook-timestamp": str(int(came.headers["webhook-timestamp"]) + 1)}),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(now).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(came.body, came.headers)


def test_a_day_after_a_rotation_only_the_new_secret_signs(database: Database) -> None:
    """The old one has no say any more."""
    clock = MovedClock(NOW)
    with receiver() as crm:
        endpoint_id = store_endpoint(database, crm.url, NOW)
        with database.write() as session:
            rotate(session.get_one(WebhookEndpointRecord, endpoint_id), new_secret(), NOW)
        for hours in (23, 2):
            clock.move(hours=hours)
            tell(database, clock())
            sender(database, clock).send_due()
    assert [len(came.headers["webhook-signature"].split()) for came in crm.got] == [2, 1]


@pytest.mark.timeout(900)
def test_a_receiver_that_fails_nine_of_ten_gets_everything(database: Database) -> None:
    """1,000 of 1,000 events in three days, each under one id with one body, however often it came.

    On PostgreSQL, where the sender runs the same code, a fifth of them.
    """
    events = 1_000 if database.url.get_backend_name() == "sqlite" else 200
    chance, clock = random.Random(4), MovedClock(NOW)
    accepted: dict[str, bytes] = {}
    bodies: dict[str, set[bytes]] = {}

    def answer(came: Received) -> int:
        bodies.setdefault(came.id, set()).add(came.body)
        if chance.random() < 0.9:
            return 503
        accepted[came.id] = came.body
        return 204

    heard: list[str] = []
    with receiver(answer) as crm:
        endpoint_id = store_endpoint(database, crm.url, NOW)
        tell(database, NOW, events)
        sending = sender(database, clock, heard)
        while clock() < NOW + KEPT_TRYING and len(accepted) < events:
            sending.send_due()
            clock.move(minutes=20)
    assert len(accepted) == events
    assert {json.loads(body)["data"]["id"] for body in accepted.values()} == {f"pln_{n}" for n in range(events)}
    assert bodies.keys() == accepted.keys()
    assert {len(seen) for seen in bodies.values()} == {1}
    assert set(states(database, endpoint_id)) == {"delivered"}
    assert heard.count("delivered") == events
    assert 5 * events < len(crm.got) < 20 * events  # some ten attempts each
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(WebhookAttemptRecord)) == len(crm.got)


def test_the_schedule_leaves_next_to_nothing_to_chance() -> None:
    """At least 130 attempts in three days whatever the jitter, so that 0.9^n x 1,000 stays below 0.002."""
    for seed in range(20):
        chance, now, tries = random.Random(seed), NOW, 1
        while (at := next_attempt(tries, NOW, now, chance)) is not None:
            assert now < at <= NOW + KEPT_TRYING
            now, tries = at, tries + 1
        assert 130 <= tries <= 180
    assert 0.9**130 * 1_000 < 0.002
    first = [next_attempt(n + 1, NOW, NOW, random.Random(n)) for n in range(len(FIRST_S))]
    for wait_s, at in zip(FIRST_S, first, strict=True):
        assert at is not None
        assert abs((at - NOW).total_seconds() - wait_s) <= wait_s * JITTER


def test_a_dead_receiver_is_only_probed(database: Database) -> None:
    """After 100 failures in a row it gets its oldest event and no other, until it accepts one; then the rest follow."""
    clock, alive = MovedClock(NOW), threading.Event()
    with receiver(lambda _: 204 if alive.is_set() else 500) as crm:
        endpoint_id = store_endpoint(database, crm.url, NOW)
        tell(database, NOW, BREAKER + 20)
        sending = sender(database, clock)
        sending.send_due()
        assert len(crm.got) == BREAKER
        oldest = crm.got[0].id
        for _ in range(6):
            clock.move(hours=1)
            sending.send_due()
        assert [came.id for came in crm.got[BREAKER:]] == [oldest] * 6
        alive.set()
        clock.move(hours=1)
        sending.send_due()
    assert set(states(database, endpoint_id)) == {"delivered"}
    assert endpoint_of(database, endpoint_id).failures == 0


def test_what_accepts_nothing_for_three_days_is_disabled(database: Database) -> None:
    """With the reason; what waited is kept and can be sent by hand, and another endpoint is told."""
    clock = MovedClock(NOW)
    with receiver(lambda _: 500) as dead, receiver() as watch:
        endpoint_id = store_endpoint(database, dead.url, NOW)
        store_endpoint(database, watch.url, NOW, [EventType.ENDPOINT_DISABLED])
        tell(database, NOW)
        clock.move(hours=1)
        tell(database, clock())
        sending = sender(database, clock)
        while endpoint_of(database, endpoint_id).enabled and clock() < NOW + timedelta(days=4):
            sending.send_due()
            clock.move(minutes=40)
        assert clock() - NOW >= KEPT_TRYING - timedelta(hours=2)
        sending.send_due()
    assert endpoint_of(database, endpoint_id).disabled_why == WhyDisabled.FAILING
    assert states(database, endpoint_id) == ["failed", "cancelled"]
    (told,) = watch.got
    data = json.loads(told.body)["data"]
    assert data == {"id": endpoint_id, "url": f"/api/v1/webhook-endpoints/{endpoint_id}", "why": "failing"}


def test_what_accepted_something_meanwhile_stays_enabled(database: Database) -> None:
    """One event that it never takes is given up; the endpoint is not."""
    clock = MovedClock(NOW)
    with receiver(lambda came: 422 if b"pln_0" in came.body else 204) as picky:
        endpoint_id = store_endpoint(database, picky.url, NOW)
        tell(database, NOW, 2)
        sending = sender(database, clock)
        while clock() < NOW + KEPT_TRYING + timedelta(hours=1):
            sending.send_due()
            clock.move(hours=1)
    assert states(database, endpoint_id) == ["failed", "delivered"]
    assert endpoint_of(database, endpoint_id).enabled


def test_410_disables_at_once(database: Database) -> None:
    """It is asked once; what waits for it is cancelled, and nothing is written for it any more."""
    clock = MovedClock(NOW)
    with receiver(lambda _: 410) as gone:
        endpoint_id = store_endpoint(database, gone.url, NOW)
        tell(database, NOW, 3)
        heard: list[str] = []
        sender(database, clock, heard).send_due()
        tell(database, NOW)
        clock.move(days=1)
        sender(database, clock).send_due()
    assert len(gone.got) == 1
    assert states(database, endpoint_id) == ["failed", "cancelled", "cancelled"]
    assert endpoint_of(database, endpoint_id).disabled_why == WhyDisabled.GONE
    assert heard == ["failed"]


def test_a_slow_receiver_holds_up_nobody(database: Database) -> None:
    """While one keeps its request open, fifty events reach another; then the slow one is done as well."""
    release = threading.Event()

    def slowly(_: Received) -> int:
        release.wait(60)
        return 204

    clock = MovedClock(NOW)
    with receiver(slowly) as slow, receiver() as quick:
        slow_id = store_endpoint(database, slow.url, NOW)
        quick_id = store_endpoint(database, quick.url, NOW)
        sending = sender(database, clock)
        sending.start()
        tell(database, NOW)
        until(lambda: slow.got)
        tell(database, NOW, 49)
        until(lambda: states(database, quick_id) == ["delivered"] * 50)
        assert "delivered" not in states(database, slow_id)
        release.set()
        until(lambda: states(database, slow_id) == ["delivered"] * 50)
        sending.close()
    assert len({came.id for came in quick.got}) == len(quick.got) == 50


def test_two_senders_send_each_attempt_once(database: Database) -> None:
    """Two programs on one database: 200 events, 200 requests."""
    clock = MovedClock(NOW)
    other = Database(database.url.render_as_string(hide_password=False))
    with receiver() as crm:
        endpoint_id = store_endpoint(database, crm.url, NOW)
        tell(database, NOW, 200)
        senders = [sender(one, clock) for one in (database, other)]
        threads = [threading.Thread(target=one.send_due) for one in senders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    other.dispose()
    assert states(database, endpoint_id) == ["delivered"] * 200
    assert len({came.id for came in crm.got}) == len(crm.got) == 200


def test_who_comes_late_changes_nothing(database: Database) -> None:
    """A sender was taken for dead and another sent again: the first one's result is thrown away."""
    clock = MovedClock(NOW)
    endpoint_id = store_endpoint(database, "https://crm.example.com/", NOW)
    tell(database, NOW)

    def overtaken(url: str, body: str, headers: Mapping[str, str]) -> PostResult:
        clock.move(minutes=3)
        HookSender(database, accepting, clock).send_due()
        return PostResult(500, Trouble.STATUS, 1)

    def accepting(url: str, body: str, headers: Mapping[str, str]) -> PostResult:
        return PostResult(200, None, 1)

    HookSender(database, overtaken, clock).send_due()
    (delivery,) = deliveries_of(database, endpoint_id)
    assert (delivery.state, delivery.attempt, delivery.status) == (DeliveryState.DELIVERED, 2, 200)
    assert endpoint_of(database, endpoint_id).failures == 0


def test_a_fault_of_ours_counts_as_a_failure(database: Database) -> None:
    """What a post raises holds up neither the rest of the batch nor the endpoint."""
    clock = MovedClock(NOW)
    endpoint_id = store_endpoint(database, "https://crm.example.com/", NOW)
    tell(database, NOW, 2)

    def faulty(url: str, body: str, headers: Mapping[str, str]) -> PostResult:
        if "pln_0" in body:
            raise ZeroDivisionError
        return PostResult(200, None, 1)

    HookSender(database, faulty, clock).send_due()
    assert [(one.state, one.tries) for one in deliveries_of(database, endpoint_id)] == [
        ("waiting", 1),
        ("delivered", 1),
    ]


def test_a_claim_holds_for_its_lease(database: Database) -> None:
    """Nobody else gets what is being sent; when its sender is gone, the next attempt is of the same event."""
    clock = MovedClock(NOW)
    endpoint_id = store_endpoint(database, "https://crm.example.com/", NOW)
    tell(database, NOW)
    with database.write() as session:
        first = claim_batch(session, endpoint_id, clock())
    with database.read() as session:
        assert endpoints_due(session, clock()) == []
    clock.move(minutes=3)
    with database.write() as session:
        second = claim_batch(session, endpoint_id, clock())
    assert first is not None
    assert second is not None
    assert [(claim.event_id, claim.attempt) for claim in first.claims] == [(second.claims[0].event_id, 1)]
    assert second.claims[0].attempt == 2
