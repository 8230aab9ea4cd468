"""From a report to gone for good and into Monday's digest, in each language of a team, with reporters of two."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.text import say
from tests.journeys.conversation import Conversation
from tests.support import cast
from tests.support.snag import NAMES, Office, texts

MONDAY = datetime(2026, 3, 16, 12, tzinfo=UTC)
NINE_DAYS = timedelta(days=9) - timedelta(minutes=30)
"""To 08:30 UTC, when Berlin has begun to work and Seoul and Tokyo have not stopped."""
EIGHT_DAYS = timedelta(days=8) - timedelta(hours=3, minutes=30)
"""From that Monday's noon to the same hour."""


@dataclass(frozen=True)
class Scene:
    """Who plays: a reporter, somebody else with the same, and a team's lead, each with their language."""

    team: str
    channel: str
    locale: str
    lead: str
    reporter: tuple[str, str]
    second: tuple[str, str]
    story: str
    done: str


SCENES = {
    "en": Scene("Payments", cast.PAY, "en", cast.ANA, (cast.RITA, "en"), (cast.MINJUN, "ko"),
                "The refund never came", "Paid it back"),
    "ko": Scene("App", cast.APP_TEAM, "ko", cast.HANA, (cast.MINJUN, "ko"), (cast.YUKI, "ja"),
                "차에서 앱이 계속 꺼져요", "앱을 다시 만들었어요"),
    "ja": Scene("Delivery", cast.DELIVERY, "ja", cast.KEN, (cast.YUKI, "ja"), (cast.RITA, "en"),
                "荷物が届かないそうです", "配達員に伝えました"),
}


def name_of(user_id: str) -> str:
    return user_id[2:].lower()


@dataclass(frozen=True)
class Script:
    """The words of one scene, said by the catalogues, and what its people do."""

    office: Office
    scene: Scene

    def on_card(self, state: str) -> str:
        scene = self.scene
        return (f"#{NAMES[scene.channel]} ~ #1 {scene.story} · {say(scene.locale, f'state.{state}')} · {scene.team}"
                f" / {scene.story}")

    def in_thread(self, key: str, **values: str | int) -> str:
        return f"#{NAMES[self.scene.channel]} > {say(self.scene.locale, key, **values)}"

    def to_both(self, key: str, *, more: str = "") -> list[str]:
        said = []
        for user_id, language in (self.scene.reporter, self.scene.second):
            words = say(language, key, number=1, title=self.scene.story, team=self.scene.team)
            said.append(f"@{name_of(user_id)}: {words}{more}")
        return said

    def asked_both(self) -> list[str]:
        return [f"@{name_of(user_id)}: {say(language, 'ask.heading')} / …"
                for user_id, language in (self.scene.reporter, self.scene.second)]

    def answered(self, who: tuple[str, str], answer: str) -> str:
        user_id, language = who
        return (f"@{name_of(user_id)} ~ {say(language, 'ask.heading')} / "
                f"{say(language, 'ask.about', number=1, title=self.scene.story)} / "
                f"{say(language, f'ask.answered_{answer}')}"
                + (f" / {say(language, 'ask.reopened')}" if answer == "still" else ""))

    def digest(self) -> str:
        return f"#{NAMES[self.scene.channel]}: {say(self.scene.locale, 'digest.heading', team=self.scene.team)}…"

    def form(self, key: str) -> str:
        """Forms speak the language of whoever opens them: a lead's is the team's here."""
        return f"[{name_of(self.scene.lead)}] {say(self.scene.locale, key)}"

    # what people do

    def reports(self, who: tuple[str, str]) -> Callable[[], Awaitable[object]]:
        return lambda: self.office.report(who[0], self.scene.story)

    def presses(self, action_id: str) -> Callable[[], Awaitable[object]]:
        return lambda: self.office.click(self.scene.lead, self.office.card(self.scene.channel), action_id)

    def sends(self, **values: str) -> Callable[[], Awaitable[object]]:
        return lambda: self.office.submit(self.scene.lead, dict(values))

    def joins(self) -> Callable[[], Awaitable[object]]:
        user_id = self.scene.second[0]
        return lambda: self.office.click(user_id, self.office.private(user_id)[-1], "me_too")

    def answers(self, who: tuple[str, str], answer: str) -> Callable[[], Awaitable[object]]:
        return lambda: self.office.click(who[0], self.office.direct(who[0])[-1], f"answer_{answer}")

    def waits(self, step: timedelta) -> Callable[[], Awaitable[object]]:
        return lambda: self.office.pass_time(step)


