"""The frozen snapshot of a document: what `draw` and `render FILE` see, which have no database."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from synthgrid.domain.document import Document, Item, Path
from synthgrid.domain.forms import Template
from synthgrid.domain.templates import find_template
from synthgrid.domain.tree import in_preorder, inheriting, refs_for
from synthgrid.domain.values import TEMPLATE, Category, Group, Layer, Proposal, Status, Workshop
from synthgrid.i18n import LANGUAGE


def snapshot_of(
    document: Document,
    *,
    slug: str = "",
    language: str = LANGUAGE,
    own: Mapping[str, Template] = MappingProxyType({}),
) -> Workshop:
    """Return the workshop that a document describes, with ids that mean something inside it only.

    Args:
        document: A checked document.
        slug: Its address, if it has one.
        language: Used where the document names none.
        own: Templates that there are besides those that synthgrid ships; those that the document carries go first.

    Raises:
        UnknownTemplateError: The document names one that is not among all these.
    """
    templates = {**own, **{template.key: template for template in document.templates}}
    template = find_template(document.template or TEMPLATE, templates).key
    groups = {group.name: f"g{number}" for number, group in enumerate(document.groups, 1)}
    categories = {category.path: f"c{number}" for number, category in enumerate(document.categories, 1)}
    return Workshop(
        slug=document.slug or slug,
        title=document.title,
        question=document.question,
        date=document.date,
        place=document.place,
        language=document.language or language,
        template=template,
        labels=document.labels,
        layer=document.layer or Layer.VERBATIM,
        status=document.status or Status.COLLECTING,
        groups=tuple(
            Group(groups[group.name], group.name, group.actor, group.composition, group.members, group.size, position)
            for position, group in enumerate(document.groups)
        ),
        categories=in_preorder(
            Category(
                id=categories[category.path],
                path=category.path,
                definition=category.definition,
                color=category.color,
                side=category.side,
                parent=categories.get(category.path[:-1]),
                position=position,
            )
            for position, category in enumerate(document.categories)
        ),
        proposals=inheriting(_proposals(document.items, groups, categories)),
        templates=templates,
    )


def _proposals(items: tuple[Item, ...], groups: dict[str, str], categories: dict[Path, str]) -> Iterator[Proposal]:
    for position, (item, ref) in enumerate(zip(items, refs_for(items), strict=True)):
        yield Proposal(
            id=f"p{item.index + 1}",
            ref=ref,
            text=item.text,
            external_id=item.external_id,
            origin=item.origin,
            group=groups[item.group] if item.group is not None else None,
            actor=item.actor,
            voice=item.voice,
            section=item.section or "",
            polarity=item.polarity,
            category=categories[item.category] if item.category is not None else None,
            also=tuple(categories[path] for path in item.also),
            facets=item.facets,
            parent=None if item.parent is None else f"p{item.parent + 1}",
            position=position,
            note=item.note,
            source=item.source,
        )
