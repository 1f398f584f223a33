import codecs
import random

import pytest

from synthgrid.errors import MalformedBodyError
from synthgrid.formats.decoding import decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_note(encoding: str) -> None:
    assert decode("Œuvrer à l’été — « déjà »\n".encode(encoding)) == ("Œuvrer à l’été — « déjà »\n", ())


def test_utf_16_of_both_orders_is_read() -> None:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        assert decode(mark + "Été".encode(encoding))[0] == "Été"


def test_windows_1252_is_read_with_a_note() -> None:
    text, notes = decode("Œuvrer à l’été : « validé »".encode("cp1252"))

    assert text == "Œuvrer à l’été : « validé »"
    assert ["Windows-1252" in str(note) for note in notes] == [True]


def test_every_line_end_becomes_a_line_feed() -> None:
    assert decode("a\r\nb\rc\nd\u2028e\u2029f".encode())[0] == "a\nb\nc\nd\ne\nf"


def test_what_cannot_be_stored_becomes_a_space_and_is_reported() -> None:
    text, notes = decode(b"Prendre\x00le temps\x0bd'\xc3\xa9couter, sans\x7finterrompre")

    assert text == "Prendre le temps d'écouter, sans interrompre"
    assert [note.facts["count"] for note in notes] == [3]


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xdf\xa4\xd2lZ\x01",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n\x00\x01\x02",
        b"\x00" * 50,
        bytes(range(256)),
        random.Random(2).randbytes(4_000),
        "Été".encode("utf-16-le") * 20,
        b"\xff\xfe\x00\xd8",
    ],
)
def test_what_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedBodyError, match="not a text"):
        decode(body)


@pytest.mark.parametrize("body", [b"", b"\n \t\n", b"\xef\xbb\xbf\n", b"\xff\xfe"])
def test_an_empty_body_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedBodyError, match="empty"):
        decode(body)
