"""A translator that says the organisation's own words for stages and questions, and the form that changes them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.method.opportunity import Stage
from app.method.own_words import LANGUAGES, OwnWords
from web.i18n import Translator, translator
from web.prep_card import QUESTIONS
from web.stage_words import STAGES

# By key: the sentence of the catalogue that it stands for.
SENTENCES: Mapping[str, str] = {
    **{f"stage.{stage}": name for stage, (name, _) in STAGES.items()},
    **{f"milestone.{stage}": milestone for stage, (_, milestone) in STAGES.items()},
    **{f"question.{question}": text for question, text in QUESTIONS.items()},
}


@dataclass(frozen=True, slots=True)
class WordsLine:
    """One thing that has a name: its key, how the method says it, and the organisation's own text by language."""

    key: str
    usual: str
    texts: tuple[tuple[str, str, str], ...]  # language, own text, the method's


def own_translator(words: OwnWords, t: Translator) -> Translator:
    """The same translator, saying the organisation's words where it has its own."""
    own = {sentence: said for key, sentence in SENTENCES.items() if (said := words.said(key, t.language))}
    return replace(t, own=own)


def words_lines(words: OwnWords, t: Translator) -> tuple[list[tuple[Stage, WordsLine, WordsLine]], list[WordsLine]]:
    """The stages in their order, each with its name and its milestone; and the questions."""

    def line(key: str) -> WordsLine:
        sentence = SENTENCES[key]
        texts = tuple((code, words.said(key, code) or "", translator(code).text(sentence)) for code in LANGUAGES)
        return WordsLine(key, t.text(sentence), texts)

    stages = [(stage, line(f"stage.{stage}"), line(f"milestone.{stage}")) for stage in words.stage_order]
    return stages, [line(f"question.{question}") for question in QUESTIONS]
