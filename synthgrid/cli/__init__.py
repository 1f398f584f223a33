"""The `synthgrid` command: the same services as the API, from a terminal."""

from synthgrid.cli.main import main

__all__ = ["main"]
