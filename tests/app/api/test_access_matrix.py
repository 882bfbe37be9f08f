"""Who gets what: every route of the API and of the pages, asked by everybody, about everybody's rows.

The routes come from the API's own description and from the table of rules, so that a new one is asked at once. What is
expected comes from the table and from who owns the row; no answer may hold a word of a row that its reader may not see.
"""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.access.admission import Rule
from app.access.roles import Role
from app.access.rules import RULES
from app.api.contract import API, METHODS
from app.db import Database
from app.security import cookie_name
from tests.conftest import NOW, OWN_PAGE
from tests.worlds.events import event, event_id
from tests.worlds.teams import MARKS, SEES, Row, Who, World, store_teams

ROLES = {
    Who.REP: Role.REP,
    Who.MATE: Role.REP,
    Who.ASSISTANT: Role.ASSISTANT,
    Who.MANAGER: Role.MANAGER,
    Who.FOREIGN: Role.MANAGER,
    Who.DIRECTOR: Role.DIRECTOR,
    Who.PROGRAM: Role.PROGRAM,
    Who.BARE: Role.PROGRAM,
}
# Whose rows there are for each parameter. A parameter that is new needs a line here, and one in the world.
KINDS: Mapping[str, tuple[Row, ...]] = {
    "account_id": tuple(Row),
    "other_id": tuple(Row),  # the same account, which is not two
    "merged_id": (Row.NONE,),
    "contact_id": tuple(Row),
    "rep_id": tuple(Row),
    "team_id": (Row.OWN, Row.FOREIGN, Row.GONE, Row.NONE),
    "person_id": (Row.OWN, Row.FOREIGN, Row.GONE, Row.NONE),
    "key_id": (Row.OWN, Row.NONE),
    "plan_id": (Row.OWN, Row.MATE, Row.FOREIGN, Row.NONE),
    "run_id": (Row.OWN, Row.FOREIGN, Row.NONE),
    "import_id": (Row.OWN, Row.NONE),
    "draft_id": (Row.OWN, Row.NONE),
    "visit_draft_id": (Row.OWN, Row.NONE),
    "list_id": (Row.OWN, Row.NONE),
    "endpoint_id": (Row.OWN, Row.NONE),
    "delivery_id": (Row.OWN, Row.NONE),
    "source": (Row.OWN, Row.NONE),
    "visit_id": (Row.OWN, Row.FOREIGN, Row.NONE),
    "seminar_id": (Row.OWN, Row.FOREIGN, Row.NONE),
    "subject_id": (Row.OWN, Row.NONE),
    "session_id": (Row.FOREIGN, Row.NONE),
    "opportunity_id": tuple(Row),
}
FIXED = {"day": "2026-11-24", "on": "2026-11-24", "event_id": event_id(1)}  # no rows
FIXED |= {"week_name": "week.xlsx", "day_name": "day.gpx"}
# Hidden from other teams; the others are for who may ask.
OWNED = {"account_id", "other_id", "contact_id", "rep_id", "team_id", "visit_id", "plan_id", "run_id"}
OWNED |= {"opportunity_id", "seminar_id", "person_id"}
PLACE = {"lat": 30.2, "lon": 120.1, "datum": "wgs84"}
SPAN = {"from": "2026-11-23", "to": "2026-11-29"}
START = {"rep_id": "wang", "on": "2026-12-24", "start_s": 36_000}
# A request that gets as far as the row: what it carries where the route wants something.
BODIES: Mapping[str, dict[str, Any]] = {
    "PUT /api/v1/accounts/{account_id}": {"name": "x", "owner": "wang"},
    "PATCH /api/v1/accounts/{account_id}": {"grade": "B"},
    "POST /api/v1/accounts/{account_id}/contacts": {"name": "x"},
    "PATCH /api/v1/accounts/{account_id}/contacts/{contact_id}": {"name": "x"},
    "POST /api/v1/accounts/{account_id}/task-words": {"reason": "x", "saying": "done"},
    "POST /api/v1/accounts/{account_id}/evidence": {"leg": "need", "answer": "latent", "text": "x"},
    "POST /api/v1/accounts/{account_id}:reopen": {"text": "x"},
    "PUT /api/v1/accounts/{account_id}/place": PLACE,
    "POST /api/v1/accounts/{account_id}/slots": START,
    "PATCH /api/v1/appointments/{account_id}": {"start_s": 36_000},
    "POST /api/v1/reps/{rep_id}/routes/{day}:replan": {},
    "POST /api/v1/reps/{rep_id}/routes/{day}:accept": {"proposal": "x"},
    "POST /api/v1/plans/{plan_id}:preview": {"account_id": "x", "to": None},
    "POST /api/v1/plans/{plan_id}:change": {"account_id": "x", "to": None},
    "POST /api/v1/plans/{plan_id}:lock": {"rep_id": "x"},
    "PUT /api/v1/reps/{rep_id}": {"name": "x", "home": PLACE},
    "PATCH /api/v1/reps/{rep_id}": {"max_visits": 9},
    "PATCH /api/v1/reps/{rep_id}/settings": {"yearly_target": 9},
    "PUT /api/v1/reps/{rep_id}/reviews/{day}": {"won": "x"},
    "PUT /api/v1/visits/{visit_id}/events/{event_id}": event("done"),
    "PUT /api/v1/reps/{rep_id}/team": {"team_id": None},
    "PATCH /api/v1/teams/{team_id}": {"name": "x"},
    "PATCH /api/v1/opportunities/{opportunity_id}": {"stage": "contacted"},
    "POST /api/v1/opportunities/{opportunity_id}:answer": {"answer": "x"},
    "PATCH /api/v1/people/{person_id}": {"name": "x"},
    "PATCH /api/v1/webhook-endpoints/{endpoint_id}": {"description": "x"},
    "POST /api/v1/webhook-endpoints/{endpoint_id}:redeliver": {"since": "2026-11-23T00:00:00Z"},
    "POST /api/v1/webhook-sources/{source}:rotateSecret": {},
    "PATCH /api/v1/seminars/{seminar_id}": {"seats": 9},
    "PUT /api/v1/seminars/{seminar_id}/invitations/{account_id}": {"state": "accepted"},
}
FORMS = {
    "POST /seminars/{seminar_id}": {"on": "2026-11-26", "half": "morning", "place": "x", "seats": "9", "version": "0"},
    "POST /seminars/{seminar_id}/invitations": {"account": "x", "state": "came"},
    "POST /plans/{plan_id}/change": {"account": "x", "drop": "true"},
    "POST /plans/{plan_id}/lock": {"rep": "x"},
    "POST /plans/{plan_id}/undo": {"rep": "x"},
    "POST /lists/drafts/{draft_id}/columns": {"column": "name"},
    "POST /lists/drafts/{draft_id}/places": {"datum": "gcj02"},
    "POST /accounts/{account_id}": {"version": "0", "name": "x", "category": "prospect", "grade": "B"},
    "POST /accounts/{account_id}/facts": {"version": "0", "name": "x"},
    "POST /accounts/{account_id}/contacts": {},
    "POST /accounts/{account_id}/task": {"reason": "x", "saying": "done"},
    "POST /accounts/{account_id}/evidence": {"answer": "need:latent", "text": "x"},
    "POST /accounts/{account_id}/reopen": {"text": "x"},
    "POST /pairs/{account_id}/{other_id}": {"kept_version": "0", "other_version": "0"},
    "POST /places/{account_id}": {"version": "0", "datum": "wgs84", "lat": "30.2", "lon": "120.1"},
    "POST /places/{account_id}/refuse": {"version": "0"},
    "POST /accounts/{account_id}/times": {key: str(value) for key, value in START.items()},
    "POST /accounts/{account_id}/opportunities": {"name": "x"},
    "POST /opportunities/{opportunity_id}": {"version": "0", "name": "x"},
    "POST /opportunities/{opportunity_id}/answer": {"answer": "x"},
    "POST /webhooks/endpoints/{endpoint_id}/switch": {"on": "true"},
    "POST /reps/{rep_id}": {"name": "x", "home_lat": "30.2", "home_lon": "120.1", "version": "0"},
    "POST /reps/{rep_id}/absences": {"first_on": "2030-01-01", "last_on": "2030-01-01"},
}
STALE = {"If-Match": '"0"'}  # whatever is found is refused as changed, so that the world stays as it is
# PUT tells of what is not there yet, and DELETE is content with what is gone already.
CREATES = {"PUT /api/v1/accounts/{account_id}", "PUT /api/v1/reps/{rep_id}"}
GONE_IS_FINE = {"DELETE /api/v1/accounts/{account_id}", "DELETE /api/v1/reps/{rep_id}"}
BRINGS_BACK = "PUT /api/v1/accounts/{account_id}"  # also for a manager, where the deleted account was his team's
WITH_ROUTES = {Row.OWN, Row.FOREIGN}  # whose day is published
PUBLISHES = {"POST /api/v1/plans/{plan_id}:publish", "POST /plans/{plan_id}/publish"}  # what is all his own
ON_A_DAY = {
    "GET /api/v1/reps/{rep_id}/routes/{day}",
    "GET /api/v1/reps/{rep_id}/routes/{day}/nearby",
    "POST /api/v1/reps/{rep_id}/routes/{day}:replan",
    "POST /api/v1/reps/{rep_id}/routes/{day}:accept",
    "GET /api/v1/reps/{rep_id}/routes/{day}/exports/{day_name}",
    "GET /reps/{rep_id}/days/{on}",
    "GET /reps/{rep_id}/days/{on}/files/{day_name}",
}
CASES = 4307  # counted when the last route was added
# What a rep has not shared is there for himself alone: his manager and the directors get the same 404 as anybody else.
HIS_ALONE = {"GET /api/v1/reps/{rep_id}/reviews/{day}", "PUT /api/v1/reps/{rep_id}/reviews/{day}"}


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody asks a route about a row; `row` None where it names none."""

    route: str
    who: Who
    row: Row | None

    @property
    def rule(self) -> Rule:
        return RULES[self.route]

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.route)

    def expected(self) -> int | None:
        """The status of a refusal; None where the request gets as far as its row."""
        if (status := turned_away(self.route, self.who)) is not None:
            return status
        if self.route in PUBLISHES and ROLES[self.who] is Role.MANAGER and self.row is Row.MATE:
            return 403
        return None if self.row is None or self._is_there(self.row) else 404

    def _is_there(self, row: Row) -> bool:
        sees_all = ROLES[self.who] in (Role.DIRECTOR, Role.PROGRAM)
        if self.route in CREATES and sees_all:
            return True
        if self.route in HIS_ALONE:
            return (self.who, row) in {(Who.REP, Row.OWN), (Who.MATE, Row.MATE)}
        if row is Row.NONE or "session_id" in self.parameters:  # which is its holder's alone
            return False
        if row is Row.GONE:
            of_the_north = sees_all or self.who is Who.MANAGER
            return of_the_north and (self.route in GONE_IS_FINE or self.route == BRINGS_BACK)
        if self.route in ON_A_DAY and row not in WITH_ROUTES:
            return False
        if "plan_id" in self.parameters and row is Row.MATE:  # of all reps: each manager sees his part
            return True
        return OWNED.isdisjoint(self.parameters) or row in SEES[self.who]


def rows_of(route: str) -> tuple[Row | None, ...]:
    """The rows to ask about: those of the route's first parameter that names any."""
    named = [name for name in re.findall(r"{(\w+)}", route) if name not in FIXED]
    return KINDS[named[0]] if named else (None,)


