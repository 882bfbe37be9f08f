"""Nothing is kept longer than said: of two rows planted around every limit, the sweep takes the older one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.access.audit import broken_links, note_deed
from app.access.identity import Identity
from app.config import Settings
from app.db import Database
from app.hooks.signing import new_secret, rotate
from app.hooks.words import DeliveryState, EventType
from app.ids import new_id
from app.intake.drafts import begin_draft
from app.models import (
    AccountRecord,
    AccountRedirectRecord,
    AuditRecord,
    ContactRecord,
    ErasureRecord,
    ImportDraftRecord,
    ImportUndoRecord,
    KeptAnswerRecord,
    MergeUndoRecord,
    RepRecord,
    RunFileRecord,
    RunRecord,
    SessionRecord,
    SignInLinkRecord,
    VisitEventRecord,
    WebhookDeliveryRecord,
    WebhookEndpointRecord,
    WebhookEventRecord,
    WebhookSourceRecord,
)
from app.privacy.retention import RULES, Swept, sweep
from app.privacy.sweeper import Sweeper
from app.runs.states import Lane, RunKind, RunState
from tests.app.conftest import Log
from tests.conftest import NOW
from tests.waiting import until
from tests.worlds import week
from tests.worlds.events import event_id, visit_of
from tests.worlds.hooks import store_endpoint, tell
from tests.worlds.stored import LISTED_AT

MINUTE = timedelta(minutes=1)
SETTINGS = Settings(database_url="sqlite://")


def run(at: datetime, state: RunState, *, finished_at: datetime | None = None, file: bool = False) -> list[object]:
    made = RunRecord(
        id=new_id("op"),
        kind=RunKind.IMPORT,
        state=state,
        lane=Lane.LISTS,
        attempt=0,
        options={},
        phase="queued",
        reps_done=0,
        reps=0,
        created_at=at,
        finished_at=finished_at,
    )
    return [made, RunFileRecord(run_id=made.id, content=b"secret")] if file else [made]


def check_in(session: Session, number: int, at: datetime) -> None:
    session.add(
        VisitEventRecord(
            id=event_id(number),
            visit_id=visit_of(session),
            number=number,
            kind="arrived",
            at=at,
            received_at=at,
            on_day=at.date(),
            device_id="x",
            plan_version=1,
            text="",
            facts={},
            lat=30.1,
            lon=120.1,
        )
    )


def kept_answer(session: Session, number: int, at: datetime) -> None:
    made = KeptAnswerRecord(
        request_sha256=str(number), body_sha256="", status=200, headers={}, body="secret", kept_at=at
    )
    session.add(made)


def waiting_list(session: Session, _: int, at: datetime) -> None:
    for one in run(at, RunState.QUEUED, file=True):
        session.add(one)
        session.flush()


def before_import(session: Session, number: int, at: datetime) -> None:
    session.execute(delete(ImportUndoRecord).where(ImportUndoRecord.kept_at == LISTED_AT))  # of the world's own list
    listed = select(AccountRecord.import_id, AccountRecord.id).where(AccountRecord.import_id.is_not(None))
    import_id, account_id = session.execute(listed.order_by(AccountRecord.id)).all()[number]
    row = {"import_id": import_id, "account_id": account_id, "version": 1, "before": None, "kept_at": at}
    session.add(ImportUndoRecord(**row))


def merged_account(session: Session, number: int, at: datetime) -> None:
    deleted_account(session, number, at)
    external_ids = (week.TONGLU.external_id, week.NO_KP.external_id)
    ids = dict(session.execute(select(AccountRecord.external_id, AccountRecord.id)).all())
    these = {"account_id": ids[external_ids[number - 1]], "kept_id": ids[week.XIXI.external_id], "merged_at": at}
    session.add(AccountRedirectRecord(**these))
    session.add(MergeUndoRecord(**these, version=1, before={"name": "secret"}, moved={}, by_kind="manager"))


def looked_through(session: Session, number: int, at: datetime) -> None:
    begin_draft(session, "list.csv", f"id,name\nK{number},secret\n".encode(), at)


def ended_run(session: Session, _: int, at: datetime) -> None:
    session.add_all(run(at, RunState.SUCCEEDED, finished_at=at))


def deleted_account(session: Session, number: int, at: datetime) -> None:
    account = (week.TONGLU, week.NO_KP)[number - 1]
    session.execute(update(AccountRecord).where(AccountRecord.external_id == account.external_id).values(deleted_at=at))


def link(session: Session, number: int, at: datetime) -> None:
    session.add(SignInLinkRecord(token_sha256=str(number), kind="manager", expires_at=at))


def session_of(session: Session, number: int, at: datetime) -> None:
    made = {"kind": "manager", "created_at": at, "seen_at": at, "proved_at": at, "expires_at": at}
    session.add(SessionRecord(token_sha256=str(number), id=str(number), **made))


def deed(session: Session, number: int, at: datetime) -> None:
    note_deed(session, Identity("manager"), "account.updated", f"acc_{number}", at)


def told(session: Session, _: int, at: datetime) -> None:
    session.add(WebhookEventRecord(id=new_id("evt"), type=EventType.PLAN_SUCCEEDED, occurred_at=at, body="{}"))


def two_secrets(session: Session, number: int, until_at: datetime) -> None:
    secrets = {"secret": new_secret(), "old_secret": new_secret(), "old_secret_until": until_at}
    session.add(WebhookSourceRecord(id=f"src_{number}", name=str(number), created_at=NOW, version=1, **secrets))


@dataclass(frozen=True)
class Kept:
    """How to plant a row of a rule, how long it is kept, and what is counted of it."""

    days: int
    plant: Callable[[Session, int, datetime], None]
    count: Callable[[Session], int]


def count(*where: object) -> Callable[[Session], int]:
    table, conditions = where[0], where[1:]
    return lambda session: session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0  # type: ignore[arg-type]


PLANTED = {
    "positions of check-ins": Kept(60, check_in, count(VisitEventRecord, VisitEventRecord.lat.is_not(None))),
    "answers to repeated requests": Kept(7, kept_answer, count(KeptAnswerRecord)),
    "lists that wait to be imported": Kept(14, waiting_list, count(RunFileRecord)),
    "runs that are over": Kept(30, ended_run, count(RunRecord)),
    "deleted accounts and reps": Kept(90, deleted_account, count(AccountRecord, AccountRecord.deleted_at.is_not(None))),
    "what accounts were before an import": Kept(7, before_import, count(ImportUndoRecord)),
    "what accounts were before they were merged": Kept(7, merged_account, count(MergeUndoRecord)),
    "lists that are looked through": Kept(1, looked_through, count(ImportDraftRecord)),
    "sign-in links": Kept(1, link, count(SignInLinkRecord)),
    "sessions that ended": Kept(30, session_of, count(SessionRecord)),
    "events told by webhook": Kept(30, told, count(WebhookEventRecord)),
    "replaced webhook secrets": Kept(
        0, two_secrets, count(WebhookSourceRecord, WebhookSourceRecord.old_secret.is_not(None))
    ),
    "the audit log": Kept(1096, deed, count(AuditRecord, AuditRecord.action == "account.updated")),
}


def test_every_rule_is_tried() -> None:
    """A new rule needs its row above."""
    assert [rule.name for rule in RULES] == list(PLANTED)


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_too_old_goes_and_nothing_else(database: Database, stored_week: str, name: str) -> None:
    """A minute more than the limit is too old, a minute less is not; counting alone changes nothing."""
    kept = PLANTED[name]
    limit = NOW - timedelta(days=kept.days)
    with database.write() as session:
        kept.plant(session, 1, limit - MINUTE)
        kept.plant(session, 2, limit + MINUTE)
    swept = Swept(name, kept.days, 1)
    for only_count, left in ((True, 2), (False, 1)):
        assert swept in sweep(database, SETTINGS, NOW, only_count=only_count)
        with database.read() as session:
            assert kept.count(session) == left
    assert [one.rows for one in sweep(database, SETTINGS, NOW)] == [0] * len(RULES)


def test_a_setting_moves_the_limit(database: Database, stored_week: str) -> None:
    """With 0 days a position is gone with the next sweep; that the rep arrived stays."""
    settings = SETTINGS.model_copy(update={"keep_positions_days": 0})
    with database.write() as session:
        check_in(session, 1, NOW - MINUTE)
    assert sweep(database, settings, NOW)[0].rows == 1
    with database.read() as session:
        kept = session.get_one(VisitEventRecord, event_id(1))
        assert (kept.kind, kept.lat, kept.blanked_at) == ("arrived", None, NOW)


def test_an_event_that_somebody_waits_for_is_kept(database: Database) -> None:
    """However old it is; with it its delivery."""
    store_endpoint(database, "https://crm.example/hook", NOW)
    tell(database, NOW - timedelta(days=31))
    for state, left in ((DeliveryState.WAITING, 1), (DeliveryState.FAILED, 0)):
        with database.write() as session:
            waits = NOW if state is DeliveryState.WAITING else None
            session.execute(update(WebhookDeliveryRecord).values(state=state, next_at=waits))
        sweep(database, SETTINGS, NOW)
        with database.read() as session:
            for of in (WebhookEventRecord, WebhookDeliveryRecord):
                assert count(of)(session) == left


def test_a_receiver_s_old_secret_goes_too(database: Database) -> None:
    """The newest one stays."""
    endpoint_id = store_endpoint(database, "https://crm.example/hook", NOW)
    with database.write() as session:
        endpoint = session.get_one(WebhookEndpointRecord, endpoint_id)
        rotate(endpoint, new_secret(), NOW - timedelta(hours=25))
        newest = endpoint.secret
    sweep(database, SETTINGS, NOW)
    with database.read() as session:
        kept = session.get_one(WebhookEndpointRecord, endpoint_id)
        assert (kept.secret, kept.old_secret, kept.old_secret_until) == (newest, None, None)


def test_a_list_that_waited_in_vain_is_called_off(database: Database, stored_week: str) -> None:
    """Its run says so; nobody waits for it for ever."""
    with database.write() as session:
        waiting_list(session, 1, NOW - timedelta(days=15))
    sweep(database, SETTINGS, NOW)
    with database.read() as session:
        assert session.scalars(select(RunRecord.state)).all() == [RunState.CANCELLED]


def test_a_deleted_rep_is_emptied_once(database: Database, stored_week: str) -> None:
    """He stays under a name that leads to nobody, and is no erased one: he may be told of again."""
    with database.write() as session:
        old = NOW - timedelta(days=91)
        session.execute(update(RepRecord).where(RepRecord.external_id == "li").values(deleted_at=old))
    assert [sweep(database, SETTINGS, NOW)[4].rows for _ in range(2)] == [1, 0]
    with database.read() as session:
        assert session.scalars(select(RepRecord.name)).all().count(week.LI.name) == 0
        assert session.scalars(select(ErasureRecord.subject_id)).all() == []


def test_a_deleted_account_takes_its_people_along(database: Database, stored_week: str) -> None:
    """Contacts, stops and all."""
    with database.write() as session:
        deleted_account(session, 1, NOW - timedelta(days=91))
        account_id = session.scalars(select(AccountRecord.id).where(AccountRecord.deleted_at.is_not(None))).one()
    sweep(database, SETTINGS, NOW)
    with database.read() as session:
        assert session.scalars(select(ContactRecord.id).where(ContactRecord.account_id == account_id)).all() == []


def test_a_forgotten_beginning_leaves_the_log_whole(database: Database) -> None:
    """What is left can be followed from the hash that was noted; again and again."""
    with database.write() as session:
        for number in range(6):
            deed(session, number, NOW + timedelta(days=number))
    for days in (2, 4, 5):
        later = NOW + timedelta(days=1096 + days)
        assert sweep(database, SETTINGS, later)[-1].rows == {2: 2, 4: 2, 5: 1}[days]
        with database.read() as session:
            assert list(broken_links(session)) == []
            first = session.scalars(select(AuditRecord).order_by(AuditRecord.number)).first()
            assert first is not None
            assert first.number == days + 1


@pytest.mark.parametrize("how", ["cut", "changed", "noted"])
def test_an_end_that_was_cut_off_is_found_out(database: Database, how: str) -> None:
    """Who deletes entries without saying so, or says something else than what was there, is named."""
    with database.write() as session:
        for number in range(4):
            deed(session, number, NOW + timedelta(days=number))
    sweep(database, SETTINGS, NOW + timedelta(days=1098))
    with database.write() as session:
        if how == "cut":
            session.query(AuditRecord).filter(AuditRecord.number == 3).delete()
        elif how == "changed":
            session.query(AuditRecord).filter(AuditRecord.number == 3).update({"subject_id": "acc_x"})
        else:
            note_deed(session, Identity("manager"), "audit.forgotten", f"3-{'0' * 64}", NOW)
    with database.read() as session:
        assert list(broken_links(session)) != []


def test_a_service_sweeps_by_itself(database: Database, stored_week: str, log: Log) -> None:
    """Soon after its start, and says in the log what it let go of."""
    with database.write() as session:
        kept_answer(session, 1, NOW - timedelta(days=8))
    sweeper = Sweeper(database, SETTINGS, lambda: NOW)
    sweeper.start(first_after_s=0.0)
    until(lambda: bool(log.records("kproute.privacy")))
    sweeper.close()
    (line,) = log.records("kproute.privacy")
    assert line["message"] == "Swept: 1 answers to repeated requests"
