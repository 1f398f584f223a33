"""Plain text: synthesis sheets and flip-charts."""

from synthgrid.formats.text.sheet import read_text

__all__ = ["read_text"]