def routes(app: FastAPI) -> list[str]:
    """Every route that asks who is there: the API's as it describes itself, and the pages'."""
    described = [
        f"{method.upper()} {path}"
        for path, item in app.openapi()["paths"].items()
        for method in METHODS
        if path.startswith(API) and method in item
    ]
    assert {name for name in RULES if API in name} == set(described)
    pages = [name for name in RULES if API not in name]
    asking = [name for name in described + pages if not RULES[name].is_open]
    # The others want what these take away, and an erasure takes along the lists that wait.
    return sorted(asking, key=lambda name: (name.endswith(":erase"), name.endswith("/delete")))


def turned_away(route: str, who: Who) -> int | None:
    """The status for somebody whom the route lets in for no row at all; None for anybody else."""
    if who is Who.STRANGER:
        return 401
    return 403 if ROLES[who] not in RULES[route].roles or who is Who.BARE else None


def cases(app: FastAPI) -> list[Case]:
    """Everybody about every row; who is turned away at the door, before a row is looked at, about one that is there."""
    every = ((route, who, row) for route in routes(app) for row in rows_of(route) for who in Who)
    return [Case(*one) for one in every if one[2] is rows_of(one[0])[0] or turned_away(*one[:2]) is None]


@pytest.fixture
def world(database: Database) -> World:
    with database.write() as session:
        return store_teams(session, NOW)


