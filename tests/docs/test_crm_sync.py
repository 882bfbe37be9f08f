"""The example of the guide does what it says, against a real server and a receiver on loopback."""

import signal
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from standardwebhooks import WebhookVerificationError

from tests.app.cli.conftest import in_own_process
from tests.app.cli.test_server import service
from tests.waiting import until
from tests.worlds.receiver import receiver

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "crm_sync.py"


@pytest.fixture
def crm_sync() -> Iterator[ModuleType]:
    """The example as a module."""
    spec = spec_from_file_location("crm_sync", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["crm_sync"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["crm_sync"]


def test_a_night_of_the_example(tmp_path: Path, crm_sync: ModuleType) -> None:
    """1,201 accounts sent twice are there once; what changed is fetched in pages; a webhook is verified."""
    items = [{"source": "crm", "external_id": f"K{n}", "name": f"店{n}"} for n in range(1_200)]
    items.append({"source": "crm", "external_id": "K-none"})
    with service(tmp_path, KPROUTE_WEBHOOK_ALLOW_PRIVATE="true") as running, receiver() as crm:
        key = in_own_process(tmp_path, "key", "crm").stdout.splitlines()[0]
        with httpx.Client(base_url=running.address, headers={"Authorization": f"Bearer {key}"}, timeout=60) as api:
            for _ in range(2):
                refused = crm_sync.send(api, items, "2026-11-24")
                assert [item["external_id"] for item in refused] == [None]
            since = api.get("/api/v1/accounts", params={"limit": 1}).json()["as_of"]
            pages = list(crm_sync.changed(api, since))
            assert len(pages) > 1
            assert sorted(row["external_id"] for page in pages for row in page["data"]) == sorted(
                item["external_id"] for item in items[:-1]
            )
            order = {"url": crm.url, "event_types": ["import.finished"]}
            secret = api.post("/api/v1/webhook-endpoints", json=order).raise_for_status().json()["secret"]
            api.post("/api/v1/imports", files={"file": ("list.csv", b"id,name\nL1,x\n")}).raise_for_status()
            until(lambda: crm.got)
            (came,) = crm.got
            message = crm_sync.received(secret, came.body, came.headers)
            shown = api.get(message["data"]["url"])
        running.process.send_signal(signal.SIGTERM)
        assert running.ended()[0] == 0
    assert message["type"] == "import.finished"
    assert (shown.status_code, shown.json()["id"]) == (200, message["data"]["id"])
    with pytest.raises(WebhookVerificationError):
        crm_sync.received(secret, came.body + b" ", came.headers)
