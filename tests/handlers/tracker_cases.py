"""Entrances of issues in trackers: somebody comes in by each, and something happens."""

from bot.domain.trackers import Connection, Kind
from bot.services.tracker_settings import TrackerSettings, Wish
from tests.handlers.cases import STORY, case
from tests.support import cast
from tests.support.snag import Office
from tests.support.trackers import PROJECTS, SHAPES, standing_in
from tests.support.trackers.server import TOKEN


@case("action", "tracker_issue")
@case("view", "tracker_issue_form")
async def issue_in_tracker(office: Office) -> None:
    async with standing_in(SHAPES["github"], PROJECTS["github"], office.clock) as there:
        core = office.core
        TrackerSettings(core.db, core.clock, core.names).connect(office.snag.workspace_id, "cli:root", Wish(
            "payments", Connection(Kind.GITHUB, there.project, there.url, TOKEN)))
        await office.report(cast.RITA, STORY)
        await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
        await office.click(cast.ANA, office.card(cast.PAY), "more")
        await office.click(cast.ANA, office.form(cast.ANA), "tracker_issue")
        await office.submit(cast.ANA, {"issue_title": STORY})
        assert [one.title for one in there.issues] == [STORY]
