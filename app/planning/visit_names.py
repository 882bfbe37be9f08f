"""What a visit is called in a solver's problem, where an account may have several: the only place that knows.

An account's first visit bears its external id, a further one that and its number. Nobody else tells visits of one
account apart by name: they lie on different days, so rep, day and account name a stop wherever people see it.
"""

_AND = "\x1f#"  # no external id has a control character in it


def visit_name(account_id: str, number: int) -> str:
    """The name of this visit (from 1) of the account."""
    return account_id if number == 1 else f"{account_id}{_AND}{number}"


def account_of(name: str) -> str:
    """The external id of the account that is visited."""
    return name.partition(_AND)[0]


def number_of(name: str) -> int:
    """Which of the account's visits it is, from 1."""
    return int(name.partition(_AND)[2] or 1)
