"""Runs the steps on the connection, and inside the transaction, that `app.db` hands over."""

from alembic import context

from app.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    # SQLite does keep table changes inside a transaction, once the driver no longer opens its own.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
