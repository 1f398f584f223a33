"""The log: one event a line, as JSON or for people; nothing that a sender wrote can begin a line of its own."""

import logging
import re
import sys
import threading
from typing import Any, Final, Literal, TextIO

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

LogFormat = Literal["json", "text"]

_PLAIN: Final = frozenset(RESERVED_ATTRS)
"""What every record has; the rest was given by who wrote it (`extra`)."""
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, line ends of any alphabet, and what turns the reading direction."""
_BREAKS: Final = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


class Text(logging.Formatter):
    """A line for people, its facts at the end as `name=value`; a traceback stands below it, each line indented."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's)
        """Return the line itself."""
        facts = (f" {name}={value}" for name, value in vars(record).items() if name not in _PLAIN and value is not None)
        return _UNPRINTABLE.sub(_escaped, super().formatMessage(record) + "".join(facts))

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's)
        """Return a traceback that cannot be taken for lines of the log."""
        told = _BREAKS.sub("\n", super().formatException(ei))
        return "\n".join(f"    {_UNPRINTABLE.sub(_escaped, line)}" for line in told.split("\n"))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def formatter(form: LogFormat) -> logging.Formatter:
    """Return what writes the lines."""
    if form == "text":
        return Text()
    names = {"levelname": "level", "name": "logger", "exc_info": "traceback"}
    return JsonFormatter("{levelname}{name}{process}{message}", style="{", rename_fields=names, timestamp="time")


def write_to(stream: TextIO, form: LogFormat, level: str) -> None:
    """Send everything this process logs, warns of and dies of to a stream; once, when it starts."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # What no line tells need not be found out for each.
    logging.logThreads = logging.logMultiprocessing = False
    logging._srcfile = None  # as logging's own manual says, under “Optimization”
    # Alembic says at each migration which it is; here at each look at the revision.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _died
    threading.excepthook = lambda lost: _died(lost.exc_type, lost.exc_value or lost.exc_type(), lost.exc_traceback)


def _died(kind: type[BaseException], error: BaseException, where: Any) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("synthgrid").critical("not caught: %s", kind.__name__, exc_info=(kind, error, where))
