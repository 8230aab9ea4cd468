"""Monday's digest at nine where its team is, also when the clocks change there; and once, however many ask for it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.support import cast, snag
from tests.support.snag import Office, texts

REFUND = "The refund never came"


def digests(office: Office, channel_id: str = cast.PAY) -> list[str]:
    return [text.splitlines()[0] for text in texts(office.slack.messages(channel_id)) if "(" in text.splitlines()[0]]


@pytest.mark.parametrize("friday, nine, period", [
    # Berlin is one hour ahead of UTC until 29 March 2026, 02:00, then two; and one again from 25 October, 03:00, on.
    (datetime(2026, 3, 20, 12, tzinfo=UTC), datetime(2026, 3, 23, 8, tzinfo=UTC), "Mar 16, 2026 to Mar 23, 2026"),
    (datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC), "Mar 23, 2026 to Mar 30, 2026"),
    (datetime(2026, 10, 16, 12, tzinfo=UTC), datetime(2026, 10, 19, 7, tzinfo=UTC), "Oct 12, 2026 to Oct 19, 2026"),
    (datetime(2026, 10, 23, 12, tzinfo=UTC), datetime(2026, 10, 26, 8, tzinfo=UTC), "Oct 19, 2026 to Oct 26, 2026"),
], ids=["before spring", "in spring", "before autumn", "in autumn"])
async def test_the_digest_comes_at_nine_by_the_teams_clock(
        settled_url: str, friday: datetime, nine: datetime, period: str) -> None:
    async with snag.office(settled_url, at=friday) as office:
        await office.report(cast.RITA, REFUND)
        await office.pass_until(nine - timedelta(minutes=5))
        assert digests(office) == []
        await office.pass_until(nine)
        assert digests(office) == [f"Weekly digest: Payments ({period})"]
        await office.pass_time(timedelta(days=6, hours=22))
        assert len(digests(office)) == 1


async def test_the_digest_comes_once_however_often_and_by_however_many_it_is_asked_for(each_database: str) -> None:
    friday = datetime(2026, 3, 27, 12, tzinfo=UTC)
    async with snag.office(each_database, at=friday) as office:
        await office.report(cast.RITA, REFUND)
        office.clock.move_by(timedelta(days=4))
        async with snag.snag_on(office.slack, each_database, office.clock, "socket") as (_, other):
            await asyncio.gather(*(one.scheduler.expand() for one in (office.snag, other) for _ in range(3)))
            await asyncio.gather(*(one.scheduler.catch_up(one.engine) for one in (office.snag, other)))
        await office.settle()
        assert len(digests(office)) == 1


async def test_two_weeks_asleep_make_one_digest_of_the_newest_week(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await office.pass_until(datetime(2026, 3, 17, 12, tzinfo=UTC))
    assert digests(office) == ["Weekly digest: Payments (Mar 9, 2026 to Mar 16, 2026)"]


async def test_a_team_where_nothing_happened_gets_no_digest(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await office.pass_until(datetime(2026, 3, 10, 12, tzinfo=UTC))
    assert [len(digests(office, place)) for place in (cast.PAY, cast.APP_TEAM, cast.DELIVERY)] == [1, 0, 0]
