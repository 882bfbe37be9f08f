"""Without a list of reps one is invented amid the accounts, and it is said."""

from app.method.account import Account, Location
from app.planning.invented_rep import rep_amid
from app.planning.wordings import note
from tests.worlds.facts import prospect


def at(lat: float, lon: float, name: str) -> Account:
    return prospect(external_id=name, name=name, location=Location.wgs84(lat, lon))


def test_the_rep_starts_at_the_account_in_the_middle() -> None:
    """Not at a point in a lake, and not drawn away by one that is far off."""
    near = [at(30.0, 120.0, "a"), at(30.1, 120.1, "middle"), at(30.2, 120.2, "c"), at(30.11, 120.11, "d")]
    accounts = [*near, at(50, 10, "far")]
    found = rep_amid(accounts)
    assert found is not None
    rep, said = found
    assert rep.home in [a.location for a in accounts if a.name in ("middle", "d")]
    assert rep.field_days == frozenset(range(5))
    assert said.params["name"] in note(said)
    assert rep_amid(accounts[::-1]) == found


def test_nobody_located_is_nowhere_to_start() -> None:
    """No rep rather than one at 0, 0."""
    assert rep_amid([prospect(location=None)]) is None
    assert rep_amid([]) is None
