"""Whatever a workshop says, each of its files says it again, to the character."""

from html import escape
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from synthgrid import formats, writing
from synthgrid.domain.check import check, judge
from synthgrid.domain.fields import CATEGORY_DEPTH_MAX
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.text import forbidden, normal
from synthgrid.domain.tree import TREE_DEPTH_MAX
from synthgrid.domain.values import Polarity, Workshop
from synthgrid.errors import InvalidDocumentError
from synthgrid.settings import Limits
from tests.builders import a_workshop

FILES = sorted(set(writing.EXPORT_TYPES) - {"json", "csv", "tsv", "xlsx"})
"""Those that are outlines; tables say the contributions only (`tests/services/test_table_round_trip.py`)."""

ACTIVE = [
    *(
        "*",
        "**",
        "_",
        "`",
        "```",
        "#",
        "# ",
        "- ",
        "+ ",
        "1. ",
        "12) ",
        "> ",
        "|",
        "||",
        "~~",
        "---",
        "===",
        "![",
        "](",
        "[x]",
    ),
    *("<b>", "</b>", "<br>", "<br/>", "<script>alert(1)</script>", "<!--", "-->", "--", "]]>", "<![CDATA[", "<?x?>"),
    *(
        "<!-- synthgrid {} -->",
        "<html>",
        "<html><body>x",
        "<pre>",
        "&",
        "&amp;",
        "&#10;",
        "&nbsp;",
        "&lt;",
        "\\",
        "\\n",
    ),
    *("=1+1", "(Table 1)", "*(Table 1)*", "{", "}", '"', "'", ":", "Points positifs", "Table 1", "Groupe des usagers"),
    *(
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n    ",
        "\t",
        "\n- ",
        "\n> ",
        "\n# ",
        "\u00a0",
        "\u2028",
        "\u2029",
        "\u200f",
        "\ufdd0",
    ),
    *(
        "é",
        "e\u0301",
        "😀",
        "👩🏽\u200d🌾",
        "مرحبا",
        "שלום",
        "中",
        "\ufeff",
        "x",
        "http://a.b/c?d=e&f",
        "${x}",
        "{{ y }}",
        "\\latex",
    ),
]
CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
TEXTS = (
    st.lists(st.sampled_from(ACTIVE) | CHARACTERS, min_size=1, max_size=8)
    .map(lambda pieces: normal("".join(pieces)))
    .filter(lambda text: bool(text) and forbidden(text, lines=True) is None)
)
NAMES = TEXTS.map(lambda text: normal(" ".join(text.split("\n")).replace("\t", " "))).filter(
    lambda name: bool(name) and forbidden(name, lines=False) is None
)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SIDES = st.sampled_from(["left", "right"])
FACETS = st.dictionaries(NAMES, NAMES | st.booleans() | st.integers(-5, 5) | st.lists(NAMES, max_size=2), max_size=2)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Return documents that use every field, in every way that hurts."""
    groups = draw(st.lists(NAMES, max_size=3, unique=True))
    paths: set[tuple[str, ...]] = {(name,) for name in draw(st.lists(NAMES, max_size=3))}
    for _ in range(draw(st.integers(0, 3))):
        if paths:
            above = draw(st.sampled_from(sorted(paths)))
            paths.add((*above, draw(NAMES)))
    listed = sorted((path for path in paths if len(path) <= CATEGORY_DEPTH_MAX), key=lambda path: (len(path), path))
    said = {
        "section": st.sampled_from(["point", "keyword", "quotation", "propre"]),
        "polarity": st.sampled_from([*Polarity]),
        "note": TEXTS,
        "actor": NAMES,
        "voice": st.just("own"),
        "external_id": st.uuids().map(str),
        "facets": FACETS,
        "source": st.fixed_dictionaries({}, optional={"app": NAMES, "line": st.integers(1, 9), "raw": TEXTS}),
        **({"group": st.sampled_from(groups)} if groups else {}),
        **(
            {
                "category": st.sampled_from(listed).map(list),
                "also": st.lists(st.sampled_from(listed).map(list), max_size=2),
            }
            if listed
            else {}
        ),
    }
    leaves: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({"text": TEXTS}, optional=said)
    below = lambda one: st.fixed_dictionaries({"text": TEXTS, "children": st.lists(one, max_size=2)}, optional=said)  # noqa: E731 (shorter than its name)
    theme = {"definition": TEXTS, "side": SIDES, "color": st.just("#1f6f8b")}
    return {
        "title": draw(NAMES),
        "question": draw(st.just("") | NAMES),
        "place": draw(st.just("") | NAMES),
        "date": draw(st.none() | st.dates().map(str)),
        "labels": draw(st.dictionaries(st.sampled_from(["positive", "keyword"]), NAMES, max_size=2)),
        "groups": [
            {"name": name, "actor": draw(st.just("") | NAMES), "size": draw(st.none() | st.integers(0, 9))}
            for name in groups
        ],
        "categories": [
            {
                "name": path[-1],
                **({"parent": list(path[:-1])} if path[1:] else {}),
                **draw(st.fixed_dictionaries({}, optional=theme)),
            }
            for path in listed
        ],
        "proposals": draw(st.lists(st.recursive(leaves, below, max_leaves=5), max_size=4)),
    }


def said_by(workshop: Workshop) -> dict[str, Any]:
    """Return what a workshop says: its document without ids, items by number, categories by path."""

    def without_id(item: dict[str, Any]) -> dict[str, Any]:
        below = {"children": [without_id(one) for one in item["children"]]} if "children" in item else {}
        return {**{name: value for name, value in item.items() if name != "id"}, **below}

    document = writing.export_document(workshop)
    items = sorted(map(without_id, document["proposals"]), key=lambda item: int(item["ref"]))
    themes = sorted(document["categories"], key=lambda one: (one.get("parent", []), one["name"]))
    return {**document, "categories": themes, "proposals": items}


def read_again(workshop: Workshop, format_: str) -> Workshop:
    """Return what a file of a workshop says."""
    unchecked = formats.read(writing.export(workshop, format_), formats.Format(format_), Limits())
    return snapshot_of(check(unchecked, Limits()))


@settings(max_examples=80, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_every_file_of_a_workshop_says_all_of_it_to_the_character(document: dict[str, Any]) -> None:
    proposals = document.pop("proposals")
    workshop = a_workshop(*proposals, **document)

    assert {format_: said_by(read_again(workshop, format_)) for format_ in FILES} == dict.fromkeys(
        FILES, said_by(workshop)
    )


@pytest.mark.parametrize("format_", FILES)
def test_the_deepest_trees_of_items_and_themes_come_back(format_: str) -> None:
    item: dict[str, Any] = {"text": f"Niveau {TREE_DEPTH_MAX}"}
    for level in range(TREE_DEPTH_MAX - 1, 0, -1):
        item = {"text": f"Niveau {level}", "children": [item]}
    path = [f"Thème {level}" for level in range(CATEGORY_DEPTH_MAX)]
    workshop = a_workshop({**item, "category": path, "polarity": "positive"}, {"text": "À côté", "category": path[:-1]})

    assert said_by(read_again(workshop, format_)) == said_by(workshop)


HOSTILE_DATA = [
    *(
        '"x"',
        "[]",
        "{",
        '{"kind": ["a"]}',
        '{"kind": "reading", "facets": "x"}',
        '{"kind": "category", "definition": 1}',
    ),
    *(
        '{"level": "x"}',
        '{"level": -5}',
        '{"level": 99}',
        '{"field": 3}',
        '{"note": 1}',
        '{"source": "x"}',
        '{"kind": "workshop"}',
    ),
    *('{"kind": "workshop", "proposals": []}', '{"kind": "reading", "polarity": {}}', '{"children": 1, "text": 2}'),
    *('{"kind": "workshop", "groups": "x"}', '{"kind": "group"}', '{"inconnu": 1}', '{"a": ' + "[" * 500 + "}"),
]


@pytest.mark.parametrize("data", HOSTILE_DATA)
def test_data_that_no_export_wrote_is_left_alone_or_refused(data: str) -> None:
    attribute = escape(data)
    bodies = {
        "md": f"# A <!-- synthgrid {data} -->\n\np <!-- synthgrid {data} -->\n\n- x <!-- synthgrid {data} -->\n  > n\n",
        "mm": '<map><node TEXT="A">{0}<node TEXT="x">{0}<node TEXT="y">{0}</node></node></node></map>'.format(
            f'<attribute NAME="synthgrid" VALUE="{attribute}"/>'
        ),
        "opml": '<opml xmlns:s="urn:synthgrid:outline"><head {0}/><body><outline text="A" {0}>'
        '<outline text="x" {0}/></outline></body></opml>'.format(f's:data="{attribute}"'),
        "html": '<main {0}><h1 class="text">A</h1><ul><li {0}><b class="text">x</b></li></ul></main>'.format(
            f'data-synthgrid="{attribute}"'
        ),
    }
    for format_, body in bodies.items():
        unchecked = formats.read(body.encode(), formats.Format(format_), Limits())
        try:
            judge(unchecked, Limits(), title_required=False)
        except InvalidDocumentError as refused:
            told = len(refused.faults)
        else:
            told = len(unchecked.data["proposals"])
        assert told, format_


@pytest.mark.parametrize("format_", FILES)
def test_items_keep_their_order_below_the_same_theme(format_: str) -> None:
    texts = [f"Contribution {number}" for number in range(30)]
    workshop = a_workshop(*({"text": text, "category": ["Lieux"]} for text in texts))

    assert [one.text for one in read_again(workshop, format_).proposals] == texts


@pytest.mark.parametrize("format_", FILES)
def test_a_file_is_recognised_by_its_first_bytes(format_: str) -> None:
    workshop = a_workshop("Un comité")

    assert formats.recognise(writing.export(workshop, format_), None) == format_
