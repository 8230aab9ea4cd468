"""Alembic's entry: runs the chain on the connection and in the transaction that `storage.migrate` hands over."""

from alembic import context

from storage.migrations.compare import OPTIONS

asked = context.config.attributes
context.configure(connection=asked["connection"], render_as_batch=asked.get("batch", True), **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
