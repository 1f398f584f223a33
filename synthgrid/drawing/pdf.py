"""The pages of a PDF put together: Graphviz draws one at a time, without title or language."""

import logging
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from synthgrid.drawing.picture import Picture

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter


# Cairo names the picture of an emoji as often as it is drawn, which pypdf would tell once a name.
logging.getLogger("pypdf").setLevel(logging.ERROR)


def joined(pages: Sequence[bytes], pictures: Sequence[Picture]) -> bytes:
    """Join pages into one PDF with the title and the language of its pictures.

    Args:
        pages: A PDF of one page each.
        pictures: What each shows.
    """
    from pypdf import PdfWriter  # noqa: PLC0415 (slow to import, and only a PDF needs it)
    from pypdf.generic import NameObject, TextStringObject  # noqa: PLC0415

    writer = PdfWriter(clone_from=BytesIO(pages[0]))
    for page in pages[1:]:
        writer.append(BytesIO(page))
    for sheet, picture in zip(writer.pages, pictures, strict=True):
        if picture.scale != 1.0:
            _fit(sheet, picture, writer)
    writer.add_metadata({"/Title": pictures[0].title, "/Creator": "synthgrid"})
    writer.root_object[NameObject("/Lang")] = TextStringObject(pictures[0].language)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _fit(sheet: "PageObject", picture: Picture, writer: "PdfWriter") -> None:
    """Scale a page to the exact size of its picture.

    What it shows is put between two streams as it is: pypdf's own `scale` reads and writes every operator, which takes
    ten times as long as drawing them.
    """
    from pypdf.generic import ArrayObject, NameObject, RectangleObject, StreamObject  # noqa: PLC0415 (the same)

    scale, height = picture.scale, picture.bottom - picture.top
    # Graphviz makes pages of whole points, and y points upwards.
    spare = float(sheet.mediabox.height) - height
    before, after = StreamObject(), StreamObject()
    before.set_data(f"q {scale:.6f} 0 0 {scale:.6f} 0 {-spare * scale:.4f} cm\n".encode())
    after.set_data(b"\nQ")
    shown = sheet[NameObject("/Contents")].indirect_reference
    streams = (writer._add_object(before), shown, writer._add_object(after))  # there is no public one
    sheet[NameObject("/Contents")] = ArrayObject(streams)
    size = RectangleObject((0, 0, (picture.right - picture.left) * scale, height * scale))
    for box in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
        if box == "/MediaBox" or box in sheet:
            sheet[NameObject(box)] = size
