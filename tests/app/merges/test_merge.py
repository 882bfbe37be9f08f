"""Two accounts become one: every row goes over, both ids find it, and it can be taken back for seven days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.access.audit import entries
from app.access.identity import Identity
from app.db import Database
from app.errors import NotFound
from app.intake.account_changes import stored_accounts, tell_accounts
from app.intake.account_lists import account_record, find_account
from app.intake.past_visit_lists import read_past_visits
from app.intake.past_visits import RowEnd, keep_past_visits
from app.intake.store import import_accounts
from app.merges.merge import BothPromised, Merged, MergeOrder, merge_accounts
from app.merges.pairs import PairChanged, ask_again, proposed_pairs, tell_apart
from app.merges.undo import UNDO_FOR, LaterMerge, recent_merges, undo_merge
from app.method.account import Account, Contact, ContactRole, Grade
from app.method.opportunity import Opportunity
from app.models import (
    AccountRecord,
    BookingRecord,
    ContactRecord,
    EvidenceRecord,
    LedgerRecord,
    PastVisitRecord,
    PlanRecord,
    SeminarInvitationRecord,
    SeminarRecord,
    StopRecord,
    VisitRecord,
)
from app.opportunities.changes import begin_opportunity
from app.opportunities.known import OpportunityFilter, opportunities
from app.planning.by_hand import ByHand, HandLock
from app.visits.event_facts import EventKind, VisitFact
from app.visits.events import tell_event, visit_view
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.events import event_id, visit_of
from tests.worlds.stored import LIST, listed_row, store_week

DIRECTOR = Identity("manager")
LATER = NOW + timedelta(hours=1)
XIXI = week.XIXI.external_id
# Who the CRM calls by another id and another name, under the same number, some metres away.
CRM = replace(
    week.XIXI,
    external_id="C-77",
    name="西溪印务有限公司",
    grade=Grade.A,
    contacts=(Contact("林工", ContactRole.USER, 3, "0571-88887777"), Contact("陈总", mail="chen@example.com")),
    yearly_value=80_000,
    visits=5,
)


@pytest.fixture
def stored_week_sqlite(sqlite_database: Database) -> str:
    """The small week in a file."""
    with sqlite_database.write() as session:
        return store_week(session, NOW)


def tell_crm(session: Session, account: Account = CRM) -> str:
    tell_accounts(session, DIRECTOR, "crm", [account], NOW)
    return our_id(session, account.external_id)


def our_id(session: Session, external_id: str) -> str:
    return session.scalars(select(AccountRecord.id).where(AccountRecord.external_id == external_id)).one()


def merge(session: Session, kept: str, other: str, *from_other: str) -> Merged:
    records = {
        name: session.scalars(select(AccountRecord).where(AccountRecord.external_id == name)).one()
        for name in (kept, other)
    }
    order = MergeOrder(kept, other, records[kept].version, records[other].version, frozenset(from_other))
    return merge_accounts(session, DIRECTOR, order, LATER)


def fill(session: Session, account_id: str, day: int) -> None:
    """Rows of every kind that hang on an account; those of two accounts meet on the third of November."""
    for on in (3, day):
        row = PastVisitRecord(account_id=account_id, outcome="done", on_day=date(2026, 11, on), note="", told_at=NOW)
        session.add(row)
    session.add(
        EvidenceRecord(id=f"evi_{day}", account_id=account_id, leg="need", answer="yes", text="", at=NOW, by_kind="key")
    )
    session.flush()


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that a merge touches, but for what counts changes."""
    told: dict[str, list[tuple[object, ...]]] = {}
    for record in (
        AccountRecord,
        ContactRecord,
        VisitRecord,
        StopRecord,
        LedgerRecord,
        PastVisitRecord,
        EvidenceRecord,
        SeminarInvitationRecord,
    ):
        columns = [column for column in record.__table__.columns if column.name not in ("version", "updated_at")]
        told[record.__tablename__] = sorted((tuple(row) for row in session.execute(select(*columns))), key=repr)
    told["plan"] = [tuple(row) for row in session.execute(select(PlanRecord.by_hand, PlanRecord.earlier))]
    return told


def invite(session: Session, seminar_id: str, account_id: str, state: str) -> None:
    facts = {"area": "home", "grade": "B", "why": "far", "worth": 1.0, "changed_at": NOW}
    session.add(SeminarInvitationRecord(seminar_id=seminar_id, account_id=account_id, state=state, **facts))


