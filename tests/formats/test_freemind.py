"""FreeMind and Freeplane maps: what each part of a node becomes, and what of broken files is mended."""

import pytest

from synthgrid.domain.check import judge
from synthgrid.errors import InvalidDocumentError, MalformedBodyError
from synthgrid.settings import Limits
from tests.formats.outlines import a_map, freemind
from tests.formats.texts import items, outline, understood


def test_the_root_is_the_title_and_the_first_level_themes_with_their_side() -> None:
    body = a_map(
        '<node TEXT="Lieux" POSITION="left"><node TEXT="La salle"><node TEXT="trop petite"/></node></node>',
        '<node TEXT="Horaires" POSITION="bottom_or_right"><node TEXT="Le soir"/></node>',
    )
    unchecked = freemind(body)

    assert unchecked.data["title"] == "Sujet"
    assert unchecked.data["categories"] == [{"name": "Lieux", "side": "left"}, {"name": "Horaires", "side": "right"}]
    assert outline(unchecked) == ["La salle", "  trop petite", "Le soir"]
    assert [item.fields["category"] for item in items(unchecked)] == [["Lieux"], ["Lieux"], ["Horaires"]]


def test_a_leaf_of_the_first_level_is_an_item_without_theme() -> None:
    unchecked = freemind(a_map('<node TEXT="Un comité" POSITION="left"/>', '<node TEXT="Un lieu"/>'))

    assert outline(unchecked) == ["Un comité", "Un lieu"]
    assert not unchecked.data["categories"]
    assert not judge(unchecked, Limits()).rejected


def test_groups_polarities_and_sections_are_known_by_the_words_of_text_sheets() -> None:
    body = a_map(
        '<node TEXT="Table 1 : usagers"><node TEXT="Points positifs"><node TEXT="L’accueil"/></node></node>',
        '<node TEXT="Préconisations"><node TEXT="Ouvrir le soir"/></node>',
    )
    unchecked = freemind(body)

    assert understood(unchecked) == [
        ("Sujet", "title"),
        ("Table 1 : usagers", "group"),
        ("Points positifs", "polarity:positive"),
        ("Préconisations", "section:recommendation"),
    ]
    assert [item.fields for item in items(unchecked)] == [
        {"group": "Table 1", "polarity": "positive"},
        {"section": "recommendation"},
    ]
    assert unchecked.data["groups"] == [{"name": "Table 1", "actor": "usagers"}]
    assert unchecked.data["labels"] == {"positive": "Points positifs", "recommendation": "Préconisations"}


def test_what_polarities_divide_is_a_theme_at_any_level() -> None:
    body = a_map(
        '<node TEXT="Services"><node TEXT="Cantine"><node TEXT="Atouts"><node TEXT="Le goût"/></node></node></node>'
    )
    (item,) = items(freemind(body))

    assert item.fields == {"category": ["Services", "Cantine"], "polarity": "positive"}


def test_notes_details_links_and_pictures_are_in_the_note_and_icons_and_attributes_facets() -> None:
    body = a_map(
        """<node TEXT="Lieux"><node TEXT="La salle" LINK="http://exemple.fr/" ID="ID_7">
        <icon BUILTIN="idea"/><icon BUILTIN="flag"/><attribute NAME="dimension" VALUE="collective"/>
        <attribute NAME="group" VALUE="Table 2"/><arrowlink DESTINATION="ID_8"/>
        <richcontent TYPE="NOTE"><html><body><p>Dit  deux
        fois</p><p>et <b>fort</b></p></body></html></richcontent>
        <richcontent TYPE="DETAILS"><html><body><p>voir <a href="http://a.fr">ici</a></p></body></html></richcontent>
        <hook NAME="ExternalObject" URI="plan.png"/></node><node TEXT="Le parc" ID="ID_8"/></node>"""
    )
    item, _ = items(freemind(body))

    assert item.fields["note"].split("\n") == [
        *("Dit deux fois", "et fort", "voir ici", "http://a.fr", "plan.png", "http://exemple.fr/", "→ Le parc")
    ]
    assert item.fields["facets"] == {"dimension": "collective", "icons": ["idea", "flag"]}
    assert item.fields["group"] == "Table 2"


@pytest.mark.parametrize(
    "node",
    [
        '<node TEXT="&lt;html&gt;&lt;body&gt;&lt;b&gt;Le&lt;/b&gt; lieu&lt;br&gt;calme"/>',
        "<node><richcontent TYPE='NODE'><html><head><style>p {}</style></head><body><p>Le lieu</p>"
        "<p>calme</p></body></html></richcontent></node>",
        '<node LOCALIZED_TEXT="Le lieu&#10;calme"/>',
        '<node text="Le lieu&#xa;calme"/>',
    ],
)
def test_every_way_to_write_a_label_gives_its_text(node: str) -> None:
    assert outline(freemind(a_map(node))) == ["Le lieu\n    calme".replace("    ", "")]


def test_a_node_without_text_is_its_note_or_makes_room_for_those_below_it() -> None:
    body = a_map(
        '<node TEXT=" "><node TEXT="Un"/></node>',
        "<node><richcontent TYPE='NOTE'><html><body>Deux</body></html></richcontent></node>",
        "<node><richcontent TYPE='NODE'><html><body><img src='trois.png'/></body></html></richcontent></node>",
    )

    assert outline(freemind(body)) == ["Un", "Deux", "trois.png"]


