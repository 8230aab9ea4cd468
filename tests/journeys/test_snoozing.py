"""Laid to sleep twice in a month, refused a third time, woken by somebody who reports it again."""

from datetime import timedelta

from tests.support import cast
from tests.support.snag import Office, action_ids, texts

STORY = "The refund never came"
WHY, THEN = "The bank answers in May", "Ben calls them"


async def laid_to_sleep(office: Office, by: str = cast.BEN) -> None:
    await office.click(by, office.card(cast.PAY), "more")
    await office.click(by, office.form(by), "snooze")
    await office.submit(by, {"until": "tomorrow", "reason": WHY, "then": THEN})


async def test_twice_in_thirty_days_and_a_third_time_the_words_stay_in_the_form(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await laid_to_sleep(office)
    assert office.thread(cast.PAY)[-1].splitlines()[0] == "ben snoozed it until Mar 5, 2026."
    assert WHY in office.thread(cast.PAY)[-1]
    assert WHY in texts(office.direct(cast.RITA))[-1]
    await office.pass_time(timedelta(days=2))
    assert office.thread(cast.PAY)[-1].startswith("The snooze is over: its day has come.")
    await office.click(cast.BEN, office.card(cast.PAY), "more")
    await office.click(cast.BEN, office.form(cast.BEN), "snooze")
    await laid_to_sleep(office, cast.ANA)  # somebody else is quicker
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "wake")
    refused = await office.submit(cast.BEN, {"until": "next_week", "reason": "It is raining", "then": "We wait"})
    assert refused.errors is not None
    assert "snoozed twice within 30 days" in refused.errors["until"]
    assert office.form(cast.BEN)["title"]["text"] == "Snooze"  # it stays open, with what was typed


async def test_somebody_who_reports_it_again_wakes_it(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await laid_to_sleep(office)
    answer = await office.report(cast.MINJUN, f"{STORY} again")
    assert answer is not None
    [offer] = [one for one in office.private(cast.MINJUN) if "me_too" in action_ids(one)]
    await office.click(cast.MINJUN, offer, "me_too")
    assert any(line.startswith("The snooze is over: it was reported once more.") for line in office.thread(cast.PAY))
