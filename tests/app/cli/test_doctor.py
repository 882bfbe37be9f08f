"""kproute doctor: what the installation is made of, and what is wrong with it, without its secrets."""

from pathlib import Path

from tests.app.cli.conftest import Kproute
from tests.worlds.town import write_extract


def test_a_healthy_installation_is_well(kproute: Kproute) -> None:
    """Versions, database, disk and time zones, exit code 0."""
    done = kproute("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    for named in ("Python 3.", "ortools 9.", "SQLite", "MiB free", "Time zones: 3 of 3", "No roads", "All is well."):
        assert named in done.stdout


def test_a_sick_one_says_what_ails_it_and_keeps_its_secrets(kproute: Kproute) -> None:
    """A database server that does not answer: exit code 1 or 2, and the password is nowhere."""
    done = kproute("doctor", KPROUTE_DATABASE_URL="postgresql://kproute:geheim123@127.0.0.1:1/kproute")
    assert done.returncode in (1, 2)
    assert "Error:" in done.stderr
    assert "geheim123" not in done.stdout + done.stderr


def test_a_file_that_is_no_database_is_named(kproute: Kproute, tmp_path: Path) -> None:
    """It is left as it is."""
    (tmp_path / "kproute.db").write_bytes(b"my diary " * 500)
    done = kproute("doctor")
    assert done.returncode == 1
    assert "kproute.db" in done.stderr
    assert (tmp_path / "kproute.db").read_bytes().startswith(b"my diary")


def test_roads_are_named_and_looked_at(kproute: Kproute, tmp_path: Path) -> None:
    """Where the service would not start, this says why."""
    file = tmp_path / "town.roads"
    kproute("roads", "build", write_extract(tmp_path / "town.osm"), "--out", file)
    assert "Roads of town.osm, network " in kproute("doctor", KPROUTE_ROADS=str(file)).stdout
    file.write_bytes(file.read_bytes()[:-200])
    done = kproute("doctor", KPROUTE_ROADS=str(file))
    assert (done.returncode, "damaged" in done.stderr) == (1, True)


def test_a_setting_nobody_knows_is_named(kproute: Kproute) -> None:
    """A typing error in a variable: exit code 2 from whatever command."""
    done = kproute("doctor", KPROUTE_DATABSE_URL="sqlite:///x.db")
    assert done.returncode == 2
    assert "KPROUTE_DATABSE_URL" in done.stderr
