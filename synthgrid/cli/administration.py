"""`synthgrid db`, `config` and `openapi`: for who runs the service."""

from dataclasses import replace
from pathlib import Path

import click

from synthgrid import drawing, hosting
from synthgrid.cli.main import language
from synthgrid.errors import N_, Message
from synthgrid.i18n import translate
from synthgrid.settings import read_settings, shown
from synthgrid.storage import Database
from synthgrid.storage.backup import back_up, restore


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to date; safe to run at every start."""
    database = Database(read_settings().database_url)
    database.upgrade()
    click.echo(database.current())


@db.command()
def current() -> None:
    """Print the version of the tables."""
    click.echo(Database(read_settings().database_url).current() or "-")


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
def backup(file: Path, *, force: bool) -> None:
    """Write the whole database to FILE; the service may go on meanwhile."""
    back_up(Database(read_settings().database_url), file, force=force)


@db.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the data there is; it is kept in a file of its own.")
def restore_file(file: Path, *, force: bool) -> None:
    """Put a backup in the place of the database, and bring its tables up to date."""
    database = Database(read_settings().database_url)
    aside = restore(database, file, force=force)
    if aside is not None:
        said = Message(N_("What was there before is kept in %(path)s"), {"path": str(aside)})
        click.echo(translate(said, language()))
    click.echo(database.current())


@click.command("openapi")
def openapi() -> None:
    """Print the OpenAPI description of the API."""
    from synthgrid.app import create_app  # noqa: PLC0415 (the other commands need no Flask)

    app = create_app()
    with app.test_client() as client:
        click.echo(client.get("/openapi.json").get_data(as_text=True))


@click.group()
def config() -> None:
    """Look at the settings."""


@config.command("check")
def check_config() -> None:
    """Check every setting, the database and the drawing engine, and print what they are.

    A host that forgets its disk, and a setting that nobody reads, are told on standard error.
    """
    settings = read_settings()
    database = Database(settings.database_url)
    click.echo(f"database  {database.address} (tables: {database.current() or '-'})")
    click.echo(f"access    {settings.access}")
    renderer = drawing.Renderer(replace(settings.rendering, workers=1))
    engine = renderer.engine()
    renderer.close()
    click.echo(f"engine    {engine.name} {engine.version}")
    click.echo(f"cache     {settings.rendering.cache_dir}\n")
    for name, value in sorted(settings.values.items()):
        click.echo(f"{name}={shown(value)}")
    for warning in hosting.warnings(settings):
        click.echo(translate(warning, language()), err=True)
