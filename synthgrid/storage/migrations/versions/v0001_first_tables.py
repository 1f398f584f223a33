"""The first tables: workspace, key, workshop, group, category, proposal, correction, idempotency."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    _access()
    _workshops()
    _proposals()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("correction")
    op.drop_table("proposal")
    op.drop_table("group")
    op.drop_table("category")
    op.drop_table("workshop")
    op.drop_table("key")
    op.drop_table("idempotency")
    op.drop_table("workspace")


def _access() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sa.UniqueConstraint("name", name="uq_workspace_name"),
    )
    op.create_table(
        "idempotency",
        sa.Column("workspace", sa.String(length=36), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name="fk_idempotency_workspace", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"], unique=False)
    op.create_table(
        "key",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scope", _choice("scope", "read", "write", "admin"), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name="fk_key_workspace", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_key"),
        sa.UniqueConstraint("digest", name="uq_key_digest"),
    )
    op.create_index("ix_key_workspace", "key", ["workspace"], unique=False)


def _workshops() -> None:
    op.create_table(
        "workshop",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("layer", _choice("layer", "verbatim", "synthesis"), nullable=False),
        sa.Column(
            "status", _choice("status", "collecting", "categorised", "debated", "published", "archived"), nullable=False
        ),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("next_ref", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name="fk_workshop_workspace", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_workshop"),
        sa.UniqueConstraint("workspace", "slug", name="uq_workshop_workspace_slug"),
    )
    op.create_table(
        "category",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workshop", sa.String(length=36), nullable=False),
        sa.Column("parent", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("color", sa.String(length=7), nullable=True),
        sa.Column("side", _choice("side", "left", "right"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["category.id"], name="fk_category_parent", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workshop"], ["workshop.id"], name="fk_category_workshop", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_category"),
        sa.UniqueConstraint("workshop", "parent", "name", name="uq_category_workshop_parent_name"),
    )
    op.create_index("ix_category_parent", "category", ["parent"], unique=False)
    op.create_index(
        "uq_category_root",
        "category",
        ["workshop", "name"],
        unique=True,
        sqlite_where=sa.text("parent IS NULL"),
        postgresql_where=sa.text("parent IS NULL"),
    )
    op.create_table(
        "group",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workshop", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("composition", _choice("composition", "peer", "mixed", "plenary", "unknown"), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["workshop"], ["workshop.id"], name="fk_group_workshop", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_group"),
        sa.UniqueConstraint("workshop", "name", name="uq_group_workshop_name"),
    )


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workshop", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(length=32), nullable=True),
        sa.Column("group", sa.String(length=36), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("voice", _choice("voice", "own", "on_behalf"), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("polarity", _choice("polarity", "positive", "improve"), nullable=True),
        sa.Column("category", sa.String(length=36), nullable=True),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.Column("facets", sa.JSON(), nullable=False),
        sa.Column("parent", sa.String(length=36), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["category"], ["category.id"], name="fk_proposal_category"),
        sa.ForeignKeyConstraint(["group"], ["group.id"], name="fk_proposal_group"),
        sa.ForeignKeyConstraint(["parent"], ["proposal.id"], name="fk_proposal_parent", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workshop"], ["workshop.id"], name="fk_proposal_workshop", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sa.UniqueConstraint("workshop", "external_id", name="uq_proposal_workshop_external_id"),
        sa.UniqueConstraint("workshop", "origin", name="uq_proposal_workshop_origin"),
        sa.UniqueConstraint("workshop", "ref", name="uq_proposal_workshop_ref"),
    )
    op.create_index("ix_proposal_category", "proposal", ["category"], unique=False)
    op.create_index("ix_proposal_group", "proposal", ["group"], unique=False)
    op.create_index("ix_proposal_parent", "proposal", ["parent"], unique=False)
    op.create_table(
        "correction",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("proposal", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposal.id"], name="fk_correction_proposal", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
    )
    op.create_index("ix_correction_proposal", "correction", ["proposal"], unique=False)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16)
