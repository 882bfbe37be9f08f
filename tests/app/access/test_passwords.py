"""What may be a password, and how it is known again."""

import pytest
from argon2 import extract_parameters

from app.access.passwords import NOBODYS_HASH, check_password, hash_password, is_password
from app.errors import InvalidInput


@pytest.mark.parametrize(
    "password",
    ["four words do well", "长长的一句话当作密码最好记", "aB3$aB3$aB3$", "            x y z w", "p" * 100 + "qrs"],
)
def test_length_is_what_counts(password: str) -> None:
    """Any characters, spaces and Chinese too; nobody has to use a digit."""
    check_password(password, "anna")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password.length"),
        ("", "password.length"),
        ("x" * 201, "password.length"),
        ("password1234", "password.common"),
        ("PassWord1234", "password.common"),
        ("aaaaaaaaaaaa", "password.common"),
        ("121212121212", "password.common"),
        ("abcdefghijklm", "password.common"),
        ("zyxwvutsrqpo", "password.common"),
        ("anna@example.com", "password.common"),
        ("anna@example.comAnna@Example.com", "password.common"),
    ],
)
def test_what_anybody_would_try_is_refused(password: str, code: str) -> None:
    """Short, common, one character again and again, a run, or the login itself."""
    with pytest.raises(InvalidInput) as refused:
        check_password(password, "anna@example.com")
    assert refused.value.code == code
    assert not password or password not in str(refused.value)


def test_a_password_is_known_again_and_no_other_is() -> None:
    """In whatever form a keyboard composes it; two hashes of it differ."""
    kept = hash_password("café au lait, s'il vous plaît")
    assert is_password(kept, "café au lait, s'il vous plaît")
    assert is_password(kept, "cafe\u0301 au lait, s'il vous plai\u0302t")
    assert not is_password(kept, "cafe au lait, s'il vous plait")
    assert kept != hash_password("café au lait, s'il vous plaît")
    assert kept.startswith("$argon2id$")


def test_where_there_is_no_password_none_is_right() -> None:
    """What is compared then costs as much as any other."""
    assert not is_password(None, "four words do well")
    assert extract_parameters(NOBODYS_HASH) == extract_parameters(hash_password("four words do well"))
