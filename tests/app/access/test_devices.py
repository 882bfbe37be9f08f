"""A browser in a few words."""

import pytest

from app.access.devices import device_in_words

ANDROID = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (ANDROID + "Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.44", "WeChat, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) Version/17.1 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox, Linux"),
        ("python-httpx/0.28", None),
        ("", None),
    ],
)
def test_program_and_system_are_named(user_agent: str, words: str | None) -> None:
    """Nothing of a version or a model is kept."""
    assert device_in_words(user_agent) == words
