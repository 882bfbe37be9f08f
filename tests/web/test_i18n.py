"""Both languages are whole."""

from string import Formatter

import pytest
from babel.messages.pofile import read_po

from tests.web.sentences import spoken
from web.i18n import LOCALES, preferred_language, translator


def _catalogue() -> dict[str, tuple[str, ...]]:
    with (LOCALES / "zh_CN" / "LC_MESSAGES" / "kproute.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_CN", abort_invalid=True)
    said: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        ids = (message.id,) if isinstance(message.id, str) else message.id
        texts = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        said |= dict.fromkeys(ids, texts)
    return said


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_is_said_in_chinese():
    """Templates, code, refusals and wordings have no sentence without its Chinese."""
    catalogue = _catalogue()
    assert sorted(spoken() - {id_ for id_, texts in catalogue.items() if all(texts)}) == []


def test_no_sentence_is_translated_that_nobody_says():
    """The catalogue holds nothing old."""
    assert sorted(set(_catalogue()) - spoken() - {""}) == []


def test_named_places_agree():
    """A translation names what the English names, so that filling it cannot fail."""
    wrong = [id_ for id_, texts in _catalogue().items() if any(_places(id_) != _places(text) for text in texts)]
    assert wrong == []


def test_a_translator_fills_its_places_after_translating():
    """The same call speaks both languages."""
    assert translator("en")("{h} h {m}", h=3, m="10") == "3 h 10"
    assert translator("zh")("{h} h {m}", h=3, m="10") == "3 小时 10 分"


def test_things_are_counted_as_the_language_wants():
    """English has a plural, Chinese has none."""
    english, chinese = translator("en"), translator("zh")
    assert english.count("{n} visit", "{n} visits", 1) == "1 visit"
    assert english.count("{n} visit", "{n} visits", 2) == "2 visits"
    assert chinese.count("{n} visit", "{n} visits", 1) == "1 次拜访"


def test_a_language_we_do_not_speak_is_refused():
    """There are two languages."""
    with pytest.raises(KeyError):
        translator("fr")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("fr, zh;q=0.3", "zh"),
        ("zh;q=0, fr", "en"),
        ("zh;q=abc, en;q=0.1", "en"),
        ("", "en"),
        (";;;,,q=", "en"),
    ],
)
def test_the_browser_is_asked_for_its_language(header, language):
    """The wanted language of ours with the highest quality wins; nonsense is English."""
    assert preferred_language(header) == language
