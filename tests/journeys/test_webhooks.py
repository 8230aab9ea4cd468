"""Events reach other systems: signed, each once under its own id, tried again for days, and never anybody's secret."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import jsonschema_rs
import pytest

from bot.domain.event_schema import schema
from bot.domain.parcels import Address
from bot.domain.reports import Visibility
from bot.domain.webhooks import GIVES_UP_AFTER, WAITS
from tests.support import cast
from tests.support.receiver import Receiver, live_by, receiver
from tests.support.snag import Office, texts

REFUND = "The refund never came"
SOON = timedelta(seconds=10)
"""By then the second try was made."""
VALID = jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)


@pytest.fixture
async def there(office: Office, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Receiver]:
    live_by(monkeypatch, office.clock)
    async with receiver() as listening:
        yield listening


async def add(office: Office, there: Receiver, *events: str) -> Address:
    made = await office.core.db.run(office.core.services.webhooks.add, office.snag.workspace_id, "cli:adam", there.url,
                                    events)
    there.secret = made.secret
    return made


async def state(office: Office) -> Address:
    [found] = await office.core.db.read(office.core.services.webhooks.all, office.snag.workspace_id)
    return found


async def test_what_happens_is_told_signed_and_as_the_schema_says(office: Office, there: Receiver) -> None:
    await add(office, there)
    await office.report(cast.RITA, REFUND)
    await office.resolve(cast.ANA, cast.PAY)
    assert there.types()[:2] == ["report.created", "annoyance.acknowledged"]
    assert sorted(there.types()[2:]) == ["annoyance.resolved", "survey.opened"]
    assert [error for one in there.heard for error in VALID.iter_errors(one)] == []
    made, resolved = there.heard[0], next(one for one in there.heard if one["type"] == "annoyance.resolved")
    assert made["data"]["annoyance"] == {"number": 1, "title": REFUND, "state": "new", "team": "payments"}
    assert (made["data"]["reporter"], made["workspace"], made["version"]) == (cast.RITA, cast.WORKSPACE, 1)
    assert (resolved["data"]["by"], resolved["data"]["what_was_done"], resolved["data"]["from_state"]) == (
        cast.ANA, "Switched it off", "acknowledged")
    assert [one["id"] for one in there.heard] == [one["webhook-id"] for one in there.headers]


async def test_only_what_was_asked_for_is_told(office: Office, there: Receiver) -> None:
    await add(office, there, "annoyance.resolved", "survey.closed")
    await office.report(cast.RITA, REFUND)
    await office.resolve(cast.ANA, cast.PAY)
    assert there.types() == ["annoyance.resolved"]


async def test_a_failed_event_is_tried_again_under_the_same_id(office: Office, there: Receiver) -> None:
    await add(office, there, "report.created")
    there.answer([500, 500])
    await office.report(cast.RITA, REFUND)
    await office.wait(SOON)
    assert len(there.heard) == 2, "the second try is five seconds after the first"
    await office.wait(timedelta(minutes=4))
    assert len(there.heard) == 2
    await office.wait(timedelta(minutes=2))
    assert len(there.heard) == 3
    assert len({one["webhook-id"] for one in there.headers}) == len({json.dumps(one) for one in there.heard}) == 1
    assert len({one["webhook-timestamp"] for one in there.headers}) > 1
    assert (await state(office)).failing_since is None


async def test_a_pause_that_is_asked_for_is_kept(office: Office, there: Receiver) -> None:
    await add(office, there, "report.created")
    there.answer([(429, {"Retry-After": "3600"})])
    await office.report(cast.RITA, REFUND)
    await office.report(cast.MINJUN, "The bluetooth breaks off")
    await office.wait(timedelta(minutes=59))
    assert len(there.heard) == 1, "what came later waits too"
    await office.wait(timedelta(minutes=2))
    assert [one["data"]["annoyance"]["number"] for one in there.heard] == [1, 1, 2]


async def test_who_wants_nothing_more_gets_nothing_more_and_an_admin_hears_it(office: Office, there: Receiver) -> None:
    made = await add(office, there)
    there.answer([410])
    await office.report(cast.RITA, REFUND)
    await office.report(cast.RITA, "The bluetooth breaks off")
    assert there.types() == ["report.created"]
    assert (await state(office)).disabled_at is not None
    [said] = texts(office.direct(cast.ADAM))
    assert said.startswith("The webhook to 127.0.0.1 is switched off: its receiver says that it wants no more events")
    assert said.endswith(f"snag webhook enable {made.id}")


async def test_five_days_of_failing_switch_it_off_and_by_hand_it_goes_on(office: Office, there: Receiver) -> None:
    made = await add(office, there, "report.created", "annoyance.acknowledged")
    there.answer([500] * 40)
    await office.report(cast.RITA, REFUND)
    for seconds in WAITS:
        await office.wait(timedelta(seconds=seconds * 1.11))
    assert len(there.heard) == len(WAITS) + 1
    assert (await state(office)).disabled_at is None
    await office.wait(GIVES_UP_AFTER)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    assert (await state(office)).disabled_at is not None
    assert "nothing has arrived there for five days" in texts(office.direct(cast.ADAM))[-1]
    before, there.answers = len(there.heard), []
    webhooks, workspace = office.core.services.webhooks, office.snag.workspace_id
    await office.wait(timedelta(days=2))
    assert len(there.heard) == before
    await office.core.db.run(webhooks.enable, workspace, "cli:adam", made.id[:20])
    assert await office.core.db.run(lambda: webhooks.redeliver(workspace, "cli:adam", failed=True)) == 2
    await office.wait(timedelta(minutes=1))
    assert sorted(there.types()[before:]) == ["annoyance.acknowledged", "report.created"]
    ids = [one["webhook-id"] for one in there.headers]
    assert set(ids[before:]) <= set(ids[:before])


async def test_what_waited_for_long_goes_at_once_when_somebody_answers_again(office: Office, there: Receiver) -> None:
    await add(office, there, "report.created")
    there.answer([500] * 5)
    await office.report(cast.RITA, REFUND)
    for step in (SOON, *3 * [timedelta(hours=3)]):
        await office.wait(step)
    assert len(there.heard) == 5
    await office.report(cast.MINJUN, "The bluetooth breaks off")
    await office.wait(timedelta(minutes=2))
    assert [one["data"]["annoyance"]["number"] for one in there.heard[5:]] == [2, 1]


async def test_a_slow_receiver_takes_one_place_and_slack_hears_everything(office: Office, there: Receiver) -> None:
    await add(office, there)
    there.held = asyncio.Event()
    for name in ("first", "second", "third"):
        await office.person(cast.RITA).slash(cast.GENERAL, f"/snag The refund of my {name} parcel")
    for _ in range(40):
        await office.snag.engine.one_pass()
        await asyncio.sleep(0.01)
    assert there.most_at_once == len(there.heard) == 1
    assert len(office.slack.messages(cast.PAY)) + len(office.slack.messages(cast.TRIAGE)) == 3
    there.held.set()
    await office.settle()
    assert (there.types(), there.most_at_once) == (["report.created"] * 3, 1)


async def test_nobody_without_a_name_is_told_of(office: Office, there: Receiver) -> None:
    await add(office, there)
    services = office.core.services
    await services.run(services.people.report_as, office.snag.workspace_id, cast.RITA, Visibility.ANONYMOUS, key="k")
    await office.report(cast.RITA, REFUND)
    assert there.heard[0]["data"]["reporter"] is None
    assert cast.RITA not in json.dumps(there.heard)
    assert "~" not in json.dumps(there.heard)


async def test_both_secrets_hold_for_a_day_after_a_new_one(office: Office, there: Receiver) -> None:
    made = await add(office, there, "report.created")
    rotate = office.core.services.webhooks.rotate
    fresh = await office.core.db.run(rotate, office.snag.workspace_id, "cli:adam", made.id)
    for secret in (made.secret, fresh.secret):
        there.secret = secret
        await office.report(cast.RITA, f"{REFUND} ({secret == fresh.secret})")
    assert len(there.heard) == 2
    await office.wait(timedelta(hours=25))
    await office.report(cast.RITA, f"{REFUND} again")
    assert len(there.headers[-1]["webhook-signature"].split()) == 1


async def test_a_removed_one_gets_not_even_what_waits(office: Office, there: Receiver) -> None:
    made = await add(office, there)
    there.answer([500] * 2)
    await office.report(cast.RITA, REFUND)
    await office.wait(SOON)
    await office.core.db.run(office.core.services.webhooks.remove, office.snag.workspace_id, "cli:adam", made.id)
    await office.wait(timedelta(days=1))
    assert len(there.heard) == 2
