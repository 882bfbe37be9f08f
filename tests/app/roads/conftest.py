"""The town with a river, built once."""

from pathlib import Path

import pytest

from app.roads.build import build
from app.roads.network import Network
from app.roads.roads import Roads
from tests.worlds.town import write_extract


def silent(_words: str) -> None:
    """Nobody watches."""


@pytest.fixture(scope="package")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_extract(tmp_path_factory.mktemp("town") / "town.osm")


@pytest.fixture(scope="package")
def network(extract: Path) -> Network:
    return build(extract, silent)


@pytest.fixture(scope="package")
def roads(network: Network) -> Roads:
    return Roads(network)
