"""Builders of workshops for tests: documents through the one judge, as every real one goes."""

from typing import Any

from synthgrid.domain.check import check
from synthgrid.domain.document import Document, Unchecked
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.values import Workshop
from synthgrid.settings import Limits


def a_document(*proposals: str | dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a document; a proposal given as a text is an item that says nothing else."""
    listed = [{"text": proposal} if isinstance(proposal, str) else proposal for proposal in proposals]
    return {"title": "Réunion de rentrée", "proposals": listed, **fields}


def checked(document: dict[str, Any], limits: Limits | None = None) -> Document:
    """Return the document as the judge lets it through."""
    return check(Unchecked(document), limits or Limits())


def a_workshop(*proposals: str | dict[str, Any], **fields: Any) -> Workshop:
    """Return the snapshot of a document."""
    return snapshot_of(checked(a_document(*proposals, **fields)))


def three_groups() -> list[dict[str, Any]]:
    """Return three tables as a document lists them."""
    return [
        {"name": "Table 1", "actor": "parents"},
        {"name": "Table 2", "actor": "enseignants"},
        {"name": "Table 3"},
    ]
