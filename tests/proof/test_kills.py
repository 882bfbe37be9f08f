"""Kill -9 costs nothing that was acknowledged: the short form of `python -m tests.proof.kills`."""

import pytest

from tests import postgres
from tests.proof.kills import prove
from tests.proof.sites import DATABASES


@pytest.mark.timeout(900)  # of a busy machine; else it takes half a minute
@pytest.mark.parametrize("database", DATABASES)
def test_nothing_acknowledged_is_lost_or_doubled(database: str, request: pytest.FixtureRequest) -> None:
    """Four kills of server, worker and solver children amid imports, plans and bookings."""
    server: postgres.Server | None = None
    if database == "postgres":
        server = request.getfixturevalue("postgres_server")
    outcome = prove(4, [database], seed=20, server=server)
    assert outcome.faults == []
    assert sum(outcome.facts["kills"].values()) == 4
    assert outcome.facts["requests_answered"]["import"] > 0
    assert outcome.facts["plans_checked"] > 0
