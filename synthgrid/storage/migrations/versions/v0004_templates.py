"""Templates of a workspace's own."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SHIPPED = ("plus-delta", "sheet", "paired-orientation", "actors-dimensions", "afom", "recommendations")
"""The templates that were there before."""


def upgrade() -> None:
    """Make room for them."""
    op.create_table(
        "template",
        sa.Column("workspace", sa.String(length=36), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name="fk_template_workspace", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_template"),
    )


def downgrade() -> None:
    """Drop them; workshops that use one are drawn with the template of those that name none."""
    workshop = sa.table("workshop", sa.column("template", sa.Text()))
    op.execute(workshop.update().where(workshop.c.template.not_in(SHIPPED)).values(template="plus-delta"))
    op.drop_table("template")
