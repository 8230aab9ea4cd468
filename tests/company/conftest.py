"""Larkfield, read once, and its settings as YAML gives them."""

from collections.abc import Mapping
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.sandbox.company import Company, load


@pytest.fixture(scope="session")
def company() -> Company:
    return load()


@pytest.fixture(scope="session")
def settings(company: Company) -> Mapping[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load(company.settings_yaml)
    return read
