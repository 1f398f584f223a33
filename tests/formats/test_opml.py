"""OPML of outliners: titles, notes, attributes, HTML in texts."""

import pytest

from synthgrid.errors import InvalidDocumentError, MalformedBodyError
from tests.formats.outlines import an_opml, opml
from tests.formats.texts import items, outline, understood


def test_outlines_with_others_below_them_are_themes_and_notes_are_notes() -> None:
    body = an_opml(
        '<outline text="Lieux" _note="Où ?"><outline text="La salle" _note="Dit &#10;deux fois"/></outline>',
        '<outline text="Horaires"><outline text="Le soir"/></outline>',
        head="<title>Atelier</title>",
    )
    unchecked = opml(body)

    assert unchecked.data["title"] == "Atelier"
    assert unchecked.data["categories"] == [{"name": "Lieux", "definition": "Où ?"}, {"name": "Horaires"}]
    assert [(item.text, item.fields.get("note")) for item in items(unchecked)] == [
        ("La salle", "Dit \ndeux fois"),
        ("Le soir", None),
    ]


def test_a_single_outermost_outline_is_what_the_workshop_is_about() -> None:
    body = an_opml(
        '<outline text="Sujet"><outline text="Lieux"><outline text="La salle"/></outline></outline>',
        head="<title>fichier.opml</title>",
    )
    unchecked = opml(body)

    assert unchecked.data["title"] == "Sujet"
    assert understood(unchecked) == [("fichier.opml", "preamble"), ("Sujet", "title"), ("Lieux", "category")]


def test_other_attributes_are_facets_and_what_is_too_long_for_one_is_in_the_note() -> None:
    body = an_opml(f'<outline text="Un" type="rss" xmlUrl="http://a.fr" longue="{"x" * 600}" title="Un"/>')
    (item,) = items(opml(body))

    assert item.fields["facets"] == {"type": "rss", "xmlUrl": "http://a.fr"}
    assert item.fields["note"] == f"longue: {'x' * 600}"


def test_html_in_a_text_is_read_as_what_it_shows_and_kept_as_it_was() -> None:
    body = an_opml('<outline text="Un &lt;a href=&quot;http://a.fr&quot;&gt;lien&lt;/a&gt;"/>')
    unchecked = opml(body)

    assert outline(unchecked) == ["Un lien"]
    assert unchecked.data["proposals"][0]["source"]["raw"] == 'Un <a href="http://a.fr">lien</a>'
    assert items(unchecked)[0].fields["note"] == "http://a.fr"


def test_signs_that_are_no_html_stay() -> None:
    assert outline(opml(an_opml('<outline text="a &lt; b et c > d &amp;amp;"/>'))) == ["a < b et c > d &amp;"]


@pytest.mark.parametrize("body", [b"<opml/>", b"<opml><body/></opml>", b"<rss/>", b"<opml><outline text='a'/></opml>"])
def test_opml_without_outlines_and_another_root_are_refused(body: bytes) -> None:
    with pytest.raises(InvalidDocumentError):
        opml(body)


def test_an_outline_without_any_text_is_a_fault_of_the_document() -> None:
    assert opml(an_opml("<outline/>")).faults[0].pointer == "/proposals"


def test_a_sign_that_was_not_escaped_is_mended() -> None:
    unchecked = opml(an_opml('<outline text="R & D"/>'))

    assert outline(unchecked) == ["R & D"]
    assert "1" in str(unchecked.notes[0])


def test_what_is_no_xml_is_refused_at_its_place() -> None:
    with pytest.raises(MalformedBodyError) as caught:
        opml(b'<opml>\n<body>\n<outline text="a" <b/></body></opml>')

    assert caught.value.faults[0].line == 3


def test_more_items_than_one_body_may_have_are_refused() -> None:
    body = an_opml(*['<outline text="a"/>'] * 11)

    assert len(items(opml(body, items=11))) == 11
    with pytest.raises(InvalidDocumentError):
        opml(body, items=10)
