"""What Alembic runs; `storage.migrate` hands it an open connection."""

from alembic import context

from synthgrid.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
)
context.run_migrations()
