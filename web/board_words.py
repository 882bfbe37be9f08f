"""The board's terms: what each measure is called, what it counts, and what the two lists behind a rate are."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.method.board import Dimension, Measure
from web.words import marked


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What a measure of the board is called, what it counts, and the two lists behind a rate."""

    name: str
    meaning: str
    yes: str
    no: str


MEASURES: Mapping[Measure, MeasureWords] = {
    Measure.CONVERSION: MeasureWords(
        marked("Conversion"),
        marked("of the prospects who were visited, those who have signed by now."),
        marked("Signed"),
        marked("Not signed yet"),
    ),
    Measure.WIN_RATE: MeasureWords(
        marked("Win rate"),
        marked("of the opportunities that were won or lost, those that were won."),
        marked("Deals won"),
        marked("Deals lost"),
    ),
    Measure.COVERAGE: MeasureWords(
        marked("Coverage"),
        marked("of the accounts with a known KP, those who were visited."),
        marked("Visited"),
        marked("Not visited yet"),
    ),
    Measure.CADENCE: MeasureWords(
        marked("Cadence kept"),
        marked("of the customers with an interval, those who are not overdue today."),
        marked("In time"),
        marked("Overdue"),
    ),
    Measure.REFUSED: MeasureWords(
        marked("Refusal rate"),
        marked("of the accounts that were debriefed, those whose last debrief names a refusal."),
        marked("Refused"),
        marked("Did not refuse"),
    ),
}
DIMENSIONS: Mapping[Dimension, str] = {
    Dimension.MARKET: marked("By market"),
    Dimension.CATEGORY: marked("By category"),
    Dimension.LEVEL: marked("By level"),
    Dimension.GRADE: marked("By grade"),
    Dimension.REP: marked("By rep"),
}
