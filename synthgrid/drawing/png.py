"""A page of a PDF in pixels. Graphviz's own PNG puts every letter on a whole pixel, which tears words apart."""

import math
from io import BytesIO
from typing import Final

from synthgrid.drawing.picture import Picture

_POINTS: Final = 72


def rastered(page: bytes, picture: Picture, dpi: int) -> bytes:
    """Return a PNG of a page.

    Args:
        page: A PDF of one page, as Graphviz drew the picture: before it is scaled.
        picture: What it shows.
        dpi: Dots per inch of the scaled picture.
    """
    import pypdfium2  # noqa: PLC0415 (slow to import, and only a PNG needs it)

    scale = dpi * picture.scale / _POINTS
    document = pypdfium2.PdfDocument(page)
    try:
        sheet = document[0]
        # Graphviz makes pages of whole points: what is over is at the right and at the foot.
        right = _over(sheet.get_width(), picture.right - picture.left, scale)
        foot = _over(sheet.get_height(), picture.bottom - picture.top, scale)
        image = sheet.render(scale=scale, rev_byteorder=True, crop=(0, foot, right, 0)).to_pil()
    finally:
        document.close()
    written = BytesIO()
    image.save(written, "PNG", dpi=(dpi, dpi))
    return written.getvalue()


def _over(page: float, picture: float, scale: float) -> float:
    """Return the points of a side that are more than the whole pixels of a picture."""
    pixels = math.ceil(page * scale) - round(picture * scale)
    return max(pixels - 0.5, 0.0) / scale
