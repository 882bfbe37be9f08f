"""The small week as the pages tell it, stored and published."""

import httpx
import pytest

from app.db import Database
from tests.conftest import NOW, SignIn
from tests.web.told import store_told_week
from tests.worlds import week


@pytest.fixture
def told_week(database: Database) -> str:
    """The plan's id."""
    with database.write() as session:
        return store_told_week(session, NOW)


@pytest.fixture
def wang_told(told_week: str, sign_in: SignIn) -> httpx.Client:
    """The phone of 王芳, who drives on Tuesday and Wednesday."""
    return sign_in("rep", week.WANG.external_id)
