"""Who may be visited at all: the gate of the method's sections 1 and 2, first verdict wins."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.method.account import Account, Answer, Category, Contact, ContactRole, Need
from app.method.settings import MethodSettings

LEGS = ("authority", "ability_to_pay", "need")
TASK_FOR_LEG = {
    "authority": "FIND_FIRST_KP",
    "ability_to_pay": "CHECK_ABILITY_TO_PAY",
    "need": "UNCOVER_NEED",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`code` is None where the account may be routed; else the gate's reason, with the numbers of its sentence."""

    code: str | None = None
    params: dict[str, object] = field(default_factory=dict)

    @property
    def may_be_routed(self) -> bool:
        return self.code is None


ROUTABLE = Verdict()


def legs(account: Account) -> dict[str, Answer]:
    """The three answers, in the order they are asked: derived from evidence, else declared by the `precise` flag.

    A leg whose column the source lacks follows the flag; a known first KP answers authority by itself.
    """
    declared = (
        Answer.UNKNOWN if account.declared_precise is None else (Answer.YES if account.declared_precise else Answer.NO)
    )
    knows_first_kp = any(contact.role is ContactRole.FIRST_KP for contact in account.contacts)
    authority = Answer.YES if knows_first_kp and account.authority is not Answer.NO else account.authority
    need = (
        None
        if account.need is None
        else {Need.NO: Answer.NO, Need.UNKNOWN: Answer.UNKNOWN}.get(account.need, Answer.YES)
    )
    answers = {"authority": authority, "ability_to_pay": account.ability_to_pay, "need": need}
    return {leg: declared if answer is None else answer for leg, answer in answers.items()}


def said_yes(account: Account) -> frozenset[str]:
    """The legs that are answered with yes."""
    return frozenset(leg for leg, answer in legs(account).items() if answer is Answer.YES)


def is_precise(account: Account) -> bool:
    """Need, ability to pay and authority are all yes (精准); none can be missing."""
    return len(said_yes(account)) == len(LEGS)


def declared_otherwise(account: Account) -> bool:
    """Whether the source's `precise` flag contradicts the evidence; the evidence wins and the conflict is shown."""
    return account.declared_precise is not None and account.declared_precise != is_precise(account)


def verdict(account: Account, settings: MethodSettings, *, horizon: Sequence[date]) -> Verdict:
    """May this account be routed within `horizon`? The method's order of verdicts, first match wins."""
    if not account.active:
        return Verdict("INACTIVE")
    if account.do_not_visit:
        return Verdict("DO_NOT_VISIT")
    if account.location is None:
        return Verdict("ROUGH_LOCATION" if account.place_is_rough else "NEEDS_LOCATION")
    if not any(account.opening.on(day) for day in horizon) and not _promised_within(account, horizon):
        return Verdict("CLOSED")
    if account.category is Category.PROSPECT:
        return _prospect_verdict(account, settings)
    return ROUTABLE if knows_kp(account) else Verdict("FIND_KP")


def knows_kp(account: Account) -> bool:
    """Whether somebody is known there who decides, or whom the one who decides listens to."""
    named = any(contact.role in (ContactRole.FIRST_KP, ContactRole.KP) for contact in account.contacts)
    return named or legs(account)["authority"] is Answer.YES


def _promised_within(account: Account, horizon: Sequence[date]) -> bool:
    return account.appointment is not None and account.appointment.on in horizon


def visits_left(account: Account, settings: MethodSettings) -> int:
    """How often a prospect may still be visited before he signs."""
    return max(0, settings.visit_cap + (1 if account.reopened else 0) - account.visits)


def _prospect_verdict(account: Account, settings: MethodSettings) -> Verdict:
    """Two visits unsigned is the cap; a reopened prospect gets exactly one more."""
    if not visits_left(account, settings):
        return Verdict("VISIT_CAP", {"visits": account.visits})
    answers = legs(account)
    said_no = [leg for leg in LEGS if answers[leg] is Answer.NO]
    if said_no:
        return Verdict("NOT_PRECISE", {"legs": said_no, "days": settings.look_again_days})
    unknown = [leg for leg in LEGS if answers[leg] is Answer.UNKNOWN]
    if unknown:
        return Verdict(TASK_FOR_LEG[unknown[0]], {"unknown": unknown})
    return ROUTABLE


def assumed_qualified(account: Account) -> Account:
    """The account as a precise one with an unnamed first KP, wherever its source does not itself say no."""
    if account.declared_precise is False:
        return account
    contacts = account.contacts
    if not any(contact.role in (ContactRole.FIRST_KP, ContactRole.KP) for contact in contacts):
        contacts = (Contact("", ContactRole.FIRST_KP), *contacts)
    return replace(
        account,
        contacts=contacts,
        declared_precise=True,
        need=Need.LATENT if account.need in (None, Need.UNKNOWN) else account.need,
        ability_to_pay=Answer.NO if account.ability_to_pay is Answer.NO else Answer.YES,
        authority=Answer.NO if account.authority is Answer.NO else Answer.YES,
    )
