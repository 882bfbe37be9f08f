"""The organisation's own words for stages, milestones and questions, in both languages."""

from typing import Annotated, Self

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints, model_validator

from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Order, Word
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.own_words import StoredWords, keep_own_words, own_words
from app.method.opportunity import Stage
from app.method.own_words import KEYS, LANGUAGES, LONGEST, OwnWords

router = APIRouter(tags=["settings"], route_class=StrictRoute)

Said = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


class OwnText(Order):
    """One text in each language; null: as the method says it."""

    zh: Said | None = None
    en: Said | None = None


class OwnWordsOrder(Order):
    """All of it: what is left out is said in the method's words again."""

    words: Annotated[dict[str, OwnText], Field(default_factory=dict, description=f"By key: {', '.join(KEYS)}.")]
    stage_order: Annotated[
        list[Word[Stage]],
        Field(default_factory=lambda: list(Stage), description="Each stage once, those after a contract last."),
    ]

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        self.own_words()
        return self

    def own_words(self) -> OwnWords:
        words = {
            key: {language: told for language in LANGUAGES if (told := getattr(text, language)) is not None}
            for key, text in self.words.items()
        }
        return OwnWords({key: said for key, said in words.items() if said}, tuple(self.stage_order))


class OwnTextAnswer(Answer):
    zh: str | None
    en: str | None


class OwnWordsAnswer(Answer):
    words: dict[str, OwnTextAnswer]
    stage_order: list[Stage]
    version: int


@router.get("/method-words", response_model=OwnWordsAnswer)
def get_words(database: DatabaseDep, if_none_match: IfNoneMatch = None) -> Response:
    """The organisation's own words; a key that is not there is said in the method's."""
    with database.read() as session:
        found = own_words(session)
    return shown(_answer(found), if_none_match, found.version)


@router.put("/method-words", response_model=OwnWordsAnswer)
def put_words(
    order: OwnWordsOrder, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> Response:
    """Let these words count from now on, in the place of those before."""
    with database.write() as session:
        found = own_words(session)
        require_match(if_match, entity_tag(_answer(found), found.version))
        kept = keep_own_words(session, identity, order.own_words(), clock())
    told = _answer(kept)
    return Response(told.model_dump_json(), headers=tagged(told, kept.version), media_type="application/json")


def _answer(stored: StoredWords) -> OwnWordsAnswer:
    own = stored.words
    return OwnWordsAnswer(
        words={key: OwnTextAnswer(zh=said.get("zh"), en=said.get("en")) for key, said in own.words.items()},
        stage_order=list(own.stage_order),
        version=stored.version,
    )
