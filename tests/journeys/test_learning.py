"""Three reports went the wrong way and were set right: the fourth like them goes right, and says why."""

import json
import re

import pytest

from bot.domain.reports import Door, Draft
from bot.services.learning import SAVE_EVERY
from bot.text import say
from tests.support import cast
from tests.support.snag import Office, action_ids, texts

ENGLISH = ("The parcel locker code is refused", "Parcel locker says code expired", "Code for the parcel locker fails")
KOREAN = ("택배 보관함 비밀번호가 안 열려요", "택배 보관함 비밀번호가 틀렸대요", "택배 보관함이 비밀번호를 거부해요")


async def misrouted(office: Office, reporter: str, stories: tuple[str, ...]) -> None:
    """Reports that go to Delivery, as they speak of parcels."""
    for number, story in enumerate(stories, start=1):
        await office.report(reporter, story)
        assert office.card(cast.DELIVERY, number)


def like(language: str, answer: str) -> set[int]:
    """The numbers that an answer gives as its reason, in the words of that language."""
    found = re.search(re.escape(say(language, "why.learned_like_two", first=0, second=1)).replace(
        "0", r"(\d+)").replace("1", r"(\d+)"), answer)
    assert found is not None, answer
    return {int(number) for number in found.groups()}


@pytest.mark.parametrize("reporter, language, stories, fourth", [
    (cast.RITA, "en", ENGLISH, "Parcel locker: the code is refused again"),
    (cast.MINJUN, "ko", KOREAN, "택배 보관함 비밀번호가 또 안 열려요")])
async def test_what_teams_correct_is_routed_right_the_next_time(
        office: Office, reporter: str, language: str, stories: tuple[str, ...], fourth: str) -> None:
    await misrouted(office, reporter, stories)
    for number in (1, 2, 3):
        await office.click(cast.KEN, office.card(cast.DELIVERY, number), "not_ours")
        await office.submit(cast.KEN, {"team": "app"})
    await office.report(reporter, fourth)
    assert fourth in office.card(cast.APP_TEAM, 4)["text"]
    assert like(language, texts(office.private(reporter))[-1]) <= {1, 2, 3}
    assert like("ko", json.dumps(office.card(cast.APP_TEAM, 4)["blocks"], ensure_ascii=False)) <= {1, 2, 3}


async def test_what_reporters_correct_teaches_as_well(office: Office) -> None:
    await misrouted(office, cast.RITA, ENGLISH)
    for answer in office.private(cast.RITA):
        await office.click(cast.RITA, answer, "not_this_team")
        await office.submit(cast.RITA, {"team": "app"})
    await office.report(cast.BEN, "Parcel locker: the code is refused again")
    assert office.card(cast.APP_TEAM, 4)


async def test_triage_teaches_and_what_is_like_nothing_known_comes_to_it_with_two_guesses(office: Office) -> None:
    stories = ("The glove box squeaks", "Squeaking glove box", "Glove box squeaks loudly")
    for story in stories:
        await office.report(cast.RITA, story)
    for number, _ in enumerate(stories, start=1):
        await office.click(cast.TESS, office.card(cast.TRIAGE, number), "other_team")
        await office.submit(cast.TESS, {"team": "app"})
    await office.report(cast.BEN, "My glove box squeaks")
    assert office.card(cast.APP_TEAM, 4)
    await office.report(cast.BEN, "Xyzzy plugh")
    assert action_ids(office.card(cast.TRIAGE, 5))[:2] == ["choose_team_1", "choose_team_2"]


async def test_the_clock_keeps_what_was_learned_for_the_next_start(office: Office) -> None:
    core, workspace_id = office.core, office.snag.workspace_id
    for number in range(SAVE_EVERY):
        await core.db.run(core.services.reports.take, workspace_id, cast.RITA,
                          Draft(f"Black screen {number}", team="app"), door=Door.SLASH, key=f"{number}")
    await office.snag.scheduler.learn()
    standing = await core.db.read(core.learning.standing, workspace_id)
    assert standing is not None
    assert standing.saved is not None
    assert (standing.saved[0], standing.lessons) == (SAVE_EVERY, SAVE_EVERY)
