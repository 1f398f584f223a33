"""When a rotation lets a key end, kept apart from when it was made to: another takes its place for as long a life."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Keep it; of a key that a rotation has shortened already, nobody knows any more when it was made to end."""
    op.add_column("key", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Keep one moment for both; every key ends when it did."""
    key = sa.table("key", sa.column("expires_at"), sa.column("ends_at"))
    op.execute(key.update().where(key.c.ends_at.is_not(None)).values(expires_at=key.c.ends_at))
    op.drop_column("key", "ends_at")
