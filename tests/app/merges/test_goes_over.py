"""Every table that names an account has a line that says what merging does to its rows."""

from app.merges.goes_over import GOES_OVER, Move
from app.models import Base

BY_EXTERNAL_ID = {"account", "stop", "ledger_row", "import_row", "account_alias"}
PARENTS = {"visit", "opportunity"}
NOT_ACCOUNTS = {"rep"}  # its external id is a rep's


def naming_accounts() -> set[str]:
    """The tables that point at accounts, or at what hangs on one, and those that hold an external id."""
    found = set()
    for table in Base.metadata.tables.values():
        targets = {key.column.table.name for key in table.foreign_keys}
        if targets & {"account", *PARENTS} or ("external_id" in table.columns and table.name not in NOT_ACCOUNTS):
            found.add(table.name)
    return found


def test_every_table_that_names_an_account_has_its_decision() -> None:
    """A new one without a line fails here: say whether its rows go over, and why."""
    assert set(GOES_OVER) == naming_accounts()


def test_a_table_without_a_decision_is_seen() -> None:
    """The comparison above can fail; and nobody hides behind an external id."""
    assert naming_accounts() > BY_EXTERNAL_ID | PARENTS
    assert "rep" not in naming_accounts()


def test_every_column_that_goes_over_exists() -> None:
    """What moves by itself is found by a column that points at accounts."""
    for name, decision in GOES_OVER.items():
        assert decision.why, name
        if decision.move is Move.OVER:
            (key,) = Base.metadata.tables[name].c[decision.column].foreign_keys
            assert key.column.table.name == "account", name
