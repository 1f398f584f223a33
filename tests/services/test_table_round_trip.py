"""Contributions exported as a table, edited in a spreadsheet, and imported: just what was edited changes."""

import csv
import io
import itertools
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from synthgrid.domain.check import judge
from synthgrid.domain.document import Defaults
from synthgrid.domain.mapping import TableOptions, check_mapping
from synthgrid.domain.report import ImportReport
from synthgrid.domain.text import forbidden, normal
from synthgrid.domain.values import Polarity
from synthgrid.formats import Format, read
from synthgrid.services import import_items, update_proposal
from synthgrid.settings import Limits
from synthgrid.storage import Database
from synthgrid.writing import export
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop

PHASES = (Phase.explicit, Phase.generate)
"""Every example writes to a database: making a failing one smaller takes longer than reading it."""

TABLES = ("csv", "tsv", "xlsx")
_slugs = itertools.count(1)
Place = tuple[Database, str, str]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = a_database(tmp_path_factory.mktemp("database"))
    yield database
    database.dispose()


def a_place(database: Database, document: dict[str, Any]) -> Place:
    """Store a workshop; return where it is."""
    workspace, slug = a_workspace(database), f"atelier-{next(_slugs)}"
    imported(database, workspace, document, slug)
    return database, workspace, slug


def exported(place: Place, format_: str = "csv") -> bytes:
    return export(the_workshop(*place), format_)


def post(place: Place, body: bytes, format_: str = "csv", *, raw: bool = False, **options: Any) -> ImportReport:
    """Import a table where it came from."""
    database, workspace, slug = place
    table = TableOptions(raw=raw, mapping=check_mapping(options.pop("mapping", {})))
    unchecked = read(body, Format(format_), Limits(), table)
    verdict = judge(unchecked, Limits(), Defaults(**options), title_required=False)
    return database.write(lambda session: import_items(session, workspace, slug, verdict, unchecked))


def edited(body: bytes, edit: Callable[[list[dict[str, str]]], None]) -> bytes:
    """Change the rows of a CSV as a spreadsheet would, and write it as English ones do."""
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
    edit(rows)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def counts(report: ImportReport) -> dict[str, int]:
    names = ("created", "unchanged", "updated", "rejected", "absent")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


A_FAMILY = a_document(
    {
        "text": "- Un comité",
        "group": "Table 1",
        "category": ["Gouvernance", "CA"],
        "also": [["Lieu > Salle"], ["A", "> B"]],
        "polarity": "positive",
        "facets": {"pole": "équipe", "poids": 3, "oui": True, "lieux": ["Agen", "Nérac"], "nombre": "3"},
        "note": "Dit deux fois\nà table",
        "external_id": "row-1",
        "actor": "élus",
        "voice": "on_behalf",
        "children": [
            {"text": "Avec des habitants", "section": "keyword", "children": [{"text": "=1+1"}]},
            {"text": "'=1+1", "group": "Table 2", "polarity": "improve"},
        ],
    },
    {"text": "Des réunions; trop, tardives", "section": "recommendation"},
)


@pytest.mark.parametrize("format_", TABLES)
def test_an_export_imported_again_changes_nothing(database: Database, format_: str) -> None:
    place = a_place(database, A_FAMILY)
    before = the_workshop(*place)

    report = post(place, exported(place, format_), format_)

    assert counts(report) == {"unchanged": 5}
    assert the_workshop(*place) == before


