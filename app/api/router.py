"""Everything under /api/v1 in one router."""

from fastapi import APIRouter

from app.api import (
    account_batches,
    accounts,
    appointments,
    contacts,
    imports,
    plans,
    privacy,
    reps,
    routes,
    slots,
    sync,
    visits,
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
    visits,
    sync,
    privacy,
):
    router.include_router(part.router)
