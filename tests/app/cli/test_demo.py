"""kproute demo: a company in the database with its week on the road, and out again without a trace."""

from pathlib import Path

from app.cli.demo import load_if_new
from app.db import Database
from app.intake.store import all_reps, listed_accounts
from app.planning.store import list_plans
from tests.app.cli.conftest import Kproute


def counts(folder: Path) -> tuple[int, int, int]:
    """Accounts, reps and plans in the database."""
    database = Database(f"sqlite:///{folder / 'kproute.db'}")
    try:
        with database.read() as session:
            return len(listed_accounts(session)), len(all_reps(session)), len(list_plans(session))
    finally:
        database.dispose()


def again(folder: Path) -> None:
    """What `serve --demo-if-new` does before it serves."""
    database = Database(f"sqlite:///{folder / 'kproute.db'}")
    try:
        load_if_new(database, 0.5)
    finally:
        database.dispose()


def test_the_demo_comes_and_goes(shell: Kproute, kproute: Kproute, tmp_path: Path) -> None:
    """Loaded, planned and published; not again into a database that was used; removed with all that was made of it."""
    done = shell("demo", "--certify", "0", KPROUTE_PLAN_TIME_LIMIT_S="0.5")
    assert done.returncode == 0, done.stderr
    assert "is planned and published" in done.stdout
    accounts, reps, plans = counts(tmp_path)
    assert accounts >= 590
    assert (reps, plans) == (4, 1)

    again(tmp_path)
    assert counts(tmp_path)[2] == 1

    done = kproute("link", "rep")
    assert (done.returncode, "/sign-in/" in done.stdout) == (0, True)

    done = kproute("demo", "--remove")
    assert (done.returncode, counts(tmp_path)) == (0, (0, 0, 0))
    assert f"{accounts} accounts removed" in done.stdout

    again(tmp_path)
    assert counts(tmp_path) == (0, 0, 0)
