"""The specification is the behaviour: requests made from it, good and bad, one by one and following its links."""

import itertools
from collections import Counter
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, HookContext
from schemathesis.config import SchemathesisConfig

from synthgrid import formats
from synthgrid.api.schemas import examples
from synthgrid.app import create_app
from synthgrid.settings import Limits, Rendering, Settings
from tests.api.builders import a_key
from tests.api.conftest import MakeApp

SLUG = "criteres"
pytestmark = pytest.mark.sqlite
# A good request may name what is not there, or twice what may be there once: 404, 409, 412 and 422 are its answers, and
# no schema can say when; nor that a PATCH of the workspace asked for If-Match (428). It is never answered 400, 405,
# 406, 413 or 415: what a schema can say, it says.
GOOD_STATUSES = ["2xx", "304", "404", "409", "412", "422", "428"]
COMMON = {
    "seed": 20,
    "checks": {"positive_data_acceptance": {"expected-statuses": GOOD_STATUSES}},
    "operations": [
        {
            # `format=json` in the address of a body of text: each is good, together they are 400. Bad items of an
            # import are reported (200) while the good ones land: the contract says so.
            "include-operation-id": "import_body",
            "checks": {
                "positive_data_acceptance": {"expected-statuses": [*GOOD_STATUSES, "400"]},
                "negative_data_rejection": {"enabled": False},
            },
        }
    ],
}
ANY = SchemathesisConfig.from_dict(COMMON)
# What follows links, and what is asked about something stored, is good: the bad are sent by the first test.
GOOD = SchemathesisConfig.from_dict(
    {**COMMON, "generation": {"mode": "positive"}, "phases": {"coverage": {"enabled": False}}}
)


def budget(examples_of_each: int, steps: int = 1) -> settings:
    """The same requests each time, as many as are worth their time."""
    return settings(
        max_examples=examples_of_each,
        stateful_step_count=steps,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@schemathesis.hook
def map_query(context: HookContext, query: dict[str, Any] | None) -> dict[str, Any] | None:  # noqa: ARG001 (the hook's form)
    """Leave out the share link that the description offers besides the key: every request here shows a key."""
    return {name: value for name, value in query.items() if name != "share"} if query else query


schemathesis.serializer.alias(["application/x-freemind", "text/x-opml", formats.XLSX_TYPE], "text/plain")


@pytest.fixture(scope="module")
def keyed(make_app: MakeApp) -> Flask:
    """An application that asks for keys, so that requests without one are tried too."""
    return make_app(access="keys", limits=LIMITS, rendering=Rendering(workers=1, timeout=60))


@pytest.fixture(scope="module")
def bearer(keyed: Flask) -> dict[str, str]:
    """The header that shows a key to everything."""
    return a_key(keyed)


# Limits that the specification tells as they are set; requests at their edges are then small.
LIMITS = Limits(items=3, text=100, document_bytes=20_000, body_bytes=20_000, requests=0)

# It only says what there is; another application, with a database, is asked.
describing = create_app(Settings("sqlite:///unused.db", limits=LIMITS))
any_request = schemathesis.openapi.from_wsgi("/openapi.json", describing, config=ANY)
good_request = schemathesis.openapi.from_wsgi("/openapi.json", describing, config=GOOD)


@any_request.parametrize()
@budget(3)
def test_any_request_is_answered_as_the_specification_says(
    case: Case[Any], keyed: Flask, bearer: dict[str, str]
) -> None:
    case.operation.app = keyed
    # Those that it makes up at the edges of the schema do not pass the hook.
    (case.query or {}).pop("share", None)
    case.call_and_validate(headers=bearer)


@good_request.include(path_regex=r"/workshops/\{slug\}").parametrize()
@budget(5)
def test_good_requests_about_what_is_stored_are_too(case: Case[Any], keyed: Flask, bearer: dict[str, str]) -> None:
    client = keyed.test_client()
    path = f"/v1/workshops/{SLUG}"
    client.put(path, json=examples.WORKSHOP, headers={**bearer, "If-Match": "*"})
    client.put(path, json=examples.WORKSHOP, headers={**bearer, "If-None-Match": "*"})
    case.operation.app = keyed
    case.path_parameters["slug"] = SLUG
    if "id" in case.path_parameters and "{slug}" in case.operation.path:
        kind = case.operation.path.split("/")[4]
        case.path_parameters["id"] = client.get(f"{path}/{kind}", headers=bearer).get_json()["items"][0]["id"]
    case.call_and_validate(headers=bearer)


def test_following_the_links_is_too(keyed: Flask) -> None:
    reached: Counter[str] = Counter()
    numbers = itertools.count()

    # A program that ends its own key gets no further.
    gentle = good_request.exclude(operation_id=["revoke_key", "rotate_key"])

    class Program(gentle.as_state_machine()):  # type: ignore[misc]  # made at run time
        """Goes where the links lead, each time from a workspace of its own in which there is nothing."""

        def setup(self) -> None:
            self.bearer = a_key(keyed, workspace=f"programme {next(numbers)}")

        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:
            case.operation.app = keyed
            return {"headers": self.bearer}

        def after_call(self, response: Any, case: Case[Any]) -> None:
            if response.status_code < 300 and "{" in case.operation.path:
                reached[case.operation.label] += 1

        def validate_response(self, response: Any, case: Case[Any], additional_checks: Any = None, **sent: Any) -> None:
            # The key is shown here too: schemathesis takes one that it is not told of for one that it made up.
            case.validate_response(response, additional_checks=additional_checks, transport_kwargs=sent, **sent)

    Program.run(settings=budget(20, steps=8))

    # It got to what it had made itself: nothing else is there.
    assert [one for one in reached if "{slug}" in one and one.startswith(("GET", "PATCH", "DELETE"))]
