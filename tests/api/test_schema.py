"""The API does what its description says: schemathesis asks it for everything that the description allows, and for much
that it does not, and looks at each answer. The same examples each time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation

from bot.domain.api_tokens import Scope
from bot.domain.reports import Door, Draft
from bot.services.item_records import ItemRecords
from bot.services.pseudonyms import Pseudonyms
from bot.services.survey_records import SurveyRecords
from handlers.web.api import Api
from handlers.web.limits import Pace
from storage.db import Database
from tests.support import databases
from tests.support.cast import RITA
from tests.support.clocks import StillClock
from tests.support.larkfield import Services, services_on, settle

EXAMPLES = 15
OPERATIONS = [
    "GET /reports", "POST /reports", "GET /reports/{id}", "GET /annoyances", "GET /annoyances/{number}",
    "GET /annoyances/{number}/timeline", "POST /annoyances/{number}/action-items", "GET /action-items",
    "GET /action-items/{id}", "PATCH /action-items/{id}", "GET /surveys", "GET /surveys/{id}/results"]
UNHURRIED = Pace(burst=10**9, seconds=1e-6)
CONFIG = schemathesis.Config.from_dict({"checks": {"positive_data_acceptance": {"expected-statuses": [
    "2xx", "404", "409", "422"]}}})
"""422 stands for what no description can say too: a team that is not there. That it is never said for the form alone,
`rightly_formed` looks after."""


@pytest.fixture(scope="module")
def services(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    db = Database(databases.sqlite_copy(sqlite_template, tmp_path_factory.mktemp("api")))
    yield services_on(db, StillClock())
    db.close()


@pytest.fixture(scope="module")
def token(services: Services) -> str:
    workspace_id = settle(services)
    services.reports.take(workspace_id, RITA, Draft("The refund never arrived"), door=Door.SLASH, key="first")
    return services.tokens.create(workspace_id, "schemathesis", [str(scope) for scope in Scope], by="cli:root")


@pytest.fixture(scope="module")
def described(services: Services) -> Any:
    stands_on = (services.db, services.clock, Pseudonyms(services.secrets))
    api = Api(services.tokens, services.records, services.timelines, ItemRecords(*stands_on),
              SurveyRecords(*stands_on), services.db.run, services.db.read, services.clock)
    app = FastAPI()
    app.mount("/api/v1", api.app(UNHURRIED))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=CONFIG)


def rightly_formed(_context: Any, response: Any, case: Any) -> None:
    """What has the form that the description gives is never refused for its form."""
    if case.meta.generation.mode.is_positive and response.status_code == 422:
        assert not response.json()["type"].endswith("#problem-invalid"), response.text


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("label", OPERATIONS)
def test_the_api_does_as_it_is_described(described: Any, token: str, label: str, mode: GenerationMode) -> None:
    operation = operations(described)[label]

    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
              phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        spoilt = case.meta.components.get(ParameterLocation.HEADER)
        headers = {} if spoilt and spoilt.mode.is_negative else {"Authorization": f"Bearer {token}"}
        case.call_and_validate(headers=headers, additional_checks=[rightly_formed])

    ask()


def test_every_operation_is_asked(described: Any) -> None:
    assert sorted(operations(described)) == sorted(OPERATIONS)


def operations(described: Any) -> dict[str, Any]:
    return {found.ok().label: found.ok() for found in described.get_all_operations()}
