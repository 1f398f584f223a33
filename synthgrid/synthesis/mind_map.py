"""The tree of a mind map: what its branches are, and which items hang on them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from synthgrid.domain import axes
from synthgrid.domain.arrangement import Kind, MindMap, Node
from synthgrid.domain.looks import REFERENCE_SIGN
from synthgrid.domain.options import Options
from synthgrid.domain.values import POINT, QUOTATION, Category, Polarity, Proposal, Workshop
from synthgrid.errors import N_, Message, TooComplexError
from synthgrid.i18n import translate
from synthgrid.synthesis import words
from synthgrid.synthesis.branches import Seen, counted, folded, hidden
from synthgrid.synthesis.lineage import color_of
from synthgrid.synthesis.selection import Selection, select
from synthgrid.synthesis.sorting import also_under, split, values_of
from synthgrid.synthesis.speakers import Speakers


@dataclass(frozen=True, slots=True)
class _Branch:
    """A main branch before its items hang on it."""

    id: str
    text: str
    items: tuple[Proposal, ...]
    polarity: Polarity | None = None
    rest: bool = False
    references: tuple[Proposal, ...] = ()


def mind_map(workshop: Workshop, options: Options, drawn_max: int = 10_000) -> MindMap:
    """Arrange a workshop as a mind map.

    Args:
        workshop: The snapshot.
        options: Branches, filters, depth, language.
        drawn_max: How many items may be shown at once.

    Raises:
        InvalidOptionError: A filter names what the workshop does not have.
        TooComplexError: More items would be shown than may be.
    """
    selection = select(workshop, options)
    by = options.by or _usual(selection)
    arranging = _Arranging(workshop, selection, options, by)
    root = arranging.root()
    if options.depth is not None:
        root = folded(root, options.depth)
    seen = Seen(root)
    shown = root.count - hidden(root) + seen.references
    if shown > drawn_max:
        raise TooComplexError(shown, drawn_max)
    ties = tuple(words.tie(one, options.lang) for one in workshop.relations if {one.source, one.target} <= seen.items)
    signs = words.signs(ties=ties, references=seen.references > 0, language=options.lang)
    return MindMap(
        root=root,
        subtitle=words.subtitle(workshop, options.lang),
        ties=ties,
        legend=arranging.speakers.legend(selection.shown) if options.legend else (),
        signs=words.note_sign(noted=seen.notes, language=options.lang),
        footers=(*signs, *words.left_out(selection.left_out, options.lang)),
        language=options.lang,
    )


def _usual(selection: Selection) -> axes.Field:
    """Return category when more than half of the top-level items have one, else section."""
    categorised = sum(proposal.category is not None for proposal in selection.top)
    return axes.CATEGORY if selection.branch or 2 * categorised > len(selection.top) else axes.SECTION


class _Arranging:
    """One pass from a selection to its tree."""

    def __init__(self, workshop: Workshop, selection: Selection, options: Options, by: axes.Field) -> None:
        self._workshop, self._selection, self._options, self._by = workshop, selection, options, by
        self._language = options.lang
        self.speakers = Speakers(workshop, groups=by != axes.GROUP, actors=by != axes.ACTOR)
        self._names: dict[str | None, str] = {group.id: group.name for group in workshop.groups}
        self._also = also_under(workshop, selection) if by == axes.CATEGORY else {}
        self._themes: dict[str | None, list[Category]] = {}
        for category in workshop.categories:
            self._themes.setdefault(category.parent, []).append(category)

    def root(self) -> Node:
        """Return the title with every branch below it."""
        if self._by == axes.CATEGORY:
            children = tuple(self._by_category())
        else:
            children = tuple(self._branch(branch) for branch in self._branches())
        return Node(
            id="",
            kind=Kind.ROOT,
            text=self._workshop.title,
            count=counted(children),
            children=children,
        )

    def _by_category(self) -> Iterator[Node]:
        filled = self._selection.left_out > 0
        branch = self._selection.branch
        by_theme = split(self._selection.top, lambda item: item.category)
        roots = [replace(branch, color=self._color(branch))] if branch else self._themes.get(None, [])
        yield from self._theme_nodes(roots, by_theme, only_filled=filled and branch is None)
        if rest := by_theme.get(None):
            yield self._branch(_Branch("", self._headed(N_("To classify"), rest), rest, rest=True))

    def _color(self, branch: Category) -> str | None:
        return color_of(branch, {one.id: one for one in self._workshop.categories})

    def _theme_nodes(
        self, categories: Iterable[Category], by_theme: Mapping[str | None, tuple[Proposal, ...]], *, only_filled: bool
    ) -> Iterator[Node]:
        for category in categories:
            inner = self._theme_nodes(self._themes.get(category.id, ()), by_theme, only_filled=only_filled)
            references = self._references(self._also.get(category.id, ()))
            children = (*self._items(by_theme.get(category.id, ())), *references, *inner)
            if children or not only_filled:
                yield Node(
                    id=category.id,
                    kind=Kind.THEME,
                    text=category.name,
                    note=category.definition,
                    count=counted(children),
                    color=category.color,
                    side=category.side,
                    children=children,
                )

    def _branches(self) -> Iterator[_Branch]:
        top = self._selection.top
        if self._by == axes.SECTION:
            yield from self._sections(top)
        elif self._by == axes.POLARITY:
            yield from self._polarities(top)
        elif self._by == axes.GROUP:
            yield from self._groups(top)
        elif (facet := axes.facet_of(self._by)) is not None:
            yield from self._facets(facet, top)
        else:
            yield from self._actors(top)

    def _sections(self, items: tuple[Proposal, ...]) -> Iterator[_Branch]:
        by_section = split(items, lambda item: item.section)
        for section in words.sections_in_order(items):
            found = by_section[section]
            if section == POINT and any(item.polarity for item in found):
                yield from self._polarities(found)
            else:
                yield _Branch("", words.section_label(self._workshop, section, self._language), found)

    def _polarities(self, items: tuple[Proposal, ...]) -> Iterator[_Branch]:
        by_polarity = split(items, lambda item: item.polarity)
        for polarity in Polarity:
            if found := by_polarity.get(polarity):
                label = words.polarity_label(self._workshop, polarity, self._language)
                yield _Branch("", label, found, polarity=polarity)
        if rest := by_polarity.get(None):
            yield _Branch("", self._headed(N_("No opinion expressed"), rest), rest, rest=True)

    def _groups(self, items: tuple[Proposal, ...]) -> Iterator[_Branch]:
        by_group = split(items, lambda item: item.group)
        for group in self._workshop.groups:
            found = by_group.get(group.id, ())
            if found or not self._selection.left_out:
                yield _Branch(group.id, f"{group.name} · {group.actor}" if group.actor else group.name, found)
        yield from self._others(N_("Without group"), by_group.get(None, ()), len(items))

    def _actors(self, items: tuple[Proposal, ...]) -> Iterator[_Branch]:
        actors: dict[str | None, str] = {group.id: group.actor for group in self._workshop.groups}
        by_actor = split(items, lambda item: item.actor or actors.get(item.group, ""))
        silent = by_actor.pop("", ())
        for actor, found in by_actor.items():
            yield _Branch("", actor, found)
        yield from self._others(N_("Without actor"), silent, len(items))

    def _facets(self, facet: str, items: tuple[Proposal, ...]) -> Iterator[_Branch]:
        """An item stands under its first value; the others of a list refer to it."""
        values = {item.id: values_of(item.facets.get(facet)) for item in items}
        by_value = split(items, lambda item: values[item.id][0] if values[item.id] else "")
        silent = by_value.pop("", ())
        references: dict[str, list[Proposal]] = {}
        for item in items:
            for value in values[item.id][1:]:
                references.setdefault(value, []).append(item)
        for value in dict.fromkeys(value for item in items for value in values[item.id]):
            yield _Branch("", value, by_value.get(value, ()), references=tuple(references.get(value, ())))
        if silent:
            label = self._headed(Message(N_("Without “%(facet)s”"), {"facet": facet}), silent)
            yield _Branch("", label, silent, rest=len(silent) < len(items))

    def _others(self, label: str, found: tuple[Proposal, ...], among: int) -> Iterator[_Branch]:
        if found:
            yield _Branch("", self._headed(label, found), found, rest=len(found) < among)

    def _headed(self, label: str | Message, found: tuple[Proposal, ...]) -> str:
        """Return the heading of what is left over with its count; folded away, it is counted as « +n »."""
        said = translate(label, self._language)
        return said if self._options.depth == 1 else words.counted(said, self._selection.family(found))

    def _branch(self, branch: _Branch) -> Node:
        """Hang a branch's items on it, by theme where they have one."""
        by_theme = split(branch.items, lambda item: item.category)
        loose = self._items(by_theme.pop(None, ()))
        themes = self._theme_nodes(self._themes.get(None, ()), by_theme, only_filled=True) if by_theme else ()
        children = (*loose, *self._references(branch.references), *themes)
        return Node(
            id=branch.id,
            kind=Kind.REST if branch.rest else Kind.THEME,
            text=branch.text,
            polarity=branch.polarity,
            count=counted(children),
            children=children,
        )

    def _items(self, items: Iterable[Proposal], parent: Proposal | None = None) -> tuple[Node, ...]:
        return tuple(self._item(item, parent) for item in items)

    def _item(self, item: Proposal, parent: Proposal | None) -> Node:
        children = self._items(self._selection.below.get(item.id, ()), item)
        return Node(
            id=item.id,
            kind=Kind.ITEM,
            text=item.text,
            ref=item.ref if self._options.numbers else None,
            polarity=item.polarity,
            marks=self.speakers.marks(item, parent),
            group=self._names.get(item.group, ""),
            note=item.note,
            count=counted(children),
            quotation=item.section == QUOTATION,
            children=children,
        )

    def _references(self, items: Iterable[Proposal]) -> Iterator[Node]:
        """Refer to items that stand elsewhere: by number, or where numbers are off in full."""
        for item in items:
            said = str(item.ref) if self._options.numbers else item.text
            yield Node(id=item.id, kind=Kind.REFERENCE, text=f"{REFERENCE_SIGN}\u00a0{said}", whole=item.text)
