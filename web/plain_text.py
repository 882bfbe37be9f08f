"""Texts of customers in files of other programs: shown as they are, never computed, and never breaking the file."""

import re

# A cell that begins so is computed by some spreadsheet; the full-width forms by those that are set to Chinese.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
# What XML 1.0 cannot hold (2.2), so no workbook and no GPX file either.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might compute the text instead of showing it."""
    return _FORMULA.match(text) is not None


def plain_cell(text: str) -> str:
    """Text that a spreadsheet shows and never computes: what looks like a formula gets an apostrophe in front."""
    return f"'{text}" if is_formula(text) else text


def in_xml(text: str) -> str:
    """The text with a mark in the place of every character that XML cannot hold."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
