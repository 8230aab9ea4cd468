"""An annoyance and its issue in the team's tracker, from the card to 'done' there and back, and all that can go wrong
on the way: against stand-ins that speak the trackers' own shapes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.trackers import Connection, Kind
from bot.services.tracker_settings import TrackerSettings, Wish
from storage.tables import Tracker
from tests.support import cast
from tests.support.snag import Office, Way, action_ids, office, texts
from tests.support.trackers import PROJECTS, SHAPES, StandIn, standing_in
from tests.support.trackers.jira import ACCOUNT
from tests.support.trackers.server import TOKEN, Reply

REFUND = "The refund never came"
QUARTER = timedelta(minutes=16)
HOUR = timedelta(hours=1, minutes=1)


@dataclass
class Connected:
    """An office whose Payments team has a tracker."""

    office: Office
    there: StandIn
    tracker_id: str
    secret: str

    @property
    def settings(self) -> TrackerSettings:
        core = self.office.core
        return TrackerSettings(core.db, core.clock, core.names)

    @property
    def address(self) -> str:
        path = self.settings.hook_path(self.office.snag.workspace_id, self.tracker_id)
        return f"http://127.0.0.1:{self.office.snag.port}{path}"

    @property
    def card(self) -> str:
        return str(self.office.card(cast.PAY)["blocks"])

    async def acknowledged(self) -> None:
        await self.office.report(cast.RITA, REFUND)
        await self.office.click(cast.ANA, self.office.card(cast.PAY), "acknowledge")

    async def open_form(self, by: str = cast.ANA) -> None:
        await self.office.click(by, self.office.card(cast.PAY), "more")
        await self.office.click(by, self.office.form(by), "tracker_issue")

    async def make(self, **typed: str) -> None:
        """Ana asks for an issue by the form."""
        await self.open_form()
        await self.office.submit(cast.ANA, {"issue_title": REFUND, "issue_text": f"{REFUND}. She waited.", **typed})

    async def tell(self, action: str, *, spoil: bool = False) -> int:
        status = await self.there.tell(self.address, self.there.issues[0], action, self.secret, spoil=spoil)
        await self.office.settle()
        return status

    def thread(self) -> list[str]:
        """All that was said below the card since it was acknowledged."""
        return self.office.thread(cast.PAY)[1:]


async def connected(here: Office, kind: str, there: StandIn) -> Connected:
    core = here.core
    made = TrackerSettings(core.db, core.clock, core.names).connect(
        here.snag.workspace_id, "cli:root",
        Wish("payments", Connection(Kind(kind), there.project, there.url, TOKEN, ACCOUNT)))
    assert made.secret is not None
    return Connected(here, there, made.id, made.secret)


@pytest.fixture
def way() -> Way:
    return "http"


@pytest.fixture(params=list(Kind))
async def each(request: pytest.FixtureRequest, settled_url: str) -> AsyncIterator[Connected]:
    """Each kind of tracker in turn."""
    async with (office(settled_url, "http") as here,
                standing_in(SHAPES[request.param], PROJECTS[request.param], here.clock) as there):
        yield await connected(here, request.param, there)


@pytest.fixture
async def github(stored: Office) -> AsyncIterator[Connected]:
    """GitHub, on each database in turn."""
    async with standing_in(SHAPES["github"], PROJECTS["github"], stored.clock) as there:
        yield await connected(stored, "github", there)


async def test_an_issue_is_made_and_its_state_flows_back(each: Connected) -> None:
    await each.acknowledged()
    await each.make()
    assert each.there.made() == 1
    name = "WEB-1" if each.there.project == "WEB" else "#1"
    assert name in each.card
    assert "· open" in each.card
    each.there.close(each.there.issues[0])
    each.office.clock.wait(timedelta(seconds=1))
    assert await each.tell("closed") == 204
    assert "· done" in each.card
    label = each.thread()[0].split("into ")[1].split(" as")[0]
    assert each.thread() == [f"ana puts this into {label} as an issue.", f"{label} says: {name} is done."]
    said = each.office.slack.messages(cast.PAY, each.office.card(cast.PAY)["ts"])[-1]
    assert action_ids(said) == ["resolve"]
    each.office.clock.wait(timedelta(seconds=1))
    each.there.close(each.there.issues[0], closed=False)
    assert await each.tell("reopened") == 204
    assert each.thread()[-1] == f"{label} says: {name} is open again."
    assert "Acknowledged" in each.office.card(cast.PAY)["text"], "Snag resolves nothing by itself"


async def test_whoever_sees_the_thread_resolves_by_the_line(github: Connected) -> None:
    await github.acknowledged()
    await github.make()
    github.there.close(github.there.issues[0])
    await github.tell("closed")
    here = github.office
    said = here.slack.messages(cast.PAY, here.card(cast.PAY)["ts"])[-1]
    await here.click(cast.ANA, said, "resolve")
    await here.submit(cast.ANA, {"what_was_done": "The refund job runs again"})
    assert "Resolved" in here.card(cast.PAY)["text"]


async def test_what_a_webhook_missed_is_found_by_asking(each: Connected) -> None:
    await each.acknowledged()
    await each.make()
    each.there.close(each.there.issues[0])
    await each.office.pass_time(QUARTER)
    assert "· done" in each.card
    before = len(each.there.asked)
    await each.office.pass_time(timedelta(minutes=5))
    assert len(each.there.asked) == before, "a quarter of an hour lies between two questions"
    each.there.issues[0].gone = True
    await each.office.pass_time(timedelta(days=1))
    assert "no longer there" in each.card
    assert len(each.thread()) == 3


async def test_one_that_exists_is_linked_by_its_address(each: Connected) -> None:
    held = each.there.add("It was known already", id="019a0000-0000-4001-8123-456789abcdef"
                          if each.there.project == "WEB" and "linear" in str(type(each.there.shapes)).lower() else None)
    await each.acknowledged()
    key = f"WEB-{held.number}" if each.there.project == "WEB" else f"#{held.number}"
    await each.make(existing_issue=key)
    assert each.there.made() == 1
    assert key in each.card
    await each.make(existing_issue=key)
    assert each.thread()[-1].endswith("is linked here already.")
    assert each.card.count("· open") == 1


async def test_what_is_not_there_is_not_linked(github: Connected) -> None:
    await github.acknowledged()
    await github.make(existing_issue="https://github.com/larkfield/web/issues/99")
    assert github.thread()[-1] == "ana: GitHub has no issue 99, so nothing was linked."
    assert "GitHub" not in github.card


async def test_another_projects_issue_leaves_the_form_open(github: Connected) -> None:
    await github.acknowledged()
    await github.open_form()
    answer = await github.office.submit(cast.ANA, {"issue_title": REFUND,
                                                   "existing_issue": "https://github.com/other/repo/issues/1"})
    assert "larkfield/web" in str(answer)
    assert github.there.asked == []


async def test_no_issue_without_a_title(github: Connected) -> None:
    await github.acknowledged()
    await github.open_form()
    answer = await github.office.submit(cast.ANA, {"issue_title": "", "issue_text": "x"})
    assert "needs a title" in str(answer)


async def test_the_proposal_tells_neither_who_reported_nor_how_to_reach_anybody(github: Connected) -> None:
    here = github.office
    await github.acknowledged()
    await github.open_form()
    drawn = str(here.form(cast.ANA))
    assert REFUND in drawn
    assert "Rita" not in drawn
    assert cast.RITA not in drawn


async def test_an_answer_that_gets_lost_makes_no_second_issue(each: Connected) -> None:
    each.there.drops = 1
    await each.acknowledged()
    await each.make()
    await each.office.wait(timedelta(seconds=5))
    await each.office.wait(timedelta(minutes=2))
    assert each.there.made() == 1
    assert "· open" in each.card


async def test_a_bad_token_is_told_once_a_day_and_what_waited_goes_when_it_is_mended(github: Connected) -> None:
    here, workspace = github.office, github.office.snag.workspace_id
    await github.acknowledged()
    with here.core.db.transaction(workspace) as tx:
        row = tx.session.get_one(Tracker, (workspace, github.tracker_id))
        row.token_sealed = here.core.names.seal("an old token")
    await github.make()
    assert [text.split(" (")[0] for text in texts(here.direct(cast.ADAM))] == [
        "GitHub no longer accepts Snag's token for larkfield/web"]
    assert github.thread()[-1].startswith("ana: the issue “The refund never came” waits.")
    assert "an issue is being made" in github.card
    await here.wait(HOUR)
    assert (len(here.direct(cast.ADAM)), len(github.thread())) == (1, 2)
    await here.pass_time(timedelta(days=1))
    await here.wait(HOUR)
    assert len(here.direct(cast.ADAM)) == 2
    github.settings.give_token(workspace, "cli:root", github.tracker_id, TOKEN)
    await here.settle()
    assert github.there.made() == 1
    assert "· open" in github.card


@pytest.mark.parametrize("fault, said", [
    (Reply(403, {"message": "Resource not accessible by personal access token"}), "may not do what it needs"),
    (Reply(404, {"message": "Not Found"}), "is not there"),
])
async def test_a_trouble_is_told_to_an_admin_and_ends_by_itself(github: Connected, fault: Reply, said: str) -> None:
    github.there.faults = [fault]
    await github.acknowledged()
    await github.make()
    [told] = texts(github.office.direct(cast.ADAM))
    assert said in told
    await github.office.wait(HOUR)
    assert github.there.made() == 1
    assert "· open" in github.card


async def test_a_pause_that_the_tracker_asks_for_holds_up_the_card_of_nobody(github: Connected) -> None:
    github.there.faults = [Reply(429, {}, {"Retry-After": "120"})]
    await github.acknowledged()
    await github.make()
    assert github.there.made() == 0
    assert "an issue is being made" in github.card
    await github.office.wait(timedelta(seconds=60))
    assert len(github.there.asked) == 1
    await github.office.wait(timedelta(seconds=61))
    assert github.there.made() == 1


async def test_what_it_will_not_take_is_said_in_the_thread(github: Connected) -> None:
    github.there.faults = [Reply(422, {"message": "Validation Failed", "errors": [{"message": "no such label"}]})]
    await github.acknowledged()
    await github.make()
    assert github.thread()[-1] == ("ana: GitHub did not take the issue “The refund never came”. "
                                   "It says: Validation Failed: no such label")
    assert "GitHub" not in github.card


async def test_one_that_never_answers_is_given_up_and_said(github: Connected) -> None:
    github.there.takes_nothing = Reply(502, {})
    await github.acknowledged()
    await github.make()
    for _ in range(8):
        await github.office.wait(HOUR)
    assert github.thread()[-1].startswith("ana: the issue “The refund never came” could not be made")
    assert github.there.made() == 0


async def test_webhooks_count_once_and_only_signed(github: Connected) -> None:
    await github.acknowledged()
    await github.make()
    github.there.close(github.there.issues[0])
    assert await github.tell("closed", spoil=True) == 401
    assert "· open" in github.card
    assert [await github.tell("closed") for _ in range(2)] == [204, 204]
    assert len(github.thread()) == 2
    address = github.address
    statuses = [await github.there.tell(f"{address[:-4]}AAAA", github.there.issues[0], "closed", github.secret),
                await github.there.tell(address[:-60], github.there.issues[0], "closed", github.secret)]
    assert statuses == [404, 404]


async def test_an_older_webhook_that_comes_late_changes_nothing(github: Connected) -> None:
    await github.acknowledged()
    await github.make()
    held = github.there.issues[0]
    made_at = held.updated
    github.office.clock.wait(timedelta(minutes=1))
    github.there.close(held)
    await github.tell("closed")
    held.closed, held.updated = False, made_at
    await github.tell("reopened")
    assert "· done" in github.card
    assert len(github.thread()) == 2


async def test_a_removed_tracker_hears_nothing_and_who_waits_is_told(github: Connected) -> None:
    github.there.faults = [Reply(429, {}, {"Retry-After": "600"})]
    await github.acknowledged()
    await github.make()
    github.settings.remove(github.office.snag.workspace_id, "cli:root", github.tracker_id)
    await github.office.settle()
    assert github.thread()[-1].endswith("GitHub is no longer connected.")
    github.there.add()
    assert await github.tell("closed") == 404
    await github.office.click(cast.ANA, github.office.card(cast.PAY), "more")
    assert "tracker_issue" not in action_ids(github.office.form(cast.ANA))


async def test_without_a_tracker_there_is_no_button(stored: Office) -> None:
    await stored.report(cast.RITA, REFUND)
    await stored.click(cast.ANA, stored.card(cast.PAY), "acknowledge")
    await stored.click(cast.ANA, stored.card(cast.PAY), "more")
    assert "tracker_issue" not in action_ids(stored.form(cast.ANA))
    assert "resolve" in action_ids(stored.form(cast.ANA)) + action_ids(stored.card(cast.PAY))
