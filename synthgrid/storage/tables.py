"""The tables. Columns have the contract's names; `workspace`, `workshop`, `group`, `category` and `parent` hold ids.

Texts are stored exactly as `domain.check` let them through; nothing here trims, folds or cuts them. What follows from
other columns and is kept beside them for lists (`search`, `place`, `shown_…`, `facet_keys`, `counts`) is written by
`storage.kept` and `storage.tree` only.
"""

import datetime as dt
from typing import Any

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from synthgrid.domain.access import Scope
from synthgrid.domain.values import POINT, Composition, Layer, Polarity, Side, Status, Voice
from synthgrid.storage.types import SORTED, Ids, Json, UtcDateTime, choice, kept_choice

ID = String(36)
"""A UUIDv7 in its usual form."""

REVISION = String(16)
DIGEST = String(64)
NOTHING = ""
"""What a column that is kept holds in rows that another version wrote."""


class Base(DeclarativeBase):
    """What the tables share: names of constraints, so that migrations can name them, and column types."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it as a plain class attribute)
        str: Text,
        dt.date: Date,
        dt.datetime: UtcDateTime,
        dict[str, Any]: Json,
        list[Any]: Json,
        bytes: LargeBinary,
    }


class Workspace(Base):
    """A tenant. `require_if_match`: whether PATCH, PUT and DELETE must name the revision that they change."""

    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    require_if_match: Mapped[bool] = mapped_column(server_default=false())
    created_at: Mapped[dt.datetime]


class Key(Base):
    """A way in for programs; only the sha256 of the secret is kept.

    `expires_at`: when it was made to end; `ends_at`: when it ends before, as another has taken its place.
    """

    __tablename__ = "key"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workspace: Mapped[str] = mapped_column(ID, ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    scope: Mapped[Scope] = mapped_column(choice(Scope, "scope"))
    label: Mapped[str]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    ends_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]


class Template(Base):
    """A template of a workspace's own; `body` is what the contract shows of it, without its key and revision."""

    __tablename__ = "template"

    workspace: Mapped[str] = mapped_column(ID, ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    revision: Mapped[str] = mapped_column(REVISION)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class Workshop(Base):
    """One question worked on by groups. `next_ref` is the number the next proposal gets: none is given twice.

    `counts` says what stands in it, as `WorkshopSummary` tells it.
    """

    __tablename__ = "workshop"
    __table_args__ = (UniqueConstraint("workspace", "slug"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workspace: Mapped[str] = mapped_column(ID, ForeignKey("workspace.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(SORTED)
    title: Mapped[str]
    question: Mapped[str]
    date: Mapped[dt.date | None]
    place: Mapped[str]
    language: Mapped[str]
    template: Mapped[str]
    labels: Mapped[dict[str, Any]]
    layer: Mapped[Layer] = mapped_column(choice(Layer, "layer"))
    status: Mapped[Status] = mapped_column(choice(Status, "status"))
    revision: Mapped[str] = mapped_column(REVISION)
    next_ref: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    search: Mapped[str] = mapped_column(SORTED, server_default=NOTHING)
    counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class Share(Base):
    """A link to the drawings of a workshop, with which it goes; only the sha256 of the token is kept."""

    __tablename__ = "share"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workshop: Mapped[str] = mapped_column(ID, ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    label: Mapped[str]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]


class Group(Base):
    """A table of a workshop."""

    __tablename__ = "group"
    __table_args__ = (UniqueConstraint("workshop", "name"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workshop: Mapped[str] = mapped_column(ID, ForeignKey("workshop.id", ondelete="CASCADE"))
    name: Mapped[str]
    actor: Mapped[str]
    composition: Mapped[Composition] = mapped_column(choice(Composition, "composition"))
    members: Mapped[list[Any]]
    size: Mapped[int | None]
    position: Mapped[int]
    revision: Mapped[str] = mapped_column(REVISION)
    search: Mapped[str] = mapped_column(SORTED, server_default=NOTHING)


class Category(Base):
    """A theme; `position` orders it among its siblings, `place` in the whole tree."""

    __tablename__ = "category"
    __table_args__ = (
        UniqueConstraint("workshop", "parent", "name"),
        Index(None, "workshop", "place"),
        # NULL is never equal to NULL: roots need an index of their own to have different names. The migrations, which
        # make the tables, say so to PostgreSQL too; said here, every command would load that dialect as it starts.
        Index("uq_category_root", "workshop", "name", unique=True, sqlite_where=text("parent IS NULL")),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workshop: Mapped[str] = mapped_column(ID, ForeignKey("workshop.id", ondelete="CASCADE"))
    parent: Mapped[str | None] = mapped_column(ID, ForeignKey("category.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    definition: Mapped[str]
    color: Mapped[str | None] = mapped_column(String(7))
    side: Mapped[Side | None] = mapped_column(choice(Side, "side"))
    position: Mapped[int]
    revision: Mapped[str] = mapped_column(REVISION)
    search: Mapped[str] = mapped_column(SORTED, server_default=NOTHING)
    place: Mapped[str] = mapped_column(SORTED, server_default=NOTHING)


class Proposal(Base):
    """One verbatim item.

    `group`, `section`, `polarity` and `category` are what the item says itself: NULL in a child is what its parent
    has; `shown_…` is what it says or inherits. `position` orders it among its siblings, `place` in the whole tree.
    `also` is a list of ids of categories. What is archived is kept, and shown nowhere unless asked for.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("workshop", "external_id"),
        UniqueConstraint("workshop", "ref"),
        UniqueConstraint("workshop", "origin"),
        Index(None, "workshop", "place"),
        Index(None, "workshop", "updated_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workshop: Mapped[str] = mapped_column(ID, ForeignKey("workshop.id", ondelete="CASCADE"))
    ref: Mapped[int]
    text: Mapped[str]
    external_id: Mapped[str | None]
    origin: Mapped[str | None] = mapped_column(String(32))
    group: Mapped[str | None] = mapped_column(ID, ForeignKey("group.id"), index=True)
    actor: Mapped[str]
    voice: Mapped[Voice | None] = mapped_column(choice(Voice, "voice"))
    section: Mapped[str | None]
    polarity: Mapped[Polarity | None] = mapped_column(choice(Polarity, "polarity"))
    category: Mapped[str | None] = mapped_column(ID, ForeignKey("category.id"), index=True)
    also: Mapped[tuple[str, ...]] = mapped_column(Ids)
    facets: Mapped[dict[str, Any]]
    parent: Mapped[str | None] = mapped_column(ID, ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    note: Mapped[str]
    source: Mapped[dict[str, Any]]
    archived: Mapped[bool] = mapped_column(server_default=false())
    revision: Mapped[str] = mapped_column(REVISION)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    search: Mapped[str] = mapped_column(SORTED, server_default=NOTHING)
    facet_keys: Mapped[str] = mapped_column(server_default=NOTHING)
    place: Mapped[str] = mapped_column(SORTED, server_default=NOTHING)
    shown_group: Mapped[str | None] = mapped_column(ID)
    shown_section: Mapped[str] = mapped_column(server_default=POINT)
    shown_polarity: Mapped[Polarity | None] = mapped_column(kept_choice(Polarity))
    shown_category: Mapped[str | None] = mapped_column(ID)
    shown_archived: Mapped[bool] = mapped_column(server_default=false())


class Correction(Base):
    """An earlier text of a proposal, kept when it was corrected and never drawn."""

    __tablename__ = "correction"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    proposal: Mapped[str] = mapped_column(ID, ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    reason: Mapped[str]
    corrected_at: Mapped[dt.datetime]


class Idempotency(Base):
    """The answer to a request that came with an Idempotency-Key; `status` is NULL while it is being made."""

    __tablename__ = "idempotency"

    workspace: Mapped[str] = mapped_column(ID, ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(DIGEST)
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes]
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
