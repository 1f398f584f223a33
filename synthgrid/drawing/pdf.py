"""The pages of a PDF put together: Graphviz draws one at a time, without title or language."""

from collections.abc import Sequence
from io import BytesIO

from synthgrid.drawing.picture import Picture


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
            sheet.scale_by(picture.scale)
    writer.add_metadata({"/Title": pictures[0].title, "/Creator": "synthgrid"})
    writer.root_object[NameObject("/Lang")] = TextStringObject(pictures[0].language)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