@pytest.mark.parametrize(
    ("column", "value", "field", "stored"),
    [
        ("text", "Un comité mixte", "text", "Un comité mixte"),
        ("polarity", "à améliorer", "polarity", "improve"),
        ("polarity", "", "polarity", None),
        ("note", "", "note", ""),
        ("actor", "", "actor", ""),
        ("external_id", "", "external_id", None),
        ("also", "", "also", ()),
        ("section", "mots-clés", "section", "keyword"),
        ("facet:pole", "structure", "facets", {"pole": "structure", "poids": 3, "oui": True, "nombre": "3"}),
        ("facet:poids", "", "facets", {"pole": "équipe", "oui": True, "nombre": "3"}),
    ],
)
def test_one_cell_edited_changes_one_field_of_one_item(
    database: Database, column: str, value: str, field: str, stored: Any
) -> None:
    place = a_place(database, A_FAMILY)
    before = the_workshop(*place)

    def edit(rows: list[dict[str, str]]) -> None:
        rows[0][column] = value

    report = post(place, edited(exported(place), edit))

    assert counts(report) == {"unchanged": 4, "updated": 1}
    after = the_workshop(*place)
    found = getattr(after.proposals[0], field)
    assert (found if field != "facets" else {**found, "lieux": ["Agen", "Nérac"]}) == (
        stored if field != "facets" else {**stored, "lieux": ["Agen", "Nérac"]}
    )
    assert [one.text for one in after.proposals[1:]] == [one.text for one in before.proposals[1:]]


DEFAULTS = {"group": "Table 5", "actor": "élus", "category": ("Défaut",), "polarity": Polarity.POSITIVE}


@pytest.mark.parametrize("options", [DEFAULTS, {"mapping": {"text": {"group": "Table 5", "polarity": "positive"}}}])
def test_no_default_fills_a_cell_that_was_emptied(database: Database, options: dict[str, Any]) -> None:
    said = {"text": "A", "group": "Table 1", "actor": "élus", "category": ["T"], "polarity": "improve"}
    place = a_place(database, a_document({**said, "children": [{"text": "a", "group": "Table 5"}]}, "B"))

    def edit(rows: list[dict[str, str]]) -> None:
        rows[0].update(group="", actor="", category="", polarity="")
        rows.append({**dict.fromkeys(rows[0], ""), "text": "Ajouté"})

    assert counts(post(place, edited(exported(place), edit), **options)) == {"created": 1, "unchanged": 2, "updated": 1}

    after = {one.text: one for one in the_workshop(*place).proposals}
    assert [(one.group, one.actor, one.category, one.polarity) for one in (after["A"], after["B"])] == [
        (None, "", None, None)
    ] * 2
    groups = {group.id: group.name for group in the_workshop(*place).groups}
    assert [groups.get(after[text].group or "") for text in ("a", "Ajouté")] == ["Table 5", "Table 5"]
    assert after["Ajouté"].polarity == "positive"


def test_children_follow_what_is_edited_on_their_parent(database: Database) -> None:
    place = a_place(database, A_FAMILY)

    def edit(rows: list[dict[str, str]]) -> None:
        rows[0]["group"] = "Table 9"

    report = post(place, edited(exported(place), edit))

    assert counts(report) == {"unchanged": 4, "updated": 1}
    workshop = the_workshop(*place)
    names = {group.id: group.name for group in workshop.groups}
    assert [names.get(one.group or "") for one in workshop.proposals] == [
        "Table 9",
        "Table 9",
        "Table 9",
        "Table 2",
        None,
    ]


def test_a_child_that_says_what_its_parent_says_goes_on_saying_it(database: Database) -> None:
    place = a_place(database, A_FAMILY)
    child = the_workshop(*place).proposals[1]
    database.write(lambda session: update_proposal(session, place[1], place[2], child.id, {"polarity": "positive"}))
    before = the_workshop(*place)

    assert counts(post(place, exported(place))) == {"unchanged": 5}
    assert the_workshop(*place) == before


@pytest.mark.parametrize("change", [str.upper, str.capitalize])
def test_headings_in_capitals_are_those_of_the_export(database: Database, change: Callable[[str], str]) -> None:
    place = a_place(database, a_document({"text": "A", "note": "n", "children": [{"text": "a"}]}))
    before = the_workshop(*place)
    heads, *rows = exported(place).decode("utf-8-sig").splitlines()

    assert counts(post(place, "\n".join([";".join(map(change, heads.split(";"))), *rows]).encode())) == {"unchanged": 2}
    assert the_workshop(*place) == before


