"""Workshop outputs, word for word, as mind maps and synthesis grids behind a REST API."""

__version__ = "0.3.0"
