"""The columns of a grid: how wide each is, and through how many tracks its items flow."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from synthgrid.domain.arrangement import Column, Grid, GridItem
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import count_width
from synthgrid.drawing.paper import Page
from synthgrid.drawing.picture import Size
from synthgrid.drawing.themes import Palette
from synthgrid.drawing.wrapping import SLACK, Paragraph, paragraph

PADDING: Final = 14.0
_LEAST_PADDING: Final = 8.0
TRACK_GAP: Final = 22.0
_LANE_GAP: Final = 8.0
_TRACK_WIDTHS: Final = {1: 480.0, 2: 380.0, 3: 300.0}
_NARROW_TRACK: Final = 240.0
"""Width of a track by number of columns, points, and with more columns than these."""
_TRACK_GOAL: Final = 230.0
"""Width of a track where the column is given its width."""
_LABEL_ROOM: Final = 40.0
_LONGEST_WORD: Final = 110.0
_TRACKS: Final = 4
"""Most tracks of one column."""
_SHAPE: Final = 1.25
"""Width over height that more tracks are added for."""
_SPREAD: Final = (0.8, 1.2)
_TABLE_SPREAD: Final = (0.5, 2.2)
"""How much narrower and wider than the usual a column may be; in a table, whose fields differ more."""
_ROW_SHARE: Final = 0.22
_EVENINGS: Final = 5
"""How often the widths of columns are looked at again."""


class Lane(NamedTuple):
    """A column with its place: left end, width of a track, number of tracks, padding at both ends."""

    column: Column
    number: int
    color: str
    left: float
    track: float
    tracks: int
    padding: float = PADDING

    @property
    def width(self) -> float:
        """Width of the whole column, padding included."""
        return self.tracks * self.track + (self.tracks - 1) * TRACK_GAP + 2 * self.padding

    @property
    def plain(self) -> bool:
        """Whether it holds values of a field, without numbers or bullets."""
        return self.column.count is None


def row_width(arranged: Grid, most: float = math.inf) -> float:
    """Return the width of the column of row labels with the gap after it: wider where they are long; 0 without any."""
    labels = [paragraph(row.label, Face.SEMIBOLD) for row in arranged.rows if row.label]
    if not labels:
        return 0.0
    longest = max(words.width for words in labels) * Size.TEXT * SLACK
    word = max(map(widest_word, labels)) * Size.TEXT * SLACK
    wanted = 128.0 if longest <= 4 * 112.0 else min(128.0 * math.sqrt(longest / 448.0), 200.0)
    return min(max(wanted, min(word + 18.0, 170.0)), max(most * _ROW_SHARE, 90.0))


def widest_word(words: Paragraph) -> float:
    """Return the width of the widest run that stays on one line, in em."""
    return max((piece.width for line in words.lines for piece in line), default=0.0)


def lanes_of(arranged: Grid, indent: float, palette: Palette) -> list[Lane]:
    """Give columns the widths they like: more tracks, or wider ones, to those that hold more."""
    count = len(arranged.columns)
    track = _TRACK_WIDTHS.get(count, _NARROW_TRACK)
    texts = _texts(arranged)
    heights = [_height(column, track) for column in texts]
    tracks = [1] * count if arranged.tabled else _tracks(heights, track, indent)

    def height(number: int, share: float) -> float:
        return _height(texts[number], track * share) / tracks[number]

    shares = _shares(count, height, tabled=arranged.tabled)
    widths = [max(track * share, _least(column)) for share, column in zip(shares, arranged.columns, strict=True)]
    return _placed(arranged, indent, widths, tracks, palette)


def lanes_within(arranged: Grid, indent: float, width: float, palette: Palette) -> list[Lane]:
    """Share a width among columns; one that is wide and holds much has several tracks.

    Args:
        arranged: The grid.
        indent: Where the first column starts.
        width: Where the last one ends.
        palette: Colours of the columns.
    """
    count = len(arranged.columns)
    room = width - indent - (count - 1) * _LANE_GAP
    usual = room / max(count, 1)
    texts = _texts(arranged)
    heights = [_height(column, usual - 2 * PADDING) for column in texts]

    def height(number: int, share: float) -> float:
        inner = usual * share - 2 * PADDING
        many = _tracks_in(inner, heights[number], tabled=arranged.tabled)
        return _height(texts[number], (inner - (many - 1) * TRACK_GAP) / many) / many

    shares = _shares(count, height, tabled=arranged.tabled)
    words = [max(_least(column), word) for column, word in zip(arranged.columns, _words(arranged), strict=True)]
    # Before a word is broken, what stands beside it goes.
    padding = min(max((room - sum(words)) / (2 * max(count, 1)), _LEAST_PADDING), PADDING)
    lows = [word + 2 * padding for word in words]
    if sum(lows) > room:
        lows = [min(low, usual) for low in lows]
    widths = _at_least([usual * share for share in shares], lows, room)
    tracks = [
        _tracks_in(width - 2 * padding, height, tabled=arranged.tabled)
        for width, height in zip(widths, heights, strict=True)
    ]
    inner = [(width - 2 * padding - (many - 1) * TRACK_GAP) / many for width, many in zip(widths, tracks, strict=True)]
    return _placed(arranged, indent, inner, tracks, palette, padding=padding)


def least_width(arranged: Grid) -> float:
    """Return the width that a table needs for no word to be broken; other grids put columns below one another."""
    if not arranged.tabled:
        return 0.0
    words = [max(_least(column), word) for column, word in zip(arranged.columns, _words(arranged), strict=True)]
    return row_width(arranged) + sum(words) + len(words) * (2 * _LEAST_PADDING + _LANE_GAP)


def width_for(arranged: Grid, pages: Iterable[Page]) -> float:
    """Return the width of a grid at which its letters are largest on one of the pages that it may be fitted to."""
    pages = tuple(pages)

    def size(width: float) -> float:
        height = _height_within(arranged, width)
        return max(min(page.width / width, page.height / height) for page in pages)

    return max((420.0 * 1.12**step for step in range(22)), key=size)


def _height_within(arranged: Grid, width: float) -> float:
    """Estimate the height of a grid laid out within a width, points."""
    count = max(len(arranged.columns), 1)
    lane = (width - row_width(arranged, width)) / count - _LANE_GAP - 2 * PADDING
    if lane < _LABEL_ROOM * 2:
        return math.inf
    tracks = max(min(int((lane + TRACK_GAP) / (_TRACK_GOAL + TRACK_GAP)), _TRACKS), 1)
    track = (lane - (tracks - 1) * TRACK_GAP) / tracks
    rows = sum(
        max((_height(_widths(cell), track) / tracks for cell in row.cells), default=0.0) + 34.0 for row in arranged.rows
    )
    under = arranged.strip.items if arranged.strip else ()
    return 160.0 + rows + _height(_widths(under), _TRACK_WIDTHS[2]) / max(width / _TRACK_WIDTHS[2], 1.0)


def _color_of(column: Column, palette: Palette) -> str:
    """Return the colour of a column: that of its polarity, the user's own, else a neutral one."""
    return palette.polarity[column.polarity] if column.polarity else palette.own(column.color) or palette.neutral


