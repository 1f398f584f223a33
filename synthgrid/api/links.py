"""Where to go from what was created or listed: OpenAPI links, so that programs (and tests) can follow them."""

import re
from collections.abc import Iterator
from typing import Any, Final

Paths = dict[str, Any]

_LAST: Final = re.compile(r"^(?P<above>.*)/\{(?P<name>slug|id|key)\}$")
_PLACE: Final = re.compile(r"\{(\w+)\}")


def join(paths: Paths) -> None:
    """Link each operation that creates or lists something to those about one of that kind; changes the paths.

    A kind is an address ending in `{slug}`, `{id}` or `{key}`; what creates and lists it stands one step above.
    """
    for path in paths:
        if found := _LAST.match(path):
            above, name = found["above"], found["name"]
            inside = list(_inside(paths, path))
            if "201" in paths.get(above, {}).get("post", {}).get("responses", {}):
                _link(paths[above]["post"]["responses"]["201"], inside, above, name, f"$response.body#/{name}")
            if "200" in paths.get(above, {}).get("get", {}).get("responses", {}):
                _link(paths[above]["get"]["responses"]["200"], inside, above, name, f"$response.body#/items/0/{name}")
            for status, answer in paths[path].get("put", {}).get("responses", {}).items():
                if status in {"200", "201"}:
                    _link(answer, inside, above, name, f"$request.path.{name}")
            for other in _making_another(paths, path):
                _link(paths[other]["post"]["responses"]["201"], inside, above, name, f"$response.body#/{name}")


def _making_another(paths: Paths, path: str) -> Iterator[str]:
    """Yield what is done to one thing and makes another of its kind of it; what makes things inside it lists them."""
    for other, operations in paths.items():
        if other.startswith(f"{path}/") and "get" not in operations and "201" in operations["post"]["responses"]:
            yield other


def _inside(paths: Paths, path: str) -> Iterator[str]:
    """Yield the operations about one thing, and those that list, create or show what is right inside it."""
    for other, operations in paths.items():
        rest = other.removeprefix(path)
        if other.startswith(path) and not set(_PLACE.findall(rest)) - {"format"}:
            yield from (one["operationId"] for method, one in operations.items() if method != "parameters")


def _link(answer: dict[str, Any], operations: list[str], above: str, name: str, value: str) -> None:
    places = {place: f"$request.path.{place}" for place in _PLACE.findall(above)}
    answer["links"] = {one: {"operationId": one, "parameters": {**places, name: value}} for one in operations}
