"""The group of all commands, and how they end on an error."""

import os
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

import click

from synthgrid import __version__
from synthgrid.errors import FAULTS_TOLD, N_, Fault, Message, SynthgridError
from synthgrid.i18n import translate


def language() -> str:
    """Return the language of the terminal: English where LC_ALL or LANG say so, else French."""
    return "en" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("en") else "fr"


COMMANDS: Final[Mapping[str, str]] = {
    "serve": "serve:serve",
    "db": "administration:db",
    "key": "access:key",
    "share": "access:share",
    "workspace": "access:workspace_group",
    "import": "exchange:import_file",
    "export": "exchange:export",
    "render": "render:render",
    "batch": "batch:batch",
    "openapi": "administration:openapi",
    "config": "administration:config",
}
"""Where each command stands: module and name."""


class Commands(click.Group):
    """A group whose commands end on a SynthgridError with its sentence, its places and exit code 1.

    A command is imported when it is called: a drawing worker imports the program that started it, and needs none.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (Click's)
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (Click's)
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"synthgrid.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; say what is wrong where it stopped."""
        try:
            return super().invoke(ctx)
        except SynthgridError as error:
            sentence, faults = error.sentence, error.faults
        except OSError as error:
            sentence, faults = unusable(error), ()
        click.echo("\n".join(_told(sentence, faults)), err=True)
        return ctx.exit(1)


def unusable(error: OSError) -> Message:
    """Say which file cannot be read or written, and why."""
    facts = {"path": error.filename or "-", "reason": error.strerror}
    return Message(N_("%(path)s: this file cannot be read or written (%(reason)s)."), facts)


def _told(sentence: Message, faults: Sequence[Fault]) -> Iterator[str]:
    """Yield the sentence, and below it each place with what it does not say already."""
    whole = translate(sentence, language())
    yield whole
    for fault in faults[:FAULTS_TOLD]:
        where = f"{fault.pointer} ({fault.line})" if fault.line else fault.pointer
        reason = translate(fault.message, language())
        if reason not in whole:
            yield f"  {where}: {reason}"


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="synthgrid")
def main() -> None:
    """Workshop outputs, word for word, as mind maps and synthesis grids."""


def one_of(kind: type[StrEnum]) -> click.Choice[str]:
    """Return the choice among the values of an enumeration (Click itself would offer their Python names)."""
    return click.Choice([member.value for member in kind])


workspace_option = click.option("--workspace", default="default", show_default=True, help="Name of the workspace.")
