"""What the script of the page Territories gets: places as the base map draws them, figures, and our words."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.territories.overview import Overview
from app.territories.words import SENTENCES
from web.geojson import Shift
from web.i18n import Translator
from web.words import marked

WORDS: Mapping[str, str] = {
    "whole": marked("Show everything"),
    "nobody": marked("No owner"),
    "new_rep": marked("One rep more"),
    "leaves": marked("gone"),
    "hours": marked("{n} h"),
    "hours_of": marked("{load} of {all} h"),
    "minutes": marked("{n} min"),
    "loading": marked("Reading the accounts …"),
    "unread": marked("The accounts could not be read. Load the page again."),
    "dividing": marked("Dividing {n} accounts … {s} s"),
    "same": marked("Nothing needs to change: the accounts lie as well as this question allows."),
    "moves": marked("Accounts that change hands: {n}."),
    "even": marked("Every rep's hours lie within the balance."),
    "uneven": marked("Hours outside of the balance: {names}."),
    "driving": marked("Driving out and back: {before} h a month before, {after} h after."),
    "take": marked("Take the changes chosen: {n}"),
    "taking": marked("Taking …"),
    "taken": marked("Done: accounts with a new owner: {n}."),
    "more": marked("and {n} more, taken with their rep"),
    "not_yet": marked("The new rep is not in the list. Add him, then propose again; the rest can be taken."),
    "tap": marked("Tap the map where the new rep lives."),
    "placed": marked("The new rep lives at the place marked."),
    "failed": marked("That did not work, and nothing was changed. Try again in a moment."),
    "territories.no_rep": marked("There is no rep to give accounts to. Add a rep, or leave out fewer."),
    "territories.changed": marked(
        "Some of these accounts have changed since this was proposed, so nothing was taken. Propose again."
    ),
    "territories.rep_unknown": marked("A rep of this proposal is not there any more. Load the page again."),
    "access.not_signed_in": marked("Your session is over. Load the page again and sign in."),
    "fixed_above": marked("The accounts that stay with this rep alone are more than a fair share."),
    "nothing_left": marked("Everything that others have stays with them. Let owned accounts change hands as well."),
    "too_large": marked("One account more or less would miss the other side. Allow a wider balance."),
    "not_worth_it": marked("Evening out would cost more driving or changes of hands than it gains."),
    "no_location": marked("Nobody knows where they are. Add their coordinates."),
    "not_visited": marked("They are not active, or not to be visited, and stay with whom they have."),
}
assert all(WORDS[code.value] == sentence for code, sentence in SENTENCES.items())


def territory_points(shown: Overview, shift: Shift, t: Translator) -> dict[str, Any]:
    """Reps with their homes and figures; accounts column by column, each rep named by his place in the list."""
    stands = shown.stands
    at = {rep.external_id: n for n, rep in enumerate(stands.reps)}
    places = [shift(one.location.lat, one.location.lon) for one in stands.holdings]
    return {
        "reps": [
            {
                "id": rep.external_id,
                "name": rep.name,
                "home": shift(rep.home.lat, rep.home.lon),
                "wgs84": [rep.home.lat, rep.home.lon],
                "available_s": available_s,
                "now": asdict(now),
            }
            for rep, available_s, now in zip(stands.reps, shown.available_s, shown.figures, strict=True)
        ],
        "ids": [one.external_id for one in stands.holdings],
        "names": [one.account.name for one in stands.holdings],
        "lats": [round(lat, 6) for lat, _ in places],
        "lons": [round(lon, 6) for _, lon in places],
        "owners": [-1 if one.rep_id is None else at[one.rep_id] for one in stands.holdings],
        "aside": [
            {"count": t.count("{n} account is left aside.", "{n} accounts are left aside.", count), "code": code.value}
            for code, count in sorted(stands.aside.items())
        ],
    }