@contextlib.asynccontextmanager
async def clients(app: FastAPI, world: World) -> AsyncIterator[dict[Who, httpx.AsyncClient]]:
    """A browser or a program for everybody."""
    made: dict[Who, httpx.AsyncClient] = {}
    async with contextlib.AsyncExitStack() as stack:
        for who in Who:
            headers = {"Authorization": f"Bearer {world.keys[who]}"} if who in world.keys else OWN_PAGE
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
                base_url="http://127.0.0.1:8000",
                headers={"Accept-Language": "en", **headers},
            )
            if who in world.session_tokens:
                client.cookies.set(cookie_name(app.state.settings), world.session_tokens[who])
            made[who] = await stack.enter_async_context(client)
        yield made


async def asked(client: httpx.AsyncClient, case: Case, world: World) -> httpx.Response:
    method, path = case.route.split(" ")
    for name in case.parameters:
        path = path.replace(f"{{{name}}}", FIXED.get(name) or world.names[name][case.row or Row.OWN])
    told: dict[str, Any] = {"headers": STALE if method in ("PUT", "PATCH", "DELETE") else {}}
    if case.route in BODIES:
        told["json"] = BODIES[case.route]
    if case.route in FORMS:
        told["data"] = FORMS[case.route]
    if path.endswith("/shifts"):
        told["params"] = SPAN
    if path.endswith(":publish"):
        told["headers"] = STALE
    return await client.request(method, path, **told)


