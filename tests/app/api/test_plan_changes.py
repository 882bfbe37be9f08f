"""A plan changed by hand over the API: looked at, made once for each key, and locked."""


def test_a_change_is_shown_then_made_then_told(program, planned_company):
    """The preview's numbers are the difference of the two plans; a rule is broken only where its key is sent."""
    plan = program.get(f"/api/v1/plans/{planned_company}").json()
    to = {"rep_id": "wang", "on": "2026-11-27", "start_s": 19 * 3600}
    order = {"account_id": "NIGHT", "to": to}
    seen = program.post(f"/api/v1/plans/{planned_company}:preview", json=order).json()
    assert [broken["rule"] for broken in seen["broken"]] == ["SHIFT", "WINDOW"]
    refused = program.post(f"/api/v1/plans/{planned_company}:change", json=order)
    assert (refused.status_code, refused.json()["code"]) == (409, "change.rules_broken")
    order["keep"] = refused.json()["keep"]
    key = {"Idempotency-Key": "one"}
    made = program.post(f"/api/v1/plans/{planned_company}:change", json=order, headers=key)
    after = made.json()
    assert made.status_code == 200
    assert after["changed_from"] == planned_company
    assert after["totals"]["travel_s"] - plan["totals"]["travel_s"] == seen["travel_s"]
    assert after["totals"]["prize_s"] - plan["totals"]["prize_s"] == seen["prize_s"]
    assert [kept["rule"] for kept in after["kept_anyway"]] == ["SHIFT", "WINDOW"]
    assert after["locks"] == [{"rep_id": "wang", "on": "2026-11-27", "account_id": "NIGHT", "start_s": 19 * 3600}]
    again = program.post(f"/api/v1/plans/{planned_company}:change", json=order, headers=key)
    assert again.json() == after
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_lock_is_set_and_taken_away(program, planned_company):
    """The plan tells of it, and a change of the day is refused meanwhile."""
    path = f"/api/v1/plans/{planned_company}"
    lock = {"rep_id": "wang", "on": "2026-11-27"}
    locked = program.post(f"{path}:lock", json=lock).json()
    assert locked["locks"] == [{**lock, "account_id": None, "start_s": None}]
    order = {"account_id": "NIGHT", "to": lock}
    assert program.post(f"{path}:preview", json=order).json()["code"] == "change.locked_day"
    assert program.post(f"{path}:lock", json={**lock, "locked": False}).json()["locks"] == []
    assert program.post(f"{path}:lock", json={"rep_id": "nobody"}).status_code == 422
