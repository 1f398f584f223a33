"""The specification is the behaviour: requests made from it, good and bad, are answered as it says."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from synthgrid.api.schemas import examples
from synthgrid.app import create_app
from synthgrid.domain.access import Scope
from synthgrid.services import create_key
from synthgrid.settings import Settings
from tests.api.conftest import MakeApp

SLUG = "criteres"
pytestmark = pytest.mark.sqlite
# A good request may name what is not there, or twice what may be there once: 404, 409, 412 and 422 are its answers, and
# no schema can say when. It is never answered 400, 405, 406, 413 or 415: what a schema can say, it says.
GOOD_STATUSES = ["2xx", "304", "404", "409", "412", "422"]
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
# Requests whose address is replaced by that of something stored are good ones: the bad are sent by the other test.
GOOD = SchemathesisConfig.from_dict(
    {**COMMON, "generation": {"mode": "positive"}, "phases": {"coverage": {"enabled": False}}}
)
BUDGET = settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def keyed(make_app: MakeApp) -> Flask:
    """An application that asks for keys, so that requests without one are tried too."""
    return make_app(access="keys")


@pytest.fixture(scope="module")
def bearer(keyed: Flask) -> dict[str, str]:
    """The header that shows a key to everything."""
    new = keyed.extensions["synthgrid"].database.write(lambda session: create_key(session, "ours", Scope.ADMIN))
    return {"Authorization": f"Bearer {new.secret}"}


# It only says what there is; another application, with a database, is asked.
describing = create_app(Settings("sqlite:///unused.db"))
any_request = schemathesis.openapi.from_wsgi("/openapi.json", describing, config=ANY)
good_request = schemathesis.openapi.from_wsgi("/openapi.json", describing, config=GOOD)


@any_request.parametrize()
@BUDGET
def test_any_request_is_answered_as_the_specification_says(
    case: Case[Any], keyed: Flask, bearer: dict[str, str]
) -> None:
    case.operation.app = keyed
    case.call_and_validate(headers=bearer)


@good_request.include(path_regex=r"/workshops/\{slug\}").parametrize()
@BUDGET
def test_good_requests_about_what_is_stored_are_too(case: Case[Any], keyed: Flask, bearer: dict[str, str]) -> None:
    client = keyed.test_client()
    path = f"/v1/workshops/{SLUG}"
    client.put(path, json=examples.WORKSHOP, headers=bearer)
    case.operation.app = keyed
    case.path_parameters["slug"] = SLUG
    if "id" in case.path_parameters:
        kind = case.operation.path.split("/")[4]
        case.path_parameters["id"] = client.get(f"{path}/{kind}", headers=bearer).get_json()["items"][0]["id"]
    case.call_and_validate(headers=bearer)