def _placed(
    arranged: Grid,
    indent: float,
    widths: Sequence[float],
    tracks: Sequence[int],
    palette: Palette,
    *,
    padding: float = PADDING,
) -> list[Lane]:
    lanes: list[Lane] = []
    left = indent
    for number, column in enumerate(arranged.columns):
        lanes.append(Lane(column, number, _color_of(column, palette), left, widths[number], tracks[number], padding))
        left += lanes[-1].width + _LANE_GAP
    return lanes


def _texts(arranged: Grid) -> list[list[float]]:
    """Return, by column, how long each of its texts is on one line, points."""
    return [
        [width for row in arranged.rows for width in _widths(row.cells[number])]
        for number in range(len(arranged.columns))
    ]


def _widths(items: Iterable[GridItem]) -> Iterator[float]:
    for item in items:
        yield paragraph(item.text, Face.REGULAR).width * Size.TEXT * SLACK
        yield from _widths(item.children)


def _shares(count: int, height: Callable[[int, float], float], *, tabled: bool) -> list[float]:
    """Return how wide columns are among one another, 1 on average: all about as tall, within limits.

    Args:
        count: How many there are.
        height: Estimates how tall a column is at a share.
        tabled: Whether they are fields of a table, whose rows are as tall as the tallest of them.
    """
    shares = [1.0] * count
    heights = [height(number, 1.0) for number in range(count)]
    if not any(heights):
        return shares
    least, most = _TABLE_SPREAD if tabled else _SPREAD
    best, shortest = shares, math.inf
    for _ in range(1 if tabled else _EVENINGS):
        roots = [share * math.sqrt(tall) for share, tall in zip(shares, heights, strict=True)]
        usual = sum(roots) / count
        wanted = [min(max(root / usual, least), most) for root in roots]
        shares = [share * count / sum(wanted) for share in wanted]
        heights = [height(number, share) for number, share in enumerate(shares)]
        if max(heights) < shortest:
            best, shortest = shares, max(heights)
    return best


def _at_least(widths: Sequence[float], lows: Sequence[float], room: float) -> list[float]:
    """Widen columns to what their headings need, at the cost of the others."""
    short = [low - width if width < low else 0.0 for width, low in zip(widths, lows, strict=True)]
    spare = [max(width - low, 0.0) for width, low in zip(widths, lows, strict=True)]
    taken = min(sum(short) / sum(spare), 1.0) if sum(spare) else 0.0
    found = [width + more - less * taken for width, more, less in zip(widths, short, spare, strict=True)]
    return [width * room / sum(found) for width in found]


def _least(column: Column) -> float:
    """Return the width that the longest word of a heading needs beside its count, up to a limit."""
    word = widest_word(paragraph(column.label, Face.SEMIBOLD)) * Size.THEME * SLACK
    return min(word + 2.0 + count_width(column.count), 190.0)


def _words(arranged: Grid) -> list[float]:
    """Return the width that the longest word of each column needs, up to a limit past which words are broken."""
    room = [0.0 if column.count is None else _LABEL_ROOM for column in arranged.columns]
    for row in arranged.rows:
        for number, cell in enumerate(row.cells):
            for item in cell:
                word = widest_word(paragraph(item.text, Face.REGULAR)) * Size.TEXT * SLACK + 1.0
                label = 0.0 if arranged.columns[number].count is None else _LABEL_ROOM
                room[number] = max(room[number], min(word, _LONGEST_WORD) + label)
    return room


def _tracks_in(width: float, height: float, *, tabled: bool) -> int:
    if tabled:
        return 1
    fitting = int((width + TRACK_GAP) / (_TRACK_GOAL + TRACK_GAP))
    return max(min(fitting, _TRACKS, math.ceil(height / 60.0)), 1)


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


def _height(texts: Iterable[float], track: float) -> float:
    """Estimate the height of texts, of a length each, in one track, points."""
    line = Size.TEXT * 1.3
    room = max(track - _LABEL_ROOM, _LABEL_ROOM)
    return sum(math.ceil(width / room) * line + line / 2 for width in texts)