def test_a_merge_moves_everything_and_undoing_puts_it_back(database: Database, stored_week: str) -> None:
    """Facts, people, visits, stops, locks, ledger, deals, evidence, past visits, invitations: there and back."""
    with database.write() as session:
        crm_id, xixi_id = tell_crm(session), our_id(session, XIXI)
        fill(session, crm_id, 4)
        fill(session, xixi_id, 5)
        session.add(SeminarRecord(id="sem_1", on_day=week.TUESDAY, half="morning", place="西湖会堂", seats=9))
        session.flush()
        invite(session, "sem_1", crm_id, "open")
        invite(session, "sem_1", xixi_id, "accepted")
        lock = HandLock("wang", week.WEDNESDAY, XIXI)
        by_hand = ByHand((lock,)).as_json()
        earlier = {XIXI: ["wang", "2026-11-25"]}
        session.execute(update(PlanRecord).where(PlanRecord.id == stored_week).values(by_hand=by_hand, earlier=earlier))
        deal = begin_opportunity(session, DIRECTOR, XIXI, Opportunity("年框"), NOW)
    with database.read() as session:
        before = everything(session)
        visit_id = visit_of(session, XIXI)
    with database.write() as session:
        merged = merge(session, CRM.external_id, XIXI, "name")
    assert (merged.kept_external_id, merged.merged_id) == (CRM.external_id, xixi_id)
    with database.read() as session:
        found = find_account(session, DIRECTOR, XIXI, LATER)
        assert found is not None
        assert found.id == crm_id == account_record(session, DIRECTOR, xixi_id).id
        account = found.account
        assert (account.name, account.grade, account.yearly_value) == ("西溪印务", Grade.A, 80_000)
        assert {(one.name, one.mail, one.phone) for one in account.contacts} == {
            ("林工", "", "0571-88887777"),
            ("陈总", "chen@example.com", "13800000001"),
        }
        assert visit_view(session, DIRECTOR, visit_id).account_id == CRM.external_id
        (stop,) = session.scalars(select(StopRecord).where(StopRecord.visit_id == visit_id))
        assert stop.external_id == CRM.external_id
        assert session.scalars(select(LedgerRecord.external_id).where(LedgerRecord.external_id == XIXI)).all() == []
        plan = session.get_one(PlanRecord, stored_week)
        assert ByHand.from_json(plan.by_hand).locks == (replace(lock, external_id=CRM.external_id),)
        assert plan.earlier == {CRM.external_id: ["wang", "2026-11-25"]}
        days = select(PastVisitRecord.on_day).where(PastVisitRecord.account_id == crm_id)
        assert sorted(day.day for day in session.scalars(days)) == [3, 4, 5]
        state = select(SeminarInvitationRecord.state).where(SeminarInvitationRecord.account_id == crm_id)
        assert session.scalars(state).all() == ["accepted"]
        assert sorted(session.scalars(select(SeminarInvitationRecord.state))) == ["accepted", "taken_out"]
        of_crm = opportunities(session, DIRECTOR, OpportunityFilter(CRM.external_id), "", 9)
        assert [one.id for one in of_crm] == [deal.id]
        assert entries(session, crm_id, None, None, 1)[0].action == "account.merged"
        assert [one.stays for one in recent_merges(session, DIRECTOR, LATER)] == [False]
    with database.write() as session:
        assert undo_merge(session, DIRECTOR, xixi_id, LATER + UNDO_FOR / 2) == XIXI
    with database.read() as session:
        assert everything(session) == before
        assert find_account(session, DIRECTOR, XIXI, LATER).id == xixi_id  # type: ignore[union-attr]
        assert recent_merges(session, DIRECTOR, LATER) == []


def test_a_phone_without_network_reports_to_the_kept_account(
    sqlite_database: Database, stored_week_sqlite: str
) -> None:
    """The visit keeps its id, so what a rep did with the merged account counts for the customer."""
    with sqlite_database.write() as session:
        crm_id, visit_id = tell_crm(session), visit_of(session, XIXI)
        merge(session, CRM.external_id, XIXI)
    with sqlite_database.write() as session:
        fact = VisitFact(EventKind.DONE, NOW, "phone-1", 1)
        tell_event(session, DIRECTOR, visit_id, event_id(1), fact, LATER)
        told = find_account(session, DIRECTOR, CRM.external_id, LATER)
    assert told is not None
    assert told.id == crm_id
    assert (told.account.visits, told.account.last_visit_on) == (6, week.TUESDAY)


def test_later_lists_and_programs_find_the_kept_account(sqlite_database: Database, stored_week_sqlite: str) -> None:
    """A list that tells of the merged id again fills what is missing, and brings nobody back."""
    with sqlite_database.write() as session:
        crm_id = tell_crm(session, replace(CRM, address=""))
        merge(session, CRM.external_id, XIXI)
        rows = (listed_row(2, replace(week.XIXI, name="西溪", market="本埠")),)
        summary = import_accounts(session, replace(LIST, rows=rows, faults=()), LATER)
        found = find_account(session, DIRECTOR, XIXI, LATER)
        gone = stored_accounts(session, DIRECTOR, [XIXI])[XIXI]
    assert (summary.created, summary.updated) == (0, 1)
    assert found is not None
    assert (found.id, found.account.market, found.account.name) == (crm_id, "本埠", CRM.name)
    assert gone.is_deleted


def test_a_plan_that_visits_both_keeps_both_stops(sqlite_database: Database, stored_week_sqlite: str) -> None:
    """Nobody's stop vanishes from a phone; both visits are the kept account's."""
    with sqlite_database.write() as session:
        kept, other = week.WEST_LAKE.external_id, week.WULIN.external_id
        visits = {visit_of(session, kept), visit_of(session, other)}
        merge(session, kept, other)
        stops = session.scalars(select(StopRecord.external_id).where(StopRecord.visit_id.in_(visits))).all()
        numbers = session.execute(
            select(VisitRecord.id, VisitRecord.number).where(VisitRecord.account_id == our_id(session, kept))
        ).all()
    assert sorted(stops) == [kept, other]
    assert ({row[0] for row in numbers}, sorted(row[1] for row in numbers)) == (visits, [1, 2])


