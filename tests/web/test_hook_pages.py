"""Webhooks for managers: added, tried, switched off and sent again by forms of ours; a secret is on one page only."""

import re

import httpx
import pytest
from fastapi import FastAPI

from app.db import Database
from app.hooks.posting import Poster
from app.hooks.sender import HookSender
from app.hooks.words import EventType
from tests.conftest import NOW
from tests.worlds.hooks import deliveries_of, endpoint_of, store_endpoint, tell
from tests.worlds.receiver import receiver

ENGLISH = {"Accept-Language": "en"}
FORM = {"url": "https://crm.example.com/hook", "event_types": ["plan.succeeded", "route.published"]}


def secret_on(html: str) -> str | None:
    found = re.search(r'<code id="secret">(whsec_[^<]+)</code>', html)
    return None if found is None else found.group(1)


def test_a_secret_is_shown_on_the_page_that_made_it(manager: httpx.Client, database: Database) -> None:
    """Added and rotated; the page itself never has it."""
    added = manager.post("/webhooks", data=FORM, headers=ENGLISH)
    assert added.status_code == 201
    first = secret_on(added.text)
    endpoint_id = re.findall(r"/webhooks/endpoints/(whe_\w+)/secret", added.text)[0]
    assert endpoint_of(database, endpoint_id).secret == first
    rotated = manager.post(f"/webhooks/endpoints/{endpoint_id}/secret", headers=ENGLISH)
    assert secret_on(rotated.text) == endpoint_of(database, endpoint_id).secret != first
    assert "whsec_" not in manager.get("/webhooks").text.replace("whsec_…", "")
    assert rotated.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({**FORM, "url": "https://127.0.0.1/"}, "private network"),
        ({**FORM, "url": "http://crm.example.com/"}, "begins with https"),
        ({"url": FORM["url"]}, "Choose what it is to be told"),
    ],
)
def test_what_cannot_be_added_comes_back_with_a_sentence(
    manager: httpx.Client, form: dict[str, str], sentence: str
) -> None:
    """And with what was typed."""
    answer = manager.post("/webhooks", data=form, headers=ENGLISH)
    assert answer.status_code == 422
    assert re.search(rf'role="alert">[^<]*{sentence}', answer.text)
    assert f'value="{form["url"]}"' in answer.text
    assert "None yet." in answer.text


def test_a_delivery_that_was_given_up_is_sent_again(manager: httpx.Client, database: Database) -> None:
    """By its button, under its id; a failure says why."""
    with receiver(lambda _: 503) as crm:
        endpoint_id = store_endpoint(database, crm.url, NOW)
        tell(database, NOW)
        sender = HookSender(database, Poster(private_allowed=True), lambda: NOW)
        sender.send_due()
        html = manager.get("/webhooks", headers=ENGLISH).text
        assert "Answered with 503. Next attempt: Tue 24 Nov 08:30" in html
        assert "1 attempt since it last accepted one" in html
        switch = f"/webhooks/endpoints/{endpoint_id}/switch"
        for on, state in ((False, "cancelled"), (True, "cancelled")):
            assert manager.post(switch, data={"on": on}).headers["location"] == "/webhooks"
            assert [one.state for one in deliveries_of(database, endpoint_id)] == [state]
        crm.answer = lambda _: 200
        again = re.findall(r'action="(/webhooks/deliveries/\w+/again)"', manager.get("/webhooks").text)
        assert manager.post(again[0]).status_code == 303
        sender.send_due()
    assert len({came.id for came in crm.got}) == 1
    assert len(crm.got) == 2
    assert "Delivered" in manager.get("/webhooks", headers=ENGLISH).text


def test_an_endpoint_is_tried_and_deleted(manager: httpx.Client, database: Database) -> None:
    """A test waits among what was sent; deleted, both are gone."""
    endpoint_id = store_endpoint(database, "https://crm.example.com/", NOW, list(EventType))
    here = f"/webhooks/endpoints/{endpoint_id}"
    assert manager.post(f"{here}/test").headers["location"] == "/webhooks#sent"
    assert "<b>A test</b>" in manager.get("/webhooks", headers=ENGLISH).text
    assert manager.post(f"{here}/delete").status_code == 303
    html = manager.get("/webhooks", headers=ENGLISH).text
    assert "crm.example.com/<" not in html
    assert "Nothing yet." in html


def test_a_source_is_added_with_our_secret_or_theirs(manager: httpx.Client) -> None:
    """Ours is shown once with the address to send to; theirs is not shown; a name is taken once."""
    ours = manager.post("/webhooks/sources", data={"name": "crm"}, headers=ENGLISH)
    assert ours.status_code == 201
    secret = secret_on(ours.text)
    assert secret is not None
    assert "/api/v1/hooks/crm" in ours.text
    theirs = manager.post("/webhooks/sources", data={"name": "erp", "secret": secret}, headers=ENGLISH)
    assert (theirs.status_code, secret_on(theirs.text)) == (201, None)
    taken = manager.post("/webhooks/sources", data={"name": "crm"}, headers=ENGLISH)
    assert (taken.status_code, "Choose another name" in taken.text) == (409, True)
    wrong = manager.post("/webhooks/sources", data={"name": "x", "secret": "mine"}, headers=ENGLISH)
    assert (wrong.status_code, "whsec_ and then" in wrong.text) == (422, True)
    assert secret_on(manager.post("/webhooks/sources/crm/secret").text) not in (None, secret)
    manager.post("/webhooks/sources/crm/delete")
    assert "/api/v1/hooks/crm" not in manager.get("/webhooks").text


def test_webhooks_are_for_managers(app: FastAPI, wang: httpx.Client, anonymous: httpx.Client) -> None:
    """A rep and a stranger get no further."""
    for path in ("/webhooks", "/webhooks/sources", "/webhooks/endpoints/x/test"):
        assert (wang.post(path).status_code, anonymous.post(path).status_code) == (403, 401)
