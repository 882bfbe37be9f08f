"""Lists: import accounts and reps from files, and read what is stored."""

from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Form, Response, UploadFile
from pydantic import BaseModel, ConfigDict

from app.api.list_answers import (
    AccountsAnswer,
    ImportAnswer,
    RepImportAnswer,
    RepsAnswer,
    account_answer,
    fault_answers,
    import_answer,
    rep_answer,
)
from app.api.values import Cursor, Id, Limit, key_of, next_cursor
from app.deps import ClockDep, DatabaseDep, KeyOrManagerDep
from app.errors import Fault, InvalidInput, NotFound
from app.intake.accounts import read_accounts
from app.intake.faults import UNPRINTABLE, UnusableInput
from app.intake.overview import judged_accounts
from app.intake.reps import read_reps
from app.intake.store import all_reps, import_accounts, import_view, save_reps
from app.method.account import Datum
from app.method.settings import MethodSettings

router = APIRouter(tags=["lists"])

LONGEST_FILE_NAME = 200


class AccountFile(BaseModel):
    """A list of accounts with what it does not say itself."""

    model_config = ConfigDict(extra="forbid")

    file: UploadFile
    datum: Datum = Datum.WGS84
    assume_qualified: bool = False


class RepFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    file: UploadFile
    datum: Datum = Datum.WGS84


def _file_name(file: UploadFile) -> str:
    """The name the sender gave the file, without folders and without what a screen cannot show."""
    return UNPRINTABLE.sub("", PurePath(file.filename or "").name)[:LONGEST_FILE_NAME] or "list"


def _unusable(refusal: UnusableInput) -> InvalidInput:
    faults = [
        Fault(
            "/body/file" if fault.line is None else f"/body/file/lines/{fault.line}",
            fault.code,
            f"{fault.sentence()} {fault.remedy()}".strip(),
        )
        for fault in refusal.faults
    ]
    return InvalidInput("import.unusable", "The file gives no list. Nothing was imported.", faults)


@router.post("/imports", status_code=201)
def import_list(
    form: Annotated[AccountFile, Form()], response: Response, database: DatabaseDep, identity: KeyOrManagerDep
) -> ImportAnswer:
    """Import a list of accounts; known ones are brought up to date, and every row left out is named."""
    try:
        listed = read_accounts(
            form.file.file.read(), _file_name(form.file), datum=form.datum, assume_qualified=form.assume_qualified
        )
    except UnusableInput as refusal:
        raise _unusable(refusal) from refusal
    with database.write() as session:
        summary = import_accounts(session, listed)
        view = import_view(session, summary.id)
    assert view is not None
    response.headers["Location"] = f"/api/v1/imports/{summary.id}"
    return import_answer(view)


@router.get("/imports/{import_id}")
def get_import(import_id: Id, database: DatabaseDep, identity: KeyOrManagerDep) -> ImportAnswer:
    """An import: how the file was understood, and what was wrong in it."""
    with database.read() as session:
        view = import_view(session, import_id)
    if view is None:
        raise NotFound("import.unknown", "There is no import of this id.")
    return import_answer(view)


@router.get("/accounts")
def get_accounts(
    database: DatabaseDep,
    clock: ClockDep,
    identity: KeyOrManagerDep,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> AccountsAnswer:
    """The accounts in the order of their ids, each with the gate's verdict and its due state."""
    with database.read() as session:
        judged = judged_accounts(session, MethodSettings(), now=clock(), after=key_of(cursor), limit=limit + 1)
    more = len(judged) > limit
    return AccountsAnswer(
        data=[account_answer(one) for one in judged[:limit]],
        next_cursor=next_cursor(judged[limit - 1].account.external_id) if more else None,
    )


@router.get("/reps")
def get_reps(database: DatabaseDep, identity: KeyOrManagerDep) -> RepsAnswer:
    """Every rep."""
    with database.read() as session:
        return RepsAnswer(data=[rep_answer(rep) for rep in all_reps(session)])


@router.post("/reps:import", status_code=201)
def import_reps(form: Annotated[RepFile, Form()], database: DatabaseDep, identity: KeyOrManagerDep) -> RepImportAnswer:
    """Import a list of reps; known ones are brought up to date, nobody is removed."""
    try:
        listed = read_reps(form.file.file.read(), _file_name(form.file), datum=form.datum)
    except UnusableInput as refusal:
        raise _unusable(refusal) from refusal
    with database.write() as session:
        save_reps(session, listed.reps)
    return RepImportAnswer(reps=len(listed.reps), faults=fault_answers(listed.faults))