@pytest.mark.parametrize("edit", [lambda row: row.pop("parent"), lambda row: row.update(parent="")])
def test_a_child_whose_row_names_no_parent_stays_what_it_is(
    database: Database, edit: Callable[[dict[str, str]], object]
) -> None:
    place = a_place(database, A_FAMILY)
    before = the_workshop(*place)

    def edit_all(rows: list[dict[str, str]]) -> None:
        for row in rows:
            edit(row)

    assert counts(post(place, edited(exported(place), edit_all))) == {"unchanged": 5}
    assert the_workshop(*place) == before


def test_a_row_added_under_a_number_is_a_child_of_that_item(database: Database) -> None:
    place = a_place(database, A_FAMILY)

    def edit(rows: list[dict[str, str]]) -> None:
        rows.append({**dict.fromkeys(rows[0], ""), "text": "Et des élus", "parent": rows[0]["ref"]})

    report = post(place, edited(exported(place), edit))

    assert counts(report) == {"created": 1, "unchanged": 5}
    workshop = the_workshop(*place)
    added = next(one for one in workshop.proposals if one.text == "Et des élus")
    assert added.parent == workshop.proposals[0].id


def test_a_part_of_the_rows_and_of_the_columns_changes_nothing_else(database: Database) -> None:
    place = a_place(database, A_FAMILY)
    before = the_workshop(*place)

    def edit(rows: list[dict[str, str]]) -> None:
        del rows[0], rows[3]
        for row in rows:
            for column in ("group", "facet:pole", "polarity"):
                del row[column]

    report = post(place, edited(exported(place), edit))

    assert counts(report) == {"unchanged": 3, "absent": 2}
    assert the_workshop(*place) == before


def test_a_new_row_under_a_number_that_is_not_in_the_table_is_refused_with_its_line(database: Database) -> None:
    place = a_place(database, A_FAMILY)

    def edit(rows: list[dict[str, str]]) -> None:
        rows.append({**dict.fromkeys(rows[0], ""), "text": "Et des élus", "parent": "99"})

    body = edited(exported(place), edit)
    report = post(place, body)

    assert counts(report) == {"unchanged": 5, "rejected": 1}
    refused = report.items[-1]
    assert "99" in str(refused.message)
    assert body.decode().splitlines()[(refused.line or 0) - 1].count("Et des élus") == 1


def test_a_cell_of_another_programs_row_that_is_empty_leaves_what_was_said_here(database: Database) -> None:
    place = a_place(database, a_document())
    body = "identifiant externe;texte;thème;polarité;pole\nr1;Un comité;;;équipe\n".encode()
    post(place, body)
    item = the_workshop(*place).proposals[0]
    fields = {"polarity": "positive", "facets": {"pole": "équipe", "ajouté": "ici"}}
    database.write(lambda session: update_proposal(session, place[1], place[2], item.id, fields))
    before = the_workshop(*place)

    assert counts(post(place, body)) == {"unchanged": 1}
    assert the_workshop(*place) == before


TYPED = (
    *("0123", "12345678901234567890", "1/2", "14/7", "1e5", "1,5", "1.5", "1 234,5", "10%", "5 €", "$5", "(5)", "1-2"),
    *("2024-01-02", "02/01/2024", "12:30", "1h30", "3 mars", "mars 2024", "Jan-24", "VRAI", "vrai", "TRUE", "false"),
)
"""What a spreadsheet makes a number, a date, an hour or a truth value of."""
WRITTEN = (
    *(
        "=1+1",
        "'=1",
        "''-x",
        "- un",
        "+33 6 12",
        "@moi",
        "'cité'",
        "'7/8",
        "« Ça va\u202f? »",
        "😀 d’accord",
        "مرحبا بكم",
    ),
    *("a\nb\n\nc", 'dit "oui"', "a;b,c\td", "deux  blancs", "_x000A_", "①", "#N/A", "x → y − z"),
)


