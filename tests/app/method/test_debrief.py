"""What a debrief says in the method's words, and what it cannot mean."""

import pytest

from app.method.account import Answer, Need
from app.method.debrief import Debrief, Refusal, debrief_of, outcome_faults
from app.method.opportunity import Stage


def test_the_methods_words_are_read():
    """Each as its kind; words of others are left alone."""
    told = {"result": "met_kp", "interest": "down", "refusal": "team", "need": "latent", "authority": "no"}
    found = debrief_of({**told, "level": 3, "attempts": 5, "stage": "negotiating", "order": 17})
    assert found == Debrief(
        met_kp=True,
        refusal=Refusal.TEAM,
        need=Need.LATENT,
        authority=Answer.NO,
        level=3,
        attempts=5,
        stage=Stage.NEGOTIATING,
    )
    assert debrief_of({}) == debrief_of({"amount": 3, "next": None}) == Debrief()


@pytest.mark.parametrize(
    ("word", "kind"),
    [("price", Refusal.PRICE), ("has_supplier", Refusal.PRIORITY), ("no_time", Refusal.TIMING), ("other", None)],
)
def test_earlier_words_for_a_refusal_still_count(word, kind):
    """Debriefs that were told before the four kinds."""
    assert debrief_of({"refusal": word}).refusal is kind


@pytest.mark.parametrize("outcome", [{"result": "signed"}, {"interest": "signed"}])
def test_signed_is_signed(outcome):
    assert debrief_of(outcome).signed
    assert not debrief_of({"result": "met_kp"}).signed


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("level", wrong) for wrong in (7, -1, True, "4")),
        *(("attempts", wrong) for wrong in (101, 1.5)),
        ("need", "perhaps"),
        ("ability_to_pay", "explicit"),
        ("authority", 1),
        ("stage", "won"),
        ("opportunity_id", 5),
    ],
)
def test_what_cannot_be_meant_is_named(name, wrong):
    """With what may be said instead, and it is never read as something else."""
    assert set(outcome_faults({name: wrong, "level of interest": 9})) == {name}
    assert debrief_of({name: wrong}) == Debrief()
