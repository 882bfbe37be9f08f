"""Seminars in words: lines of a table, the list with its reasons, the text to send, and the list as CSV."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from app.method.account import Grade
from app.method.invitation_states import InvitationState
from app.method.rep import Half
from app.method.seminar_seats import Cell
from app.method.settings import Area
from app.seminars.invitations import Invitation
from app.seminars.seminars import Seminar
from web import formats
from web.account_view import account_href
from web.i18n import LANGUAGES, Translator, translator
from web.ledger_view import BYTE_ORDER_MARK
from web.plain_text import plain_cell
from web.words import AREAS, HALVES, INVITATION_STATES, WHY_ASKED


@dataclass(frozen=True, slots=True)
class SeminarLine:
    """One seminar as a row; `standing` is empty while it is ahead."""

    href: str
    when: str
    place: str
    hosts: str
    seats: int
    asked: int
    accepted: int
    came: int
    standing: str


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One account on a list."""

    account_id: str
    name: str
    href: str
    area: str
    grade: str
    why: str
    state: InvitationState
    state_name: str
    contact: str
    is_out: bool


def seminar_line(seminar: Seminar, t: Translator) -> SeminarLine:
    states = seminar.states
    accepted = states[InvitationState.ACCEPTED] + states[InvitationState.CAME]
    standing = t("Called off") if seminar.is_called_off else t("Over") if seminar.is_over else ""
    return SeminarLine(
        href=f"/seminars/{seminar.id}",
        when=when(seminar, t),
        place=seminar.facts.place,
        hosts=", ".join(seminar.host_names),
        seats=seminar.facts.seats,
        asked=seminar.coming + states[InvitationState.DECLINED],
        accepted=accepted,
        came=states[InvitationState.CAME],
        standing=standing,
    )


def when(seminar: Seminar, t: Translator) -> str:
    """Its day and half."""
    return t("{day}, {half}", day=formats.dated_day(seminar.facts.on, t), half=t(HALVES[seminar.facts.half]))


def invitation_line(one: Invitation, t: Translator) -> InvitationLine:
    return InvitationLine(
        one.account_id,
        one.account_name,
        account_href(one.account_id),
        t(AREAS[one.area]),
        one.grade.value,
        t(WHY_ASKED[one.why]),
        one.state,
        t(INVITATION_STATES[one.state]),
        " · ".join(part for part in (one.contact_name, one.contact_phone) if part),
        one.state is InvitationState.TAKEN_OUT,
    )


def seat_rows(cells: Sequence[Cell], t: Translator) -> list[tuple[str, list[int], int]]:
    """A row for each area: its seats by grade, and all of them."""
    seats = {(cell.area, cell.grade): cell.seats for cell in cells}
    rows = [(t(AREAS[area]), [seats.get((area, grade), 0) for grade in Grade]) for area in Area]
    return [(name, by_grade, sum(by_grade)) for name, by_grade in rows] if seats else []


def texts_to_send(seminar: Seminar) -> list[tuple[str, str, str]]:
    """Language tag, its name, and the text of the invitation in it."""
    return [(code, name, _text(seminar, translator(code))) for code, name in LANGUAGES.items()]


def invitations_csv(found: Sequence[Invitation], t: Translator) -> str:
    """The list as CSV for Excel: UTF-8 with a byte order mark, and no cell that a spreadsheet would run."""
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    heads = (t("Id"), t("Name"), t("Market"), t("Grade"), t("Owner"), t("Contact"), t("Phone"), t("Why"), t("State"))
    writer.writerow(heads)
    for one in found:
        line = invitation_line(one, t)
        of_account = (line.account_id, line.name, line.area, line.grade, one.owner)
        cells = (*of_account, one.contact_name, one.contact_phone, line.why, line.state_name)
        writer.writerow([plain_cell(cell) for cell in cells])
    return out.getvalue()


def _text(seminar: Seminar, t: Translator) -> str:
    facts = seminar.facts
    told = {"day": formats.day(facts.on, t), "place": facts.place, "hosts": _listed(seminar.host_names, t)}
    if facts.half is Half.MORNING:
        return t(
            "You are invited to our seminar on {day} in the morning, at {place}. {hosts} will be glad to welcome you."
            " Please let us know whether you can come.",
            **told,
        )
    return t(
        "You are invited to our seminar on {day} in the afternoon, at {place}. {hosts} will be glad to welcome you."
        " Please let us know whether you can come.",
        **told,
    )


def _listed(names: Sequence[str], t: Translator) -> str:
    return t("{names} and {last}", names=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else "".join(names)
