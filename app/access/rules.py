"""The one table of who may do what: every route of the API and of the pages, with the roles that may come in.

A program needs one of the scopes named as well. `proved` routes ask a person to have shown lately who he is. Which rows
are seen behind a route is decided by `app.access.scope`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.access.identity import Identity
from app.access.roles import Role, Scope
from app.errors import NotADirector, NotAllowed, NotSignedIn, ProveAgain, ScopeMissing

PROOF_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use a route; an open one is for strangers too, who show otherwise that they may."""

    roles: frozenset[Role] = frozenset()
    scopes: tuple[Scope, ...] = ()
    proved: bool = False
    is_open: bool = False


def _for(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def _with(people: frozenset[Role], *scopes: Scope, proved: bool = False) -> Rule:
    """For these people, and for programs with one of the scopes."""
    return Rule(people | {Role.PROGRAM} if scopes else people, scopes, proved)


OPEN = Rule(is_open=True)
_ALL = _for(Role.REP, Role.MANAGER, Role.DIRECTOR)
_MANAGERS = _for(Role.MANAGER, Role.DIRECTOR)
_DIRECTORS = _for(Role.DIRECTOR)
_READ, _WRITE, _PLANS, _RUN = Scope.LISTS_READ, Scope.LISTS_WRITE, Scope.PLANS_READ, Scope.PLANS_RUN
_ROUTES, _VISITS = Scope.ROUTES_READ, Scope.VISITS_WRITE
_HOOKS = Scope.WEBHOOKS_MANAGE

RULES: Mapping[str, Rule] = {
    # what machines ask
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "GET /metrics": OPEN,  # it has a token of its own
    # accounts and contacts
    "GET /api/v1/accounts": _with(_ALL, _READ),
    "POST /api/v1/accounts": _with(_MANAGERS, _WRITE),
    "POST /api/v1/accounts:batchUpsert": _with(_MANAGERS, _WRITE),
    "GET /api/v1/accounts/{account_id}": _with(_ALL, _READ),
    "PUT /api/v1/accounts/{account_id}": _with(_MANAGERS, _WRITE),
    "PATCH /api/v1/accounts/{account_id}": _with(_MANAGERS, _WRITE),
    "DELETE /api/v1/accounts/{account_id}": _with(_MANAGERS, _WRITE),
    "GET /api/v1/accounts/{account_id}/contacts": _with(_ALL, _READ),
    "POST /api/v1/accounts/{account_id}/contacts": _with(_MANAGERS, _WRITE),
    "GET /api/v1/accounts/{account_id}/contacts/{contact_id}": _with(_ALL, _READ),
    "PATCH /api/v1/accounts/{account_id}/contacts/{contact_id}": _with(_MANAGERS, _WRITE),
    "DELETE /api/v1/accounts/{account_id}/contacts/{contact_id}": _with(_MANAGERS, _WRITE),
    "GET /api/v1/places": _with(_MANAGERS, _READ),
    "PUT /api/v1/accounts/{account_id}/place": _with(_MANAGERS, _WRITE),
    "DELETE /api/v1/accounts/{account_id}/place": _with(_MANAGERS, _WRITE),
    "GET /api/v1/funnel": _with(_ALL, _READ),
    "GET /api/v1/tasks": _with(_ALL, _READ),
    "GET /api/v1/accounts/{account_id}/task-words": _with(_ALL, _READ),
    "POST /api/v1/accounts/{account_id}/task-words": _with(_ALL, _WRITE),
    "GET /api/v1/accounts/{account_id}/evidence": _with(_ALL, _READ),
    "POST /api/v1/accounts/{account_id}/evidence": _with(_ALL, _WRITE),
    "POST /api/v1/accounts/{account_id}:reopen": _with(_ALL, _WRITE),
    # slots and appointments
    "GET /api/v1/accounts/{account_id}/slots": _with(_ALL, _ROUTES),
    "POST /api/v1/accounts/{account_id}/slots": _with(_ALL, _VISITS),
    "DELETE /api/v1/accounts/{account_id}/slots": _with(_MANAGERS, _VISITS),
    "GET /api/v1/appointments": _with(_ALL, _READ),
    "POST /api/v1/appointments": _with(_MANAGERS, _VISITS),
    "GET /api/v1/appointments/{account_id}": _with(_ALL, _READ),
    "PATCH /api/v1/appointments/{account_id}": _with(_MANAGERS, _VISITS),
    "DELETE /api/v1/appointments/{account_id}": _with(_MANAGERS, _VISITS),
    # seminars and who is asked to them
    "GET /api/v1/seminars": _with(_ALL, _READ),
    "POST /api/v1/seminars": _with(_MANAGERS, _WRITE),
    "GET /api/v1/seminars/{seminar_id}": _with(_ALL, _READ),
    "PATCH /api/v1/seminars/{seminar_id}": _with(_MANAGERS, _WRITE),
    "DELETE /api/v1/seminars/{seminar_id}": _with(_MANAGERS, _WRITE),
    "POST /api/v1/seminars/{seminar_id}:drawUp": _with(_MANAGERS, _WRITE),
    "GET /api/v1/seminars/{seminar_id}/invitations": _with(_ALL, _READ),
    "PUT /api/v1/seminars/{seminar_id}/invitations/{account_id}": _with(_ALL, _VISITS),
    # reps and their routes
    "GET /api/v1/reps": _with(_ALL, _READ),
    "POST /api/v1/reps": _with(_DIRECTORS, _WRITE),
    "POST /api/v1/reps:import": _with(_DIRECTORS, _WRITE),
    "GET /api/v1/reps/{rep_id}": _with(_ALL, _READ),
    "PUT /api/v1/reps/{rep_id}": _with(_MANAGERS, _WRITE),
    "PATCH /api/v1/reps/{rep_id}": _with(_MANAGERS, _WRITE),
    "DELETE /api/v1/reps/{rep_id}": _with(_DIRECTORS, _WRITE),
    "GET /api/v1/reps/{rep_id}/settings": _with(_MANAGERS, _PLANS),
    "PATCH /api/v1/reps/{rep_id}/settings": _with(_MANAGERS, _RUN),
    "GET /api/v1/reps/{rep_id}/goals": _with(_ALL, _PLANS),
    "GET /api/v1/board": _with(_MANAGERS, _READ),
    "GET /api/v1/reps/{rep_id}/shifts": _with(_ALL, _READ),
    "GET /api/v1/reps/{rep_id}/routes/{day}": _with(_ALL, _ROUTES),
    "GET /api/v1/reps/{rep_id}/routes/{day}/nearby": _with(_ALL, _ROUTES),
    "POST /api/v1/reps/{rep_id}/routes/{day}:replan": _with(_ALL, _VISITS),
    "POST /api/v1/reps/{rep_id}/routes/{day}:accept": _with(_ALL, _VISITS),
    # lists as files
    "POST /api/v1/imports": _with(_DIRECTORS, _WRITE),
    "POST /api/v1/visit-history": _with(_DIRECTORS, _WRITE),
    "GET /api/v1/imports": _with(_DIRECTORS, _READ),
    "GET /api/v1/imports/{import_id}": _with(_DIRECTORS, _READ),
    "POST /api/v1/imports/{import_id}:undo": _with(_DIRECTORS, _WRITE),
    "GET /api/v1/imports/{import_id}/rows": _with(_DIRECTORS, _READ),
    # plans and the runs that make them
    "POST /api/v1/plans": _with(_MANAGERS, _RUN),
    "GET /api/v1/plans": _with(_MANAGERS, _PLANS),
    "GET /api/v1/plans/{plan_id}": _with(_MANAGERS, _PLANS),
    "GET /api/v1/plans/{plan_id}/ledger": _with(_MANAGERS, _PLANS),
    "GET /api/v1/plans/{plan_id}/exports/{week_name}": _with(_MANAGERS, _PLANS, proved=True),
    "GET /api/v1/reps/{rep_id}/routes/{day}/exports/{day_name}": _with(_ALL, _ROUTES),
    "POST /api/v1/plans/{plan_id}:publish": _with(_MANAGERS, _RUN),
    "POST /api/v1/plans/{plan_id}:preview": _with(_MANAGERS, _RUN),
    "POST /api/v1/plans/{plan_id}:change": _with(_MANAGERS, _RUN),
    "POST /api/v1/plans/{plan_id}:lock": _with(_MANAGERS, _RUN),
    "GET /api/v1/operations/{run_id}": _with(_MANAGERS, _PLANS, _RUN, _WRITE),
    "GET /api/v1/operations/{run_id}/events": _with(_MANAGERS, _PLANS, _RUN, _WRITE),
    "POST /api/v1/operations/{run_id}:cancel": _with(_MANAGERS, _RUN, _WRITE),
    "GET /api/v1/settings": _with(_MANAGERS, _PLANS),
    "PATCH /api/v1/settings": _with(_DIRECTORS, _RUN, proved=True),
    "GET /api/v1/territories": _with(_MANAGERS, _READ),
    "POST /api/v1/territories:propose": _with(_MANAGERS, _READ),
    "POST /api/v1/territories:accept": _with(_MANAGERS, _WRITE),
    # teams, people, keys and the record of what they did
    "GET /api/v1/teams": _with(_MANAGERS, _READ),
    "POST /api/v1/teams": _with(_DIRECTORS, _WRITE),
    "GET /api/v1/teams/{team_id}": _with(_MANAGERS, _READ),
    "PATCH /api/v1/teams/{team_id}": _with(_DIRECTORS, _WRITE),
    "DELETE /api/v1/teams/{team_id}": _with(_DIRECTORS, _WRITE),
    "PUT /api/v1/reps/{rep_id}/team": _with(_DIRECTORS, _WRITE),
    "GET /api/v1/people": _with(_DIRECTORS),
    "POST /api/v1/people": _with(_DIRECTORS, proved=True),
    "GET /api/v1/people/{person_id}": _with(_DIRECTORS),
    "PATCH /api/v1/people/{person_id}": _with(_DIRECTORS, proved=True),
    "DELETE /api/v1/people/{person_id}": _with(_DIRECTORS, proved=True),
    "GET /api/v1/api-keys": _with(_DIRECTORS),
    "POST /api/v1/api-keys": _with(_DIRECTORS, proved=True),
    "GET /api/v1/api-keys/{key_id}": _with(_DIRECTORS),
    "POST /api/v1/api-keys/{key_id}:rotate": _with(_DIRECTORS, proved=True),
    "DELETE /api/v1/api-keys/{key_id}": _with(_DIRECTORS, proved=True),
    "GET /api/v1/audit-log": _with(_DIRECTORS),
    "GET /api/v1/webhook-endpoints": _with(_DIRECTORS, _HOOKS),
    "POST /api/v1/webhook-endpoints": _with(_DIRECTORS, _HOOKS, proved=True),
    "GET /api/v1/webhook-endpoints/{endpoint_id}": _with(_DIRECTORS, _HOOKS),
    "PATCH /api/v1/webhook-endpoints/{endpoint_id}": _with(_DIRECTORS, _HOOKS),
    "DELETE /api/v1/webhook-endpoints/{endpoint_id}": _with(_DIRECTORS, _HOOKS),
    "POST /api/v1/webhook-endpoints/{endpoint_id}:rotateSecret": _with(_DIRECTORS, _HOOKS, proved=True),
    "POST /api/v1/webhook-endpoints/{endpoint_id}:test": _with(_DIRECTORS, _HOOKS),
    "POST /api/v1/webhook-endpoints/{endpoint_id}:redeliver": _with(_DIRECTORS, _HOOKS),
    "GET /api/v1/webhook-deliveries": _with(_DIRECTORS, _HOOKS),
    "GET /api/v1/webhook-deliveries/{delivery_id}": _with(_DIRECTORS, _HOOKS),
    "POST /api/v1/webhook-deliveries/{delivery_id}:redeliver": _with(_DIRECTORS, _HOOKS),
    "GET /api/v1/webhook-sources": _with(_DIRECTORS, _HOOKS),
    "POST /api/v1/webhook-sources": _with(_DIRECTORS, _HOOKS, proved=True),
    "GET /api/v1/webhook-sources/{source}": _with(_DIRECTORS, _HOOKS),
    "DELETE /api/v1/webhook-sources/{source}": _with(_DIRECTORS, _HOOKS),
    "POST /api/v1/webhook-sources/{source}:rotateSecret": _with(_DIRECTORS, _HOOKS, proved=True),
    "POST /api/v1/hooks/{source}": OPEN,  # what comes is signed with the source's secret
    # visits, and phones that were offline
    "GET /api/v1/visits/{visit_id}": _with(_ALL, _ROUTES),
    "GET /api/v1/visits/{visit_id}/events": _with(_ALL, _ROUTES),
    "PUT /api/v1/visits/{visit_id}/events/{event_id}": _with(_ALL, _VISITS),
    "POST /api/v1/sync": _with(_for(Role.REP)),
    # opportunities, and the help that is asked for
    "GET /api/v1/opportunities": _with(_ALL, _READ),
    "POST /api/v1/opportunities": _with(_ALL, _WRITE),
    "GET /api/v1/opportunities/{opportunity_id}": _with(_ALL, _READ),
    "PATCH /api/v1/opportunities/{opportunity_id}": _with(_ALL, _WRITE),
    "GET /api/v1/opportunities/{opportunity_id}/changes": _with(_ALL, _READ),
    "POST /api/v1/opportunities/{opportunity_id}:answer": _with(_MANAGERS),
    # a rep's review of his own week: his alone unless he shares it, and no program's
    "GET /api/v1/reps/{rep_id}/reviews/{day}": _with(_ALL),
    "PUT /api/v1/reps/{rep_id}/reviews/{day}": _with(_for(Role.REP)),
    "POST /api/v1/privacy/subjects/{subject_id}:export": _with(_DIRECTORS, proved=True),
    "POST /api/v1/privacy/subjects/{subject_id}:erase": _with(_DIRECTORS, proved=True),
    # signing in and out
    "GET /sign-in": OPEN,
    "POST /sign-in": OPEN,
    "POST /sign-in-by-code": OPEN,
    "GET /sign-in/{token}": OPEN,
    "POST /sign-in/{token}": OPEN,
    "GET /invitation/{token}": OPEN,
    "POST /invitation/{token}": OPEN,
    "POST /sign-out": OPEN,
    "GET /calendar/{token}.ics": OPEN,  # who knows the address may read
    # the phone's worker, asked before anybody has signed in; nobody's data
    "GET /sw.js": OPEN,
    "GET /manifest.webmanifest": OPEN,
    "GET /offline": OPEN,
    "GET /api/v1/me": Rule(_ALL | {Role.PROGRAM}, tuple(Scope)),
    "GET /api/v1/me/sessions": _with(_ALL),
    "DELETE /api/v1/me/sessions": _with(_ALL),
    "DELETE /api/v1/me/sessions/{session_id}": _with(_ALL),
    "GET /me": _with(_ALL),
    "POST /me/sessions/end": _with(_ALL),
    "POST /me/calendar": _with(_for(Role.REP)),
    "POST /me/calendar/end": _with(_for(Role.REP)),
    "POST /me/sessions/end-others": _with(_ALL),
    # people and keys, as pages
    "GET /people": _with(_MANAGERS),
    "POST /people/way-in": _with(_MANAGERS),
    "POST /people/end-sessions": _with(_MANAGERS),
    "POST /people/teams": _with(_DIRECTORS),
    "POST /people/team": _with(_DIRECTORS),
    "POST /people/managers": _with(_DIRECTORS, proved=True),
    "POST /people/managers/invite": _with(_DIRECTORS, proved=True),
    "POST /people/managers/delete": _with(_DIRECTORS, proved=True),
    "GET /keys": _with(_DIRECTORS),
    "POST /keys": _with(_DIRECTORS, proved=True),
    "POST /keys/rotate": _with(_DIRECTORS, proved=True),
    "POST /keys/revoke": _with(_DIRECTORS, proved=True),
    "GET /prove": _with(_MANAGERS),
    "POST /prove": _with(_MANAGERS),
    # pages
    "GET /": _with(_ALL),
    "POST /visits/{visit_id}/settled": _with(_MANAGERS),
    "GET /week": _with(_MANAGERS),
    "GET /today": _with(_ALL),
    "GET /reps/{rep_id}/days/{on}": _with(_MANAGERS),
    "GET /board": _with(_MANAGERS),
    "GET /board/accounts": _with(_MANAGERS),
    "GET /goals": _with(_ALL),
    "GET /goals/{rep_id}": _with(_ALL),
    "GET /review": _with(_for(Role.REP)),
    "POST /review": _with(_for(Role.REP)),
    "GET /opportunities": _with(_ALL),
    "GET /opportunities/{opportunity_id}": _with(_ALL),
    "POST /opportunities/{opportunity_id}": _with(_ALL),
    "POST /opportunities/{opportunity_id}/answer": _with(_MANAGERS),
    "POST /accounts/{account_id}/opportunities": _with(_ALL),
    "GET /seminars": _with(_ALL),
    "POST /seminars": _with(_MANAGERS),
    "GET /seminars/{seminar_id}": _with(_ALL),
    "POST /seminars/{seminar_id}": _with(_MANAGERS),
    "POST /seminars/{seminar_id}/cancel": _with(_MANAGERS),
    "POST /seminars/{seminar_id}/list": _with(_MANAGERS),
    "POST /seminars/{seminar_id}/invitations": _with(_ALL),
    "GET /seminars/{seminar_id}/invitations.csv": _with(_MANAGERS, proved=True),
    "GET /plans": _with(_MANAGERS),
    "GET /plans/compare": _with(_MANAGERS),
    "GET /settings": _with(_DIRECTORS),
    "POST /settings": _with(_DIRECTORS, proved=True),
    "GET /settings/addresses": _with(_DIRECTORS),
    "POST /settings/addresses": _with(_DIRECTORS, proved=True),
    "GET /new-rep": _with(_DIRECTORS),
    "POST /reps": _with(_DIRECTORS),
    "GET /reps/{rep_id}": _with(_MANAGERS),
    "POST /reps/{rep_id}": _with(_MANAGERS),
    "POST /reps/{rep_id}/absences": _with(_MANAGERS),
    "POST /reps/{rep_id}/settings": _with(_MANAGERS),
    "GET /plans/{plan_id}/change": _with(_MANAGERS),
    "POST /plans/{plan_id}/change": _with(_MANAGERS),
    "POST /plans/{plan_id}/lock": _with(_MANAGERS),
    "POST /plans/{plan_id}/undo": _with(_MANAGERS),
    "GET /plans/{plan_id}": _with(_MANAGERS),
    "GET /plans/{plan_id}/certificate": _with(_MANAGERS),
    "GET /plans/{plan_id}/ledger": _with(_MANAGERS),
    "GET /plans/{plan_id}/ledger.csv": _with(_MANAGERS, proved=True),
    "GET /plans/{plan_id}/ledger.xlsx": _with(_MANAGERS, proved=True),
    "GET /plans/{plan_id}/files/{week_name}": _with(_MANAGERS, proved=True),
    "GET /reps/{rep_id}/days/{on}/files/{day_name}": _with(_ALL),
    "POST /plans/{plan_id}/publish": _with(_MANAGERS),
    "GET /new-plan": _with(_MANAGERS),
    "POST /plans": _with(_MANAGERS),
    "GET /operations/{run_id}": _with(_MANAGERS),
    "GET /operations/{run_id}/progress": _with(_MANAGERS),
    "POST /operations/{run_id}/cancel": _with(_MANAGERS),
    "GET /territories": _with(_MANAGERS),
    "GET /territories.json": _with(_MANAGERS),
    "GET /lists": _with(_DIRECTORS),
    "POST /lists/drafts": _with(_DIRECTORS),
    "GET /lists/drafts/{draft_id}": _with(_DIRECTORS),
    "POST /lists/drafts/{draft_id}": _with(_DIRECTORS),
    "GET /lists/drafts/{draft_id}/columns": _with(_DIRECTORS),
    "POST /lists/drafts/{draft_id}/columns": _with(_DIRECTORS),
    "GET /lists/drafts/{draft_id}/places": _with(_DIRECTORS),
    "POST /lists/drafts/{draft_id}/places": _with(_DIRECTORS),
    "GET /lists/drafts/{draft_id}/rows": _with(_DIRECTORS),
    "POST /lists/drafts/{draft_id}/duplicates": _with(_DIRECTORS),
    "GET /lists/drafts/{draft_id}/faults.csv": _with(_DIRECTORS),
    "POST /lists/drafts/{draft_id}/import": _with(_DIRECTORS),
    "POST /lists/drafts/{draft_id}/delete": _with(_DIRECTORS),
    "POST /lists/reps": _with(_DIRECTORS),
    "POST /lists/visits": _with(_DIRECTORS),
    "POST /lists/visits/undo": _with(_DIRECTORS),
    "GET /lists/imports/{import_id}": _with(_DIRECTORS),
    "POST /lists/imports/{import_id}/undo": _with(_DIRECTORS),
    "GET /webhooks": _with(_DIRECTORS),
    "POST /webhooks": _with(_DIRECTORS, proved=True),
    "POST /webhooks/endpoints/{endpoint_id}/secret": _with(_DIRECTORS, proved=True),
    "POST /webhooks/endpoints/{endpoint_id}/switch": _with(_DIRECTORS),
    "POST /webhooks/endpoints/{endpoint_id}/test": _with(_DIRECTORS),
    "POST /webhooks/endpoints/{endpoint_id}/delete": _with(_DIRECTORS),
    "POST /webhooks/deliveries/{delivery_id}/again": _with(_DIRECTORS),
    "POST /webhooks/sources": _with(_DIRECTORS, proved=True),
    "POST /webhooks/sources/{source}/secret": _with(_DIRECTORS, proved=True),
    "POST /webhooks/sources/{source}/delete": _with(_DIRECTORS),
    "GET /funnel": _with(_ALL),
    "GET /tasks": _with(_ALL),
    "POST /accounts/{account_id}/task": _with(_ALL),
    "POST /accounts/{account_id}/evidence": _with(_ALL),
    "POST /accounts/{account_id}/reopen": _with(_ALL),
    "GET /accounts": _with(_ALL),
    "POST /accounts": _with(_MANAGERS),
    "GET /accounts.json": _with(_ALL),
    "GET /places": _with(_MANAGERS),
    "POST /places/{account_id}": _with(_MANAGERS),
    "POST /places/{account_id}/refuse": _with(_MANAGERS),
    "GET /accounts/{account_id}": _with(_ALL),
    "POST /accounts/{account_id}": _with(_MANAGERS),
    "GET /accounts/{account_id}/times": _with(_MANAGERS),
    "POST /accounts/{account_id}/times": _with(_MANAGERS),
    "POST /accounts/{account_id}/times/cancel": _with(_MANAGERS),
}


def is_proved(identity: Identity, now: datetime) -> bool:
    """Whether a person has shown lately who he is."""
    return identity.proved_at is not None and now - identity.proved_at <= PROOF_LASTS


def admit(rule: Rule, identity: Identity | None, now: datetime) -> None:
    """Let who asks through; raises NotSignedIn, NotAllowed, ScopeMissing or ProveAgain."""
    if rule.is_open:
        return
    if identity is None:
        raise NotSignedIn
    if identity.role not in rule.roles:
        raise NotAllowed if Role.MANAGER in rule.roles else NotADirector
    if identity.role is Role.PROGRAM:
        need_scope(identity, *rule.scopes)
    elif rule.proved and not is_proved(identity, now):
        raise ProveAgain


def need_scope(identity: Identity, *scopes: Scope) -> None:
    """Raise ScopeMissing for a program whose key has none of these; people need none."""
    if identity.role is Role.PROGRAM and identity.scopes.isdisjoint(scopes):
        raise ScopeMissing(scopes)
