"""What one run of the benchmark may take."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LEAST_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """The options of the command.

    Attributes:
        sizes: Proposals of the maps.
        rounds: Rounds of each measure, at most.
        seconds: Seconds of each measure, at most, after three rounds.
        patience: Seconds that one process of another program may take; 0 leaves out those that take minutes.
        maps: Maps of the batch.
        mermaid: Folder into which npm installed the Mermaid CLI; None to find it on PATH.
    """

    sizes: tuple[int, ...]
    rounds: int
    seconds: float
    patience: float
    maps: int
    mermaid: Path | None

    def paces(self, most: int = sys.maxsize) -> Iterator[int]:
        """Yield the number of each round, until there were enough, or `most`."""
        end = time.monotonic() + self.seconds
        for number in range(min(self.rounds, most)):
            if number >= LEAST_ROUNDS and time.monotonic() > end:
                return
            yield number
