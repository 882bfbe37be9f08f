"""Everything under /api/v1 in one router."""

from fastapi import APIRouter

from app.api import lists, plans, routes, slots
from app.api.values import Answer
from app.errors import PROBLEM_JSON

router = APIRouter(prefix="/api/v1")


class FaultAnswer(Answer):
    pointer: str
    code: str
    detail: str


class ProblemAnswer(Answer):
    """Every answer that is no success looks like this (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[FaultAnswer]


_PROBLEM = {"description": "A problem", "content": {PROBLEM_JSON: {"schema": ProblemAnswer.model_json_schema()}}}

for part in (lists.router, plans.router, routes.router, slots.router):
    router.include_router(part, responses={"4XX": _PROBLEM, "5XX": _PROBLEM})
