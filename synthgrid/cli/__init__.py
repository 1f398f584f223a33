"""The `synthgrid` command: the same services as the API, from a terminal."""

from synthgrid.cli.administration import config, db, key, openapi
from synthgrid.cli.exchange import export, import_file
from synthgrid.cli.main import main
from synthgrid.cli.render import render
from synthgrid.cli.serve import serve

__all__ = ["main"]

for command in (serve, db, key, import_file, export, render, openapi, config):
    main.add_command(command)
