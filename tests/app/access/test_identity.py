"""An identity that makes no sense is not made."""

from typing import Any

import pytest

from app.access.identity import Identity
from app.access.roles import Scope


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "rep"},
        {"kind": "manager", "rep_id": "wang"},
        {"kind": "key", "rep_id": "wang"},
        {"kind": "boss"},
        {"kind": "rep", "rep_id": "wang", "team_ids": frozenset({"team_1"})},
        {"kind": "key", "team_ids": frozenset({"team_1"})},
        {"kind": "manager", "scopes": frozenset({Scope.PLANS_RUN})},
        {"kind": "manager", "team_ids": frozenset({"team_1", "team_2"})},
        {"kind": "assistant"},
    ],
)
def test_nonsense_is_refused(facts: dict[str, Any]) -> None:
    """Only a rep has a rep's id, only a manager a team, only a key scopes; an assistant never helps all teams."""
    with pytest.raises(ValueError, match=r"rep|manager|key|assistant"):
        Identity(**facts)


def test_reps_assistants_and_managers_of_a_team_see_less_than_all() -> None:
    """A director and a program see every row."""
    assert [who.sees_everything for who in (Identity("manager"), Identity("key"))] == [True, True]
    of = frozenset({"team_1"})
    limited = (Identity("rep", "wang"), Identity("manager", team_ids=of), Identity("assistant", team_ids=frozenset()))
    assert [who.sees_everything for who in limited] == [False, False, False]
