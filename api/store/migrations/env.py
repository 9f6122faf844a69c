"""What Alembic runs a migration with: the connection that the store gives it."""

from alembic import context

from api.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
