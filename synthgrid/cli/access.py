"""`synthgrid key`, `share` and `workspace`: who may ask, for who runs the service."""

import datetime as dt
import json
from dataclasses import asdict
from typing import Any, Final

import click

from synthgrid import services, storage
from synthgrid.cli.main import one_of, workspace_option
from synthgrid.cli.workspaces import workspace_id
from synthgrid.domain import fields
from synthgrid.domain.access import AccessKey, NewKey, NewShare, Scope, Share
from synthgrid.domain.check_access import DAYS_MAX, OVERLAP_MAX, end_of
from synthgrid.domain.check_options import check_option
from synthgrid.settings import read_settings
from synthgrid.storage import Database, Session

ADDRESS: Final = "http://127.0.0.1:8000"
"""Where `synthgrid serve` serves when nothing else is said."""

days_option = click.option("--days", type=click.IntRange(1, DAYS_MAX), help="Days after which it ends; never without.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, an object a line.")
url_option = click.option(
    "--url",
    default=lambda: read_settings().public_url or ADDRESS,
    show_default=f"SYNTHGRID_PUBLIC_URL, else {ADDRESS}",
    help="Address of the service, for links.",
)
of_workspace = click.option("--workspace", help="Name of a workspace; all without.")


def _database() -> Database:
    return Database(read_settings().database_url)


@click.group()
def key() -> None:
    """Make, list, rotate and revoke keys."""


@key.command("create")
@click.option("--workspace", required=True, help="Name of the workspace; made when it does not exist.")
@click.option("--scope", type=one_of(Scope), default=Scope.WRITE.value, show_default=True)
@click.option("--label", default="", help="What the key is for.")
@days_option
@click.option("--share", "slugs", multiple=True, metavar="SLUG", help="Make a share link to this workshop too.")
@url_option
@json_option
def create_key(
    workspace: str, scope: Scope, label: str, *, days: int | None, slugs: tuple[str, ...], url: str, as_json: bool
) -> None:
    """Make a key and print its secret, this once, and below it a link for each workshop to share."""

    def work(session: Session) -> tuple[NewKey, list[NewShare]]:
        made = services.create_key(session, workspace, Scope(scope), label, end_of(dt.datetime.now(dt.UTC), days=days))
        owner = services.ensure_workspace(session, workspace)
        return made, [_share(session, owner, slug, label, days) for slug in slugs]

    made, shares = _database().write(work)
    if as_json:
        links = {one.workshop: _link(url, one) for one in shares}
        click.echo(_json(made, **({"links": links} if links else {})))
    else:
        click.echo("\n".join([made.secret, *(_link(url, one) for one in shares)]))


@key.command("list")
@of_workspace
@json_option
def list_keys(workspace: str | None, *, as_json: bool) -> None:
    """List keys, without their secrets."""
    with _database().read() as session:
        for one in services.list_keys(session, workspace):
            click.echo(_json(one) if as_json else _line(one, one.scope))


@key.command("rotate")
@click.argument("key_id")
@click.option(
    "--overlap",
    type=click.IntRange(0, OVERLAP_MAX),
    default=0,
    show_default=True,
    help="Seconds that the key goes on working besides the new one.",
)
@json_option
def rotate_key(key_id: str, overlap: int, *, as_json: bool) -> None:
    """Make a key that takes the place of another, and print its secret, this once."""
    span = dt.timedelta(seconds=overlap)
    made = _database().write(lambda session: services.rotate_key(session, key_id, overlap=span))
    click.echo(_json(made) if as_json else made.secret)


@key.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Revoke a key, at once and for good."""
    _database().write(lambda session: services.revoke_key(session, key_id))


@click.group()
def share() -> None:
    """Make, list and revoke links that open the drawings of one workshop in a browser."""


@share.command("create")
@click.argument("slug")
@workspace_option
@click.option("--label", default="", help="Whom the link is for.")
@days_option
@url_option
@json_option
def create_share(slug: str, workspace: str, label: str, days: int | None, url: str, *, as_json: bool) -> None:
    """Make a link to the drawings of a workshop and print it, this once."""
    database = _database()
    owner = workspace_id(database, workspace)
    made = database.write(lambda session: _share(session, owner, slug, label, days))
    click.echo(_json(made, link=_link(url, made)) if as_json else _link(url, made))


@share.command("list")
@of_workspace
@json_option
def list_shares(workspace: str | None, *, as_json: bool) -> None:
    """List share links, without their tokens."""
    database = _database()
    owner = None if workspace is None else workspace_id(database, workspace)
    with database.read() as session:
        for one in storage.list_shares(session, owner):
            click.echo(_json(one) if as_json else _line(one, one.workshop))


@share.command("revoke")
@click.argument("share_id")
def revoke_share(share_id: str) -> None:
    """Revoke a share link, at once and for good."""
    _database().write(lambda session: services.revoke_share(session, share_id))


@click.group("workspace")
def workspace_group() -> None:
    """List workspaces, and set what they ask of the programs that write."""


@workspace_group.command("list")
@json_option
def list_workspaces(*, as_json: bool) -> None:
    """List the workspaces."""
    with _database().read() as session:
        for one in storage.list_workspaces(session):
            asks = "require-if-match" if one.require_if_match else "-"
            click.echo(_json(one) if as_json else f"{one.id}\t{one.name}\t{asks}")


@workspace_group.command("set")
@click.argument("name")
@click.option(
    "--require-if-match",
    type=click.Choice(["on", "off"]),
    required=True,
    help="Whether PATCH, PUT and DELETE without If-Match are refused.",
)
def set_workspace(name: str, require_if_match: str) -> None:
    """Set what a workspace asks of the programs that write."""
    database = _database()
    owner, asked = workspace_id(database, name), {"require_if_match": require_if_match == "on"}
    database.write(lambda session: services.update_workspace(session, owner, asked))


def _share(session: Session, workspace: str, slug: str, label: str, days: int | None) -> NewShare:
    workshop = storage.find_workshop(session, workspace, slug).slug
    asked = {"workshop": workshop, "label": check_option("label", fields.line, label), "days": days}
    return services.add_share(session, workspace, asked)


def _link(url: str, made: NewShare) -> str:
    return f"{url.rstrip('/')}/v1/workshops/{made.workshop}/mindmap.svg?share={made.token}"


def _json(value: Any, **more: Any) -> str:
    return json.dumps({**asdict(value), **more}, ensure_ascii=False, default=dt.datetime.isoformat)


def _line(one: AccessKey | Share, what: str) -> str:
    return f"{one.id}\t{one.workspace}\t{what}\t{_state(one)}\t{one.label}"


def _state(one: AccessKey | Share) -> str:
    if one.revoked_at:
        return "revoked"
    if one.expires_at is None:
        return "active"
    return f"until {one.expires_at:%Y-%m-%d}" if one.expires_at > dt.datetime.now(dt.UTC) else "expired"
