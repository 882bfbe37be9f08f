"""The register of what is held names every column, and nothing that is not there."""

from app.models import Base
from app.privacy.held import HELD, Erasing, Whose

COLUMNS = {name: {column.name for column in table.columns} for name, table in Base.metadata.tables.items()}


def test_every_column_has_its_line() -> None:
    """A new table or column without one fails here: say whose it is, and what erasing him does to it."""
    listed = {name: sorted(held.columns(*Whose)) for name, held in HELD.items()}
    assert listed == {name: sorted(columns) for name, columns in COLUMNS.items()}


def test_every_way_to_a_row_exists() -> None:
    """Tables and columns of `reach` are there, and lead to an id."""
    for name, held in HELD.items():
        for path in held.reach.values():
            here, _, there = path.partition(">")
            assert here.partition("=")[0] in COLUMNS[name], (name, path)
            if there:
                other, column = there.split(".")
                assert {column, "id"} <= COLUMNS[other], (name, path)


def test_what_is_erased_can_be_reached() -> None:
    """A column of a customer, contact or rep is of no use to an eraser that cannot find its rows."""
    for name, held in HELD.items():
        for line in held.lines:
            if line.whose in (Whose.ACCOUNT, Whose.REP, Whose.MANAGER) and line.erasing is not Erasing.KEEP:
                assert line.whose in held.reach, (name, line)
            if line.whose is Whose.STAFF:
                assert {Whose.REP, Whose.MANAGER} <= set(held.reach), (name, line)
            if line.whose is Whose.CONTACT:
                assert {Whose.CONTACT, Whose.ACCOUNT} & set(held.reach), (name, line)


def test_nothing_of_nobody_is_erased() -> None:
    """A line says either whose it is or that it stays."""
    for name, held in HELD.items():
        for line in held.lines:
            assert line.whose is not Whose.NOBODY or line.erasing is Erasing.KEEP, (name, line)
