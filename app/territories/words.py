"""What codes of territories say, in English; pages look the sentences up in their catalogue."""

from collections.abc import Mapping

from app.territories.standing import Aside
from solver.territory import OffBalance

SENTENCES: Mapping[OffBalance | Aside, str] = {
    OffBalance.FIXED_ABOVE: "The accounts that stay with this rep alone are more than a fair share.",
    OffBalance.NOTHING_LEFT: "Everything that others have stays with them. Let owned accounts change hands as well.",
    OffBalance.TOO_LARGE: "One account more or less would miss the other side. Allow a wider balance.",
    OffBalance.NOT_WORTH_IT: "Evening out would cost more driving or changes of hands than it gains.",
    Aside.NO_LOCATION: "Nobody knows where they are. Add their coordinates.",
    Aside.NOT_VISITED: "They are not active, or not to be visited, and stay with whom they have.",
}
