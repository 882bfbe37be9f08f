"""The files of an order are read into what the planner takes, with every invention said."""

import pytest

from app.intake.faults import UnusableInput
from app.method.account import Datum
from app.planning.inputs import read_inputs
from app.planning.run import CannotPlan
from app.planning.week_plan import Outcome

ACCOUNTS = "id,name,lat,lon,owner\nA,甲,30.2,120.1,wang\nB,乙,30.3,120.2,\nA,甲,30.2,120.1,wang\n\n合计,,,,\n".encode()
REPS = "id,name,lat,lon\nwang,王芳,30.2,120.1\n".encode()


def test_every_row_is_listed_or_rejected() -> None:
    """With its line, and files with their names and hashes."""
    inputs = read_inputs((ACCOUNTS, "a.csv"), (REPS, "r.csv"), Datum.WGS84)
    assert [(row.line, row.account.owner) for row in inputs.listed] == [(2, "wang"), (3, None)]
    assert [(row.line, row.outcome, row.code) for row in inputs.rejected] == [
        (4, Outcome.REJECTED, "DUPLICATE_OF"),
        (6, Outcome.REJECTED, "NOT_AN_ACCOUNT"),
    ]
    assert ([rep.external_id for rep in inputs.reps], inputs.notes) == (["wang"], ())
    assert inputs.reps_file is not None
    assert (inputs.accounts_file.name, inputs.reps_file.name) == ("a.csv", "r.csv")
    assert len(inputs.accounts_file.sha256) == 64


def test_without_reps_one_is_invented_and_owners_do_not_count() -> None:
    """Both are said aloud."""
    inputs = read_inputs((ACCOUNTS, "a.csv"), None, Datum.WGS84)
    assert [note.code for note in inputs.notes] == ["INVENTED_REP", "OWNERS_IGNORED"]
    assert (len(inputs.reps), inputs.reps_file) == (1, None)
    assert {row.account.owner for row in inputs.listed} == {None}


def test_without_a_place_there_is_nowhere_to_start() -> None:
    """No rep and no coordinates: refused with a remedy; with reps it is planned."""
    nowhere = "id,name\nA,甲\n".encode()
    with pytest.raises(CannotPlan, match="--reps") as refused:
        read_inputs((nowhere, "a.csv"), None, Datum.WGS84)
    assert refused.value.code == "NOWHERE_TO_START"
    assert len(read_inputs((nowhere, "a.csv"), (REPS, "r.csv"), Datum.WGS84).listed) == 1


def test_the_file_at_fault_is_named() -> None:
    """An empty list of accounts, or of reps."""
    for accounts, reps, name in ((b"", REPS, "a.csv"), (ACCOUNTS, b"", "r.csv")):
        with pytest.raises(UnusableInput) as refused:
            read_inputs((accounts, "a.csv"), (reps, "r.csv"), Datum.WGS84)
        assert refused.value.file_name == name


def test_the_declared_datum_moves_points() -> None:
    """GCJ-02 in Hangzhou lies some five hundred metres off."""
    plain, shifted = (read_inputs((ACCOUNTS, "a.csv"), (REPS, "r.csv"), d) for d in (Datum.WGS84, Datum.GCJ02))
    assert plain.listed[0].account.location != shifted.listed[0].account.location
    assert plain.reps[0].home != shifted.reps[0].home