def test_who_comes_second_is_told(sqlite_database: Database, stored_week_sqlite: str) -> None:
    """The same order again, or one by what is not there any more, changes nothing; nor do two promises."""
    with sqlite_database.write() as session:
        tell_crm(session)
        seen = {
            name: session.scalars(select(AccountRecord.version).where(AccountRecord.external_id == name)).one()
            for name in (CRM.external_id, XIXI)
        }
        order = MergeOrder(CRM.external_id, XIXI, seen[CRM.external_id], seen[XIXI])
        with pytest.raises(PairChanged):
            merge_accounts(session, DIRECTOR, replace(order, other_version=9), LATER)
        for name in (CRM.external_id, XIXI):
            row = BookingRecord(
                account_id=our_id(session, name), on_day=week.WEDNESDAY, start_s=1, service_s=1, booked_at=NOW
            )
            session.add(row)
            session.flush()
        with pytest.raises(BothPromised):
            merge_accounts(session, DIRECTOR, order, LATER)
        session.delete(row)
        session.flush()
        first = merge_accounts(session, DIRECTOR, order, LATER)
        with pytest.raises(PairChanged):
            merge_accounts(session, DIRECTOR, order, LATER)
        with pytest.raises(NotFound):
            undo_merge(session, DIRECTOR, first.merged_id, LATER + UNDO_FOR)
        merge(session, week.TONGLU.external_id, CRM.external_id)
        with pytest.raises(LaterMerge):
            undo_merge(session, DIRECTOR, first.merged_id, LATER)
        through = find_account(session, DIRECTOR, XIXI, LATER)
    assert through is not None
    assert through.account.external_id == week.TONGLU.external_id


def test_what_was_changed_since_stays_when_a_merge_is_taken_back(
    sqlite_database: Database, stored_week_sqlite: str
) -> None:
    """The other account is as it was, and nobody's work on the kept one is lost."""
    with sqlite_database.write() as session:
        tell_crm(session)
        merged = merge(session, CRM.external_id, XIXI)
        now = stored_accounts(session, DIRECTOR, [CRM.external_id])[CRM.external_id].account
        tell_accounts(session, DIRECTOR, "crm", [replace(now, name="新名")], LATER)
        assert [one.stays for one in recent_merges(session, DIRECTOR, LATER)] == [True]
        undo_merge(session, DIRECTOR, merged.merged_id, LATER)
        after = stored_accounts(session, DIRECTOR, [CRM.external_id, XIXI])
    assert after[CRM.external_id].account.name == "新名"
    assert after[XIXI].account == week.XIXI
    assert not after[XIXI].is_deleted


def test_two_that_were_told_apart_are_not_proposed_again(sqlite_database: Database, stored_week_sqlite: str) -> None:
    """Who is also like a third one is proposed for that one instead; asked again, they are proposed again."""
    phone = "0571-86660000"
    with sqlite_database.write() as session:
        for name in ("C-1", "C-2", "C-3"):
            tell_crm(session, Account(name, f"店 {name}", contacts=(Contact("", phone=phone),)))

        def pairs(identity: Identity = DIRECTOR) -> list[tuple[str, str]]:
            return [(one.kept.external_id, one.new.external_id) for one in proposed_pairs(session, identity)]

        assert pairs() == [("C-1", "C-2"), ("C-1", "C-3")]
        for other in ("C-2", "C-3"):
            tell_apart(session, DIRECTOR, "C-1", other, NOW)
            tell_apart(session, DIRECTOR, other, "C-1", NOW)
        assert pairs() == [("C-2", "C-3")]
        merge(session, "C-2", "C-3")
        assert pairs() == []
        ask_again(session, DIRECTOR, "C-1", "C-2", NOW)
        assert pairs() == [("C-1", "C-2")]
        # Whoever does not see both sees nothing of them; of a number that six share nobody is asked, of one of his four
        # accounts he is.
        of_wang = pairs(Identity("rep", "wang"))
    assert of_wang
    assert not {"C-1", "C-2"} & {name for pair in of_wang for name in pair}


def test_past_visits_told_under_the_merged_id_are_the_kept_accounts(
    sqlite_database: Database, stored_week_sqlite: str
) -> None:
    """Whoever kept his own list of visits goes on telling it by the id he knows."""
    content = f"external_id,visited_on\n{XIXI},2026-11-20\n".encode()
    with sqlite_database.write() as session:
        crm_id = tell_crm(session)
        merge(session, CRM.external_id, XIXI)
        kept = keep_past_visits(session, read_past_visits(content, "visits.csv"), LATER)
        rows = session.scalars(select(PastVisitRecord.account_id)).all()
    assert (kept.count(RowEnd.ADDED), rows) == (1, [crm_id])
