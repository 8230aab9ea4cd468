"""docs/surveys.md is true: audiences, what they are asked, settings, links; and the register of what surveys keep."""

import re
from pathlib import Path

from bot.domain.survey_plans import STAFF, Audience, templates_for
from bot.scheduler import KEEP_UNASKED
from storage.tables import metadata

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/surveys.md").read_text(encoding="utf-8")
ASKED = {"helped": "did our answer help?", "met_too": "have you met this too?"}


def test_it_says_what_each_audience_can_be_asked() -> None:
    rows = dict(re.findall(r"^\| ([a-z ]+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
    said = {name.replace(" ", "_"): words for name, words in rows.items() if name != "audience"}
    assert set(said) == set(Audience)
    for audience in STAFF:
        known = {template.key for template in templates_for(audience)}
        assert {key for key, words in ASKED.items() if words in said[audience]} == known


def test_its_settings_are_those_of_the_settings_page() -> None:
    settings = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for key in ("surveys", "quiet", "hours", "holidays", "days_off", "verify", "front_line", "at_most", "within"):
        assert f"{key}:" in settings
        assert re.search(rf"`(workspace\.)?{key}`", PAGE), key


def test_its_links_and_those_to_it_lead_somewhere() -> None:
    for page in ("docs/surveys.md", "docs/privacy.md", "docs/customers.md", "README.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for path, anchor in re.findall(r"\]\((?!https?:)([\w./-]+\.md)(?:#([\w-]+))?\)", text):
            there = (ROOT / page).parent / path
            assert there.is_file(), (page, path)
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert not anchor or anchor in {re.sub(r"[^\w-]", "", one.lower().replace(" ", "-")) for one in headings}
    assert "docs/surveys.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_register_knows_how_long_it_is_kept_that_somebody_heard_of_us() -> None:
    kept = {column.name: column.info["kept"] for column in metadata.tables["unasked"].columns}
    assert {kept[name] for name in ("person", "day", "what")} == {f"{KEEP_UNASKED.days} days"}


def test_the_register_says_that_those_asked_see_what_they_are_asked_for() -> None:
    seen = {column.name: column.info["seen"] for column in metadata.tables["survey_plan"].columns}
    shown = {"template", "kind", "question", "decision", "decider", "decide_on", "anonymous", "team_key",
             "touchpoint_key", "number"}
    assert {seen[name] for name in shown} == {"those asked"}
    wish = {column.name: column.info["seen"] for column in metadata.tables["asking_wish"].columns}
    assert (wish["person"], wish["opted_out"], wish["quiet"]) == ("nobody", "they themselves", "they themselves")
