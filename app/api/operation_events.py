"""A planning run as server-sent events (HTML standard, section 9.2), for whoever would rather listen than ask."""

import asyncio
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from app.api.plan_answers import operation_answer
from app.db import Database
from app.runs.runs import RunView, run_view

LOOK_EVERY_S = 0.5
SAY_SOMETHING_EVERY = 30  # looks; a proxy closes a line on which nothing is said


async def operation_events(run_id: str, database: Database) -> AsyncIterator[str]:
    """An event for the run as it is, one for every change, and the last one once it is over."""
    told: str | None = None
    silent = 0
    while True:
        run = await run_in_threadpool(_look, database, run_id)
        if run is None:
            return
        answer = operation_answer(run).model_dump_json()
        if answer != told:
            told, silent = answer, 0
            yield f"event: operation\ndata: {answer}\n\n"
        elif silent == SAY_SOMETHING_EVERY:
            silent = 0
            yield ": still here\n\n"
        if run.is_over:
            return
        silent += 1
        await asyncio.sleep(LOOK_EVERY_S)


def _look(database: Database, run_id: str) -> RunView | None:
    with database.read() as session:
        return run_view(session, run_id)
