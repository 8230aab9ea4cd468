"""Larkfield's settings: the contract's form, people who exist, and keywords that do not fight each other."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.hours import Hours
from bot.domain.phrases import Phrases
from bot.sandbox.company import Company
from tests.company.languages import language_of

KEYS = {
    "workspace": {"locale", "timezone", "hours", "holidays", "triage", "admins", "cx_leads", "reaction", "verify_after",
                  "surveys", "quiet", "retention"},
    "teams": {"key", "name", "channel", "lead", "manager", "members", "locale", "timezone", "hours", "holidays",
              "days_off", "sla", "verify", "digest", "keywords"},
    "rules": {"when", "team"},
    "touchpoints": {"key", "name", "stages", "team", "monthly_volume", "front_line"},
    "promises": {"key", "text", "team"},
    "glossary": {"concept", "words"},
}  # fmt: skip
STAGES = {"awareness", "consideration", "purchase", "onboarding", "use", "support", "renewal", "leaving"}
LEADS = {"payments": "U0ANA", "app": "U0HANA", "delivery": "U0KEN", "trials": "U0OLA", "records": "U0NOOR"}

Settings = Mapping[str, Any]


def keywords(settings: Settings) -> Iterator[tuple[str, str]]:
    return ((team["key"], word) for team in settings["teams"] for word in team["keywords"])


def test_only_keys_of_the_contract_are_used(settings: Settings) -> None:
    assert set(settings) == set(KEYS)
    used = {part: {key for row in _rows(settings[part]) for key in row} for part in settings}
    assert {part: keys - KEYS[part] for part, keys in used.items() if keys - KEYS[part]} == {}


def _rows(part: Any) -> list[Settings]:
    return [part] if isinstance(part, Mapping) else list(part)


def test_the_teams_and_their_leads_are_the_known_ones(settings: Settings) -> None:
    assert {team["key"]: team["lead"] for team in settings["teams"]} == LEADS


def test_every_team_has_a_channel_with_its_lead_manager_and_members_in_it(company: Company, settings: Settings) -> None:
    groups = {group.id: set(group.users) for group in company.groups}
    for team in settings["teams"]:
        people = set().union(*(groups.get(member, {member}) for member in team["members"]))
        assert people | {team["lead"], team["manager"]} <= set(company.channel(team["channel"]).members), team["key"]


def test_triage_is_read_by_those_who_do_it(company: Company, settings: Settings) -> None:
    workspace = settings["workspace"]
    readers = set(company.channel(workspace["triage"]["channel"]).members)
    assert {*workspace["triage"]["members"], *workspace["cx_leads"]} <= readers


def test_admins_and_group_mentions_exist(company: Company, settings: Settings) -> None:
    admins = settings["workspace"]["admins"]
    assert [person.id for person in company.people if person.is_admin] == admins
    groups = {group.id for group in company.groups}
    assert {one["front_line"] for one in settings["touchpoints"] if "front_line" in one} <= groups


def test_a_team_reads_and_works_as_its_lead_does(company: Company, settings: Settings) -> None:
    for team in settings["teams"]:
        lead = company.person(team["lead"])
        assert (team["locale"], team["timezone"]) == (lead.language, lead.tz)


def test_hours_and_zones_can_be_read(company: Company, settings: Settings) -> None:
    for place in (settings["workspace"], *settings["teams"]):
        Hours.parse(place["hours"])
        ZoneInfo(place["timezone"])
    assert {ZoneInfo(person.tz).key for person in company.people} >= {"Europe/Berlin", "Asia/Seoul", "Asia/Tokyo"}


def test_each_team_can_be_found_in_each_language(settings: Settings) -> None:
    found = {(team, language_of(word)) for team, word in keywords(settings)}
    assert found == set(product(LEADS, ("en", "ko", "ja")))


def test_no_keyword_of_one_team_stands_in_a_keyword_of_another(settings: Settings) -> None:
    phrases = Phrases([(word, team) for team, word in keywords(settings)])
    fights = [(team, word, hit.value) for team, word in keywords(settings) for hit in phrases.find(word)]
    assert [fight for fight in fights if fight[0] != fight[2]] == []


def test_stages_are_those_of_the_journey_and_each_has_a_touchpoint_or_is_not_known(settings: Settings) -> None:
    stages = {stage for touchpoint in settings["touchpoints"] for stage in touchpoint["stages"]}
    assert stages == STAGES - {"awareness"}  # nothing is heard there: Larkfield has a blind spot, as companies do


def test_one_touchpoint_is_silent(company: Company, settings: Settings) -> None:
    """So that 'no signal' has something to show."""
    heard = {story.touchpoint for story in company.stories}
    assert {touchpoint["key"] for touchpoint in settings["touchpoints"]} - heard == {"voice"}


def test_each_concept_has_words_in_three_languages_and_no_word_has_two_concepts(settings: Settings) -> None:
    for entry in settings["glossary"]:
        assert {language_of(word) for word in entry["words"]} == {"en", "ko", "ja"}, entry["concept"]
    words = [word for entry in settings["glossary"] for word in entry["words"]]
    assert sorted(words) == sorted(set(words))


def test_each_person_is_described_in_three_languages(company: Company) -> None:
    for person in company.people:
        assert [language_of(person.role.in_language(language)) for language in ("en", "ko", "ja")] == ["en", "ko", "ja"]
