"""The prep card of a stop: what is still to be found out, the questions to ask, and what came of the last visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.method.preparation import Preparation, Question
from app.planning.week_plan import PlannedStop
from app.planning.wordings import LEG_NAMES
from app.visits.preparing import LastDebrief
from app.visits.readiness import Lack, lacks
from web import formats
from web.debrief_steps import outcome_told
from web.i18n import Translator
from web.words import LACKS, marked

QUESTIONS: Mapping[Question, str] = {
    Question.GOAL: marked("What is this year's goal, and how far is it still?"),
    Question.LEAST_CONTENT: marked(
        "What are you least content with: results, users, market, brand, team or business model?"
    ),
    Question.TRIED: marked("What was tried, and why did it not work?"),
    Question.SOLVED: marked("If it were solved, what would it bring, who decides, and by when?"),
    Question.CHOICE: marked("If it were yours to choose, would you choose us?"),
    Question.ADVICE: marked("Will the one who decides follow your advice?"),
    Question.REASON: marked("If the answer is no in the end, what would be the reason?"),
    Question.FIRST: marked("What comes before this, and what would have to be true for it to come first?"),
    Question.MOMENT: marked("When would be the right moment, and what do you wait for until then?"),
    Question.WHOM: marked("What do you miss in us, and whom of us should you meet to be sure?"),
    Question.RETURN: marked("What would it have to bring you so that the price is right?"),
}


@dataclass(frozen=True, slots=True)
class PrepCard:
    """What to have read before the door opens; what there is nothing of is empty."""

    account_href: str
    lacking: str
    questions: tuple[str, ...]
    unknown: str
    last_day: str
    last_outcome: str
    last_note: str


def prep_card(
    stop: PlannedStop,
    prepared: Preparation | None,
    last: LastDebrief | None,
    t: Translator,
    *,
    account_href: str = "",
) -> PrepCard:
    """The card of a stop in the reader's words; `prepared` is None for an account that is in no list any more."""
    return PrepCard(
        account_href=account_href,
        lacking=lacks_told(lacks(stop, prepared), t),
        questions=tuple(t(QUESTIONS[question]) for question in prepared.questions) if prepared else (),
        unknown=", ".join(t(LEG_NAMES[leg]) for leg in prepared.unknown) if prepared else "",
        last_day=formats.day(last.on, t) if last else "",
        last_outcome=outcome_told(last.outcome, t) if last else "",
        last_note=last.note if last else "",
    )


def lacks_told(found: Sequence[Lack], t: Translator) -> str:
    """What a stop lacks, in a line."""
    return ", ".join(t(LACKS[lack]) for lack in found)
