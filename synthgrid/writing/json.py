"""An arranged value as JSON: the very fields of `domain.arrangement`."""

import json
from dataclasses import asdict

from synthgrid.domain.arrangement import Arrangement


def arrangement_json(arranged: Arrangement) -> str:
    """Write a map or a grid as a JSON tree."""
    return json.dumps(asdict(arranged), ensure_ascii=False, indent=1) + "\n"
