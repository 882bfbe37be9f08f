"""Single accounts with one fact changed at a time, on a Monday in November."""

from datetime import date, timedelta
from typing import Any

from app.method.account import Account, Answer, Category, Contact, ContactRole, Grade, Location, Need

MONDAY = date(2026, 11, 23)
WEEK = tuple(MONDAY + timedelta(days=n) for n in range(7))
HANGZHOU = Location.wgs84(30.2741, 120.1551)
BOSS = Contact("陈总", ContactRole.FIRST_KP, level=2)
INFLUENCER = Contact("赵敏", ContactRole.KP, level=2)


def days_ago(days: int) -> date:
    return MONDAY - timedelta(days=days)


def prospect(**facts: Any) -> Account:
    """A precise prospect of grade C that nobody has visited."""
    known = {
        "external_id": "P1",
        "name": "龙井茶业",
        "location": HANGZHOU,
        "contacts": (BOSS,),
        "need": Need.LATENT,
        "ability_to_pay": Answer.YES,
        "authority": Answer.YES,
    }
    return Account(**{**known, **facts})


def customer(category: Category = Category.MAINTENANCE, grade: Grade = Grade.B, **facts: Any) -> Account:
    """A customer with a known influencer."""
    known = {"external_id": "M1", "name": "武林商贸", "location": HANGZHOU, "contacts": (INFLUENCER,)}
    return Account(**{**known, "category": category, "grade": grade, **facts})
