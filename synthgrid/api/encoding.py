"""JSON as it leaves: an answer of 200 items takes the standard library longer to write than the database to find."""

from typing import Any, Final

import msgspec

_ENCODER: Final = msgspec.json.Encoder()


def encoded(body: Any) -> bytes:
    """Return JSON values as bytes: UTF-8, members in their order."""
    return _ENCODER.encode(body)
