import pytest

from synthgrid.errors import UnsupportedFormatError
from synthgrid.formats import Format, read, recognise
from synthgrid.settings import Limits


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", Format.JSON),
        ("Application/JSON; charset=utf-8", Format.JSON),
        ("application/vnd.synthgrid.document+json", Format.JSON),
        ("text/plain", Format.TEXT),
        ("text/plain; charset=utf-8", Format.TEXT),
        ("text/markdown; charset=utf-8; variant=GFM", Format.MARKDOWN),
        ("application/x-freemind", Format.FREEMIND),
        ("text/x-opml", Format.OPML),
        ("text/html", Format.HTML),
        ("application/xhtml+xml", Format.HTML),
    ],
)
def test_the_content_type_says_the_format(content_type: str, expected: Format) -> None:
    assert recognise(b"", content_type) is expected


@pytest.mark.parametrize("content_type", [None, "", "application/octet-stream"])
def test_a_body_without_type_is_recognised(content_type: str | None) -> None:
    assert recognise(b'\xef\xbb\xbf\n {"title": "x"}\n', content_type) is Format.JSON
    assert recognise(b"[1]", content_type) is Format.JSON
    assert recognise("Table 1\n- Écouter".encode(), content_type) is Format.TEXT
    assert recognise("[Table 1]\n- Écouter".encode(), content_type) is Format.TEXT
    assert recognise(b"", content_type) is Format.TEXT


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "image/png", "text/csv2", "nonsense"])
def test_another_type_is_refused_with_the_list_of_those_that_exist(content_type: str) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        recognise(b"{}", content_type)

    assert caught.value.facts["formats"] == ", ".join(Format)


@pytest.mark.parametrize("media_type", ["application/xml", "text/xml; charset=utf-8", None])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<map version='1.0'/>", Format.FREEMIND),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<opml/>", Format.OPML),
        (b"<!DOCTYPE html>\n<html>", Format.HTML),
        ("<?xml version='1.0'?><map/>".encode("utf-16"), Format.FREEMIND),
    ],
)
def test_xml_is_recognised_by_its_root(body: bytes, expected: Format, media_type: str | None) -> None:
    assert recognise(body, media_type) is expected


def test_xml_with_another_root_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedFormatError, match="rss"):
        recognise(b"<rss version='2.0'/>", "application/xml")


def test_a_body_is_read_in_its_format() -> None:
    assert read(b'{"title": "x"}', Format.JSON, Limits()).data == {"title": "x"}
    assert read("- Écouter".encode(), Format.TEXT, Limits()).data["proposals"][0]["text"] == "Écouter"
