"""What merging two accounts does to each table that names an account: the one list that merging and undoing follow.

A new table that names one needs its line here; tests/app/merges/test_goes_over.py compares this with the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Move(StrEnum):
    """What becomes of the rows of the account that is merged into another one."""

    OVER = "over"  # they are the kept account's; one that would be there twice stays behind
    IN_STEPS = "in_steps"  # they go over by steps of their own, in `app.merges.going`
    ALONG = "along"  # they hang on a row that goes over
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Decision:
    """`column` names the account by our id, where rows go over by themselves; `why` is for who asks later."""

    move: Move
    why: str
    column: str = "account_id"


OVER, IN_STEPS, ALONG, STAY = Move

GOES_OVER: Mapping[str, Decision] = {
    "account": Decision(IN_STEPS, "facts are united as was chosen; the other row stays as a tombstone"),
    "account_alias": Decision(OVER, "ids that lead to the other lead to the kept one from then on"),
    "account_place": Decision(IN_STEPS, "the pin that holds for the united address is the kept account's"),
    "account_redirect": Decision(OVER, "what was merged into the other is the kept one's now", "kept_id"),
    "accounts_apart": Decision(IN_STEPS, "whoever is not the other is not the kept one either"),
    "booking": Decision(OVER, "a promise is the customer's; two are refused before"),
    "contact": Decision(IN_STEPS, "people whom the kept account does not name already go over under their ids"),
    "evidence": Decision(OVER, "grounds of answers are the customer's, by the days they were said on"),
    "import_row": Decision(STAY, "what was wrong with a line of a file is of that file"),
    "import_undo": Decision(STAY, "both accounts are changed since their imports, which leave them alone"),
    "ledger_row": Decision(IN_STEPS, "with the stops of plans that are not over; older plans say what they said"),
    "merge_undo": Decision(STAY, "an earlier merge is taken back after this one is"),
    "opportunity": Decision(OVER, "deals are the customer's"),
    "opportunity_change": Decision(ALONG, "of its opportunity"),
    "past_visit": Decision(OVER, "a day that both tell of was one visit"),
    "seminar_invitation": Decision(IN_STEPS, "asked twice, the invitation of which more is known counts"),
    "stop": Decision(IN_STEPS, "in plans that are not over and do not visit the kept account as well"),
    "task_word": Decision(OVER, "what was said of tasks is of the customer, by its days"),
    "visit": Decision(IN_STEPS, "under their ids, so that every phone's reports arrive; numbered on in their week"),
    "visit_event": Decision(ALONG, "of its visit; debriefs are events"),
}
