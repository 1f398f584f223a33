"""Until when a key was made to work, kept apart from when it ends: a rotation ends it earlier."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Keep it; of a key that a rotation has shortened already, nobody knows any more."""
    op.add_column("key", sa.Column("given_until", sa.DateTime(timezone=True), nullable=True))
    key = sa.table("key", sa.column("expires_at"), sa.column("given_until"))
    op.execute(key.update().values(given_until=key.c.expires_at))


def downgrade() -> None:
    """Forget it; every key ends when it did."""
    op.drop_column("key", "given_until")
