"""Before a visit: whom to see, what to ask there, and what is not known yet (the method's section 7)."""

from dataclasses import dataclass
from enum import StrEnum

from app.method.account import Account, Answer, Category, Contact, ContactRole
from app.method.debrief import Refusal
from app.method.gate import LEGS, legs

KEY_ROLES = (ContactRole.FIRST_KP, ContactRole.KP, ContactRole.USER, ContactRole.UNKNOWN)
FEWEST_QUESTIONS = 3  # where no setting says otherwise


class Question(StrEnum):
    """What a rep asks instead of telling: to all, to a KP who is not the first, and after each kind of refusal."""

    GOAL = "goal"  # of this year, and the gap to it
    LEAST_CONTENT = "least_content"
    TRIED = "tried"
    SOLVED = "solved"  # what it would bring, who decides, by when
    CHOICE = "choice"
    ADVICE = "advice"
    REASON = "reason"
    FIRST = "first"  # what would have to be true for us to come first
    MOMENT = "moment"  # when it is the right time, and what they wait for
    WHOM = "whom"  # of us they would trust with it
    RETURN = "return"  # what it would have to bring to be worth its price


TO_ALL = (Question.GOAL, Question.LEAST_CONTENT, Question.TRIED, Question.SOLVED)
TO_A_KP = (Question.CHOICE, Question.ADVICE, Question.REASON)
AFTER = {
    Refusal.PRIORITY: Question.FIRST,
    Refusal.TIMING: Question.MOMENT,
    Refusal.TEAM: Question.WHOM,
    Refusal.PRICE: Question.RETURN,
}
SETTLED_BY = {"need": Question.GOAL, "ability_to_pay": Question.SOLVED, "authority": Question.SOLVED}


@dataclass(frozen=True, slots=True)
class Preparation:
    """The questions of a visit in the order they are asked, and the legs of the gate that nobody can answer yet."""

    questions: tuple[Question, ...]
    unknown: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.questions or len(set(self.questions)) < len(self.questions):
            raise ValueError("A visit is prepared with questions, each of them once.")


def key_contact(account: Account) -> Contact:
    """Whom to call: the first KP before any other; nobody where nobody is known."""
    return min(account.contacts, key=lambda contact: KEY_ROLES.index(contact.role), default=Contact(""))


def preparation(account: Account, refusal: Refusal | None = None, fewest: int = FEWEST_QUESTIONS) -> Preparation:
    """How to prepare the next visit of this account: what was refused last is asked about first.

    Where what is known of the account asks for fewer questions than `fewest`, the method's others follow.
    """
    answers = legs(account)
    unknown = tuple(leg for leg in LEGS if answers[leg] is Answer.UNKNOWN)
    first = () if refusal is None else (AFTER[refusal],)
    chosen = (*first, *_questions(account, unknown))
    others = (question for question in (*TO_ALL, *TO_A_KP) if question not in chosen)
    missing = max(0, fewest - len(chosen))
    return Preparation((*chosen, *tuple(others)[:missing]), unknown)


def _questions(account: Account, unknown: tuple[str, ...]) -> tuple[Question, ...]:
    if key_contact(account).role is ContactRole.KP:
        settling = {SETTLED_BY[leg] for leg in unknown}
        return (*TO_A_KP, *(question for question in TO_ALL if question in settling))
    if account.category is Category.SIGNED and "need" not in unknown:
        # Who has bought from us was asked what was tried when he did not yet.
        return tuple(question for question in TO_ALL if question is not Question.TRIED)
    return TO_ALL
