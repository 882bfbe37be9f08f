"""The words of the method as an organisation says them: names of stages, milestones, and the questions of a visit."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from app.access.admission import is_proved
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.errors import InvalidInput
from app.intake.own_words import keep_own_words, own_words
from app.method.opportunity import Stage
from app.method.own_words import KEYS, LANGUAGES, LONGEST, ContractNotLast, OwnWords, TwoOfOneName
from web.own_words_view import SENTENCES, words_lines
from web.page import Page, PageDep

router = APIRouter()


@router.get("/settings/words")
def show_words(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Every text in both languages, empty where the method's own is said."""
    with database.read() as session:
        words = own_words(session).words
    stages, questions = words_lines(words, page.t)
    return page.html(
        "words.html", here="settings", stages=stages, questions=questions, is_proved=is_proved(identity, clock())
    )


async def told_words(request: Request, page: PageDep) -> OwnWords:
    """The words that a form tells of; raises InvalidInput with what to correct."""
    sent = {name: str(value).strip() for name, value in (await request.form(max_fields=200)).items()}
    words = {key: {code: sent[f"{key}.{code}"] for code in LANGUAGES if sent.get(f"{key}.{code}")} for key in KEYS}
    for key, said in words.items():
        if any(len(text) > LONGEST for text in said.values()):
            name = page.t(SENTENCES[key])
            raise _refused(page, page.t("Say “{name}” in at most {n} characters.", name=name, n=LONGEST))
    places = {stage: sent.get(f"place.{stage}", "") for stage in Stage}
    if sorted(places.values()) != [str(place) for place in range(1, len(Stage) + 1)]:
        raise _refused(page, page.t("Give each stage a number of its own from 1 to {n}.", n=len(Stage)))
    order = sorted(Stage, key=lambda stage: int(places[stage]))
    try:
        return OwnWords({key: said for key, said in words.items() if said}, tuple(order))
    except TwoOfOneName as two:
        raise _refused(page, page.t("Two stages cannot both be called “{name}”; rename one.", name=two.name)) from None
    except ContractNotLast:
        raise _refused(page, page.t("Put the stages after a contract last.")) from None


def _refused(page: Page, said: str) -> InvalidInput:
    return InvalidInput("words.value", f"{said} {page.t('Nothing was saved.')}")


@router.post("/settings/words")
def save_words(
    identity: IdentityDep,
    database: DatabaseDep,
    clock: ClockDep,
    words: Annotated[OwnWords, Depends(told_words)],
) -> Response:
    """Let these words count from now on."""
    with database.write() as session:
        keep_own_words(session, identity, words, clock())
    return RedirectResponse("/settings/words", status_code=303)
