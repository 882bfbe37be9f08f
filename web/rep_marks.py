"""How reps are told apart where many are seen at once: a colour and initials."""

from collections.abc import Iterable

COLOURS = 14  # of the palette in map.css


def rep_colours(rep_ids: Iterable[str]) -> dict[str, int]:
    """Each rep's place in the palette, by id, so that a rep keeps his colour whatever the order."""
    return {rep_id: index for index, rep_id in enumerate(sorted(set(rep_ids)))}


def rep_tone(colour: int) -> str:
    """The class of a rep's marks; those beyond the palette have a colour for the second time, dashed."""
    return f"rep-{colour % COLOURS}{' again' if colour >= COLOURS else ''}"


def initials(name: str) -> str:
    """At most three signs of a name: what people call each other by in Chinese, first letters elsewhere.

    A number at the end stays whole: reps called 1 to 12 are told apart by it.
    """
    words = name.split()
    if not words:
        return ""
    if not name.isascii() and len(words) == 1:
        return words[0] if len(words[0]) <= 2 else words[0][-2:]
    if words[-1].isdigit():
        return (words[0][:1] + words[-1]).upper()[:3] if len(words) > 1 else words[-1][-3:]
    return "".join(word[0] for word in words[:2]).upper() if len(words) > 1 else words[0][:2].upper()
