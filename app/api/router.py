"""Everything under /api/v1 in one router."""

from fastapi import APIRouter

from app.api import (
    account_batches,
    accounts,
    appointments,
    contacts,
    imports,
    incoming_hooks,
    plans,
    reps,
    routes,
    slots,
    webhook_deliveries,
    webhook_endpoints,
    webhook_sources,
)

router = APIRouter(prefix="/api/v1")

webhooks = (webhook_endpoints, webhook_deliveries, webhook_sources, incoming_hooks)
for part in (accounts, account_batches, contacts, imports, reps, routes, appointments, slots, plans, *webhooks):
    router.include_router(part.router)
