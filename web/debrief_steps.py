"""The three questions of a short debrief, with the answers that a tap gives. An answer's value is kept in the event."""

from collections.abc import Mapping, Sequence

from app.method.account import Answer, Need
from app.method.debrief import Word, debrief_of
from app.method.opportunity import Stage
from web.account_form import ANSWERS
from web.i18n import Translator
from web.stage_words import STAGES
from web.words import marked

Answers = Mapping[str, str]

# A value below `stands` begins with the interest, and names the refusal where there was one.
STEPS: tuple[tuple[str, str, Answers], ...] = (
    (
        "result",
        marked("Whom did you meet?"),
        {"met_kp": marked("The KP"), "met_other": marked("Somebody else"), "nobody": marked("Nobody")},
    ),
    (
        "stands",
        marked("How does it stand?"),
        {
            "up": marked("Warmer"),
            "same": marked("As before"),
            "signed": marked("They signed"),
            "down:priority": marked("Others come first"),
            "down:timing": marked("Not the right time"),
            "down:team": marked("Not sure of us"),
            "down:price": marked("Price too high"),
        },
    ),
    (
        "next",
        marked("What comes next? A tap keeps the debrief."),
        {
            "visit": marked("Another visit"),
            "call": marked("A call"),
            "material": marked("Send material"),
            "none": marked("Nothing"),
        },
    ),
)
EARLIER: Answers = {  # what debriefs said before refusals had the method's four kinds
    "down:no_need": marked("No need now"),
    "down:has_supplier": marked("Has a supplier"),
    "down:no_authority": marked("Cannot decide"),
    "down:no_time": marked("No time for us"),
}
LEARNT: tuple[tuple[str, str, Answers], ...] = (  # what may be told beside: it takes no tap where nothing changed
    ("need", marked("Need"), {one: ANSWERS[one] for one in Need}),
    ("ability_to_pay", marked("Ability to pay"), {one: ANSWERS[one] for one in Answer}),
    ("authority", marked("Who decides is known"), {one: ANSWERS[one] for one in Answer}),
    ("level", marked("Level of the contact"), {str(level): str(level) for level in range(6)}),
    ("attempts", marked("Attempts to close"), {str(n): str(n) for n in (1, 2, 3, 4, 5, 8, 10)}),
)
WORDS: Mapping[str, str] = {
    "kept": marked("Kept."),
    "looking": marked("Kept. Looking for two times…"),
    "offer": marked("Offer one of these; a tap books it."),
    "no_slots": marked("Kept. No free time was found in the next two weeks; ask your manager."),
    "slots_offline": marked("Kept. Times to offer need a network; open the debrief again when there is a signal."),
    "not_yours": marked("Kept. Your manager books times for this account."),
    "booked": marked("Booked: {when}."),
    "taken": marked("That time has just gone. Here are others."),
    "unkept": marked("This phone could not keep it. Free some space, then tap once more."),
    "times": marked("Look for times again"),
}


def debrief_steps(t: Translator) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each step with its question and its answers in the reader's words."""
    return [(step, t(asked), [(value, t(text)) for value, text in answers.items()]) for step, asked, answers in STEPS]


def outcome_told(outcome: Mapping[str, Word], t: Translator) -> str:
    """What a debrief found, in a line; what a program reported in words of its own is left out."""
    interest, refusal, following = (outcome.get(name) for name in ("interest", "refusal", "next_step"))
    given = {
        "result": outcome.get("result"),
        "stands": f"{interest}:{refusal}" if refusal else interest,
        "next": following,
    }
    known = {step: {**answers, **EARLIER} for step, _, answers in STEPS}
    told = {step: t(answers[str(given[step])]) for step, answers in known.items() if str(given[step]) in answers}
    if "next" in told:
        told["next"] = t("next: {step}", step=told["next"])
    attempts = debrief_of(outcome).attempts
    closing = [t.count("{n} attempt to close", "{n} attempts to close", attempts)] if attempts else []
    return " · ".join([*told.values(), *closing])


def learnt_choices(
    t: Translator, stage_order: Sequence[Stage] = tuple(Stage)
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What may have been learnt on a visit: each with its name and its answers in the reader's words."""
    stages = [(stage.value, t(STAGES[stage][0])) for stage in stage_order]
    told = [(name, t(title), [(value, t(text)) for value, text in answers.items()]) for name, title, answers in LEARNT]
    return [*told, ("stage", t("Stage of the opportunity"), stages)]


def refusal_name(refusal: str, t: Translator) -> str:
    """What a kind of refusal is called; a program's own word is left as it is."""
    (stands,) = (answers for step, _, answers in STEPS if step == "stands")
    name = stands.get(f"down:{refusal}")
    return t(name) if name else refusal


def debrief_words(t: Translator) -> dict[str, str]:
    return {name: t(sentence) for name, sentence in WORDS.items()}
