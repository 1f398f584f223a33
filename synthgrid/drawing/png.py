"""A page of a PDF in pixels. Graphviz's own PNG puts every letter on a whole pixel, which tears words apart."""

from io import BytesIO

from synthgrid.drawing.picture import Picture


def rastered(page: bytes, picture: Picture, dpi: int) -> bytes:
    """Return a PNG of a page.

    Args:
        page: A PDF of one page, as Graphviz drew the picture: before it is scaled.
        picture: What it shows.
        dpi: Dots per inch of the scaled picture.
    """
    import pypdfium2  # noqa: PLC0415 (slow to import, and only a PNG needs it)

    scale = dpi * picture.scale / 72
    document = pypdfium2.PdfDocument(page)
    try:
        image = document[0].render(scale=scale, rev_byteorder=True).to_pil()
    finally:
        document.close()
    # Graphviz makes pages of whole points: what is over is at the right and at the foot.
    width, height = round((picture.right - picture.left) * scale), round((picture.bottom - picture.top) * scale)
    written = BytesIO()
    image.crop((0, 0, min(width, image.width), min(height, image.height))).save(written, "PNG", dpi=(dpi, dpi))
    return written.getvalue()
