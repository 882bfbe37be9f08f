"""A database in which every column that is of somebody holds a word of its own, to be found again or not.

`plant` writes the word straight into the tables, past whatever would refuse it, so that no column is forgotten.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Column, String, select, update
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.links import create_link, redeem_link
from app.ids import new_id
from app.models import (
    AccountAliasRecord,
    AccountPlaceRecord,
    AccountRecord,
    AssistantTeamRecord,
    Base,
    BookingRecord,
    CalendarFeedRecord,
    ContactRecord,
    EvidenceRecord,
    ImportRecord,
    ImportRowRecord,
    KeptAnswerRecord,
    MergeUndoRecord,
    OpportunityChangeRecord,
    OpportunityRecord,
    PastVisitRecord,
    PersonRecord,
    RepRecord,
    RepSettingsRecord,
    RunRecord,
    SelfReviewRecord,
    SeminarHostRecord,
    SeminarInvitationRecord,
    SeminarRecord,
    SessionRecord,
    SignInLinkRecord,
    TaskWordRecord,
    TeamRecord,
    VisitEventRecord,
    VisitRecord,
)
from app.privacy.export import whose_columns
from app.privacy.held import HELD, Whose
from app.privacy.subjects import find_subject
from app.privacy.traces import own_rows, table
from app.runs.states import Lane, RunKind, RunState
from tests.worlds import week

MANAGER = Identity("manager")
NAME, PHONE, ADDRESS = "杭州普兰特茶行", "13912345678", "西湖区秘密路 17 号"
CONTACT, MAIL, WECHAT = "潘兰婷", "planted@example.com", "plantedwx"
REP_NAME = "魏普兰"
MANAGER_NAME, LOGIN = "普经理兰", "planted-login@example.com"
LAT, LON = 30.271828, 120.314159
REP_LAT, REP_LON = 30.182818, 120.161803


@dataclass(frozen=True, slots=True)
class Planted:
    """Whom the words are of."""

    account_id: str
    contact_id: str
    rep_id: str
    visit_id: str
    person_id: str


def plant_people(session: Session, at: datetime) -> Planted:
    """The published small week, in which one account, the person there and one rep have names that are found again.

    They stand in every table: in plans old and new, events, answers, runs, import faults, links and sessions.
    """
    account = session.scalars(
        select(AccountRecord).where(AccountRecord.external_id == week.WEST_LAKE.external_id)
    ).one()
    contact = session.scalars(select(ContactRecord).where(ContactRecord.account_id == account.id)).one()
    rep = session.scalars(select(RepRecord).where(RepRecord.external_id == "wang")).one()
    visit = session.scalars(select(VisitRecord).where(VisitRecord.account_id == account.id)).one()
    session.add(CalendarFeedRecord(rep_id=rep.id, token_sha256="c" * 64, created_at=at))
    session.add(SeminarRecord(id="sem_planted", on_day=week.TUESDAY, half="morning", place="西湖会堂", seats=10))
    account.name, account.address = NAME, ADDRESS
    account.lat, account.lon, account.source_lat, account.source_lon = LAT, LON, LAT, LON
    contact.name, contact.phone, contact.mail, contact.wechat = CONTACT, PHONE, MAIL, WECHAT
    rep.name = REP_NAME
    rep.home_lat, rep.home_lon, rep.home_source_lat, rep.home_source_lon = REP_LAT, REP_LON, REP_LAT, REP_LON
    session.flush()
    stop, route, ledger = table("stop"), table("route"), table("ledger_row")
    ids = select(table("shift").c.id).where(table("shift").c.rep_id == rep.id)
    session.execute(
        update(stop)
        .where(stop.c.visit_id == visit.id)
        .values(name=NAME, address=ADDRESS, lat=LAT, lon=LON, contact_name=CONTACT, contact_phone=PHONE)
    )
    session.execute(
        update(route)
        .where(route.c.shift_id.in_(ids))
        .values(rep_name=REP_NAME, start_lat=REP_LAT, start_lon=REP_LON, end_lat=REP_LAT, end_lon=REP_LON)
    )
    session.execute(update(ledger).where(ledger.c.external_id == account.external_id).values(name=NAME))
    said = f"{NAME} {CONTACT} {PHONE} {ADDRESS} {REP_NAME} {MANAGER_NAME} {LOGIN}"
    params = {"with": [NAME, "other"], "rep": REP_NAME, "value": CONTACT, "lat": LAT, "at": str(LON), "said": said}
    session.execute(update(ledger).where(ledger.c.external_id == week.TONGLU.external_id).values(params=params))
    plan = table("plan")
    session.execute(update(plan).values(notes=[{"code": "BOOKED", "params": {"account": NAME, "rep": REP_NAME}}]))
    import_id = session.scalars(select(ImportRecord.id)).one()
    session.execute(update(table("import_batch")).values(file_name=f"{said}.csv"))
    session.add_all(
        [
            RepSettingsRecord(
                rep_id=rep.id, number=1, differing={"yearly_target": 1}, changed=["yearly_target"], changed_at=at
            ),
            AccountAliasRecord(source="list", external_id="HZ-001-OLD", account_id=account.id, import_id=import_id),
            AccountPlaceRecord(
                account_id=account.id,
                state="put",
                told_address=ADDRESS,
                told_lat=LAT,
                told_lon=LON,
                asked=ADDRESS,
                lat=LAT,
                lon=LON,
                source_lat=LAT,
                source_lon=LON,
                datum="wgs84",
                tries=0,
                changed_at=at,
            ),
            MergeUndoRecord(
                account_id=session.scalars(
                    select(AccountRecord.id).where(AccountRecord.external_id == week.TONGLU.external_id)
                ).one(),
                kept_id=account.id,
                version=1,
                before={"said": said},
                moved={},
                merged_at=at,
                by_kind="manager",
            ),
            OpportunityRecord(
                id="opp_planted",
                account_id=account.id,
                name=said,
                stage="contacted",
                lost=False,
                findings={"budget": ["yes", said]},
                help_wanted=said,
                help_asked_at=at,
                help_asked_by=rep.id,
                help_answer=said,
                help_answered_at=at,
                created_at=at,
            ),
            TaskWordRecord(
                id="tsw_planted",
                account_id=account.id,
                reason="FIND_KP",
                saying="note",
                text=said,
                at=at,
                on_day=week.TUESDAY,
                by_kind="rep",
                by_id=rep.id,
            ),
            EvidenceRecord(
                id="evd_planted",
                account_id=account.id,
                leg="need",
                answer="yes",
                text=said,
                at=at,
                by_kind="rep",
                by_id=rep.id,
            ),
            SeminarHostRecord(seminar_id="sem_planted", rep_id=rep.id),
            SeminarInvitationRecord(
                seminar_id="sem_planted",
                account_id=account.id,
                area="home",
                grade="A",
                why="capped",
                worth=1000,
                state="open",
                changed_at=at,
            ),
            BookingRecord(
                account_id=account.id, rep_id=rep.id, on_day=week.TUESDAY, start_s=36000, service_s=1800, booked_at=at
            ),
            PastVisitRecord(
                account_id=account.id, outcome="done", on_day=week.MONDAY, rep_id=rep.id, note=said, told_at=at
            ),
            ImportRowRecord(
                import_id=import_id,
                position=90,
                line=90,
                external_id="",
                name=NAME,
                severity="warning",
                field="phone",
                code="TEXT_CUT",
                params=params,
            ),
            SelfReviewRecord(
                rep_id=rep.id,
                week_on=week.MONDAY,
                ratings={"pace": [4, said]},
                won=said,
                lost=said,
                shared_at=at,
                changed_at=at,
            ),
            KeptAnswerRecord(
                request_sha256="a" * 64,
                body_sha256="b" * 64,
                status=200,
                headers={},
                body=json.dumps(
                    {"name": NAME, "contacts": [CONTACT], "rep": REP_NAME, "text": said}, ensure_ascii=False
                ),
                kept_at=at,
            ),
            RunRecord(
                id=new_id("op"),
                kind=RunKind.IMPORT,
                state=RunState.FAILED,
                lane=Lane.LISTS,
                attempt=1,
                options={"file_name": said},
                phase="done",
                reps_done=0,
                reps=0,
                error_code="import.unusable",
                error_text=said,
                error_params=params,
                created_at=at,
                finished_at=at,
            ),
        ]
    )
    session.flush()  # a change of it points at the opportunity
    session.add(
        OpportunityChangeRecord(
            opportunity_id="opp_planted", number=1, at=at, by_kind="rep", by_id=rep.id, changed={"name": ["", said]}
        )
    )
    for number, kind in enumerate(("arrived", "note"), start=1):
        session.add(
            VisitEventRecord(
                id=f"event-{number}",
                visit_id=visit.id,
                number=number,
                kind=kind,
                at=at,
                received_at=at,
                on_day=week.TUESDAY,
                rep_id=rep.id,
                device_id=f"phone of {REP_NAME}",
                plan_version=1,
                text=said if kind == "note" else "",
                facts={"outcome": {"who": CONTACT, "by": REP_NAME}},
                lat=REP_LAT if kind == "arrived" else None,
                lon=REP_LON if kind == "arrived" else None,
            )
        )
    redeem_link(session, create_link(session, "rep", "wang", at), at)
    person = PersonRecord(id=new_id("per"), login=LOGIN, name=MANAGER_NAME, role="assistant")
    team = TeamRecord(id=new_id("team"), name="北队")
    session.add_all((person, team))
    session.flush()
    session.add(AssistantTeamRecord(person_id=person.id, team_id=team.id))
    whose = {"kind": "manager", "person_id": person.id, "expires_at": at}
    moments = {"created_at": at, "seen_at": at, "proved_at": at}
    session.add(SignInLinkRecord(token_sha256="c" * 64, **whose))
    session.add(SessionRecord(token_sha256="d" * 64, id=new_id("ses"), device=f"phone of {LOGIN}", **whose, **moments))
    session.flush()
    session.expire_all()
    return Planted(account.id, contact.id, rep.id, visit.id, person.id)


def words_of(planted: Planted, whose: Whose) -> tuple[str, ...]:
    """What must not be found any more once this one was erased, in every spelling of a stored column."""
    return {
        Whose.ACCOUNT: (NAME, CONTACT, PHONE, ADDRESS, MAIL, WECHAT, repr(LAT), repr(LON)),
        Whose.CONTACT: (CONTACT, PHONE, MAIL, WECHAT),
        Whose.REP: (REP_NAME, repr(REP_LAT), repr(REP_LON)),
        Whose.MANAGER: (MANAGER_NAME, LOGIN),
    }[whose]


def degrees_of(whose: Whose) -> tuple[float, ...]:
    """The coordinates among them."""
    return {Whose.ACCOUNT: (LAT, LON), Whose.CONTACT: (), Whose.REP: (REP_LAT, REP_LON), Whose.MANAGER: ()}[whose]


def id_of(planted: Planted, whose: Whose) -> str:
    return {
        Whose.ACCOUNT: planted.account_id,
        Whose.CONTACT: planted.contact_id,
        Whose.REP: planted.rep_id,
        Whose.MANAGER: planted.person_id,
    }[whose]


def fill_columns(session: Session, subject_id: str) -> dict[str, set[str]]:
    """Give every column that is of the subject, in one row of each table that has one of his, a word that is nowhere
    else; returns the words by table. Columns of fixed words, days and numbers keep what they have."""
    subject = find_subject(session, subject_id)
    numbers, filled = count(1), {}
    for name, held in HELD.items():
        here, condition = table(name), own_rows(name, held, subject)
        if condition is None:
            continue
        columns = [here.c[column] for column in held.columns(*whose_columns(subject.whose)) if _is_free(here.c[column])]
        key = session.execute(select(*here.primary_key.columns).where(condition).limit(1)).first()
        assert key is not None, f"{name} has no row of the {subject.whose}"
        row = [column == value for column, value in zip(here.primary_key.columns, key, strict=True)]
        values = {column.name: _word(column, next(numbers)) for column in columns}
        if values:
            session.execute(update(here).where(*row).values(**values))
        filled[name] = {str(value) for value in values.values()}
    session.expire_all()
    return filled


def _is_free(column: Column[Any]) -> bool:
    fixed = {"kind", "category", "grade", "due", "need", "ability_to_pay", "authority", "datum", "end_datum", "flag"}
    fixed |= {"external_id", "owner", "timezone", "travel_mode", "role", "home_datum", "lat", "lon"}
    fixed |= {"stage", "area", "why", "state", "saying", "to_role", "leg"}
    return isinstance(column.type, String) and column.name not in fixed and not column.primary_key


def _word(column: Column[Any], number: int) -> str:
    return f"planted-{column.table.name}-{column.name}-{number}"


def everything_stored(session: Session) -> Iterator[str]:
    """Every value of every column of every table, as text."""
    for here in Base.metadata.sorted_tables:
        for row in session.execute(select(*here.columns)):
            yield from (str(value) for value in row if value is not None)
