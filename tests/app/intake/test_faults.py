"""Faults: every code can be said and has a remedy, and no value of a list can spoil the sentence."""

import re
import string

import pytest

from app.intake.faults import REJECTIONS, WORDINGS, Fault, Severity, UnusableInput, error, quoted, warning


@pytest.mark.parametrize("code", sorted(WORDINGS))
def test_each_code_has_a_sentence_and_a_remedy(code: str) -> None:
    """Every code says what happened and what to do next, as sentences with named places."""
    wording = WORDINGS[code]
    for text in (wording.sentence, wording.remedy):
        assert text[0].isupper() or text[0] in "“{"
        assert text.endswith(".")
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text))


def test_there_are_four_ways_to_be_rejected() -> None:
    """The ledger knows exactly four codes for rows that are no account."""
    assert set(REJECTIONS) == {"BAD_ROW", "NOT_AN_ACCOUNT", "DUPLICATE_OF", "ERASED"}


def test_a_fault_is_said_with_its_numbers() -> None:
    """The numbers of a fault stand in its sentence, translated or not."""
    fault = error(9, "external_id", "DUPLICATE_OF", line=4)
    assert "line 4" in fault.sentence()
    assert fault.sentence(lambda text: "与第 {line} 行重复。") == "与第 4 行重复。"


def test_a_code_without_a_sentence_is_refused() -> None:
    """A fault that nobody could explain is not built."""
    with pytest.raises(ValueError, match="no sentence"):
        Fault(1, None, "SOMETHING", {}, Severity.ERROR)


def test_quoted_values_are_short_and_printable() -> None:
    """A value is quoted with at most 40 characters and without control characters or reversed text."""
    assert quoted("x" * 300) == "x" * 39 + "…"
    assert quoted("a\x00b\x1b[31m\u202ec\n") == "ab[31mc"


def test_a_value_with_braces_stays_a_value() -> None:
    """Braces inside a value are not taken for places of the sentence."""
    fault = warning(2, "category", "UNKNOWN_CATEGORY", value="{line} ${alert(1)}")
    assert "{line} ${alert(1)}" in fault.sentence()


def test_unusable_input_names_the_file_and_the_remedy() -> None:
    """The error of a whole file can be shown as it is."""
    failure = UnusableInput("客户.xls", error(None, None, "OLD_EXCEL"))
    assert re.fullmatch(r"客户\.xls: .+\. .+\.", str(failure))
    assert failure.faults[0].code == "OLD_EXCEL"
