"""What a tree of nodes holds: how many items, which of them, and what is left of it when it is folded."""

from collections.abc import Iterable
from dataclasses import replace

from synthgrid.domain.arrangement import Kind, Node


class Seen:
    """What a tree shows: the ids of its items, whether there are notes, and how many references."""

    def __init__(self, root: Node) -> None:
        self.items: set[str] = set()
        self.notes, self.references = False, 0
        waiting = [root]
        while waiting:
            node = waiting.pop()
            waiting += node.children
            self.notes = self.notes or bool(node.note)
            self.references += node.kind is Kind.REFERENCE
            if node.kind is Kind.ITEM:
                self.items.add(node.id)


def counted(children: Iterable[Node]) -> int:
    """Count items and those below them; a reference is not one."""
    return sum(child.count + (child.kind is Kind.ITEM) for child in children)


def folded(node: Node, depth: int) -> Node:
    """Fold what lies deeper than `depth` levels below this node into "+n"."""
    if depth == 0:
        return replace(node, children=(), hidden=node.count)
    return replace(node, children=tuple(folded(child, depth - 1) for child in node.children))


def hidden(node: Node) -> int:
    """Count the items that are folded away."""
    return node.hidden + sum(hidden(child) for child in node.children)
