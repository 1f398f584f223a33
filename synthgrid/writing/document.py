"""A snapshot as the document of the contract: what `export.json` answers and PUT takes anywhere."""

from collections.abc import Mapping
from typing import Any

from synthgrid.domain.template_bodies import body_of
from synthgrid.domain.values import POINT, Category, Composition, Group, Proposal, Workshop


def export_document(workshop: Workshop) -> dict[str, Any]:
    """Return the document of a workshop, JSON values; what has its default value is left out.

    Children leave out what they inherit. Ids, numbers and origins are in it, so that PUT in the same place
    changes nothing, and an import of the original body elsewhere still knows its items. So are the templates that
    synthgrid does not ship: it is drawn the same where they are not.
    """
    paths = {category.id: list(category.path) for category in workshop.categories}
    names = {group.id: group.name for group in workshop.groups}
    head = {
        "title": workshop.title,
        "question": workshop.question,
        "date": workshop.date.isoformat() if workshop.date else None,
        "place": workshop.place,
        "language": workshop.language,
        "template": workshop.template,
        "labels": dict(workshop.labels),
        "layer": workshop.layer.value,
        "status": workshop.status.value,
    }
    return {
        **_given(head),
        "groups": [_group(group) for group in workshop.groups],
        "categories": [_category(category) for category in workshop.categories],
        "proposals": _tree(workshop.proposals, paths, names),
        **_given({"templates": [{"key": key, **body_of(one)} for key, one in workshop.templates.items()]}),
    }


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, ())}


def _group(group: Group) -> dict[str, Any]:
    given = {
        "name": group.name,
        "actor": group.actor,
        "composition": None if group.composition is Composition.UNKNOWN else group.composition.value,
        "members": [{"actor": member.actor, "count": member.count} for member in group.members],
    }
    size = {} if group.size is None else {"size": group.size}
    return _given(given) | size


def _category(category: Category) -> dict[str, Any]:
    return _given(
        {
            "name": category.name,
            "parent": list(category.path[:-1]),
            "definition": category.definition,
            "color": category.color,
            "side": category.side and category.side.value,
        }
    )


def _tree(
    proposals: tuple[Proposal, ...], paths: Mapping[str, list[str]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    top: list[dict[str, Any]] = []
    written: dict[str, tuple[Proposal, dict[str, Any]]] = {}
    for proposal in proposals:
        parent, siblings = None, top
        if proposal.parent is not None:
            parent, above = written[proposal.parent]
            siblings = above.setdefault("children", [])
        item = _item(proposal, parent, paths, names)
        siblings.append(item)
        written[proposal.id] = (proposal, item)
    return top


def _item(
    proposal: Proposal, parent: Proposal | None, paths: Mapping[str, list[str]], names: Mapping[str, str]
) -> dict[str, Any]:
    own = {
        "group": names[proposal.group] if proposal.group else None,
        "section": proposal.section,
        "polarity": proposal.polarity and proposal.polarity.value,
        "category": paths[proposal.category] if proposal.category else None,
    }
    if parent is not None:
        own = {name: value for name, value in own.items() if getattr(proposal, name) != getattr(parent, name)}
    elif proposal.section == POINT:
        del own["section"]
    return _given(
        {
            "id": proposal.id,
            "external_id": proposal.external_id,
            "ref": proposal.ref,
            "origin": proposal.origin,
            "text": proposal.text,
            **own,
            "actor": proposal.actor,
            "voice": proposal.voice and proposal.voice.value,
            "also": [paths[category] for category in proposal.also],
            "facets": dict(proposal.facets),
            "note": proposal.note,
            "source": dict(proposal.source),
        }
    )
