"""Two accounts in one: nothing that only one of them knows is lost, and nothing known is overwritten."""

from datetime import date

from app.intake.duplicates import same_phone_as
from app.method.account import Account, Category, Contact, ContactRole, Grade, Location
from app.method.union import preferred, united

HERE, THERE = Location.wgs84(30, 120), Location.wgs84(31, 121)
BOSS = Contact("陈总", ContactRole.FIRST_KP, 3, phone="13800138000")


def test_facts_of_the_kept_one_stand_and_its_gaps_are_filled() -> None:
    """The owner is taken over, the place and the grade are not."""
    kept = Account("K", "甲", grade=Grade.A, location=HERE, visits=3, last_visit_on=date(2026, 11, 2))
    other = Account("N", "甲店", address="西湖路 1", location=THERE, owner="r1", visits=1, do_not_visit=True)
    both = united(kept, other, same_phone_as)
    assert (both.external_id, both.name, both.grade, both.location) == ("K", "甲", Grade.A, HERE)
    assert (both.address, both.owner, both.visits, both.last_visit_on) == ("西湖路 1", "r1", 3, date(2026, 11, 2))
    assert both.do_not_visit
    assert united(Account("K", "甲"), other, same_phone_as).location == THERE


def test_the_newer_fact_is_preferred() -> None:
    """A grade that was told later counts."""
    older, newer = Account("K", "甲", grade=Grade.A), Account("N", "甲", grade=Grade.B)
    assert preferred("grade", newer, older) is newer


def test_what_is_taken_for_granted_is_not_preferred() -> None:
    """Nobody told that the newer one is a prospect: that the older one is a customer counts."""
    older, newer = Account("K", "甲", category=Category.SIGNED), Account("N", "甲")
    assert preferred("category", newer, older) is older
    assert preferred("category", older, newer) is older


def test_people_of_both_are_there_once() -> None:
    """Known by name, or a number without a name; the level is the better one."""
    kept = Account("K", "甲", contacts=(BOSS, Contact("", phone="0571-88880000")))
    other = Account(
        "N",
        "甲",
        contacts=(
            Contact("陈总", level=4, phone="1", mail="a@b.cn"),
            Contact("", phone="+86 13800138000"),
            Contact("周", ContactRole.KP, phone="057188880000"),
            Contact("李"),
        ),
    )
    assert united(kept, other, same_phone_as).contacts == (
        Contact("陈总", ContactRole.FIRST_KP, 4, phone="13800138000", mail="a@b.cn"),
        Contact("周", ContactRole.KP, phone="0571-88880000"),
        Contact("李"),
    )


def test_the_same_account_twice_is_itself() -> None:
    """Nothing is doubled, not even people of whom nothing is known."""
    one = Account("K", "甲", contacts=(BOSS, Contact("", wechat="w")))
    assert united(one, one, same_phone_as) == one
