"""A company on a site: imported, planned and published through the API, as a CRM would."""

import time
from datetime import date

from tests.proof.company import Company
from tests.proof.sites import PATIENCE_S, Site


def import_lists(site: Site, company: Company) -> None:
    """Version 1 of both lists."""
    with site.client() as client:
        for path, content in (
            ("/api/v1/reps:import", company.rep_list(1)),
            ("/api/v1/imports", company.account_list(1)),
        ):
            answer = client.post(path, files={"file": ("v1.csv", content)})
            assert answer.status_code == 201, answer.text


def set_up(site: Site, company: Company, week_on: date) -> str:
    """Both lists, and the plan of the week in force; returns the plan's id."""
    import_lists(site, company)
    order = {"week": week_on.isoformat(), "iterations": 50, "certify_s": 0}
    with site.client() as client:
        run_id, until_s = client.post("/api/v1/plans", json=order).json()["id"], time.monotonic() + PATIENCE_S
        while (run := client.get(f"/api/v1/operations/{run_id}").json())["finished_at"] is None:
            assert time.monotonic() < until_s, run
            time.sleep(0.1)
        assert run["state"] == "succeeded", run
        published = client.post(f"{run['result_url']}:publish")
        assert published.status_code == 200, published.text
        plan_id: str = published.json()["id"]
    return plan_id
