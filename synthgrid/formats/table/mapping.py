"""The option `mapping`: JSON, strictly read, then judged."""

from collections.abc import Mapping
from typing import Final

from synthgrid.domain.fields import Refused
from synthgrid.domain.mapping import Target, check_mapping
from synthgrid.errors import N_, MalformedBodyError
from synthgrid.formats import strict_json
from synthgrid.settings import Limits

DEPTH: Final = 8
"""Nesting of a mapping: its columns, their fields, the paths and lists in them."""


def read_mapping(text: str) -> Mapping[str, Target]:
    """Read a mapping.

    Raises:
        Refused: It is not JSON, or no mapping.
    """
    try:
        value = strict_json.load(text.encode("utf-8", "surrogatepass"), Limits(json_depth=DEPTH))
    except MalformedBodyError as error:
        raise Refused(N_("It is not JSON: %(reason)s"), reason=error.fault.message) from None
    return check_mapping(value)
