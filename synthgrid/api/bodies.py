"""Reading bodies: the type first, then at most so many bytes, then the strict JSON loader."""

from collections.abc import Collection
from typing import Any, Final

from flask import request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from synthgrid.api.context import context
from synthgrid.errors import N_, MalformedBodyError, SlowRequestError, TooLargeError, UnsupportedFormatError
from synthgrid.formats import strict_json

JSON: Final = ("application/json",)
MERGE_PATCH: Final = ("application/json", "application/merge-patch+json")


def read(most: int) -> bytes:
    """Return the body, raw; also one sent in chunks, whose length nobody knows before.

    Raises:
        TooLargeError: It is longer than `most` bytes.
        SlowRequestError: It stopped coming.
        MalformedBodyError: It did not arrive whole.
    """
    # Werkzeug cuts a body in chunks at the limit without a word: one byte more tells the two apart.
    request.max_content_length = most + 1
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        raise TooLargeError(most) from None
    except (HTTPException, SlowRequestError):
        raise
    except Exception as error:
        # Chunks that are none, or a sender who went away in the middle.
        raise MalformedBodyError(N_("it was cut on its way, or its chunks are broken.")) from error
    if len(body) > most:
        raise TooLargeError(most)
    if len(body) < (request.content_length or 0):
        # Its sender went away: what came may read as a whole, a sheet above all.
        raise MalformedBodyError(N_("it was cut on its way, or its chunks are broken."))
    return body


def read_json(types: Collection[str], most: int) -> Any:
    """Return the JSON value of a body.

    Args:
        types: Content types it may have.
        most: Bytes it may have.

    Raises:
        UnsupportedFormatError: It has another type, charset or encoding.
        TooLargeError: It is longer.
        MalformedBodyError: It is not JSON as the strict loader knows it.
    """
    only(types)
    return strict_json.load(read(most), context().settings.limits)


def none() -> None:
    """Refuse a body where there is nothing to say.

    Raises:
        MalformedBodyError: There is one.
    """
    if request.content_length or "chunked" in request.headers.get("Transfer-Encoding", ""):
        raise MalformedBodyError(N_("this address takes none."))


def only(types: Collection[str]) -> None:
    """Refuse a body of another type, or packed, or in another charset than UTF-8."""
    if request.mimetype not in types:
        raise UnsupportedFormatError(content_type(), types)
    only_utf8(types)
    not_packed()


def only_utf8(types: Collection[str]) -> None:
    """Refuse JSON in another charset: it has no other (RFC 8259, section 8.1)."""
    if (charset() or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise UnsupportedFormatError(content_type(), types)


def charset() -> str | None:
    """Return the charset that the sender names."""
    return request.mimetype_params.get("charset")


def content_type() -> str:
    """Return the content type as it came."""
    return request.headers.get("Content-Type", "")


def not_packed() -> None:
    """Refuse a compressed body: its size says nothing about what is in it."""
    packing = request.headers.get("Content-Encoding", "identity")
    if packing != "identity":
        raise UnsupportedFormatError(packing, ["identity"])
