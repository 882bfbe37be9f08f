"""How far accounts have come: how many are at each leg of the way to a signature, and how often prospects were met."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.intake.method_settings import settings_in_force
from app.intake.overview import local_today
from app.method.account import Category
from app.visits.account_groups import VISIT_MIX, Group, groups_of, routed_this_week
from app.visits.account_table import AccountWish, wanted_accounts


@dataclass(frozen=True, slots=True)
class MixShare:
    """Prospects met so often: how many, which share of all that were met, and the share that is wanted."""

    group: Group
    prospects: int
    share: float
    wanted: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """The accounts that are seen and asked for, counted; every number is the length of a list of the table."""

    counts: Mapping[tuple[Group, Category], int]
    mix: tuple[MixShare, ...]

    def count(self, group: Group, category: Category | None = None) -> int:
        """How many accounts are in the group, of one category or of all."""
        return sum(self.counts.get((group, one), 0) for one in ([category] if category else Category))

    @property
    def met(self) -> int:
        """How many prospects were met at all: the n of the mix."""
        return sum(share.prospects for share in self.mix)


def funnel(session: Session, identity: Identity, owner: str, market: str, now: datetime) -> Funnel:
    """The funnel of the accounts that are seen, of one owner and of one market where these are named."""
    rows = wanted_accounts(session, identity, AccountWish(owner=owner, market=market), now)
    routed = routed_this_week(session, local_today(session, now))
    counts = Counter((group, Category(one.category)) for one in rows for group in groups_of(one, routed))
    wanted = settings_in_force(session).visit_mix
    seen = {group: counts[group, Category.PROSPECT] for group in VISIT_MIX}
    met = sum(seen.values())
    mix = [MixShare(g, seen[g], seen[g] / met if met else 0, wanted[name]) for g, name in VISIT_MIX.items()]
    return Funnel(counts, tuple(mix))
