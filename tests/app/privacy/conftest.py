"""A published week in which names are planted that can be found again."""

import pytest

from app.db import Database
from tests.conftest import NOW
from tests.worlds.planted import Planted, plant_people


@pytest.fixture
def planted(database: Database, stored_week: str) -> Planted:
    with database.write() as session:
        return plant_people(session, NOW)