def a_workshop_of_all() -> dict[str, Any]:
    """Return a document with texts, notes, keys, groups, themes and facets that spreadsheets like to change."""
    items = [
        {"text": text, "note": text, **({} if {"\n", "\t"}.intersection(text) else _named(text, number))}
        for number, text in enumerate((*TYPED, *WRITTEN))
    ]
    return a_document(*items)


def _named(text: str, number: int) -> dict[str, Any]:
    facets = {"dit": text, "compte": number, "part": number + 0.5, "oui": number % 2 == 0, "deux": [text, "b"]}
    return {"external_id": text, "group": text, "category": [text, "→"], "also": [["a", text]], "facets": facets}


SOFFICE: Final = Path(shutil.which("soffice") or "soffice").resolve()
CALC: Final = SOFFICE.with_name("libsclo.so").exists()


@pytest.mark.sqlite
@pytest.mark.skipif(not CALC, reason="LibreOffice Calc is not here")
@pytest.mark.parametrize("ending", ["csv:Text - txt - csv (StarCalc):59,34,1,1,,1036,false,true", "xlsx"])
def test_libreoffice_changes_nothing_of_its_own(database: Database, ending: str, tmp_path: Path) -> None:
    """A CSV opened in French, types guessed, and a workbook; both saved as a workbook, and as CSV in Windows-1252."""
    place = a_place(database, a_workshop_of_all())
    before = the_workshop(*place)
    sources = [tmp_path / "table.csv", tmp_path / "classeur.xlsx"]
    for source in sources:
        source.write_bytes(exported(place, source.suffix[1:]))

    opened = [
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--infilter=CSV:59,34,76,1,,1036,false,true",
    ]
    saved = ["--convert-to", ending, "--outdir", str(tmp_path / "saved"), *map(str, sources)]
    subprocess.run([str(SOFFICE), *opened, *saved], check=True, capture_output=True, timeout=300)

    for source in sources:
        format_ = ending.partition(":")[0]
        body = (tmp_path / "saved" / source.name).with_suffix(f".{format_}").read_bytes()
        assert counts(post(place, body, format_)) == {"unchanged": len(TYPED) + len(WRITTEN)}
        assert the_workshop(*place) == before


def test_a_text_edited_in_a_file_that_lost_characters_is_changed(database: Database) -> None:
    place = a_place(database, a_document("x → y", "Vrai ?", "a → b", "é"))
    body = exported(place).decode("utf-8-sig").replace("Vrai ?", "Vrai !").replace("a → b", "a → c")

    report = post(place, body.encode("cp1252", "replace"))

    assert counts(report) == {"unchanged": 2, "updated": 2}
    assert [one.text for one in the_workshop(*place).proposals] == ["x → y", "Vrai !", "a ? c", "é"]

    by_hand = exported(place).decode("utf-8-sig").replace("x → y", "x ? y")
    assert counts(post(place, by_hand.encode())) == {"unchanged": 3, "updated": 1}


def test_a_table_for_programs_gives_back_every_quote_too(database: Database) -> None:
    place = a_place(database, a_workshop_of_all())
    before = the_workshop(*place)

    for format_ in ("csv", "tsv"):
        body = export(before, format_, raw=True)
        assert counts(post(place, body, format_)) == {"unchanged": len(TYPED) + len(WRITTEN)}
        assert the_workshop(*place) == before
        assert b"=1+1" in body
        assert b"'=1+1" not in body

        elsewhere = a_place(database, a_document())
        post(elsewhere, body, format_, raw=True)
        assert [one.text for one in the_workshop(*elsewhere).proposals] == [one.text for one in before.proposals]


