"""What a certificate says of a plan is arithmetic that never flatters."""

import json
from dataclasses import replace

import pytest

from app.planning.certificate import CertificateState, PlanCertificate, RepCertificate, WhyNot, gap_pct, unproven
from app.planning.wordings import CERTIFICATES, certificate_code, certificate_scope, certificate_sentence
from solver import Certificate, Uncertified

WANG = RepCertificate("wang", 994.0, 1000.0)
LI = RepCertificate("li", 1000.0, 1000.0)
LARGE = RepCertificate("zhao", 500.0, None, WhyNot.TOO_LARGE)


@pytest.mark.parametrize(
    ("value_s", "bound_s", "pct"),
    [
        (994.0, 1000.0, 0.6),
        (993.99, 1000.0, 0.7),  # 0.601 % is not within 0.6 %
        (999.99, 1000.0, 0.1),
        (1000.0, 1000.0, 0.0),
        (0.0, 1000.0, 100.0),
        (-500.0, 1000.0, 150.0),
        (0.0, 0.0, 0.0),
        (-900.0, -800.0, None),  # a share of a loss means nothing
        (5.0, None, None),
    ],
)
def test_a_gap_is_rounded_up(value_s: float, bound_s: float | None, pct: float | None) -> None:
    """To one decimal; nothing is within less than it is."""
    assert gap_pct(value_s, bound_s) == pct


def test_a_plan_is_bounded_by_the_sum_of_its_reps() -> None:
    """6 seconds of 2,000 are 0.3 %."""
    whole = PlanCertificate.summed_up([WANG, LI])
    assert (whole.state, whole.bound_s, whole.gap_pct, whole.why_not) == (CertificateState.CERTIFIED, 2000.0, 0.3, None)
    assert whole.reps == (WANG, LI)


def test_one_rep_without_a_bound_leaves_the_plan_without() -> None:
    """With his reason, and with what is known of the others."""
    whole = PlanCertificate.summed_up([WANG, LARGE, LI])
    assert (whole.state, whole.bound_s, whole.gap_pct) == (CertificateState.NOT_CERTIFIED, None, None)
    assert (whole.why_not, whole.reps) == (WhyNot.TOO_LARGE, (WANG, LARGE, LI))


def test_the_solver_s_certificate_becomes_a_rep_s() -> None:
    """Hundredths become seconds, and each of its reasons is one of ours."""
    assert RepCertificate.of("wang", Certificate(99_400, 100_000)) == WANG
    for reason in Uncertified:
        assert RepCertificate.of("wang", Certificate(99_400, None, reason)).why_not == reason


def test_a_bound_that_cannot_be_proven_again_is_named() -> None:
    """One that comes out higher, or not at all; one that comes out lower was true all the same."""
    assert unproven([WANG, LI], [replace(WANG, bound_s=998.0), LI]) == []
    assert unproven([WANG, LI], [replace(WANG, bound_s=1000.01), LI]) == ["wang"]
    assert unproven([WANG, LI, LARGE], [WANG, replace(LI, bound_s=None)]) == ["li"]


@pytest.mark.parametrize(
    "certificate",
    [
        PlanCertificate.running([WANG]),
        PlanCertificate.none(WhyNot.UNFINISHED),
        PlanCertificate.summed_up([WANG, LI]),
        PlanCertificate.summed_up([WANG, LARGE]),
    ],
)
def test_a_certificate_survives_a_file(certificate: PlanCertificate) -> None:
    """Through JSON and back."""
    assert PlanCertificate.from_json(json.loads(json.dumps(certificate.as_json()))) == certificate


def test_a_certificate_of_another_kind_is_refused() -> None:
    """A state or a reason nobody knows, a bound that is a word."""
    good = PlanCertificate.summed_up([WANG]).as_json()
    for damage in ({"state": "perfect"}, {"why_not": "laziness"}, {"bound_s": "much"}, {"reps": [{"rep_id": "x"}]}):
        with pytest.raises(ValueError, match="validation error"):
            PlanCertificate.from_json({**good, **damage})


def test_every_outcome_has_its_sentence() -> None:
    """Under way, proven in three ways, or not proven for each of the reasons; no sentence is idle."""
    loss = replace(WANG, value_s=-900.0, bound_s=-299.0)
    certificates = [
        PlanCertificate.running(),
        *(PlanCertificate.none(reason) for reason in WhyNot),
        *(PlanCertificate.summed_up([rep]) for rep in (WANG, LI, loss)),
    ]
    assert {certificate_code(c) for c in certificates} == set(CERTIFICATES)
    assert not any("{" in certificate_sentence(c) for c in certificates)
    assert certificate_sentence(PlanCertificate.summed_up([loss])).startswith("At most 11 min of rep time below")


def test_a_sentence_says_what_it_compares_with() -> None:
    """One rep with all plans of his accounts, a team with those that leave each account at its rep."""
    alone, team = PlanCertificate.summed_up([WANG]), PlanCertificate.summed_up([WANG, LI])
    assert certificate_sentence(alone) == "Within 0.6 % of the best possible for these travel times."
    assert (certificate_scope(alone), certificate_scope(PlanCertificate.running([WANG, LI]))) == ("", "")
    assert certificate_sentence(team) == "Within 0.3 % of the best possible for these travel times."
    assert certificate_scope(team) == "Each account stays with its rep in that comparison."
