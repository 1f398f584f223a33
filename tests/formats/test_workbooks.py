"""Workbooks: values as people read them, merged cells, sheets, and files that are not what they say."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from synthgrid.errors import InvalidDocumentError, InvalidOptionError, MalformedBodyError
from synthgrid.formats import XLSX_TYPE, Format, recognise
from synthgrid.settings import Limits
from tests.formats.tables import found


def a_book(*rows: list[Any], change: Callable[[Worksheet], None] | None = None, **others: list[list[Any]]) -> bytes:
    """Write a workbook with one sheet, and others by their names."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Feuille"
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    for name, cells in others.items():
        other = book.create_sheet(name)
        for row in cells:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = ["texte", "groupe", "quartier"]


def test_values_are_texts_as_people_read_them() -> None:
    moment = dt.datetime.fromisoformat("2026-11-20 14:05")
    values = [3, 3.0, 2.5, True, dt.date(2026, 11, 20), moment, dt.time(14, 5), "_x005F_x0041_", "a_x000D_"]
    read = found(a_book(HEAD, *(["A", "Table 1", value] for value in values)), "xlsx")

    assert [item.facets["quartier"] for item in read.items] == [
        *("3", "3", "2.5", "true", "2026-11-20", "2026-11-20 14:05", "14:05:00", "_x0041_", "a"),
    ]


def test_a_formula_gives_the_value_that_was_last_computed() -> None:
    body = a_book(HEAD, ["A", "Table 1", "=1+1"])
    computed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as read, zipfile.ZipFile(computed, "w") as written:
        for name in read.namelist():
            written.writestr(
                name,
                read.read(name)
                .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
                .replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>"),
            )

    assert found(computed.getvalue(), "xlsx").items[0].facets == {"quartier": "2"}


def test_a_merged_cell_says_the_same_of_every_row_and_makes_no_item_twice() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("B2:B4")
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("A5:C5")

    read = found(
        a_book(
            HEAD, ["A", "Table 1", "x"], ["B", None, "y"], [None, None, None], ["C"], ["D", "Table 2"], change=merge
        ),
        "xlsx",
    )

    assert [(item.text, item.group, item.line) for item in read.items] == [
        ("A", "Table 1", 2),
        ("B", "Table 1", 3),
        ("C", None, 5),
        ("D", "Table 2", 6),
    ]
    assert not read.notes


def test_the_first_sheet_with_contents_is_read_and_the_others_are_named() -> None:
    body = a_book(Idées=[["texte"], ["Un banc"]], Autre=[["texte"], ["Un arbre"]])

    read = found(body, "xlsx")
    other = found(body, "xlsx", sheet="Autre")

    assert read.texts == ["Un banc"]
    assert "Feuille, Autre" in read.notes[0]
    assert (other.texts, other.notes) == (["Un arbre"], [])


def test_a_hidden_sheet_is_read_last() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    assert found(a_book(["texte"], ["secret"], change=hide, Idées=[["texte"], ["Un banc"]]), "xlsx").texts == [
        "Un banc"
    ]


def test_a_sheet_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidOptionError) as caught:
        found(a_book(HEAD, ["A"]), "xlsx", sheet="Feuile")

    assert caught.value.option == "sheet"
    assert "“Feuille”" in str(caught.value)


def test_a_title_above_and_a_heading_left_out_are_understood() -> None:
    read = found(a_book(["Atelier du mardi"], [], ["texte", "groupe"], ["A", "Table 1", "Agen"]), "xlsx")

    assert read.unchecked.data["title"] == "Atelier du mardi"
    assert read.items[0].facets == {"C": "Agen"}
    assert (read.items[0].line, read.unchecked.headings[-1].line) == (4, 3)


def test_an_archive_is_recognised_without_type() -> None:
    body = a_book(HEAD, ["A"])

    assert recognise(body, None) is Format.XLSX
    assert recognise(b"", XLSX_TYPE) is Format.XLSX


def test_rows_far_below_are_found_and_cells_far_away_are_bounded() -> None:
    def far(sheet: Worksheet) -> None:
        sheet.cell(200_000, 1, "B")

    assert [item.line for item in found(a_book(HEAD, ["A"], change=far), "xlsx").items] == [2, 200_000]

    def wide(sheet: Worksheet) -> None:
        for row in range(2, 400):
            sheet.cell(row, 16_384, "x")

    with pytest.raises(InvalidDocumentError):
        found(a_book(HEAD, ["A"], change=wide), "xlsx")
    with pytest.raises(InvalidDocumentError):
        found(a_book(HEAD, ["A"], change=wide), "xlsx", limits=Limits(columns=20_000))


def an_archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    body = an_archive(bomb=b"\0" * 30_000_000)

    with pytest.raises(InvalidDocumentError) as caught:
        found(body, "xlsx")

    assert str(30_000_000 + len(b"<Types/>")) in str(caught.value.faults[0].message)
    with pytest.raises(MalformedBodyError):
        found(body, "xlsx", limits=Limits(unpacked_ratio=2_000))
    with pytest.raises(InvalidDocumentError):
        found(body, "xlsx", limits=Limits(unpacked_ratio=2_000, unpacked_bytes=30_000_000))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"PK\x03\x04",
        b"texte;groupe\nA;Table 1\n",
        an_archive(),
        an_archive(**{"xl/workbook.xml": b"<workbook/>"}),
        a_book(HEAD, ["A"])[:-200],
        a_book(HEAD, ["A"])[:300] + b"\0" * 400 + a_book(HEAD, ["A"])[700:],
    ],
    ids=["empty", "magic", "csv", "no-parts", "no-sheets", "cut", "broken"],
)
def test_what_is_no_workbook_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedBodyError):
        found(body, "xlsx")


def test_a_document_type_in_a_part_is_refused() -> None:
    out = io.BytesIO()
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(a_book(HEAD, ["A"]))) as read, zipfile.ZipFile(out, "w") as written:
        for name in read.namelist():
            written.writestr(name, read.read(name).replace(b"<worksheet ", bomb + b"<worksheet "))

    with pytest.raises(MalformedBodyError):
        found(out.getvalue(), "xlsx")
