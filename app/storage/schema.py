"""The version of a database's tables: where it stands, what this program knows, and the steps up to the newest."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app import migrations

VERSION_TABLE = "alembic_version"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


@cache
def known_versions() -> tuple[str, ...]:
    """Every version of the tables that this program knows, the newest first."""
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(step.revision for step in steps)


def newest_version() -> str:
    """The version that this program works with."""
    return known_versions()[0]


def version_of(connection: Connection) -> str | None:
    """The version of this database's tables; None where there are none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def step_up(connection: Connection) -> None:
    """Bring the tables to the newest version inside the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def step_back(connection: Connection, version: str) -> None:
    """Take the tables back to an older version inside the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.downgrade(config, version)


def newer_than_known(version: str | None) -> bool:
    """Whether a newer program wrote tables of this version."""
    return version is not None and version not in known_versions()