@pytest.mark.parametrize("language", sorted(SCENES))
async def test_one_annoyance_from_report_to_gone_for_good(office: Office, language: str) -> None:
    scene = SCENES[language]
    it = Script(office, scene)
    (first, tongue), (second, other_tongue) = scene.reporter, scene.second
    lead, channel = name_of(scene.lead), NAMES[scene.channel]
    new = f"· {say(scene.locale, 'state.new')} · {scene.team} / {scene.story}"
    done = f"{say(scene.locale, 'line.resolve', who=lead)} / {scene.done}"
    both_told = it.to_both("told.resolve", more=" / …")
    joined = " / ".join([say(other_tongue, "report.joined", number=1, title=scene.story),
                         say(other_tongue, "report.joined_from", **{"from": 2}),
                         say(other_tongue, "report.joined_count", n=2)])
    talk = Conversation(office)
    await talk.play(
        (it.reports(scene.reporter), [
            f"({name_of(first)}) {say(tongue, 'report.stored', number=1)} / {scene.story} / …",
            f"#{channel}: #1 {scene.story} {new}"]),
        (it.reports(scene.second), [
            f"({name_of(second)}) {say(other_tongue, 'report.stored', number=2)} / {scene.story} / …",
            f"#{channel}: #2 {scene.story} {new}"]),
        (it.joins(), [
            f"({name_of(second)}) ~ {joined}",
            it.on_card("new"), it.in_thread("line.me_too"), it.in_thread("line.merge", into=1),
            f"#{channel} ~ {say(scene.locale, 'card.merged', number=2, into=1)}"]),
        (it.presses("acknowledge"), [
            it.on_card("acknowledged"), it.in_thread("line.acknowledge", who=lead), *it.to_both("told.acknowledge")]),
        (it.presses("assign"), [it.form("assign.title")]),
        (it.sends(assignee=scene.lead), [it.on_card("planned"), it.in_thread("line.assign_self", who=lead)]),
        (it.presses("resolve"), [it.form("resolve.title")]),
        (it.sends(what_was_done=scene.done), [it.on_card("resolved"), f"#{channel} > {done}", *both_told]),
        (it.waits(NINE_DAYS), [it.digest(), *it.asked_both()]),
        (it.answers(scene.reporter, "still"), [
            it.answered(scene.reporter, "still"), it.on_card("came_back"),
            it.in_thread("line.still_happening_asked", still=1, answered=1)]),
        (it.presses("acknowledge"), [
            it.on_card("planned"), it.in_thread("line.acknowledge", who=lead), *it.to_both("told.acknowledge")]),
        (it.presses("resolve"), [it.form("resolve.title")]),
        (it.sends(what_was_done=scene.done), [it.on_card("resolved"), f"#{channel} > {done}", *both_told]),
        (lambda: office.pass_until(MONDAY), [it.digest()]),
        (it.waits(EIGHT_DAYS), it.asked_both()),
        (it.answers(scene.reporter, "gone"), [it.answered(scene.reporter, "gone"), it.on_card("resolved")]),
        (it.answers(scene.second, "gone"), [
            it.answered(scene.second, "gone"), it.on_card("verified"),
            it.in_thread("line.verify", gone=2, answered=2, asked=2)]),
        (lambda: office.pass_until(MONDAY + timedelta(days=14)), [it.digest()]),
    )
    digest = texts(office.slack.messages(scene.channel))[-1].splitlines()
    assert digest[1] == say(scene.locale, "digest.fallback", team=scene.team, came_back=0, new=0, open=0, resolved=0,
                            verified=1)
    assert digest[2] == say(scene.locale, "digest.verified_of_asked", numerator=1, denominator=1)