def test_what_is_said_on_a_heading_that_has_no_note_is_an_item_and_on_a_theme_its_definition() -> None:
    note = "<richcontent TYPE='NOTE'><html><body>{}</body></html></richcontent>"
    body = a_map(
        f"<node TEXT='Les plus'>{note.format('Lu à voix haute')}<node TEXT='Un'/></node>",
        f"<node TEXT='Lieux'><icon BUILTIN='flag'/>{note.format('Où ?')}<node TEXT='Deux'/></node>",
    )
    unchecked = freemind(body)

    assert outline(unchecked) == ["Lu à voix haute", "Un", "Deux"]
    assert unchecked.data["categories"] == [{"name": "Lieux", "definition": "Où ?\nicons: flag"}]


def test_the_styles_of_freeplane_are_no_nodes() -> None:
    styles = "<hook NAME='MapStyle'><map_styles><stylenode LOCALIZED_TEXT='styles.root_node'/></map_styles></hook>"

    assert outline(freemind(a_map(styles, "<node TEXT='Un'/>"))) == ["Un"]


def test_items_know_their_line_and_the_name_that_the_program_gave() -> None:
    unchecked = freemind(a_map('<node TEXT="Un" ID="ID_1"/>', '<node TEXT="Deux"/>'))

    assert [one["source"] for one in unchecked.data["proposals"]] == [
        {"app": "freemind", "line": 3, "ref": "ID_1"},
        {"app": "freemind", "line": 4},
    ]
    assert unchecked.places["/proposals/1"].line == 4


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b"a&nbsp;b", "a\u00a0b"),
        (b"a&#x0;b", "a b"),
        (b"a & b", "a & b"),
        (b"a &inconnu; b", "a &inconnu; b"),
        (b"a\xa0b", "a\u00a0b"),
    ],
)
def test_what_is_often_broken_is_mended_and_said(written: bytes, text: str) -> None:
    unchecked = freemind(a_map('<node TEXT="§"/>').replace("§".encode(), written))

    assert outline(unchecked) == [text]
    assert len(unchecked.notes) == 1


def test_entities_in_comments_and_cdata_are_left_alone() -> None:
    body = a_map("<!-- a & b -->", "<node TEXT='Un'><hook><text><![CDATA[a & b]]></text></hook></node>")
    (item,) = items(freemind(body))

    assert item.fields["note"] == "a & b"


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "koi8-r"])
def test_a_map_is_read_in_the_charset_that_it_declares(charset: str) -> None:
    text = "Идея" if charset == "koi8-r" else "Été"
    body = f'<?xml version="1.0" encoding="{charset}"?><map><node TEXT="{text}"><node TEXT="x"/></node></map>'

    assert freemind(body.encode(charset)).data["title"] == text


def test_a_file_written_anew_in_utf_8_may_keep_its_old_declaration() -> None:
    body = '<?xml version="1.0" encoding="ISO-8859-1"?><map><node TEXT="Été"><node TEXT="x"/></node></map>'.encode()

    assert freemind(body).data["title"] == "Été"


def test_xml_that_cannot_be_mended_is_refused_with_line_and_column() -> None:
    with pytest.raises(MalformedBodyError) as caught:
        freemind(b"<map>\n<node TEXT='a'>\n</map>")

    assert caught.value.faults[0].line == 3
    assert "column 7" in str(caught.value)


DOCTYPES = [
    '<!DOCTYPE map [<!ENTITY a "b">]><map><node TEXT="&a;"/></map>',
    '<!DOCTYPE map SYSTEM "file:///etc/passwd"><map><node TEXT="a"/></map>',
    '<!DOCTYPE a [<!ENTITY x "0"><!ENTITY y "&x;&x;&x;&x;">]><map><node TEXT="&y;"/></map>',
    '<map><!doctype html><node TEXT="a"/></map>',
]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("body", DOCTYPES)
def test_a_document_type_is_refused_in_every_charset(body: str, charset: str) -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        freemind(body.encode(charset))

    assert "DOCTYPE" in str(caught.value.faults[0].message)


def test_depth_and_nodes_have_limits_that_are_settings() -> None:
    nested = a_map("<node TEXT='a'>" * 3 + "</node>" * 3)
    wide = a_map(*["<node TEXT='a'/>"] * 3)

    assert len(items(freemind(nested, xml_depth=5))) == 2
    with pytest.raises(InvalidDocumentError, match="1"):
        freemind(nested, xml_depth=4)
    assert len(items(freemind(wide, xml_nodes=4))) == 3
    with pytest.raises(InvalidDocumentError, match="1"):
        freemind(wide, xml_nodes=3)


def test_two_hundred_thousand_nested_elements_are_one_clear_error() -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        freemind(b"<map>" + b"<node TEXT='a'>" * 200_000 + b"</node>" * 200_000 + b"</map>")

    assert "64" in str(caught.value.faults[0].message)


@pytest.mark.parametrize("body", [b"<opml/>", b"<a:map xmlns:a='b'/>", b"<map/>", b"<map><node/></map>"])
def test_another_root_or_a_map_without_nodes_is_an_error(body: bytes) -> None:
    with pytest.raises(InvalidDocumentError):
        judge(freemind(body), Limits(), title_required=False)
