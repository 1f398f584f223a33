"""`synthgrid db`, `key`, `config` and `openapi`: for who runs the service."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import click

from synthgrid import drawing, services
from synthgrid.cli.main import language, one_of
from synthgrid.domain.access import AccessKey, Scope
from synthgrid.errors import N_, Message
from synthgrid.i18n import translate
from synthgrid.settings import read_settings
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


@click.group()
def key() -> None:
    """Make, list and revoke keys."""


@key.command("create")
@click.option("--workspace", required=True, help="Name of the workspace; made when it does not exist.")
@click.option("--scope", type=one_of(Scope), default=Scope.WRITE.value, show_default=True)
@click.option("--label", default="", help="What the key is for.")
@click.option("--days", type=click.IntRange(1, 36500), help="Days after which the key ends; never without.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def create_key(workspace: str, scope: Scope, label: str, days: int | None, *, as_json: bool) -> None:
    """Make a key and print its secret, this once."""
    end = None if days is None else dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    made = Database(read_settings().database_url).write(
        lambda session: services.create_key(session, workspace, Scope(scope), label, end)
    )
    if as_json:
        click.echo(json.dumps({"id": made.id, "secret": made.secret, "workspace": made.workspace, "scope": made.scope}))
    else:
        click.echo(made.secret)


@key.command("list")
@click.option("--workspace", help="Name of a workspace.")
def list_keys(workspace: str | None) -> None:
    """List keys, without their secrets."""
    with Database(read_settings().database_url).read() as session:
        for one in services.list_keys(session, workspace):
            click.echo(f"{one.id}\t{one.workspace}\t{one.scope}\t{_state(one)}\t{one.label}")


def _state(one: AccessKey) -> str:
    if one.revoked_at:
        return "revoked"
    return f"until {one.expires_at:%Y-%m-%d}" if one.expires_at else "active"


@key.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Revoke a key, at once and for good."""
    Database(read_settings().database_url).write(lambda session: services.revoke_key(session, key_id))


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
    """Check every setting, the database and the drawing engine, and print what they are."""
    settings = read_settings()
    database = Database(settings.database_url)
    click.echo(f"database  {database.address} (tables: {database.current() or '-'})")
    click.echo(f"access    {settings.access}")
    renderer = drawing.Renderer(replace(settings.rendering, workers=1))
    engine = renderer.engine()
    renderer.close()
    click.echo(f"engine    {engine.name} {engine.version}")
    click.echo(f"cache     {settings.rendering.cache_dir}")