def leaked(case: Case, body: str) -> list[str]:
    """Words of rows that the asker does not see, as they are or as JSON escapes them."""
    hidden = [mark for row, marks in MARKS.items() if row not in SEES[case.who] for mark in marks]
    return [mark for mark in hidden if mark in body or json.dumps(mark)[1:-1] in body]


async def failures(app: FastAPI, world: World) -> tuple[int, list[str]]:
    """How many cases there were, and a sentence for each that went wrong."""
    found: list[str] = []
    refusals: dict[tuple[str, Who], set[str]] = {}
    asked_cases = cases(app)
    async with clients(app, world) as by_who:
        for case in asked_cases:
            answer = await asked(by_who[case.who], case, world)
            said = f"{case.route} by {case.who} on {case.row}: {answer.status_code}"
            expected = case.expected()
            if expected is None and answer.status_code in (401, 403, 404, 405, 500):
                found.append(f"{said} instead of a pass: {answer.text[:200]}")
            if expected is not None and answer.status_code != expected:
                found.append(f"{said} instead of {expected}: {answer.text[:200]}")
            told = answer.text.replace(answer.request.url.path, "")  # what he asked for he knew: he comes back to it
            if words := leaked(case, told):
                found.append(f"{said} tells of {words}")
            if case.who is Who.BARE and case.rule.scopes and answer.json()["scopes"] != list(case.rule.scopes):
                found.append(f"{said} names other scopes")
            if answer.status_code == 404 and API in case.route:
                problem = answer.json()
                refusals.setdefault((case.route, case.who), set()).add(problem["code"] + problem["detail"])
    found += [f"{route} words 404 in two ways for {who}" for (route, who), words in refusals.items() if len(words) > 1]
    return len(asked_cases), found