texts = (
    st.text(min_size=1, max_size=40).map(normal).filter(lambda text: bool(text) and forbidden(text, lines=True) is None)
)
lines = (
    st.text(min_size=1, max_size=20)
    .map(normal)
    .filter(lambda text: bool(text) and forbidden(text, lines=False) is None)
)
hostile = st.sampled_from(
    [
        "=1+1",
        "'=1",
        "0123",
        "'1/2",
        "vrai",
        "'",
        "''-x",
        "-",
        "+33",
        "@a",
        '"',
        '""',
        ";",
        "a;b",
        "_x0041_",
        "1",
        "true",
        "[]",
        "A > B",
        "\u2028x",
        '"a" b',
        "'",
    ]
)
items = st.fixed_dictionaries(
    {"text": hostile | texts},
    optional={
        "group": hostile.filter(lambda text: "\u2028" not in text) | lines,
        "polarity": st.sampled_from(["positive", "improve"]),
        "section": st.sampled_from(["point", "keyword", "ma-rubrique"]),
        "category": st.lists(lines | st.sampled_from(["A > B", ">", "> x", "\\>"]), min_size=1, max_size=3),
        "also": st.lists(st.lists(lines, min_size=1, max_size=2), max_size=2),
        "facets": st.dictionaries(
            lines,
            hostile.filter(lambda text: "\u2028" not in text)
            | lines
            | st.booleans()
            | st.integers(-99, 99)
            | st.floats(-9, 9)
            | st.lists(lines, max_size=2),
            max_size=2,
        ),
        "note": hostile | texts,
        "actor": lines,
    },
)
trees = st.lists(
    st.builds(lambda item, below: {**item, "children": below}, items, st.lists(items, max_size=2)),
    min_size=1,
    max_size=4,
)


@given(trees, st.sampled_from(TABLES), st.sampled_from(["fr", "en"]), st.data())
@settings(max_examples=40, deadline=None, database=None, phases=PHASES, suppress_health_check=list(HealthCheck))
def test_whatever_the_texts_only_the_edited_one_changes(
    database: Database, tree: list[dict[str, Any]], format_: str, language: str, data: st.DataObject
) -> None:
    place = a_place(database, a_document(*tree, language=language))
    before = the_workshop(*place)

    assert counts(post(place, exported(place, format_), format_)) == {"unchanged": len(before.proposals)}
    assert the_workshop(*place) == before

    number = data.draw(st.integers(0, len(before.proposals) - 1))
    comma = "," if language == "en" else ";"
    rows = list(csv.reader(io.StringIO(exported(place).decode("utf-8-sig"), newline=""), delimiter=comma))
    rows[number + 1][rows[0].index("text")] = "Modifié"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=comma).writerows(rows)
    changed = counts(post(place, out.getvalue().encode()))

    already = before.proposals[number].text == "Modifié"
    assert changed.get("updated", 0) == (0 if already else 1)
    assert changed.get("unchanged", 0) == len(before.proposals) - (0 if already else 1)
    assert [one.text for one in the_workshop(*place).proposals] == [
        "Modifié" if at == number else one.text for at, one in enumerate(before.proposals)
    ]


def test_a_workbook_holds_texts_that_no_spreadsheet_computes(database: Database) -> None:
    place = a_place(database, A_FAMILY)

    sheet = load_workbook(io.BytesIO(exported(place, "xlsx"))).active
    assert sheet is not None
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}

    assert cells["=1+1"].data_type == "s"
    assert cells["=1+1"].quotePrefix
    assert "- Un comité" in cells
    assert sheet.freeze_panes == "A2"


def test_a_workbook_saved_by_another_program_changes_only_what_was_edited(database: Database) -> None:
    place = a_place(database, A_FAMILY)
    book = load_workbook(io.BytesIO(exported(place, "xlsx")))
    out = io.BytesIO()
    book.save(out)
    assert counts(post(place, out.getvalue(), "xlsx")) == {"unchanged": 5}

    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(3, heads.index("polarity") + 1, "à améliorer")
    out = io.BytesIO()
    book.save(out)

    assert counts(post(place, out.getvalue(), "xlsx")) == {"unchanged": 4, "updated": 1}
    assert the_workshop(*place).proposals[1].polarity == "improve"
