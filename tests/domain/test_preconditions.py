"""What If-Match and If-None-Match mean."""

import pytest

from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.errors import PreconditionError


@pytest.mark.parametrize(
    ("condition", "revision", "allowed"),
    [
        (ANY, "v1", True),
        (ANY, None, True),
        (IfMatch(frozenset({"*"})), "v1", True),
        (IfMatch(frozenset({"*"})), None, False),
        (IfMatch(frozenset({"v1", "v2"})), "v2", True),
        (IfMatch(frozenset({"v1"})), "v2", False),
        (IfMatch(frozenset()), "v1", False),
        (IfMatch(none_of=frozenset({"*"})), None, True),
        (IfMatch(none_of=frozenset({"*"})), "v1", False),
        (IfMatch(none_of=frozenset({"v1"})), "v1", False),
        (IfMatch(none_of=frozenset({"v1"})), "v2", True),
        (IfMatch(none_of=frozenset({"v1"})), None, True),
        (IfMatch(frozenset({"v2"}), frozenset({"v1"})), "v2", True),
        (IfMatch(frozenset({"*"}), frozenset({"v1"})), "v1", False),
    ],
)
def test_a_condition_allows_the_revisions_it_names(condition: IfMatch, revision: str | None, *, allowed: bool) -> None:
    assert condition.allows(revision) is allowed


def test_a_revision_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(PreconditionError):
        IfMatch(frozenset({"v1"})).require("v2")
