"""The services at work in Larkfield, on each database in turn."""

import pytest

from tests.support.larkfield import Services
from tests.support.play import Play


@pytest.fixture
def play(services: Services, workspace_id: str) -> Play:
    return Play(services, workspace_id)
