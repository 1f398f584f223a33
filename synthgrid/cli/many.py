"""Drawing many workshops: what is read ahead, what is drawn at a time, what became of each."""

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from synthgrid import drawing, storage
from synthgrid.cli.main import unusable
from synthgrid.cli.making import made
from synthgrid.cli.manifest import Manifest
from synthgrid.domain.options import DPI_DEFAULT, Options, View
from synthgrid.domain.values import Stamp, Workshop
from synthgrid.errors import N_, Message, SynthgridError, WorkshopNotFoundError
from synthgrid.settings import Settings
from synthgrid.storage import Database, PageRequest, Seen

_PAGE: Final = 200
"""Workshops looked at together: what they rest on, without their contents."""
_LOADED: Final = 8
"""Workshops read together, with all that stands in them; fewer when they hold more items than this:"""
_ITEMS: Final = 1_000


class Status(StrEnum):
    """What became of a workshop."""

    DRAWN = "drawn"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a workshop, in which file (None where there is no such workshop), and why there is none."""

    slug: str
    file: str | None
    status: Status
    milliseconds: int = 0
    bytes: int = 0
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What is made of each workshop.

    Attributes:
        options: As `showing.read_options` returned them.
        engine: Name and version of what draws; "" where a text is written.
        resume: Whether a file that holds the very drawing already is kept.
    """

    view: View
    format: str
    options: Options
    settings: Settings
    renderer: drawing.Renderer
    engine: str
    manifest: Manifest
    resume: bool = False

    def file_of(self, slug: str) -> str:
        """Return the name of a workshop's file: no other workshop, view or format has the same."""
        return f"{slug}-{self.view}.{self.format}"

    def kept(self, one: Seen) -> Outcome | None:
        """Return the outcome of a workshop whose drawing is there already."""
        file = self.file_of(one.slug)
        size = self.manifest.size_of(file, self._key(one.stamp)) if self.resume else None
        return None if size is None else Outcome(one.slug, file, Status.KEPT, bytes=size)

    def draw(self, workshop: Workshop) -> Outcome:
        """Draw a workshop into its file; whatever goes wrong is its outcome and stops no other."""
        began, file = time.perf_counter(), self.file_of(workshop.slug)
        try:
            data, _ = made(
                workshop, self.view, self.format, self.options, settings=self.settings, renderer=self.renderer
            )
            self.manifest.keep(file, self._key(workshop.stamp), data)
        except SynthgridError as error:
            return self._failed(workshop.slug, error.sentence, began)
        except OSError as error:
            return self._failed(workshop.slug, unusable(error), began)
        except Exception as error:  # noqa: BLE001 (a fault of synthgrid itself, met in this workshop)
            reason = Message(N_("An error of synthgrid itself: %(reason)s"), {"reason": repr(error)})
            return self._failed(workshop.slug, reason, began)
        return Outcome(workshop.slug, file, Status.DRAWN, _since(began), len(data))

    def _failed(self, slug: str, reason: Message, began: float) -> Outcome:
        return Outcome(slug, self.file_of(slug), Status.FAILED, _since(began), reason=reason)

    def _key(self, stamp: Stamp) -> str:
        """Name the drawing by all that it rests on."""
        options = self.options if self.format == drawing.Format.PNG else replace(self.options, dpi=DPI_DEFAULT)
        pixels = self.settings.rendering.pixels
        return drawing.key(stamp, self.view, options, self.format, self.engine, pixels=pixels)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which workshops: those named, or all of a workspace (its id).

    Attributes:
        slugs: Their names, each once; empty for all.
        template: Key of the template drawn with; each workshop's own by default.
    """

    database: Database
    workspace: str
    slugs: Sequence[str] = ()
    template: str | None = None

    def count(self) -> int:
        """Return how many there are to draw."""
        if self.slugs:
            return len(self.slugs)
        with self.database.read() as session:
            return storage.list_seen(session, self.workspace, PageRequest(1, total=True)).total or 0

    def look(self) -> Iterator[Seen | str]:
        """Yield what each rests on; of one that is not there, its slug. No transaction is open in between."""
        for start in range(0, len(self.slugs), _PAGE):
            page = self.slugs[start : start + _PAGE]
            with self.database.read() as session:
                found = storage.find_seen(session, self.workspace, page, self.template)
            yield from (found.get(slug, slug) for slug in page)
        cursor, more = None, not self.slugs
        while more:
            with self.database.read() as session:
                listed = storage.list_seen(session, self.workspace, PageRequest(_PAGE, cursor), self.template)
            yield from listed.items
            cursor, more = listed.next, listed.next is not None

    def load(self, some: Sequence[Seen]) -> Iterator[Workshop | str]:
        """Yield whole workshops; of one that is no longer there, its slug."""
        slugs = [one.slug for one in some]
        with self.database.read() as session:
            found = storage.load_snapshots(session, self.workspace, slugs, self.template)
        yield from (found.get(slug, slug) for slug in slugs)


def run(work: Work, selection: Selection, jobs: int) -> Generator[Outcome, None, None]:
    """Yield what became of each workshop, as they come to their ends.

    Args:
        work: What is made of each.
        selection: Which ones.
        jobs: How many are drawn at a time.
    """
    # One job does one thing at a time; where there are more, the next workshop waits for each but the reader.
    in_hand = 2 * (jobs - 1)
    threads = ThreadPoolExecutor(jobs)
    pending: set[Future[Outcome]] = set()
    try:
        for next_ in _due(work, selection):
            if isinstance(next_, Outcome):
                yield next_
                continue
            pending.add(threads.submit(work.draw, next_))
            if len(pending) > in_hand:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in as_completed(pending))
    finally:
        # However it ends: nothing more begins, and what is being drawn is given up.
        threads.shutdown(wait=False, cancel_futures=True)
        work.renderer.close()


def _due(work: Work, selection: Selection) -> Iterator[Outcome | Workshop]:
    """Yield each workshop that is to be drawn, and the outcome of each that is not."""
    for part in _parts(work, selection.look()):
        if isinstance(part, Outcome):
            yield part
            continue
        for one in selection.load(part):
            yield _missing(one) if isinstance(one, str) else one


def _parts(work: Work, seen: Iterable[Seen | str]) -> Iterator[Outcome | list[Seen]]:
    """Put together what is read together."""
    part: list[Seen] = []
    for one in seen:
        if isinstance(one, str):
            yield _missing(one)
        elif kept := work.kept(one):
            yield kept
        else:
            if part and (len(part) == _LOADED or sum(other.size for other in part) + one.size > _ITEMS):
                yield part
                part = []
            part.append(one)
    if part:
        yield part


def _missing(slug: str) -> Outcome:
    return Outcome(slug, None, Status.FAILED, reason=WorkshopNotFoundError(slug).sentence)


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
