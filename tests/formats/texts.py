"""Builders shared by the tests of plain texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from synthgrid.domain.document import Unchecked
from synthgrid.formats.text import read_text
from synthgrid.settings import Limits


@dataclass(frozen=True)
class Found:
    """An item as a test sees it."""

    text: str
    depth: int
    pointer: str
    fields: dict[str, Any]


def read(text: str, **limits: int) -> Unchecked:
    """Read a text, its common indentation off."""
    return read_text(dedent(text).encode(), Limits(**limits))


def items(unchecked: Unchecked) -> list[Found]:
    """Return every item in reading order; `fields` are those of its outermost ancestor."""

    def walk(nodes: list[dict[str, Any]], below: str, depth: int, given: dict[str, Any]) -> Iterator[Found]:
        for index, node in enumerate(nodes):
            own = {key: value for key, value in node.items() if key not in ("text", "children", "source")} or given
            yield Found(node["text"], depth, f"{below}/{index}", own)
            yield from walk(node.get("children", []), f"{below}/{index}/children", depth + 1, own)

    return list(walk(unchecked.data["proposals"], "/proposals", 1, {}))


def outline(unchecked: Unchecked) -> list[str]:
    """Return the texts, indented by depth."""
    return ["  " * (item.depth - 1) + item.text for item in items(unchecked)]


def understood(unchecked: Unchecked) -> list[tuple[str, str]]:
    """Return how each heading was understood."""
    return [(heading.text, heading.understood_as) for heading in unchecked.headings]
