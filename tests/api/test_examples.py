"""The committed examples are what the service answers."""

import json

from tests.api.conftest import MakeApp
from tests.api.examples import ask, conversation, masked


def test_every_example_is_answered_as_it_says(make_app: MakeApp) -> None:
    client = make_app().test_client()
    told = conversation()
    assert len(told) >= 10

    for path in told:
        example = json.loads(path.read_text(encoding="utf-8"))
        assert masked(ask(client, example["request"])) == masked(example["response"]), path.name
