"""What is asked on a visit, by what is known of the account."""

from dataclasses import replace

import pytest

from app.method.account import Account, Answer, Category, Contact, ContactRole, Need
from app.method.debrief import Refusal
from app.method.preparation import AFTER, TO_A_KP, TO_ALL, Preparation, Question, preparation

KNOWN = Account(
    "A",
    "甲",
    category=Category.PROSPECT,
    contacts=(Contact("陈总", ContactRole.FIRST_KP),),
    need=Need.EXPLICIT,
    ability_to_pay=Answer.YES,
    authority=Answer.YES,
)
ONLY_A_KP = replace(KNOWN, contacts=(Contact("赵敏", ContactRole.KP), Contact("小李", ContactRole.USER)))


def test_the_first_kp_is_asked_what_moves_him():
    """Goal, discontent, what was tried, what a solution would bring; in that order."""
    assert preparation(KNOWN) == Preparation(TO_ALL, ())


def test_a_kp_is_asked_for_himself_and_for_his_advice():
    """Where the first KP is known too he is the one to see, and is asked as ever."""
    assert preparation(ONLY_A_KP).questions == TO_A_KP
    both = replace(ONLY_A_KP, contacts=(*ONLY_A_KP.contacts, *KNOWN.contacts))
    assert preparation(both).questions == TO_ALL


def test_a_kp_settles_what_is_unknown():
    """With the one question that does it, however many answers wait for it."""
    open_ = replace(ONLY_A_KP, need=Need.UNKNOWN, ability_to_pay=Answer.UNKNOWN, authority=Answer.UNKNOWN)
    assert preparation(open_).questions == (*TO_A_KP, Question.GOAL, Question.SOLVED)
    assert preparation(open_).unknown == ("authority", "ability_to_pay", "need")


def test_who_has_signed_is_not_asked_again_what_was_tried():
    """Unless his next need is unknown."""
    signed = replace(KNOWN, category=Category.SIGNED)
    assert Question.TRIED not in preparation(signed).questions
    assert preparation(replace(signed, need=Need.UNKNOWN)).questions == TO_ALL


def test_no_is_an_answer_and_silence_is_none():
    """A list without the columns has answered nothing, one that calls the account precise has."""
    assert preparation(replace(KNOWN, ability_to_pay=Answer.NO)).unknown == ()
    silent = replace(KNOWN, need=None, ability_to_pay=None, authority=None)
    assert preparation(silent).unknown == ("ability_to_pay", "need")  # for the first KP is known
    assert preparation(replace(silent, declared_precise=True)).unknown == ()


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("contacts", [(), (Contact("陈总", ContactRole.FIRST_KP),), (Contact("赵敏", ContactRole.KP),)])
def test_every_visit_has_three_questions(category, contacts):
    """Whoever it is and whatever is known."""
    assert len(preparation(replace(KNOWN, category=category, contacts=contacts)).questions) >= 3


@pytest.mark.parametrize("refusal", Refusal)
def test_what_was_refused_is_asked_about_first(refusal):
    """Each kind of refusal has its question; without one nothing is added."""
    assert preparation(KNOWN, refusal).questions == (AFTER[refusal], *TO_ALL)
    assert preparation(ONLY_A_KP, refusal).questions[0] is AFTER[refusal]


def test_as_many_questions_as_the_setting_wants():
    """The method's others follow where what is known asks for fewer; more are not taken away."""
    assert len(preparation(ONLY_A_KP, fewest=5).questions) == 5
    assert preparation(KNOWN, fewest=1).questions == TO_ALL
    assert preparation(KNOWN, fewest=7).questions == (*TO_ALL, *TO_A_KP)


def test_no_question_or_one_twice_is_no_preparation():
    """Nothing to ask, and the same one asked again."""
    for questions in ((), (Question.GOAL, Question.GOAL, Question.TRIED)):
        with pytest.raises(ValueError, match="each of them once"):
            Preparation(questions, ())
