"""An annoyance first reported in English is offered to whoever meets it in Korean or Japanese and words it otherwise:
the glossary of the invented company's settings lets them meet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.reports import Door, Draft
from bot.sandbox.company import Company
from bot.services.settings import Settings
from storage.db import Database
from tests.support import databases
from tests.support.cast import MINJUN, RITA, YUKI
from tests.support.clocks import StillClock
from tests.support.larkfield import Services, services_on

LABEL = "To send the speaker back he must print a return label at home"
CODE = "The trial code ran out before the first sales call"
REFUND = "She paid twice for one month and waits for her money back"
CLINIC = "The clinic cannot open the vaccination record without a second signed form"
ALIKE = [
    ("ko", LABEL, "반품하려면 송장을 집에서 인쇄해야 한대요"),
    ("ko", CODE, "영업 상담도 하기 전에 체험 코드가 만료됐대요"),
    ("ko", REFUND, "한 달치가 이중 결제됐는데 환불이 안 된대요"),
    ("ko", CLINIC, "동의서에 서명을 또 해야 병원에서 접종 기록을 볼 수 있대요"),
    ("ja", LABEL, "返品の送り状を自宅で印刷しないといけないそうです"),
    ("ja", CODE, "商談の前にトライアルコードの期限が切れたとのことです"),
    ("ja", REFUND, "一か月分が二重に請求され、返金もまだだそうです"),
    ("ja", CLINIC, "同意書にもう一枚署名しないと、病院で予防接種の記録が見られないそうです"),
]
BESIDE = 40
"""So many of the company's own stories stand beside them."""


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, company: Company
           ) -> Iterator[tuple[Services, str, dict[str, int]]]:
    """Larkfield with its settings, its first stories, and the English reports; with their numbers."""
    services = services_on(Database(databases.sqlite_copy(sqlite_template, tmp_path_factory.mktemp("alikes"))),
                           StillClock())
    workspace_id = services.workspaces.ensure()
    Settings(services.db, services.clock).apply(workspace_id, company.settings_yaml, by=None)
    told = [story.text for story in company.stories[:BESIDE] if story.me_too_of is None]
    numbers = {text: services.reports.take(workspace_id, RITA, Draft(text), door=Door.SLASH, key=text).number
               for text in [*told, *dict.fromkeys(text for _, text, _ in ALIKE)]}
    yield services, workspace_id, numbers
    services.db.close()


@pytest.mark.parametrize("language, known, said", ALIKE)
def test_the_same_annoyance_in_another_language_is_offered(
        office: tuple[Services, str, dict[str, int]], language: str, known: str, said: str) -> None:
    services, workspace_id, numbers = office
    who = MINJUN if language == "ko" else YUKI
    offered = [one.number for one in services.offers.outlook(workspace_id, who, said).alikes]
    assert numbers[known] in offered
