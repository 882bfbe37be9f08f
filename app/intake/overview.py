"""The stored accounts with what the method says about each today: the gate's verdict and the due state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.intake.known_accounts import known_accounts
from app.intake.method_settings import settings_in_force
from app.method.account import Account
from app.method.cadence import DueState, due_state
from app.method.gate import Verdict, declared_otherwise, is_precise, verdict
from app.method.settings import MethodSettings
from app.models import AccountRecord, RepRecord

HORIZON_DAYS = 7
TIMEZONE_WITHOUT_REPS = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class JudgedAccount:
    """An account and its standing: `verdict` looks at the next seven days, `precise` is derived from the evidence."""

    account: Account
    id: str
    source: str
    version: int
    updated_at: datetime
    verdict: Verdict
    due: DueState
    precise: bool
    declared_otherwise: bool


def local_today(session: Session, now: datetime) -> date:
    """The day it is where the reps are."""
    return now.astimezone(local_zone(session)).date()


def local_zone(session: Session) -> ZoneInfo:
    """The time zone of the reps (of the first of them, if they are far apart)."""
    timezone = session.scalar(select(RepRecord.timezone).order_by(RepRecord.external_id).limit(1))
    return ZoneInfo(timezone or TIMEZONE_WITHOUT_REPS)


def judged_accounts(session: Session, query: Select[AccountRecord], now: datetime) -> list[JudgedAccount]:
    """The accounts that a query of their rows names, in its order; those that were deleted are not there."""
    settings, today = settings_in_force(session), local_today(session, now)
    horizon = [today + timedelta(days=n) for n in range(HORIZON_DAYS)]
    return [_judged(account, record, settings, horizon) for record, account in known_accounts(session, query)]


def _judged(
    account: Account, record: AccountRecord, settings: MethodSettings, horizon: Sequence[date]
) -> JudgedAccount:
    return JudgedAccount(
        account=account,
        id=record.id,
        source=record.source,
        version=record.version,
        updated_at=record.updated_at,
        verdict=verdict(account, settings, horizon=horizon),
        due=due_state(account, settings, horizon[0]),
        precise=is_precise(account),
        declared_otherwise=declared_otherwise(account),
    )
