"""Accounts without coordinates of which a geocoder found one's house and another's district only."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.access.identity import SHELL
from app.geocoding.choice import Wish, choose
from app.geocoding.providers import Found
from app.geocoding.queue import SPACING, claim, settle
from app.geocoding.words import Level, Provider
from app.intake.account_changes import tell_accounts
from app.intake.datums import located
from app.method.account import Datum
from tests.conftest import NOW
from tests.worlds import week

HOUSE, DISTRICT, UNKNOWN = (
    replace(week.XIXI, external_id=f"F-{n}", name=name, address=address, location=None, appointment=None)
    for n, (name, address) in enumerate(
        (("文三茶行", "西湖区文三路 90 号"), ("余杭五金", "余杭区"), (week.HOSTILE_NAME, "不存在路 1 号"))
    )
)
ANSWERS = {
    HOUSE.address: Found(located(30.2785, 120.1320, Datum.WGS84), Level.ROOFTOP),
    DISTRICT.address: Found(located(30.4190, 120.2990, Datum.WGS84), Level.DISTRICT),
    UNKNOWN.address: None,
}


def store_found(session: Session) -> None:
    """As they are once they were asked for, with nobody to ask any more."""
    tell_accounts(session, SHELL, "list", [HOUSE, DISTRICT, UNKNOWN], NOW)
    choose(session, SHELL, Wish(Provider.NOMINATIM, agrees=True), NOW)
    for number in range(len(ANSWERS)):
        claimed = claim(session, NOW + number * SPACING)
        assert claimed is not None
        settle(session, claimed, ANSWERS[claimed.asked], NOW)
    choose(session, SHELL, Wish(None), NOW)
