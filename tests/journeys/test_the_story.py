"""The story of an annoyance, read in Slack and taken along as a file."""

import json

from tests.support.cast import ANA, GENERAL, MINJUN, PAY, RITA
from tests.support.snag import Office, labels


async def test_the_story_is_read_behind_more_and_after_its_number(office: Office) -> None:
    await office.report(RITA, "The refund never arrived. That was in May")
    await office.click(ANA, office.card(PAY), "acknowledge")
    await office.click(ANA, office.card(PAY), "more")
    await office.click(ANA, office.form(ANA), "timeline")
    shown = str(office.form(ANA)["blocks"])
    for said in ("That was in May", RITA, "Acknowledged", ANA):
        assert said in shown, said
    await office.person(MINJUN).slash(GENERAL, "/snag 1")
    await office.settle()
    await office.click(MINJUN, office.private(MINJUN)[-1], "timeline")
    shown = str(office.form(MINJUN)["blocks"])
    assert "That was in May" not in shown
    assert ANA not in shown
    assert "확인" in shown


async def test_the_story_comes_as_a_file(office: Office) -> None:
    await office.report(RITA, "The refund never arrived")
    await office.click(ANA, office.card(PAY), "more")
    await office.click(ANA, office.form(ANA), "timeline")
    assert labels(office.form(ANA)) == ["As Markdown", "As JSON"]
    await office.click(ANA, office.form(ANA), "timeline_json")
    assert "on its way" in str(office.form(ANA)["blocks"][0])
    [message] = [one for one in office.direct(ANA) if one.get("files")]
    [file] = message["files"]
    told = json.loads(office.slack.parts.world.files[file["id"]].content)
    assert (file["name"], told["number"], told["is_whole"]) == ("snag-1.json", 1, True)
    assert told["events"][0]["words"] == "The refund never arrived"
