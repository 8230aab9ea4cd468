"""`/snag help` names whatever can be written after /snag."""

import re

import pytest

from bot.views import reports


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_each_subcommand_has_its_line(language: str) -> None:
    said = reports.help_(language)
    for written in ("mine", "digest", "digest preview", "survey", "survey results"):
        line = re.compile(rf"/snag {written} ?[:：、,]")
        assert line.search(said.text), written
        assert line.search(str(said.blocks)), written
    assert "/snag find" in said.text