@pytest.mark.timeout(600)
def test_nobody_gets_what_is_not_his(busy_app: FastAPI, world: World) -> None:
    """Every route x asker x row: the status that the table and the ownership say, and no word of anybody else's."""
    count, found = asyncio.run(failures(busy_app, world))
    assert not found, "\n".join(found)
    assert count == CASES


def test_every_parameter_is_known(busy_app: FastAPI) -> None:
    """A new parameter without a line in KINDS fails here, and so does a line that nobody needs."""
    named = {name for route in routes(busy_app) for name in re.findall(r"{(\w+)}", route)}
    assert named == KINDS.keys() | FIXED.keys()


def test_a_leak_is_seen() -> None:
    """The search for words can fail: a row of the other team in a manager's answer, and not in a director's."""
    for escaped in (False, True):
        body = json.dumps({"name": "丙店"}, ensure_ascii=escaped)
        assert leaked(Case("GET /api/v1/accounts", Who.MANAGER, None), body) == ["丙店"]
        assert leaked(Case("GET /api/v1/accounts", Who.DIRECTOR, None), body) == []


@pytest.mark.timeout(120)
def test_there_is_no_way_round(busy_app: FastAPI, world: World) -> None:
    """Neither another's contact under one's own account, nor another's cursor, ETag or filter, nor an id of ours."""
    accounts, contacts = world.names["account_id"], world.names["contact_id"]
    v1 = "/api/v1"

    async def tried() -> None:
        async with clients(busy_app, world) as by_who:
            manager, director, rep = by_who[Who.MANAGER], by_who[Who.DIRECTOR], by_who[Who.REP]
            for who in (manager, director):
                crossed = f"{v1}/accounts/{accounts[Row.OWN]}/contacts/{contacts[Row.FOREIGN]}"
                assert (await who.get(crossed)).status_code == 404
            seen = await director.get(f"{v1}/accounts/{accounts[Row.FOREIGN]}")
            known = {"If-None-Match": seen.headers["etag"]}
            assert (await manager.get(f"{v1}/accounts/{accounts[Row.FOREIGN]}", headers=known)).status_code == 404
            assert (await manager.get(f"{v1}/accounts/{seen.json()['id']}")).status_code == 404
            first = (await director.get(f"{v1}/accounts", params={"limit": 1})).json()
            for who, sees in ((manager, {"wang", "zhou"}), (rep, {"wang"})):
                page = await who.get(f"{v1}/accounts", params={"limit": 200, "cursor": first["next_cursor"]})
                assert {account["owner"] for account in page.json()["data"]} == sees
                assert (await who.get(f"{v1}/accounts", params={"owner": "li"})).json()["data"] == []
                changed = await who.get(
                    f"{v1}/accounts", params={"updated_since": "2026-11-01T00:00:00Z", "limit": 200}
                )
                assert {account["owner"] for account in changed.json()["data"]} == sees
                assert [one["external_id"] for one in changed.json()["deleted"]] == [accounts[Row.GONE]]
            booked = {**START, "account_id": accounts[Row.FOREIGN]}
            assert (await manager.post(f"{v1}/appointments", json=booked)).status_code == 404

    asyncio.run(tried())
