"""The phone of a rep of the small week."""

import httpx
import pytest

from app.db import Database
from tests.conftest import SignIn
from tests.worlds import week


@pytest.fixture
def phone_of_wang(stored_week: str, sign_in: SignIn) -> httpx.Client:
    """The phone of 王芳, who drives on Tuesday and Wednesday of a published week."""
    return sign_in("rep", week.WANG.external_id)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Pages ask the services, and those are tested on both kinds of database."""
    return sqlite_database
