"""The pages that the table of rules knows, as addresses in the world with two teams."""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.identity import SHELL
from app.access.invitations import invite
from app.access.links import create_link
from app.access.people import PersonFacts, create_person
from app.access.roles import PersonRole, Role
from app.access.rules import RULES
from tests.worlds.teams import Row, Who, World, store_teams

API = "/api/v1"
ROLES: Mapping[Who, Role] = {
    Who.REP: Role.REP,
    Who.ASSISTANT: Role.ASSISTANT,
    Who.MANAGER: Role.MANAGER,
    Who.DIRECTOR: Role.DIRECTOR,
}
FIXED = {"on": "2026-11-24", "day": "2026-11-24", "token": "expired"}
# For machines, for scripts, for spreadsheets, for paper.
NO_PAGES = re.compile(r"z$|^/metrics|\.(csv|ics|xlsx|js|json|webmanifest)$|/progress$|/certificate$|_name}$")
OF_VISITS = ("/lists/drafts/{visit_draft_id}", "/lists/drafts/{visit_draft_id}/columns")  # also steps of such a list
BESIDE = ("/today?on=2026-11-28", "/today?on=yesterday", "/nothing-here")  # no route, no date, no page


class Teams:
    """Stores the world with two teams and keeps what it tells of it; `doors` are open to strangers who know them."""

    world: World
    doors: tuple[str, ...]

    def __call__(self, session: Session, at: datetime) -> str:
        self.world = store_teams(session, at)
        invited = create_person(session, SHELL, PersonFacts("new", "新来的", PersonRole.DIRECTOR, None), at).id
        links = (create_link(session, "manager", None, at), create_link(session, "rep", "wang", at))
        self.doors = (f"/invitation/{invite(session, SHELL, invited, at)}", *(f"/sign-in/{link}" for link in links))
        return self.world.names["plan_id"][Row.OWN]

    def pages(self, who: Who) -> list[str]:
        """Every page of this asker, with the doors for who stands before them."""
        return [*page_addresses(who, self.world), *(self.doors if who is Who.STRANGER else ())]


def address(path: str, world: World) -> str:
    """The path with the rows of 王芳 in it, or with one that is not there where the world has none."""

    def named(found: re.Match[str]) -> str:
        rows = world.names.get(found[1], {})
        return FIXED.get(found[1]) or rows.get(Row.OWN) or rows[Row.NONE]

    return re.sub(r"{(\w+)}", named, path)


def page_addresses(who: Who, world: World) -> list[str]:
    """Every page that this asker may open; for a stranger those that are open to him."""
    paths = []
    for name, rule in RULES.items():
        method, path = name.split(" ")
        if method != "GET" or path.startswith(API) or NO_PAGES.search(path):
            continue
        if rule.is_open if who is Who.STRANGER else ROLES[who] in rule.roles:
            paths.append(address(path, world))
    if who is Who.DIRECTOR:
        paths += [address(path, world) for path in OF_VISITS]
    return [*paths, *(BESIDE if who is Who.REP else BESIDE[-1:])]
