"""A review is the rep's alone until he shares it, and his alone again when he takes that back."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.db import Database
from app.errors import NotFound
from app.intake.rep_lists import known_rep
from app.method.debrief import Refusal
from app.method.self_review import Point, Rating, SelfReview
from app.privacy.erase import erase_subject
from app.privacy.export import export_subject
from app.self_review.own_week import own_week
from app.self_review.reviews import find_review, keep_review, known_review, shared_reviews
from tests.conftest import NOW
from tests.worlds import week
from tests.worlds.events import event, event_id, visit_of

DIRECTOR = Identity("manager")
WANG, LI = Identity("rep", "wang"), Identity("rep", "li")
REVIEW = SelfReview(week.MONDAY, {Point.CLOSING: Rating(2, "没敢再问一次")}, won="准备充分", lost="太早报价")


def keep(session: Session, *, shared: bool) -> None:
    keep_review(session, WANG, "wang", REVIEW, shared=shared, now=NOW)


def test_nobody_else_reads_it_before_it_is_shared(database: Database, stored_week: str) -> None:
    """Shared, the manager reads it; taken back, it is not there again; another rep never sees it."""
    with database.write() as session:
        for shared in (False, True, False):
            keep(session, shared=shared)
            assert known_review(session, WANG, "wang", week.MONDAY).review == REVIEW
            found = find_review(session, DIRECTOR, "wang", week.MONDAY)
            assert (found is not None) is shared
            assert [one.review for one in shared_reviews(session, DIRECTOR, "wang")] == ([REVIEW] if shared else [])
            with pytest.raises(NotFound):
                find_review(session, LI, "wang", week.MONDAY)


def test_it_is_given_out_and_erased_with_him(database: Database, stored_week: str) -> None:
    """Whether he shares it or not."""
    with database.write() as session:
        keep(session, shared=False)
        rep_id = known_rep(session, DIRECTOR, "wang").id
        (row,) = export_subject(session, DIRECTOR, rep_id, NOW)["tables"]["self_review"]
        assert (row["ratings"], row["lost"]) == ({"closing": [2, "没敢再问一次"]}, "太早报价")
        assert erase_subject(session, DIRECTOR, rep_id, NOW).rows["self_review"] == 1


def test_his_numbers_are_those_of_his_own_week(database: Database, stored_week: str, wang: httpx.Client) -> None:
    """Planned and made, next steps, attempts, won and lost alike; another week has its own."""
    with database.read() as session:
        won, lost = visit_of(session, week.WEST_LAKE.external_id), visit_of(session, week.WULIN.external_id)
    told = [
        (won, event("done")),
        (won, event("debrief", outcome={"refusal": "price"})),
        (won, event("debrief", outcome={"result": "signed", "attempts": 3, "next_step": "call"})),
        (lost, event("debrief", outcome={"refusal": "team", "attempts": 2, "next_step": "none"})),
    ]
    for number, (visit_id, body) in enumerate(told):
        assert wang.put(f"/api/v1/visits/{visit_id}/events/{event_id(number)}", json=body).is_success
    with database.read() as session:
        mine = own_week(session, WANG, "wang", week.MONDAY)
        assert own_week(session, WANG, "wang", week.MONDAY + timedelta(days=7)).planned == 0
        assert own_week(session, LI, "wang", week.MONDAY).planned == 0
    assert (mine.planned > 2, mine.made, mine.next_steps, mine.attempts) == (True, 1, 1, 5)
    assert [one.name for one in mine.won] == [week.WEST_LAKE.name]
    assert [(one.name, one.refusal) for one in mine.lost] == [(week.WULIN.name, Refusal.TEAM)]


def test_by_the_api_it_is_kept_by_who_has_seen_it(stored_week: str, wang: httpx.Client, manager: httpx.Client) -> None:
    """If-Match, a clear refusal of what is no review, and of a week to come; the manager's 404 until it is shared."""
    here = "/api/v1/reps/wang/reviews/2026-11-25"
    assert wang.get(here).status_code == 404
    kept = wang.put(here, json={"ratings": {"pace": {"score": 4}}})
    assert (kept.status_code, kept.json()["week_on"]) == (200, "2026-11-23"), kept.text
    assert wang.put(here, json={}).status_code == 428
    assert manager.get(here).status_code == 404
    shared = {"ratings": {"pace": {"score": 5, "sentence": "满"}}, "shared": True}
    assert wang.put(here, json=shared, headers={"If-Match": kept.headers["etag"]}).status_code == 200
    assert manager.get(here).json()["ratings"] == {"pace": {"score": 5, "sentence": "满"}}
    for wrong in ({"ratings": {"pace": {"score": 6}}}, {"ratings": {"luck": {"score": 3}}}, {"won": "长" * 301}):
        assert wang.put(here, json=wrong, headers={"If-Match": "*"}).status_code == 422
    assert wang.put("/api/v1/reps/wang/reviews/2026-12-07", json={}).json()["code"] == "review.week"
    assert wang.put("/api/v1/reps/li/reviews/2026-11-25", json={}).status_code == 404
