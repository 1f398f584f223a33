"""`synthgrid import` and `export`: files in and out of a workshop."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from synthgrid import formats, services, storage, writing
from synthgrid.cli.main import language, one_of, workspace_option
from synthgrid.cli.workspaces import workspace_id
from synthgrid.domain.check import judge
from synthgrid.domain.check_options import check_defaults, check_option, check_table
from synthgrid.domain.document import Unchecked
from synthgrid.domain.mapping import Split, TableOptions, Target
from synthgrid.domain.own_words import OwnWords
from synthgrid.domain.paths import read_path
from synthgrid.domain.report import Absent, ImportReport, Outcome
from synthgrid.domain.values import Polarity, Workshop
from synthgrid.i18n import translate
from synthgrid.settings import Settings, read_settings
from synthgrid.storage import Database

CONTENT_TYPES: Final = {
    ".json": "application/json",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".tab": "text/tab-separated-values",
    ".xlsx": formats.XLSX_TYPE,
    ".xml": "application/xml",
    ".opml": "text/x-opml",
    ".mm": "application/x-freemind",
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
}
"""What an ending says; formats that are not read are refused by their type, not taken for plain text."""

output_option = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; standard output without."
)


def read_file(
    path: Path,
    settings: Settings,
    format_: str | None = None,
    table: TableOptions = TableOptions(),  # noqa: B008 (it is frozen)
    own: OwnWords = OwnWords(),  # noqa: B008 (it is frozen)
) -> Unchecked:
    """Read a file in an import format, by default that of its ending, else of its content.

    Raises:
        MalformedBodyError: The file cannot be read in that format.
        InvalidOptionError: `table` says how to read a table, and the file is none, or has no such part.
    """
    body = path.read_bytes()
    if format_ is None:
        known = formats.recognise(body, CONTENT_TYPES.get(path.suffix.lower()))
    else:
        known = formats.Format(format_)
    return formats.read(body, known, settings.limits, table, own)


def read_mapping(given: str) -> Mapping[str, Target]:
    """Read a mapping given as JSON, or as `@` and the file it stands in.

    Raises:
        InvalidOptionError: It is no mapping.
    """
    text = Path(given[1:]).read_text("utf-8-sig") if given.startswith("@") else given
    return check_option("mapping", formats.read_mapping, text)  # type: ignore[no-any-return]  # its reader says it


@click.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@workspace_option
@click.option("--format", "format_", type=one_of(formats.Format), help="By default that of the file.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--atomic", is_flag=True, help="Write all items or none.")
@click.option("--group", help="The group of items that name none.")
@click.option("--actor", help="Who they are.")
@click.option("--category", help="The theme of items that name none: a path such as « Gouvernance > CA ».")
@click.option("--section", help="The section of items that name none.")
@click.option("--polarity", type=one_of(Polarity))
@click.option(
    "--absent",
    type=one_of(Absent),
    default=Absent.KEEP.value,
    show_default=True,
    help="What becomes of stored items that the file does not have.",
)
@click.option("--mapping", help="What the columns of a table become: JSON, or @FILE.")
@click.option("--split", type=one_of(Split), help="Make each line of a cell of a table an item.")
@click.option("--sheet", help="The sheet of a workbook; by default the first with contents.")
@click.option("--raw", is_flag=True, help="Every ' of a table belongs to its text, as export --raw writes it.")
def import_file(
    slug: str,
    file: Path,
    workspace: str,
    format_: str | None,
    *,
    dry_run: bool,
    atomic: bool,
    raw: bool,
    absent: str,
    category: str | None,
    mapping: str | None,
    **said: str | None,
) -> None:
    """Import a file into a workshop, made when it is missing."""
    settings = read_settings()
    path = None if category is None else read_path(category)
    defaults = check_defaults({**said, "category": path}, settings.language)
    table = check_table(
        {
            "mapping": None if mapping is None else read_mapping(mapping),
            "split": None if said["split"] is None else Split(said["split"]),
            "sheet": said["sheet"],
            "raw": raw,
        }
    )
    database = Database(settings.database_url)
    with database.read() as session:
        place = storage.find_workspace(session, workspace)
        own = OwnWords() if place is None else services.words_for(session, place, slug)
    unchecked = read_file(file, settings, format_, table, own)
    verdict = judge(unchecked, settings.limits, defaults, title_required=False)

    def work(session: storage.Session) -> ImportReport:
        known = services.ensure_workspace(session, workspace)
        return services.import_items(session, known, slug, verdict, unchecked, atomic=atomic, absent=Absent(absent))

    report = database.rehearse(work) if dry_run else database.write(work)
    counts = {name: getattr(report, name) for name in ("created", "unchanged", "updated", "rejected")}
    if absent == Absent.ARCHIVE:
        counts["archived"] = sum(item.status is Outcome.ARCHIVED for item in report.items)
    click.echo(", ".join(f"{name} {count}" for name, count in counts.items()))
    for note in report.notes:
        click.echo(f"  {translate(note, language())}", err=True)
    for item in report.items:
        if item.message:
            click.echo(f"  {item.pointer} ({item.line or '-'}): {translate(item.message, language())}", err=True)
    if report.rejected:
        sys.exit(1)


@click.command("export")
@click.argument("slug")
@workspace_option
@click.option(
    "--format", "format_", type=click.Choice(tuple(writing.EXPORT_TYPES)), help="Else the output's, else json."
)
@click.option(
    "--raw",
    is_flag=True,
    help="Write a table without the ' that keeps spreadsheets from computing or converting texts.",
)
@output_option
def export(slug: str, workspace: str, format_: str | None, output: Path | None, *, raw: bool) -> None:
    """Write a workshop as a file that PUT or import takes."""
    ending = output.suffix[1:].lower() if output else ""
    known = format_ or (ending if ending in writing.EXPORT_TYPES else "json")
    write_out(writing.export(stored(slug, workspace, read_settings()), known, raw=raw), output)


def stored(slug: str, workspace: str, settings: Settings, template: str | None = None) -> Workshop:
    """Load a workshop of a workspace, given by name, to be drawn with a template; by default its own.

    Raises:
        WorkspaceNotFoundError, WorkshopNotFoundError: There is none.
        UnknownTemplateError: There is no such template.
    """
    database = Database(settings.database_url)
    known = workspace_id(database, workspace)
    with database.read() as session:
        return storage.load_snapshot(session, known, slug, template)


def write_out(data: bytes, output: Path | None) -> None:
    """Write to a file, moved into place when it is whole, or to standard output for None and `-`."""
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(data)
    else:
        aside = output.with_name(f".{output.name}.{os.getpid()}")
        try:
            aside.write_bytes(data)
            aside.replace(output)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(output)) from error
