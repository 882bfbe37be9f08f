"""The stored accounts with what the method says about each today: the gate's verdict and the due state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intake.known_accounts import known_accounts
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
    source: str
    verdict: Verdict
    due: DueState
    precise: bool
    declared_otherwise: bool


def local_today(session: Session, now: datetime) -> date:
    """The day it is where the reps are (where the first of them is, if they are far apart)."""
    timezone = session.scalar(select(RepRecord.timezone).order_by(RepRecord.external_id).limit(1))
    return now.astimezone(ZoneInfo(timezone or TIMEZONE_WITHOUT_REPS)).date()


def judged_accounts(
    session: Session, settings: MethodSettings, *, now: datetime, after: str = "", limit: int
) -> list[JudgedAccount]:
    """Accounts in the order of their external ids, from the first one behind `after` on."""
    query = select(AccountRecord).where(AccountRecord.external_id > after).order_by(AccountRecord.external_id)
    today = local_today(session, now)
    horizon = [today + timedelta(days=n) for n in range(HORIZON_DAYS)]
    return [
        _judged(account, record.source, settings, horizon)
        for record, account in known_accounts(session, query.limit(limit))
    ]


def _judged(account: Account, source: str, settings: MethodSettings, horizon: Sequence[date]) -> JudgedAccount:
    return JudgedAccount(
        account=account,
        source=source,
        verdict=verdict(account, settings, horizon=horizon),
        due=due_state(account, settings, horizon[0]),
        precise=is_precise(account),
        declared_otherwise=declared_otherwise(account),
    )
