"""The kinds of values: how each is read, and what it is in words."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from synthgrid.errors import N_, Message

SECRET_MIN: Final = 32
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of value: how it is read (ValueError where it cannot be), and what it is in words."""

    read: Callable[[str], T]
    expected: Message
    secret: bool = False


def _database_url(value: str) -> str:
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)
    if not re.match(r"^(sqlite|postgresql\+psycopg)://", url):
        raise ValueError(value)
    return url


def choice(*choices: str) -> Kind[str]:
    """Return the kind that is one of a few words."""

    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return Kind(read, Message(N_("one of: %(choices)s"), {"choices": ", ".join(choices)}))


def whole(least: int, most: int = sys.maxsize) -> Kind[int]:
    """Return the kind that is a whole number in a range."""

    def read(value: str) -> int:
        number = int(value)
        if not least <= number <= most:
            raise ValueError(value)
        return number

    if most == sys.maxsize:
        return Kind(read, Message(N_("a whole number of %(least)d or more"), {"least": least}))
    return Kind(read, Message(N_("a whole number from %(least)d to %(most)d"), {"least": least, "most": most}))


def _seconds(value: str) -> float:
    seconds = float(value)
    if not 0.1 <= seconds <= 600:  # noqa: PLR2004 (the range is said in the message)
        raise ValueError(value)
    return seconds


def _origins(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_origin(one) for one in re.split(r"[\s,]+", value) if one))


def _public_url(value: str) -> str:
    """Read an origin, and a path below which the service is."""
    found = re.fullmatch(r"([a-z]+://[^/]+)((?:/[a-z0-9._~-]+)*)/?", value, re.IGNORECASE)
    if found is None or not {".", ".."}.isdisjoint(found[2].split("/")):
        raise ValueError(value)
    return _origin(found[1]) + found[2]


def _origin(value: str) -> str:
    """Read an origin as browsers write it: in small letters, without the port that its scheme has anyway."""
    found = re.fullmatch(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?", value.lower())
    if found is None:
        raise ValueError(value)
    scheme, host, port = found.groups()
    if port is not None and not 1 <= int(port) <= 65535:  # noqa: PLR2004 (there are no others)
        raise ValueError(value)
    usual = port is None or int(port) == {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{host}" + ("" if usual else f":{int(port)}")


def _secret(value: str) -> str:
    if len(value) < SECRET_MIN:
        raise ValueError(value)
    return value


ORIGINS: Final = Kind(_origins, Message(N_("origins such as https://example.org, without a path, separated by commas")))
PUBLIC: Final = Kind(
    _public_url, Message(N_("an address such as https://example.org or https://example.org/synthgrid"))
)
SECRET: Final = Kind(
    _secret, Message(N_("%(least)d characters or more, best random ones"), {"least": SECRET_MIN}), secret=True
)
DATABASE: Final = Kind(_database_url, Message(N_("an address such as sqlite:///… or postgresql://…")))
SECONDS: Final = Kind(_seconds, Message(N_("seconds from 0.1 to 600")))
FOLDER: Final = Kind(Path, Message(N_("a folder")))
SIZE: Final = whole(1)
PROCESSES: Final = whole(1, 256)
