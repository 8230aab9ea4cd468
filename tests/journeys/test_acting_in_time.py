"""A weekend and a holiday: whom Snag reminds while nobody acts, and how a next step ends it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.people import Profile
from tests.support import cast, snag
from tests.support.snag import Office, action_ids, texts

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 5, 22, 14, 0, tzinfo=UTC)
"""16:00 in Berlin. Whit Monday, the 25th, is a holiday there."""
BAVARIA = "teams: [{key: payments, holidays: DE-BY}]"
REFUND = "The refund never came"


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=BERLIN)


async def reported(office: Office) -> None:
    office.core.configuration.apply(office.snag.workspace_id, BAVARIA, by=None)
    await office.settle()
    await office.report(cast.RITA, REFUND)


def looks(until: datetime) -> list[datetime]:
    """Five past each hour from eight to seven: between them lies the night."""
    every = (FRIDAY + timedelta(hours=hour, minutes=5) for hour in range(24 * 10))
    return [one for one in every if one < until and 8 <= one.astimezone(BERLIN).hour <= 19] + [until]


async def walk(office: Office, until: datetime) -> list[tuple[str, str]]:
    """Time passes; returns when the thread, or somebody, was written to: (day and hour, where)."""
    def counted() -> dict[str, int]:
        return {"thread": len(office.thread(cast.PAY))} | {
            user: len(office.direct(user)) for user in (cast.ANA, cast.BEN, cast.MIA, cast.CARA, cast.ADAM)}
    seen, heard = counted(), list[tuple[str, str]]()
    for look in looks(until):
        await office.pass_until(look)
        now = counted()
        at = f"{look.astimezone(BERLIN):%a %H}"
        heard += [(at, where) for where in now for _ in range(now[where] - seen[where])]
        seen = now
    return heard


async def test_over_a_weekend_and_a_holiday_only_working_time_counts(settled_url: str) -> None:
    async with snag.office(settled_url, at=FRIDAY) as office:
        await reported(office)
        heard = await walk(office, berlin(28, 18))
        # Eight working hours: two on Friday, none on the weekend and on Whit Monday, six on Tuesday: up at 15:00.
        # Reminder with two hours left; then the lead, for nobody has it, and a working day later the manager.
        assert heard == [("Tue 13", "thread"), ("Tue 15", "thread"), ("Tue 15", cast.ANA),
                         ("Wed 15", cast.MIA)]
        assert office.thread(cast.PAY)[0].startswith("This waits for somebody to acknowledge it by May 26, 2026")
        [asked] = office.direct(cast.ANA)
        assert asked["text"].splitlines()[1].startswith(f"#1 {REFUND}: Waits to be acknowledged, due May 26, 2026")
        assert asked["text"].splitlines()[-1] == "What is the next step, and by when?"


async def test_a_next_step_stops_it_until_its_day_is_over(settled_url: str) -> None:
    async with snag.office(settled_url, at=FRIDAY) as office:
        await reported(office)
        await office.pass_until(berlin(26, 15, 5))
        [asked] = office.direct(cast.ANA)
        await office.click(cast.ANA, asked, "next_step")
        await office.person(cast.ANA).submit({
            "next_step": {"next_step": "Ask the bank"}, "next_step_on": {"next_step_on": "2026-05-28"}})
        await office.settle()
        assert office.thread(cast.PAY)[-1] == "ana says what comes next, by May 28, 2026:\nAsk the bank"
        assert "Next, by May 28, 2026:" in str(office.card(cast.PAY)["blocks"])
        heard = await walk(office, berlin(29, 18))
        # Wednesday and Thursday are quiet. On Friday morning it is still open: thread and lead begin anew.
        assert heard == [("Fri 09", "thread"), ("Fri 09", cast.ANA)]


async def test_who_acknowledges_stops_it_at_once(settled_url: str) -> None:
    async with snag.office(settled_url, at=FRIDAY) as office:
        await reported(office)
        await office.pass_until(berlin(26, 14, 58))
        office.clock.move_by(timedelta(minutes=4))
        await office.snag.scheduler.expand()  # it is planned, and not sent yet
        await office.person(cast.BEN).click(office.card(cast.PAY), "acknowledge")
        await office.settle()
        assert office.direct(cast.ANA) == []
        assert [line for line in office.thread(cast.PAY) if line.startswith("Nobody has acknowledged")] == []


async def test_the_line_in_the_thread_is_answered_by_whoever_reads_it(settled_url: str) -> None:
    async with snag.office(settled_url, at=FRIDAY) as office:
        await reported(office)
        await office.pass_until(berlin(26, 13, 5))
        card = office.card(cast.PAY)
        line = office.slack.messages(cast.PAY, card["ts"])[-1]
        assert action_ids(line) == ["next_step"]
        await office.click(cast.BEN, line, "next_step")
        await office.submit(cast.BEN, {"next_step": "Ask the bank"})
        assert office.form(cast.BEN)["title"]["text"] == "Next step"  # the day is missing: it stays open
        await office.person(cast.BEN).submit({
            "next_step": {"next_step": "Ask the bank"}, "next_step_on": {"next_step_on": "2026-05-26"}})
        await office.settle()
        assert office.thread(cast.PAY)[-1].startswith("ben says what comes next")


async def test_who_has_left_is_passed_over(settled_url: str) -> None:
    async with snag.office(settled_url, at=FRIDAY) as office:
        await reported(office)
        gone = Profile(cast.ANA, "Ana", "en-US", "Europe/Berlin", is_guest=False, is_bot=False, is_admin=False,
                       is_gone=True)
        office.core.services.people.keep(office.snag.workspace_id, gone)
        await office.pass_until(berlin(26, 15, 5))
        assert len(office.direct(cast.MIA)) == 1
        assert office.direct(cast.ANA) == []


async def test_five_in_one_message_and_one_message_a_day(settled_url: str) -> None:
    async with snag.office(settled_url, at=FRIDAY) as office:
        await reported(office)
        for number in range(6):
            await office.person(cast.RITA).slash(cast.GENERAL, f"/snag Card declined at the till number {number} again")
            await office.settle()
        await office.pass_until(berlin(26, 17))
        [asked] = office.direct(cast.ANA)
        assert action_ids(asked) == ["next_step"] * 5
        assert "And 2 more: #6 · #7" in texts([asked])[0]
