"""What an export keeps beside the texts: a JSON object of a kind and of fields, at each entry."""

from collections.abc import Mapping
from typing import Any, Final

from synthgrid.domain.branches import DATA, Branch, Kind
from synthgrid.errors import MalformedBodyError
from synthgrid.formats import strict_json
from synthgrid.settings import Limits

OWN_COMMENT: Final = f"<!-- {DATA} {{"
"""What begins a comment of an export of Markdown."""

_SHAPES: Final[Mapping[str, type]] = {
    **dict.fromkeys(("note", "definition", "group", "field"), str),
    **dict.fromkeys(("facets", "source", "labels"), dict),
    **dict.fromkeys(("level", "ref"), int),
    "groups": list,
}
"""What the fields that are looked at before the judge sees them have to be."""
_NEVER: Final = frozenset(("text", "children", "proposals", "categories"))
"""Fields that the outline itself says."""


def keep(branch: Branch, written: str | None, limits: Limits) -> None:
    """Give an entry what an export kept of it; what cannot be that is left alone.

    An entry that an export wrote is an item unless it says otherwise.
    """
    if written is None:
        return
    try:
        data = strict_json.load(written.encode("utf-8", "replace"), limits)
    except MalformedBodyError:
        return
    if not isinstance(data, dict) or any(not isinstance(data.get(name, of()), of) for name, of in _SHAPES.items()):
        return
    branch.kind = kind_named(data.pop("kind", Kind.ITEM))
    branch.fields.update({name: value for name, value in data.items() if name not in _NEVER})


def kind_named(name: Any) -> Kind | None:
    """Return a kind by its name; None for what is none."""
    return Kind(name) if name in list(Kind) else None


def is_own_markdown(body: bytes) -> bool:
    """Tell whether bytes are Markdown that an export wrote."""
    return body.startswith(b"# ") and OWN_COMMENT.encode() in body.split(b"\n", 1)[0]
