"""The settings of a plan in words."""

from dataclasses import replace

from app.method.settings import MethodSettings
from tests.worlds import week
from web.close_view import close_table
from web.i18n import translator
from web.settings_view import used_settings

USUAL = MethodSettings()


def test_what_differs_is_counted_and_named() -> None:
    """A table with one other number is one setting; a rep of the plan is told by his name, and no other rep."""
    own = {week.WANG.external_id: {"yearly_target": 900_000}, "somebody": {"yearly_target": 1}}
    shares = ((20, 0.02), *USUAL.share_at_stake[1:])
    used = replace(USUAL, deal_value={**USUAL.deal_value, "B": 30_000}, country="DE", by_rep=own, share_at_stake=shares)
    told = used_settings(week.PLAN, used, used, translator("en"))
    assert (told.differing, told.country, told.outdated) == (3, "Germany", False)
    assert told.of_reps == ((week.WANG.name, ("Yearly target of a rep 900000",)),)
    (share,) = (line for line in told.lines if any(one.path == "share_at_stake.0" for one in line.numbers))
    assert [one.name for one in share.numbers] == [
        "growing day by day up to 20 days",
        "up to 90 days",
        "up to 180 days",
        "up to 365 days",
    ]
    (deal,) = (line for line in told.lines if any(one.path == "deal_value.B" for one in line.numbers))
    assert [(one.name, one.value, one.usual) for one in deal.numbers][1] == ("B", "30000", "20000")


def test_a_plan_says_which_chances_to_close_it_used() -> None:
    """The method's, those fitted to debriefs, or numbers of one's own."""
    own = replace(USUAL, close_probability={**USUAL.close_probability, "A": 0.3})
    told = [close_table(one, translator("en")) for one in (USUAL, own, replace(own, close_fitted_visits=120))]
    assert told == ["the method's table", "own numbers", "fitted to 120 debriefs"]


def test_other_settings_count_by_now_if_they_are_of_the_plan() -> None:
    """The organisation's and those of its reps; what differs for somebody else does not matter to it."""
    other = replace(USUAL, by_rep={"somebody": {"yearly_target": 1}})
    assert not used_settings(week.PLAN, USUAL, other, translator("zh")).outdated
    for now in (replace(USUAL, visit_cap=3), replace(USUAL, by_rep={week.WANG.external_id: {"yearly_target": 1}})):
        assert used_settings(week.PLAN, USUAL, now, translator("zh")).outdated
