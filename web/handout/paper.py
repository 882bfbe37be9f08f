"""A sheet of paper on which any text can be written: an A4 page of a PDF, in points from its upper left corner.

Latin is set in Helvetica, everything else in STSong-Light. Neither is in the file: every reader of PDF brings the
first, and for the second its own Song or Hei, so that a sheet takes 5 KB and not 10 MB. Texts are drawn, never read as
markup.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
INK, INK_2, LINE, GROUND, WHITE = (HexColor(code) for code in ("#14181F", "#4A5361", "#CDD3DB", "#F2F4F7", "#FFFFFF"))
ACCENT, BAD, WARN, OK = (HexColor(code) for code in ("#0B63CE", "#C5221F", "#9A6700", "#1B7F4B"))

_SONG = "STSong-Light"
_FILL: Final = 0
_FILL_AND_STROKE: Final = 2
_NO_GLYPH = "□"  # stands for what neither font has, as emoji and Arabic
_STRONGER = 0.022  # of the size: what a bold character of a font that has none is thicker by

registerFont(UnicodeCIDFont(_SONG))

Point = tuple[float, float]


class Paper:
    """One page. `y` grows downwards, and a text stands on its `y`."""

    def __init__(self, title: str) -> None:
        self._file = BytesIO()
        self._canvas = Canvas(self._file, pagesize=A4, invariant=True)
        self._canvas.setTitle(_printable(title))
        self._canvas.setCreator("KPRoute")
        self._canvas.setLineJoin(1)  # round, lest sharp turns grow spikes

    def finished(self) -> bytes:
        """The page as a PDF file."""
        self._canvas.save()
        return self._file.getvalue()

    def text(
        self,
        at: Point,
        text: str,
        size: float,
        *,
        width: float = WIDTH,
        bold: bool = False,
        colour: Color = INK,
        align: float = 0,
    ) -> float:
        """Write a line, cut off with an ellipsis where it is wider than `width`; returns how wide it became.

        It begins at the point; with `align` 1 it ends there, with 0.5 its middle is there.
        """
        line = _fitting(_printable(text), size, bold, width)
        wide = _width(line, size, bold)
        x, y = at
        canvas = self._canvas
        canvas.saveState()
        canvas.setFillColor(colour)
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(size * _STRONGER)
        drawn = canvas.beginText(x - align * wide, HEIGHT - y)
        for font, part in _runs(line, bold):
            drawn.setFont(font, size)
            drawn.setTextRenderMode(_FILL_AND_STROKE if bold and font == _SONG else _FILL)
            drawn.textOut(part)
        canvas.drawText(drawn)
        canvas.restoreState()
        return wide

    def line(self, points: Iterable[Point], colour: Color, thickness: float) -> None:
        """Join the points in their order."""
        self._trace(points, closed=False)
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(thickness)
        self._canvas.drawPath(self._path, stroke=1, fill=0)

    def shape(self, corners: Sequence[Point], fill: Color, edge: Color, thickness: float) -> None:
        """Fill what the corners enclose."""
        self._trace(corners, closed=True)
        self._canvas.setFillColor(fill)
        self._canvas.setStrokeColor(edge)
        self._canvas.setLineWidth(thickness)
        self._canvas.drawPath(self._path, stroke=int(thickness > 0), fill=1)

    def circle(self, at: Point, radius: float, fill: Color, edge: Color, thickness: float) -> None:
        self._canvas.setFillColor(fill)
        self._canvas.setStrokeColor(edge)
        self._canvas.setLineWidth(thickness)
        self._canvas.circle(at[0], HEIGHT - at[1], radius, stroke=int(thickness > 0), fill=1)

    def box(self, at: Point, size: Point, fill: Color, edge: Color, thickness: float, *, corner: float = 0) -> None:
        """A rectangle with its upper left corner at the point."""
        self._canvas.setFillColor(fill)
        self._canvas.setStrokeColor(edge)
        self._canvas.setLineWidth(thickness)
        x, y, (wide, high) = at[0], HEIGHT - at[1] - size[1], size
        self._canvas.roundRect(x, y, wide, high, corner, stroke=int(thickness > 0), fill=1)

    def _trace(self, points: Iterable[Point], *, closed: bool) -> None:
        (x, y), *others = points
        self._path = self._canvas.beginPath()
        self._path.moveTo(x, HEIGHT - y)
        for x, y in others:
            self._path.lineTo(x, HEIGHT - y)
        if closed:
            self._path.close()


def _printable(text: str) -> str:
    """The text as the fonts can show it, in one line."""
    return "".join(_glyphs(unicodedata.normalize("NFC", text))).strip()


def _glyphs(text: str) -> Iterator[str]:
    for character in text:
        if unicodedata.category(character) in ("Cf", "Mn", "Me"):
            continue  # marks on other characters and signs without a width
        if character.isspace() or unicodedata.category(character) == "Cc":
            yield " "
        else:
            yield character if _is_latin(character) or _is_in_song(character) else _NO_GLYPH


def _is_latin(character: str) -> bool:
    return character.encode("cp1252", "ignore") != b""


def _is_in_song(character: str) -> bool:
    """Adobe-GB1: what GBK has, and the rare characters of Unicode's first extension, for the sake of people's names."""
    return "\u3400" <= character <= "\u4dbf" or character.encode("gbk", "ignore") != b""


def _runs(line: str, bold: bool) -> Iterator[tuple[str, str]]:
    latin = "Helvetica-Bold" if bold else "Helvetica"
    for is_latin, characters in groupby(line, _is_latin):
        yield (latin if is_latin else _SONG), "".join(characters)


def _width(line: str, size: float, bold: bool) -> float:
    return sum(stringWidth(part, font, size) for font, part in _runs(line, bold))


def _fitting(line: str, size: float, bold: bool, width: float) -> str:
    """The line, or as much of its beginning as fits before an ellipsis."""
    if _width(line, size, bold) <= width:
        return line
    fits, too_long = 0, len(line)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if _width(f"{line[:middle]}…", size, bold) <= width:
            fits = middle
        else:
            too_long = middle
    return f"{line[:fits].rstrip()}…"
