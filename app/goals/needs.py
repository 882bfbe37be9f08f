"""What is missing for the rest of a rep's year: precise prospects and field days, at the chances he has today."""

from dataclasses import dataclass
from datetime import date
from statistics import fmean

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.access.scope import accounts_seen_by
from app.intake.known_accounts import known_accounts
from app.intake.method_settings import settings_in_force
from app.method.account import Account, Category, Grade
from app.method.field_days import is_field_day, working_days
from app.method.gate import is_precise, visits_left
from app.method.goal_backwards import Need, Prospecting, needed, prospecting
from app.method.rep import Rep
from app.method.settings import MethodSettings
from app.method.worth import close_probability, deal_value
from app.models import AccountRecord

STRANGER = Account("stranger", "", grade=Grade.B, category=Category.PROSPECT)


@dataclass(frozen=True, slots=True)
class Outlay:
    """What bringing in a sum takes and what there is of it; `own` says whether the chances are of the rep's prospects.

    Without a precise prospect the chances are those of a B account of which we only know the name.
    """

    need: Need
    each: Prospecting
    deal_value: int
    own: bool
    precise_prospects: int
    field_days_left: int

    @property
    def missing_prospects(self) -> int:
        return max(0, self.need.precise_prospects - self.precise_prospects)

    @property
    def missing_field_days(self) -> int:
        return max(0, self.need.field_days - self.field_days_left)


def outlay(session: Session, identity: Identity, rep: Rep, money: int, today: date) -> Outlay | None:
    """What it takes the rep to bring in so much by new deals from today on; None where no visit has a chance."""
    settings = settings_in_force(session)
    owned = select(AccountRecord).where(
        accounts_seen_by(identity),  # a namesake's of another team are not his
        AccountRecord.owner.in_((rep.external_id, rep.name)),
        AccountRecord.category == Category.PROSPECT,
    )
    open_ = [account for _, account in known_accounts(session, owned) if _is_open(account, settings)]
    seen = open_ or [STRANGER]
    value = round(fmean(deal_value(account, settings) for account in seen))
    chance = fmean(close_probability(account, settings, today) for account in seen)
    if not chance:
        return None
    each = prospecting(chance, settings)
    days = working_days(rep, today.year, settings.country)
    left = sum(1 for day in days if day >= today and is_field_day(rep, day, settings.country))
    return Outlay(needed(money, value, each, settings.full_day_visits), each, value, bool(open_), len(open_), left)


def _is_open(account: Account, settings: MethodSettings) -> bool:
    """Whether he is precise, worked on, and may still be visited."""
    may_be_seen = account.active and not account.do_not_visit
    return may_be_seen and is_precise(account) and visits_left(account, settings) > 0
