"""Who may call what: every address of the API against everybody who might ask."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.config import Settings
from app.main import create_app
from tests.conftest import SignIn
from tests.in_process import browser

ADDRESSES = [
    ("GET", "/api/v1/accounts"),
    ("GET", "/api/v1/reps"),
    ("GET", "/api/v1/plans"),
    ("GET", "/api/v1/plans/{plan}"),
    ("GET", "/api/v1/plans/{plan}/ledger"),
    ("POST", "/api/v1/plans/{plan}:publish"),
    ("GET", "/api/v1/imports/imp_none"),
    ("GET", "/api/v1/operations/op_none"),
    ("POST", "/api/v1/operations/op_none:cancel"),
    ("GET", "/api/v1/operations/op_none/events"),
    ("POST", "/api/v1/plans"),
    ("POST", "/api/v1/imports"),
    ("POST", "/api/v1/reps:import"),
    ("GET", "/api/v1/accounts/acc_none/slots"),
    ("POST", "/api/v1/accounts/acc_none/slots"),
    ("DELETE", "/api/v1/accounts/acc_none/slots"),
    ("POST", "/api/v1/accounts"),
    ("POST", "/api/v1/accounts:batchUpsert"),
    ("GET", "/api/v1/accounts/acc_none"),
    ("PUT", "/api/v1/accounts/acc_none"),
    ("PATCH", "/api/v1/accounts/acc_none"),
    ("DELETE", "/api/v1/accounts/acc_none"),
    ("GET", "/api/v1/accounts/acc_none/contacts"),
    ("POST", "/api/v1/accounts/acc_none/contacts"),
    ("GET", "/api/v1/accounts/acc_none/contacts/con_none"),
    ("PATCH", "/api/v1/accounts/acc_none/contacts/con_none"),
    ("DELETE", "/api/v1/accounts/acc_none/contacts/con_none"),
    ("GET", "/api/v1/imports"),
    ("GET", "/api/v1/imports/imp_none/rows"),
    ("POST", "/api/v1/reps"),
    ("GET", "/api/v1/reps/rep_none"),
    ("PUT", "/api/v1/reps/rep_none"),
    ("PATCH", "/api/v1/reps/rep_none"),
    ("DELETE", "/api/v1/reps/rep_none"),
    ("GET", "/api/v1/reps/rep_none/shifts"),
    ("GET", "/api/v1/appointments"),
    ("POST", "/api/v1/appointments"),
    ("GET", "/api/v1/appointments/acc_none"),
    ("PATCH", "/api/v1/appointments/acc_none"),
    ("DELETE", "/api/v1/appointments/acc_none"),
]
# Of a rep too, as far as the row is his; tests/app/api/test_visits.py has who sees what.
OF_REPS = [
    ("GET", "/api/v1/reps/{rep_id}/routes/{day}"),
    ("GET", "/api/v1/visits/{visit_id}"),
    ("GET", "/api/v1/visits/{visit_id}/events"),
    ("PUT", "/api/v1/visits/{visit_id}/events/{event_id}"),
    ("POST", "/api/v1/sync"),
]
OF_MANAGERS = [
    ("POST", "/api/v1/privacy/subjects/{subject_id}:export"),
    ("POST", "/api/v1/privacy/subjects/{subject_id}:erase"),
]
ROUTE = "/api/v1/reps/wang/routes/2026-11-24"


def test_the_table_has_every_address(app: FastAPI) -> None:
    """A new address without a line above fails here."""
    described = {
        (method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if path.startswith("/api/")
    }
    parameters = {
        "{plan}": "plan_id",
        "imp_none": "import_id",
        "op_none": "run_id",
        "acc_none": "account_id",
        "con_none": "contact_id",
        "rep_none": "rep_id",
    }
    named = set(ADDRESSES)
    for example, parameter in parameters.items():
        named = {(method, address.replace(example, f"{{{parameter}}}")) for method, address in named}
    assert described == named | set(OF_REPS) | set(OF_MANAGERS)


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_an_office_address_is_for_managers_and_programs(
    app: FastAPI,
    stored_week: str,
    manager: httpx.Client,
    wang: httpx.Client,
    program: httpx.Client,
    method: str,
    address: str,
) -> None:
    """A stranger is asked to sign in, a rep may read lists only, a director and a program get through."""
    path = address.format(plan=stored_week)
    stranger = browser(app, **{"Sec-Fetch-Site": "same-origin"})
    statuses = [client.request(method, path).status_code for client in (stranger, wang, manager, program)]
    read = method == "GET" and address.split("/")[3] in ("accounts", "reps", "appointments") and "slots" not in address
    assert statuses[0] == 401
    assert (statuses[1] == 403) == (not read)
    assert all(status not in (401, 403, 500) for status in statuses[2:])


def test_a_route_is_for_its_rep_and_the_office(
    app: FastAPI, stored_week: str, manager: httpx.Client, wang: httpx.Client, program: httpx.Client, sign_in: SignIn
) -> None:
    """For another rep the route is not there at all."""
    statuses = [client.get(ROUTE).status_code for client in (browser(app), wang, manager, program)]
    assert statuses == [401, 200, 200, 200]
    other = sign_in("rep", "li").get(ROUTE)
    nothing = sign_in("rep", "li").get("/api/v1/reps/nobody/routes/2026-11-24")
    assert other.status_code == nothing.status_code == 404
    assert other.json()["detail"] == nothing.json()["detail"]


def test_a_description_is_open_to_all(app: FastAPI) -> None:
    """The contract can be read before there is a key."""
    described = browser(app).get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")


def test_health_needs_neither_a_database_nor_a_session(tmp_path: Path) -> None:
    """The process says that it lives, even while there is no table behind it."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'none' / 'kproute.db'}"))
    assert browser(app).get("/healthz").json() == {"status": "ok"}
    assert not (tmp_path / "none").exists()
    app.state.engine.close()
