"""kproute link: a sign-in link for whoever has the shell, or what to do first."""

import re
from pathlib import Path

from app.db import Database
from app.intake.store import save_reps
from tests.app.cli.conftest import Kproute
from tests.worlds.company import REPS

LINK = re.compile(r"http://127\.0\.0\.1:8000/sign-in/\S{20,}")


def test_a_manager_gets_a_new_link_each_time(kproute: Kproute) -> None:
    """Into an empty database too, and no two alike."""
    said = [kproute("link", "manager") for _ in range(2)]
    assert [done.returncode for done in said] == [0, 0]
    links = [LINK.findall(done.stdout) for done in said]
    assert len(links[0]) == len(links[1]) == 1
    assert links[0] != links[1]
    assert "works once" in said[0].stdout


def test_a_rep_is_found_by_id_or_is_the_first(kproute: Kproute, tmp_path: Path) -> None:
    """Nobody yet, the first one, and one whom nobody knows."""
    done = kproute("link", "rep")
    assert done.returncode == 2
    assert "kproute demo" in done.stderr
    database = Database(f"sqlite:///{tmp_path / 'kproute.db'}")
    with database.write() as session:
        save_reps(session, REPS)
    database.dispose()
    assert LINK.search(kproute("link", "rep").stdout)
    done = kproute("link", "rep", "nobody")
    assert (done.returncode, LINK.search(done.stdout)) == (2, None)
    assert "no rep of this id" in done.stderr
