"""Everything under /api/v1 in one router."""

from fastapi import APIRouter

from app.api import (
    account_batches,
    accounts,
    appointments,
    audit_log,
    contacts,
    imports,
    incoming_hooks,
    keys,
    me,
    people,
    plan_changes,
    plans,
    privacy,
    rep_settings,
    replans,
    reps,
    routes,
    settings,
    slots,
    sync,
    teams,
    territories,
    visits,
    webhook_deliveries,
    webhook_endpoints,
    webhook_sources,
)

router = APIRouter(prefix="/api/v1")

for part in (
    accounts,
    account_batches,
    contacts,
    imports,
    reps,
    rep_settings,
    routes,
    replans,
    appointments,
    slots,
    plans,
    plan_changes,
    settings,
    teams,
    territories,
    people,
    keys,
    audit_log,
    me,
    webhook_endpoints,
    webhook_deliveries,
    webhook_sources,
    incoming_hooks,
    visits,
    sync,
    privacy,
):
    router.include_router(part.router)
