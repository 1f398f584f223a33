"""`synthgrid import` and `export`: files in and out of a workshop."""

import json
import os
import sys
from pathlib import Path

import click

from synthgrid import formats, services, storage, writing
from synthgrid.cli.main import language
from synthgrid.domain.check import judge
from synthgrid.domain.document import Defaults, Unchecked
from synthgrid.domain.report import ImportReport
from synthgrid.domain.values import Polarity, Workshop
from synthgrid.i18n import translate
from synthgrid.settings import Settings, read_settings
from synthgrid.storage import Database

workspace_option = click.option("--workspace", default="default", show_default=True, help="Name of the workspace.")


def _format(context: click.Context, parameter: click.Parameter, value: str | None) -> formats.Format | None:  # noqa: ARG001 (Click's callback)
    return formats.Format(value) if value else None


import_format = click.option("--format", "format_", type=click.Choice(list(formats.Format)), callback=_format)


def read_file(path: Path, format_: formats.Format | None, settings: Settings) -> Unchecked:
    body = path.read_bytes()
    types = {".json": "application/json", ".txt": "text/plain"}
    known = format_ or formats.recognise(body, types.get(path.suffix.lower()))
    return formats.read(body, known, settings.limits)


@click.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@import_format
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--atomic", is_flag=True, help="Write all items or none.")
@click.option("--group", help="The group of items that name none.")
@click.option("--actor", help="Who they are.")
@click.option("--section", help="The section of items that name none.")
@click.option("--polarity", type=click.Choice(list(Polarity)))
def import_file(
    slug: str,
    file: Path,
    format_: formats.Format | None,
    *,
    dry_run: bool,
    atomic: bool,
    group: str | None,
    actor: str | None,
    section: str | None,
    polarity: str | None,
) -> None:
    """Import a file into a workshop, made when it is missing."""
    settings = read_settings()
    defaults = Defaults(group, actor, None, section, Polarity(polarity) if polarity else None)
    unchecked = read_file(file, format_, settings)
    verdict = judge(unchecked, settings.limits, defaults, title_required=False)

    def work(session: storage.Session) -> ImportReport:
        return services.import_items(session, _workspace(session), slug, verdict, unchecked, atomic=atomic)

    database = Database(settings.database_url)
    report = database.rehearse(work) if dry_run else database.write(work)
    click.echo(
        f"created {report.created}, unchanged {report.unchanged}, updated {report.updated}, rejected {report.rejected}"
    )
    for item in report.items:
        if item.message:
            click.echo(f"  {item.pointer} ({item.line or '-'}): {translate(item.message, language())}", err=True)
    if report.rejected:
        sys.exit(1)


@click.command("export")
@click.argument("slug")
@click.option("--format", "format_", type=click.Choice(["json"]), default="json", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; standard output without.")
def export(slug: str, format_: str, output: Path | None) -> None:  # noqa: ARG001 (one format so far)
    """Write a workshop as the document that PUT and import take."""
    document = writing.export_document(stored(slug, read_settings()))
    write_out(json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n", output)


def stored(slug: str, settings: Settings) -> Workshop:
    with Database(settings.database_url).read() as session:
        return storage.load_snapshot(session, _workspace(session), slug)


def write_out(data: bytes, output: Path | None) -> None:
    if output is None or str(output) == "-":
        click.get_binary_stream("stdout").write(data)
    else:
        aside = output.with_name(f".{output.name}.{os.getpid()}")
        aside.write_bytes(data)
        aside.replace(output)
