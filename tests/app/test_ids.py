"""Our ids say what they name, and newer ones sort later."""

import time
from uuid import UUID

from app.ids import new_id


def test_an_id_is_a_uuid_of_version_7_behind_its_prefix() -> None:
    """Any library reads the part behind the prefix."""
    prefix, _, text = new_id("acc").partition("_")
    assert prefix == "acc"
    assert len(text) == 32
    assert (UUID(text).version, UUID(text).variant) == (7, "specified in RFC 4122")


def test_ids_are_distinct_and_follow_time() -> None:
    """Ten thousand differ; one made later sorts later."""
    early = {new_id("acc") for _ in range(10_000)}
    time.sleep(0.002)
    assert len(early) == 10_000
    assert max(early) < new_id("acc")
