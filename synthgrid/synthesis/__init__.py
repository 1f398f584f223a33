"""Arranges a snapshot into what is drawn and written: a tree, a table, a sheet. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import Options, View
from synthgrid.domain.values import Workshop
from synthgrid.synthesis.grid import grid
from synthgrid.synthesis.mind_map import mind_map
from synthgrid.synthesis.sheet import sheet

__all__ = ["ARRANGE", "grid", "mind_map", "sheet"]

ARRANGE: Final[Mapping[View, Callable[[Workshop, Options, int], Arrangement]]] = {
    View.MINDMAP: mind_map,
    View.GRID: grid,
    View.SHEET: sheet,
}
"""What arranges each view: the snapshot, the options, how many items may be shown at once."""
