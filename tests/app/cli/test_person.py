"""kproute person: invitations for managers and assistants, or what to do instead."""

import re

import pytest

from tests.app.cli.conftest import Kproute

INVITATION = re.compile(r"http://127\.0\.0\.1:8000/invitation/[\w-]{43}\n")


def test_everybody_with_a_password_is_invited(kproute: Kproute) -> None:
    """Into an empty database; a team is made with its first manager, and found by who assists it and another."""
    director = kproute("person", "add", "he@example.com", "--role", "director", "--name", "何敏")
    manager = kproute("person", "add", "anna", "--role", "manager", "--team", "北队")
    assistant = kproute("person", "add", "lin", "--role", "assistant", "--team", "北队", "--team", "南队")
    for done in (director, manager, assistant):
        assert (done.returncode, len(INVITATION.findall(done.stdout))) == (0, 1), done.stderr
    assert "within 24 hours" in director.stdout
    again = kproute("person", "invite", "HE@example.com")
    assert INVITATION.findall(again.stdout) != INVITATION.findall(director.stdout)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "anna", "--role", "manager"), "A manager needs a team"),
        (("add", "anna", "--role", "director", "--team", "北队"), "a director has none"),
        (("add", "an na", "--role", "director"), "without spaces"),
        (("invite", "nobody"), "Nobody signs in by this login"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(kproute: Kproute, words: tuple[str, ...], why: str) -> None:
    """Exit code 2, and no invitation."""
    done = kproute("person", *words)
    assert (done.returncode, INVITATION.search(done.stdout)) == (2, None)
    assert why in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_login_is_given_once(kproute: Kproute) -> None:
    """In whatever case it is written."""
    assert kproute("person", "add", "anna", "--role", "director").returncode == 0
    done = kproute("person", "add", "ANNA", "--role", "director")
    assert (done.returncode, "already" in done.stderr) == (2, True)
