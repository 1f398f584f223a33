"""Share links, and what a workspace asks of those who write."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add them; the workspaces that are there ask for nothing new."""
    op.add_column("workspace", sa.Column("require_if_match", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "share",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workshop", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workshop"], ["workshop.id"], name="fk_share_workshop", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_share"),
        sa.UniqueConstraint("digest", name="uq_share_digest"),
    )
    op.create_index("ix_share_workshop", "share", ["workshop"], unique=False)


def downgrade() -> None:
    """Drop them; every share link ends."""
    op.drop_table("share")
    op.drop_column("workspace", "require_if_match")
