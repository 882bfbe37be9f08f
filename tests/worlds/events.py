"""Events of visits of the small week: bodies as a phone sends them, and ids as it makes them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AccountRecord, VisitRecord
from tests.worlds import week


def event_id(number: int) -> str:
    """A UUIDv7."""
    return f"019ab5f2-7c00-7000-8000-{number:012x}"


def event(kind: str = "done", **more: Any) -> dict[str, Any]:
    """An event at 09:50 of the Tuesday, by the published plan."""
    told = {"kind": kind, "at": "2026-11-24T09:50:00+08:00", "device_id": "phone-1", "plan_version": 1}
    return {**told, **more}


def visit_of(session: Session, external_id: str = week.WEST_LAKE.external_id) -> str:
    """The id of the account's visit."""
    of_account = select(VisitRecord.id).join(AccountRecord, AccountRecord.id == VisitRecord.account_id)
    return session.scalars(of_account.where(AccountRecord.external_id == external_id)).one()
