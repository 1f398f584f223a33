"""Arranges a snapshot into what is drawn and written: the tree of a map, the table of a grid. Pure."""

from synthgrid.synthesis.grid import grid
from synthgrid.synthesis.mind_map import mind_map

__all__ = ["grid", "mind_map"]
