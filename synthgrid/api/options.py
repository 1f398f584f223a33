"""Options of a query string: each one known, given once, and read by a reader of the domain."""

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar, Final

from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

from synthgrid.domain import axes
from synthgrid.domain import fields as judge
from synthgrid.domain.check_options import check_option
from synthgrid.domain.check_template import template_key
from synthgrid.domain.fields import Refused, nearest_of
from synthgrid.domain.mapping import COLUMNS_MAX, FACET_PREFIX, GIVEN, TARGETS
from synthgrid.domain.paths import PATH_MAX, read_path
from synthgrid.domain.search import terms
from synthgrid.domain.slug import SLUG_MAX, SLUG_PATTERN, is_slug
from synthgrid.domain.templates import KEY_MAX, KEY_PATTERN
from synthgrid.domain.text import LINE_MAX
from synthgrid.errors import N_, InvalidOptionError, Message
from synthgrid.formats import read_mapping
from synthgrid.storage.paging import FALLING

CURSOR_MAX: Final = 4_000
FACET_MAX: Final = 2 * LINE_MAX + 1
MAPPING_MAX: Final = 8_000
"""More than a server takes with the rest of an address."""


class Option(fields.Field[Any]):
    """One option: the reader that judges it, and how the specification describes it."""

    def __init__(self, read: Callable[[str], Any], description: str, **schema: Any) -> None:
        super().__init__(metadata={"description": description, **schema})
        self.read = read


class OptionSchema(Schema):
    """The options that one address knows."""

    fields: dict[str, Option]  # type: ignore[assignment]  # marshmallow types it wider

    def load(self, data: MultiDict[str, str], **_: Any) -> dict[str, Any]:  # type: ignore[override]  # judged by the domain
        """Read the options given.

        Raises:
            InvalidOptionError: One is unknown, given twice or refused by its reader.
        """
        found = {}
        for name, values in data.lists():
            option = known_option(name, self.fields)
            if len(values) > 1:
                raise InvalidOptionError(name, N_("It is given more than once."))
            found[name] = check_option(name, option.read, values[0])
        return found


def known_option(name: str, known: Mapping[str, Option]) -> Option:
    """Return an option by its name.

    Raises:
        InvalidOptionError: There is none, with the nearest that there is.
    """
    if name in known:
        return known[name]
    if nearest := nearest_of(name, known):
        raise InvalidOptionError(
            name, Message(N_("There is no such option; the nearest is “%(nearest)s”."), {"nearest": nearest})
        )
    if known:
        there_are = Message(N_("There is no such option; there are: %(known)s."), {"known": ", ".join(sorted(known))})
        raise InvalidOptionError(name, there_are)
    raise InvalidOptionError(name, N_("This address has no options."))


def one_of(kind: type[StrEnum], description: str, **schema: Any) -> Option:
    """An option with the values of an enumeration."""
    return Option(judge.choice(kind), description, type="string", enum=list(kind), **schema)


def among(choices: Collection[str], description: str, **schema: Any) -> Option:
    """An option with one of a few values."""

    def read(value: str) -> str:
        if value not in choices:
            raise Refused(N_("It must be one of: %(choices)s."), choices=", ".join(choices))
        return value

    return Option(read, description, type="string", enum=list(choices), **schema)


def switch(description: str, default: str | None, on: str = "true", off: str = "false") -> Option:
    """An option that is on or off."""
    choice = among((on, off), description)
    usual = {} if default is None else {"default": default}
    return Option(lambda value: choice.read(value) == on, description, type="string", enum=[on, off], **usual)


def number(least: int, most: int, description: str, **schema: Any) -> Option:
    """An option that is a whole number in a range."""
    whole = judge.whole(least, most)

    def read(value: str) -> int:
        digits = value.isascii() and value.isdigit() and len(value) <= len(str(most))
        return int(whole(int(value) if digits else value))

    return Option(read, description, type="integer", minimum=least, maximum=most, **schema)


def name(description: str, most: int = LINE_MAX) -> Option:
    """An option that is a text of one line, not empty."""
    return Option(
        judge.required(lambda value: judge.line(value, most)), description, type="string", minLength=1, maxLength=most
    )


def section(description: str) -> Option:
    """An option that is the key of a section."""
    read = judge.matching(judge.SECTION_PATTERN, N_("a key such as “point” or “keyword”"))
    return Option(read, description, type="string", pattern=judge.SECTION_PATTERN)


def template(description: str) -> Option:
    """An option that is the key of a template: one that synthgrid ships, or one of the workspace's own."""
    schema = {"pattern": KEY_PATTERN, "maxLength": KEY_MAX}
    return Option(template_key, description, type="string", **schema)


