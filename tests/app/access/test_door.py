"""The one door to rows is used: who reads accounts and reps passes it, or is named here with a reason."""

import ast
from collections.abc import Iterator

from tests.test_architecture import files, imports, name_of, tree

ROWS = {"AccountRecord", "RepRecord", "TeamRecord"}
# Functions that look at rows without asking who wants to know, because ...
PAST_THE_DOOR = {
    # ... they find out who is asking.
    "app/access/links.py:peek_link",
    "app/access/sessions.py:identify",
    # ... they are handed rows, or ids, that have passed it.
    "app/access/teams.py:_whole",
    "app/access/teams.py:_refuse_known",
    "app/goals/results.py:expected_results",
    "app/goals/results.py:first_routes",
    "app/intake/account_changes.py:hidden_ids",
    "app/intake/account_lists.py:account_page",
    "app/intake/account_lists.py:find_account",
    "app/merges/going.py:place_is_the_others",
    "app/merges/undo.py:empty_merged",
    "app/intake/rep_lists.py:rep_page",
    "app/visits/appointments.py:_starts",
    "app/visits/bookings.py:_keep_promise",
    "app/visits/events.py:_place",
    "app/visits/open_debriefs.py:open_debriefs",
    "app/visits/preparing.py:last_debriefs",
    "app/visits/events.py:_teller",
    "app/visits/events.py:visit_view",
    # ... whoever knows the secret address of a rep's calendar may read it.
    "app/access/calendar_feeds.py:rep_of_feed",
    # ... they ask where accounts are, for nobody in particular.
    "app/geocoding/queue.py:without_a_place",
    # ... they let go of what is too old, whoever it was of.
    "app/privacy/retention.py:_merged",
    "app/privacy/retention.py:_tombstones",
    # ... an external id is one account's, whoever owns it.
    "app/intake/account_store.py:ids_of_other_sources",
    "app/intake/redirects.py:kept_for",
    "app/seminars/guests.py:busy_accounts",
    # ... they import lists and plan for all teams, which is for directors.
    "app/intake/aliases.py:keep_aliases",
    "app/intake/apart.py:keep_apart",
    "app/intake/aliases.py:known_aliases",
    "app/intake/undo.py:_sorted_out",
    "app/intake/undo.py:remember",
    "app/intake/known_accounts.py:accounts_of",
    "app/intake/known_accounts.py:known_accounts",
    "app/intake/known_accounts.py:promised_accounts",
    "app/intake/overview.py:local_zone",
    "app/intake/rep_settings.py:settings_by_rep",
    "app/intake/past_visits.py:_accounts",
    "app/intake/past_visits.py:_reps",
    "app/intake/store.py:all_reps",
    "app/intake/store.py:ever_used",
    "app/intake/store.py:find_rep",
    "app/intake/store.py:save_reps",
    "app/planning/in_force.py:days_in_force",
    "app/planning/in_force.py:stops_in_force",
    "app/planning/route_rows.py:select_routes",
    "app/planning/stable_ids.py:shift_ids",
    "app/planning/stable_ids.py:visit_ids",
}
# What shows rows of all teams; the routes and pages that call it ask first, or are for directors only.
UNASKED = {"published_route", "load_plan", "ledger_page", "list_plans", "newest_plan", "find_certificate"}
ASKED_FIRST = {
    ("web/day_pages.py", "published_route"),
    ("web/run_pages.py", "find_certificate"),
}


def selects_rows(function: ast.AST) -> bool:
    for node in ast.walk(function):
        named = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "select" and named & ROWS:
            return True
    return False


def past_the_door() -> Iterator[str]:
    """Every function of the services that selects such rows and names no condition of the door."""
    for path in files("app"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and selects_rows(node) and "seen_by" not in ast.unparse(node):
                yield f"{name_of(path)}:{node.name}"


def test_who_reads_rows_passes_the_door() -> None:
    """A query beside it fails here, and so does a line above that nobody needs any more."""
    assert set(past_the_door()) == PAST_THE_DOOR


def test_routes_and_pages_ask_first() -> None:
    """They hold no query of their own, and what shows everybody's rows they call only where they have asked."""
    above = files("app/api", "web")
    assert {name_of(path) for path in above if "app.models" in imports(path)} == set()
    used = {
        (name_of(path), node.func.id)
        for path in above
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in UNASKED
    }
    assert used == ASKED_FIRST


def test_lists_are_read_as_somebody() -> None:
    """A page that reads the list of accounts says who looks at it."""
    for path in files("web", "app/api"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "listed_accounts":
                assert "identity" in [ast.unparse(argument) for argument in node.args], name_of(path)


def test_the_search_finds_what_it_looks_for() -> None:
    """A rule that could never fail would prove nothing."""
    assert selects_rows(ast.parse("def f():\n    return select(AccountRecord.id).where(x)"))
    assert not selects_rows(ast.parse("def f():\n    return select(PlanRecord)"))
