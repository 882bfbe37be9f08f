"""What a visit brings in a simulated quarter: deals are drawn from the method's table of chances, the rest expected."""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b

from app.method.account import Account, Category, ContactRole
from app.method.debrief import LEVEL_MET
from app.method.gate import is_precise, knows_kp
from app.method.settings import MethodSettings
from app.method.worth import close_probability, deal_value, expected_result

BITS = 53  # of luck: as many as a float holds


@dataclass(frozen=True, slots=True)
class Brought:
    """What one visit brought in CNY, and the account after it; nothing where nobody decides, needs us or can pay."""

    account: Account
    deal: int | None = None  # None: nothing was signed
    kept: float = 0.0  # the part of a customer's yearly value that hung on the visit
    is_wasted: bool = False
    is_refused: bool = False

    def __post_init__(self) -> None:
        if self.is_wasted and (self.deal is not None or self.kept or self.is_refused):
            raise ValueError("A wasted visit brings nothing, not even an answer.")


def luck(seed: int, external_id: str, number: int) -> float:
    """The luck of an account's visit of this number, from 0 to below 1: the same for whoever makes it, and when."""
    digest = blake2b(f"{seed}/{number}/{external_id}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 64 - BITS) / (1 << BITS)


def visited(account: Account, on: date, settings: MethodSettings, seed: int) -> Brought:
    """What the account's next visit brings on this day."""
    after = _seen(account, on)
    if account.category is not Category.PROSPECT:
        if not knows_kp(account):
            return Brought(after, is_wasted=True)
        return Brought(after, kept=expected_result(account, settings, on))
    if not is_precise(account):
        return Brought(after, is_wasted=True)
    if luck(seed, account.external_id, account.visits + 1) < close_probability(account, settings, on):
        return Brought(replace(after, category=Category.SIGNED), deal=deal_value(account, settings))
    return Brought(after, is_refused=True)


def _seen(account: Account, on: date) -> Account:
    """The account with the facts of a visit: whom one has met is met, and what was promised up to then is kept."""
    return replace(
        account,
        visits=account.visits + 1,
        last_visit_on=on,
        next_step_on=account.next_step_on if account.next_step_on and account.next_step_on > on else None,
        must_visit=False,
        contacts=tuple(
            replace(one, level=max(one.level, LEVEL_MET)) if one.role is ContactRole.FIRST_KP else one
            for one in account.contacts
        ),
    )
