"""How good a written plan provably is: found out once the plan is there, and then added to its folder."""

from collections.abc import Sequence
from dataclasses import replace

from app.cli.engine import ENGINE
from app.cli.report import proof_bar
from app.cli.screen import say
from app.planning.certificate import PlanCertificate, RepCertificate
from app.planning.certification import certified
from app.planning.solving import ProofOrder
from app.planning.week_plan import WeekPlan
from app.planning.wordings import certificate_scope, certificate_sentence


def with_certificate(plan: WeekPlan, orders: Sequence[ProofOrder], time_s: float) -> WeekPlan:
    """The plan with its certificate; each rep's proof may take the time."""
    return replace(plan, certificate=PlanCertificate.summed_up(proven(orders, time_s)))


def proven(orders: Sequence[ProofOrder], time_s: float) -> list[RepCertificate]:
    """The certificate of each rep's plan, with a bar that moves as they come."""
    with proof_bar(len(orders), time_s) as tell:
        found = []
        for rep in certified(ENGINE, orders, time_s):
            found.append(rep)
            tell(len(found))
        return found


def show_certificate(certificate: PlanCertificate) -> None:
    """How good the plan provably is, and what that was compared with."""
    say(f"{certificate_sentence(certificate)} {certificate_scope(certificate)}".strip())
