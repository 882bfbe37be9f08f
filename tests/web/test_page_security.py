"""The Content-Security-Policy: on every HTML answer, strict, and kept by what the answer holds."""

import re

import httpx
import pytest
from fastapi import FastAPI

from app.access.rules import RULES
from app.db import Database
from app.security import cookie_name
from tests.conftest import NOW, OWN_PAGE
from tests.in_process import browser
from tests.web.page_routes import API, address, page_addresses
from tests.worlds.teams import Who, World, store_teams
from web.page_security import content_policy

FORBIDDEN = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "strict-dynamic", " *", "http:", "blob:")
ASKERS = (Who.STRANGER, Who.REP, Who.MANAGER, Who.DIRECTOR)


@pytest.fixture
def world(database: Database) -> World:
    with database.write() as session:
        return store_teams(session, NOW)


def _client(app: FastAPI, world: World, who: Who) -> httpx.Client:
    client = browser(app, **OWN_PAGE, Accept="text/html")
    if who in world.session_tokens:
        client.cookies.set(cookie_name(app.state.settings), world.session_tokens[who])
    return client


def faults(answer: httpx.Response) -> list[str]:
    """What is wrong with the policy of an HTML answer, or with the answer under it."""
    policy = answer.headers.get("content-security-policy", "")
    rules = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    nonces = [word for word in rules.get("script-src", []) if word.startswith("'nonce-")]
    found = [f"allows {word}" for word in FORBIDDEN if word in policy]
    for rule, wanted in (("default-src", ["'none'"]), ("base-uri", ["'none'"]), ("frame-ancestors", ["'none'"])):
        if rules.get(rule) != wanted:
            found.append(f"{rule} is {rules.get(rule)}")
    if len(nonces) != 1 or set(rules.get("script-src", [])) != {"'self'", *nonces}:
        found.append(f"script-src is {rules.get('script-src')}")
    nonce = nonces[0].removeprefix("'nonce-").rstrip("'") if nonces else "none"
    tags = re.findall(r"<[a-zA-Z][^>]*>", re.sub(r"(?s)(<script\b[^>]*>).*?</script>", r"\1", answer.text))
    for tag in tags:
        if re.match(r"<(script|style)\b", tag) and f'nonce="{nonce}"' not in tag:
            found.append(f"without the nonce: {tag}")
        if re.search(r"\s(on\w+|style|srcdoc)=", re.sub(r'"[^"]*"', '""', tag)) or "javascript:" in tag.lower():
            found.append(f"inline: {tag}")
    return found


@pytest.mark.parametrize("who", ASKERS)
def test_every_page_has_a_strict_policy(busy_app: FastAPI, world: World, who: Who) -> None:
    """Whoever asks: pages, refusals and pages that are not there."""
    client = _client(busy_app, world, who)
    asked = {page for asker in ASKERS for page in page_addresses(asker, world)}
    nonces = set()
    for path in sorted(asked):
        answer = client.get(path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert faults(answer) == [], path
            nonces.add(answer.headers["content-security-policy"])
    assert len(nonces) > 10  # and each answer has a nonce of its own


@pytest.mark.parametrize("who", ASKERS)
def test_every_answer_to_a_form_has_it_too(busy_app: FastAPI, world: World, who: Who) -> None:
    """A form sent empty comes back, or is refused, as a page with the same policy."""
    client = _client(busy_app, world, who)
    for name in RULES:
        method, path = name.split(" ")
        if method != "POST" or path.startswith(API) or path == "/sign-out":
            continue
        answer = client.post(address(path, world))
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert faults(answer) == [], name


def test_a_weak_policy_is_seen() -> None:
    """The search for faults can fail."""
    headers = {"Content-Security-Policy": f"{content_policy('abc')}; frame-ancestors 'none'"}
    sound = httpx.Response(200, headers=headers, text='<p title="a > b onclick=x">x</p><script nonce="abc">1</script>')
    assert faults(sound) == []
    weak = {"Content-Security-Policy": headers["Content-Security-Policy"].replace("'nonce-abc'", "'unsafe-inline'", 1)}
    for text in ("<p onclick=x>", '<p style="color:red">', "<script>1</script>", '<a href="javascript:alert(1)">'):
        assert faults(httpx.Response(200, headers=headers, text=text)) != [], text
    assert faults(httpx.Response(200, headers=weak, text="<p>")) != []
    assert faults(httpx.Response(200, text="<p>")) != []
