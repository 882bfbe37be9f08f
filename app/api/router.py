"""Everything under /api/v1 in one router."""

from fastapi import APIRouter

from app.api import (
    account_batches,
    accounts,
    appointments,
    audit_log,
    contacts,
    imports,
    keys,
    me,
    people,
    plans,
    reps,
    routes,
    slots,
    teams,
)

router = APIRouter(prefix="/api/v1")

for part in (
    accounts,
    account_batches,
    contacts,
    imports,
    reps,
    routes,
    appointments,
    slots,
    plans,
    teams,
    people,
    keys,
    audit_log,
    me,
):
    router.include_router(part.router)