def language(description: str) -> Option:
    """An option that is the tag of a language."""
    read = judge.matching(judge.LANGUAGE_PATTERN, N_("a language such as fr or pt-BR"))
    return Option(read, description, type="string", pattern=judge.LANGUAGE_PATTERN)


def category(description: str) -> Option:
    """An option that is a category's path, its names joined by ` > `."""

    def read(value: str) -> tuple[str, ...]:
        return judge.path(list(read_path(value)))

    return Option(read, description, type="string", minLength=1, maxLength=PATH_MAX, example="Gouvernance > CA")


def theme(description: str, word: str = "") -> Option:
    """An option that is a category's path, an id, or a word besides that stands for no category."""
    said = f"{description[:-1]}, or its id{f', or “{word}”' if word else ''}."
    return category(said)


def question(description: str) -> Option:
    """An option that is looked for in texts."""

    def read(value: str) -> tuple[str, ...]:
        return terms(judge.line(value))

    return Option(read, description, type="string", minLength=1, maxLength=LINE_MAX, example="évaluation")


def order(orders: Iterable[str], default: str) -> Option:
    """An option that says what a list is ordered by."""
    choices = [f"{sign}{one}" for one in orders for sign in ("", FALLING)]
    return among(choices, "What the list is ordered by; with “-” before it, the other way round.", default=default)


def day(description: str) -> Option:
    """An option that is a date."""
    return Option(judge.day, description, type="string", format="date")


def moment(description: str) -> Option:
    """An option that is a moment, or the day that begins with it."""
    return Option(
        judge.moment,
        f"{description} A moment without time zone is in UTC.",
        anyOf=[
            {"type": "string", "format": "date-time", "maxLength": judge.MOMENT_MAX},
            {"type": "string", "format": "date"},
        ],
    )


def facet(description: str) -> Option:
    """An option that is a facet and its value, `NAME:VALUE`."""

    def read(value: str) -> tuple[str, str]:
        name_, sign, said = judge.line(value, FACET_MAX).partition(":")
        if not sign or not name_.strip():
            raise Refused(N_("It must be %(expected)s."), expected=Message(N_("a facet and its value, as NAME:VALUE")))
        return name_.strip(), said.strip()

    return Option(
        read, description, type="string", maxLength=FACET_MAX, pattern=r"^\s*[^\s:][^:]*:.*$", example="pole:équipe"
    )


def field(description: str, *others: str) -> Option:
    """An option that is a field of the items, or one of a few words besides."""
    pattern = axes.pattern_of(*others)
    most = len(axes.FACET) + LINE_MAX
    return Option(axes.field_among(*others), description, type="string", pattern=pattern, maxLength=most)


def an_id(description: str) -> Option:
    """An option that is an id that synthgrid gave."""
    return Option(
        judge.matching(judge.ID_PATTERN, N_("an id that synthgrid gave")),
        description,
        type="string",
        pattern=judge.ID_PATTERN,
    )


def slug(description: str) -> Option:
    """An option that is the slug of a workshop."""

    def read(value: str) -> str:
        if not is_slug(value):
            raise Refused(N_("It must be %(expected)s."), expected=Message(N_("the slug of a workshop")))
        return value

    return Option(read, description, type="string", pattern=SLUG_PATTERN, maxLength=SLUG_MAX)


def mapping() -> Option:
    """The option that says what the columns of a table become."""
    target = {"enum": list(TARGETS)}
    given = {"type": "object", "properties": {name: {} for name in GIVEN}, "additionalProperties": False}

    def read(value: str) -> Mapping[str, Any]:
        if len(value) > MAPPING_MAX:
            raise Refused(N_("It has %(length)d characters; at most %(most)d."), length=len(value), most=MAPPING_MAX)
        return read_mapping(value)

    return Option(
        read,
        "What the columns of a table become, as JSON: heading -> a field, `facet:NAME`, `ignore`, or an object of the "
        "fields that every item of the column gets. The columns that it does not name are guessed, and reported.",
        type="string",
        maxLength=MAPPING_MAX,
        contentMediaType="application/json",
        contentSchema={
            "type": "object",
            "maxProperties": COLUMNS_MAX,
            "additionalProperties": {"anyOf": [target, {"type": "string", "pattern": f"^{FACET_PREFIX}."}, given]},
        },
        example='{"Votre table": "group", "Ce qui marche": {"polarity": "positive"}, "Horodateur": "ignore"}',
    )


class PageOptions(OptionSchema):
    """Which part of a list."""

    LIMIT_MAX: ClassVar = 200

    limit = number(1, LIMIT_MAX, "How many items at most.", default=50)
    cursor = name("Where the page starts: the `next` of the page before.", CURSOR_MAX)
    total = switch("Whether to count the whole list.", "false")
