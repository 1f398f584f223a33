"""The columns of a grid: how wide each is, and through how many tracks its items flow."""

import math
from typing import Final, NamedTuple

from synthgrid.domain.arrangement import Column, Grid, GridItem
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.picture import Size
from synthgrid.drawing.themes import Palette
from synthgrid.drawing.wrapping import SLACK, paragraph

PADDING: Final = 14.0
TRACK_GAP: Final = 22.0
_LANE_GAP: Final = 8.0
_TRACK_WIDTHS: Final = {1: 480.0, 2: 380.0, 3: 300.0}
_NARROW_TRACK: Final = 240.0
"""Width of a track by number of columns, points, and with more columns than these."""
_LABEL_ROOM: Final = 40.0
_TRACKS: Final = 4
"""Most tracks of one column."""
_SHAPE: Final = 1.25
"""Width over height that more tracks are added for."""


class Lane(NamedTuple):
    """A column with its place: left end, width of a track, number of tracks."""

    column: Column
    number: int
    color: str
    left: float
    track: float
    tracks: int

    @property
    def width(self) -> float:
        """Width of the whole column, padding included."""
        return self.tracks * self.track + (self.tracks - 1) * TRACK_GAP + 2 * PADDING


def lanes_of(arranged: Grid, indent: float, palette: Palette) -> list[Lane]:
    """Give columns their widths: more tracks, or wider ones, to those that hold more."""
    count = len(arranged.columns)
    track = _TRACK_WIDTHS.get(count, _NARROW_TRACK)
    heights = [sum(_height(row.cells[number], track) for row in arranged.rows) for number in range(count)]
    tracks = _tracks(heights, track, indent)
    shares = [math.sqrt(height / many) for height, many in zip(heights, tracks, strict=True)]
    usual = sum(shares) / count if any(shares) else 0.0
    lanes: list[Lane] = []
    left = indent
    for number, column in enumerate(arranged.columns):
        share = min(max(shares[number] / usual, 0.8), 1.2) if usual else 1.0
        color = palette.polarity[column.polarity] if column.polarity else palette.own(column.color) or palette.neutral
        lanes.append(Lane(column, number, color, left, track * share, tracks[number]))
        left += lanes[-1].width + _LANE_GAP
    return lanes


def _tracks(heights: list[float], track: float, indent: float) -> list[int]:
    """Cut the tallest column into tracks until the grid is wider than tall, or the tallest has enough of them."""
    tracks = [1] * len(heights)
    while heights:
        now = [height / many for height, many in zip(heights, tracks, strict=True)]
        tallest = now.index(max(now))
        width = indent + sum(tracks) * (track + TRACK_GAP)
        if now[tallest] < width / _SHAPE or tracks[tallest] == _TRACKS:
            break
        tracks[tallest] += 1
    return tracks


def _height(items: tuple[GridItem, ...], track: float) -> float:
    """Estimate the height of items in one track, points."""
    line = Size.TEXT * 1.3
    room = track - _LABEL_ROOM
    return sum(
        math.ceil(paragraph(item.text, Face.REGULAR).width * Size.TEXT * SLACK / room) * line
        + line / 2
        + _height(item.children, track)
        for item in items
    )
