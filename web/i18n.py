"""Two languages from one set of English sentences: gettext catalogues, compiled in memory when first needed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
LANGUAGES: Mapping[str, str] = {"zh": "中文", "en": "English"}
TAGS: Mapping[str, str] = {"zh": "zh-CN", "en": "en"}
_CATALOGUES: Mapping[str, str] = {"zh": "zh_CN"}  # English is the language of the message ids


@dataclass(frozen=True, slots=True)
class Translator:
    """Says English sentences in one language; `{named}` places are filled after translating.

    `own` are an organisation's words for whole sentences without places, said as they are.
    """

    language: str
    catalogue: NullTranslations
    own: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, sentence: str, **values: object) -> str:
        if sentence in self.own:
            return self.own[sentence]
        said = self.catalogue.gettext(sentence)
        return said.format_map(values) if values else said

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """The sentence for `n` things; `{n}` is the number."""
        return self.catalogue.ngettext(one, many, n).format_map({"n": n, **values})

    def text(self, sentence: str) -> str:
        """Only translate: what `app.wording` wants, which fills the places itself."""
        return self.catalogue.gettext(sentence) if sentence else ""

    @property
    def tag(self) -> str:
        """The language tag of the page (BCP 47)."""
        return TAGS[self.language]


@cache
def translator(language: str) -> Translator:
    """The translator of `zh` or `en`; raises KeyError for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    name = _CATALOGUES.get(language)
    return Translator(language, NullTranslations() if name is None else _compiled(name))


def preferred_language(accept_language: str) -> str:
    """The language of ours that an Accept-Language header wants most (RFC 9110, 12.5.4); English if none is."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";")
        primary = tag.split("-")[0].lower()
        if primary in LANGUAGES:
            wanted.append((_quality(quality), primary))
    best = max(wanted, key=lambda pair: pair[0], default=(0.0, "en"))
    return best[1] if best[0] > 0 else "en"


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    return float(value) if value.replace(".", "", 1).isdecimal() else 0.0


def _compiled(name: str) -> GNUTranslations:
    with (LOCALES / name / "LC_MESSAGES" / "kproute.po").open("rb") as file:
        catalogue = read_po(file, locale=name, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
