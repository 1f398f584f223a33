"""The group of all commands, and how they end on an error."""

import os
from enum import StrEnum
from typing import Any

import click

from synthgrid import __version__
from synthgrid.errors import SynthgridError
from synthgrid.i18n import translate


def language() -> str:
    """Return the language of the terminal: English where LC_ALL or LANG say so, else French."""
    return "en" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("en") else "fr"


class Commands(click.Group):
    """A group whose commands end on a SynthgridError with its sentence, its places and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; say what is wrong where it stopped."""
        try:
            return super().invoke(ctx)
        except SynthgridError as error:
            lines = [translate(error.sentence, language())]
            for fault in error.faults[:100]:
                where = f"{fault.pointer} ({fault.line})" if fault.line else fault.pointer
                lines.append(f"  {where}: {translate(fault.message, language())}")
            click.echo("\n".join(lines), err=True)
            ctx.exit(1)


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="synthgrid")
def main() -> None:
    """Workshop outputs, word for word, as mind maps and synthesis grids."""


def one_of(kind: type[StrEnum]) -> click.Choice[str]:
    """Return the choice among the values of an enumeration (Click itself would offer their Python names)."""
    return click.Choice([member.value for member in kind])
