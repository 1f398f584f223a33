"""Plain text: synthesis sheets and flip-charts."""

from synthgrid.formats.text.reading import read_text

__all__ = ["read_text"]
