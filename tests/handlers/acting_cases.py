"""Entrances of reminders and of the story: somebody comes in by each, and something happens."""

from tests.handlers.cases import STORY, case
from tests.support import cast
from tests.support.snag import Office, action_ids


@case("action", "next_step")
@case("view", "next_step_form")
async def somebody_says_what_comes_next(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.behind_more(cast.ANA, cast.PAY, "next_step")
    await office.submit(cast.ANA, {"next_step": "Ask the bank", "next_step_on": f"{office.clock.now():%Y-%m-%d}"})
    assert "Ask the bank" in office.thread(cast.PAY)[-1]


@case("action", "outlook")
async def a_lead_looks_ahead(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, await office.opened(cast.ANA), "outlook")
    assert STORY in str(office.form(cast.ANA)["blocks"])


@case("action", "timeline", "timeline_later", "timeline_earlier", "timeline_markdown", "timeline_json")
async def the_story_is_turned_over_and_taken_along(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    for number in range(12):
        await office.person(cast.ANA).say(cast.PAY, f"{number}: {'we still look for it ' * 30}",
                                          office.card(cast.PAY)["ts"])
    await office.settle()
    await office.behind_more(cast.ANA, cast.PAY, "timeline")
    for turned, left in (("timeline_later", "timeline_earlier"), ("timeline_earlier", "timeline_later")):
        assert turned in action_ids(office.form(cast.ANA))
        await office.click(cast.ANA, office.form(cast.ANA), turned)
        assert left in action_ids(office.form(cast.ANA))
    for wanted in ("timeline_markdown", "timeline_json"):
        await office.click(cast.ANA, office.form(cast.ANA), wanted)
    files = [file["name"] for message in office.direct(cast.ANA) for file in message.get("files", [])]
    assert files == ["snag-1.md", "snag-1.json"]
