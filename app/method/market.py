"""Markets (区域) and customers without business: whose share of the work the method looks after (sections 3 and 6)."""

from app.method.account import Account, Category
from app.method.settings import Area, MethodSettings


def area_of(account: Account, from_start_km: float, settings: MethodSettings) -> Area:
    """The area of the account's market as the settings name it; of any other by how far the rep has to go."""
    named = settings.market_areas.get(account.market)
    if named is not None:
        return Area(named)
    if from_start_km <= settings.home_up_to_km:
        return Area.HOME
    return Area.SURROUNDINGS if from_start_km <= settings.surroundings_up_to_km else Area.REMOTE


def is_without_business(account: Account) -> bool:
    """Whether this is a customer with no business now (无生意客户).

    A maintenance or signed customer with no deal in sight and no yearly value. Who has signed and whose yearly value
    nobody told does business with us; who is only maintained does not.
    """
    if account.category is Category.PROSPECT or account.deal_value:
        return False
    return account.yearly_value == 0 or (account.yearly_value is None and account.category is Category.MAINTENANCE)
