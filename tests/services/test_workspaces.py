"""Which workspace a request belongs to, who we are in it, and what we know of its people."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain.people import Back, Profile
from bot.errors import ConfigError, NotFound
from bot.services.directory import directory
from storage import people
from storage import settings as stored_settings
from storage.db import Database
from storage.tables import Team, UserGroup, Workspace
from tests.support.cast import ADAM, BEN, BOT_USER, MINJUN, PAY_TEAM, RITA, WORKSPACE, YUKI
from tests.support.clocks import START, StillClock
from tests.support.larkfield import Services, services_on
from tests.support.play import Play, address_of


class TestFirstContact:
    async def test_processes_that_start_at_once_make_one_workspace(self, services: Services) -> None:
        db = services.db
        other = Database(db.url)
        both = [services, services_on(other, StillClock())] * 3
        made = await asyncio.gather(*(one.db.run(one.workspaces.ensure) for one in both))
        other.close()
        assert len(set(made)) == 1
        assert services.workspaces.all() == [made[0]]

    def test_the_first_request_fills_slacks_id(self, services: Services) -> None:
        made = services.workspaces.ensure()
        assert services.workspaces.known(WORKSPACE) is None
        assert services.workspaces.of_slack_team(WORKSPACE) == made
        assert services.workspaces.find(WORKSPACE) == services.workspaces.known(WORKSPACE) == made
        assert services.workspaces.directory(made).slack_team_id == WORKSPACE

    def test_a_workspace_that_did_not_install_us_is_refused(self, services: Services, workspace_id: str) -> None:
        with pytest.raises(NotFound):
            services.workspaces.of_slack_team("T0OTHER")
        assert services.workspaces.find("T0OTHER") is None

    def test_nobody_can_be_guessed_among_several(self, services: Services) -> None:
        with services.db.transaction("") as tx:
            tx.session.add_all(Workspace(id=key, created_at=START) for key in "ab")
        with pytest.raises(NotFound) as raised:
            services.workspaces.ensure()
        assert raised.value.key == "error.several_workspaces"

    def test_a_token_of_another_workspace_is_refused_in_plain_words(self, services: Services, workspace_id: str
                                                                    ) -> None:
        with pytest.raises(ConfigError, match="belongs to Slack workspace T0SNAG, the bot token to T0OTHER"):
            services.workspaces.introduce(workspace_id, slack_team_id="T0OTHER", name="", domain="",
                                          bot_user_id="U", bot_id=None, app_id=None)
        assert services.workspaces.directory(workspace_id).bot_user_id == BOT_USER


class TestSettingsInMemory:
    def test_a_change_is_seen_at_once_in_every_process(self, play: Play) -> None:
        other = Database(play.services.db.url)
        there = services_on(other, StillClock()).workspaces
        assert there.directory(play.workspace_id).teams["app"].name == "App"
        self.rename(play, "Mobile")
        assert there.directory(play.workspace_id).teams["app"].name == "Mobile"
        other.close()

    def test_without_a_change_the_same_picture_serves(self, play: Play) -> None:
        ask = play.services.workspaces.directory
        assert ask(play.workspace_id) is ask(play.workspace_id)

    def test_what_was_rolled_back_was_never_so(self, play: Play) -> None:
        with pytest.raises(RuntimeError):
            self.rename(play, "Nonsense", fail=True)
        self.rename(play, "Mobile")
        assert play.services.workspaces.directory(play.workspace_id).teams["app"].name == "Mobile"

    def rename(self, play: Play, name: str, *, fail: bool = False) -> None:
        with play.services.db.transaction(play.workspace_id) as tx:
            tx.session.get_one(Team, (play.workspace_id, "app")).name = name
            tx.session.flush()
            stored_settings.changed(tx.session, play.workspace_id)
            assert directory(tx.session, play.workspace_id).teams["app"].name == name
            if fail:
                raise RuntimeError


class TestPeople:
    def test_a_language_is_known_for_a_day(self, play: Play) -> None:
        ask = play.services.people.language
        assert ask(play.workspace_id, MINJUN) == ("ko", False)
        play.services.clock.wait(timedelta(days=1, seconds=1))
        assert ask(play.workspace_id, MINJUN) == ("ko", True)

    def test_business_time_makes_no_language_stale(self, play: Play) -> None:
        play.move_clock(days=30)
        assert play.services.people.language(play.workspace_id, YUKI) == ("ja", False)

    @pytest.mark.parametrize("locale", [None, "fr-FR"])
    def test_a_language_we_do_not_speak_becomes_the_workspaces(self, play: Play, locale: str | None) -> None:
        play.services.people.keep(play.workspace_id, Profile(BEN, "Ben", locale=locale))
        assert play.services.people.language(play.workspace_id, BEN) == ("en", False)

    def test_a_stranger_is_to_be_asked_for(self, play: Play) -> None:
        assert play.services.people.language(play.workspace_id, "U0NEW") == ("en", True)
        assert play.services.people.profile(play.workspace_id, "U0NEW") is None

    def test_what_slack_says_last_holds(self, play: Play) -> None:
        said = Profile(RITA, "Rita R.", "ja-JP", "Asia/Tokyo", is_guest=True)
        play.services.people.keep(play.workspace_id, said)
        assert play.services.people.profile(play.workspace_id, RITA) == said
        assert play.services.people.names(play.workspace_id, [RITA, ADAM, "U0NEW"]) == {RITA: "Rita R.", ADAM: "Adam"}

    def test_news_of_strangers_is_not_kept(self, play: Play) -> None:
        play.services.people.keep_known(play.workspace_id, Profile("U0NEW", "New"))
        play.services.people.keep_known(play.workspace_id, Profile(RITA, "Rita R."))
        assert play.services.people.names(play.workspace_id, ["U0NEW", RITA]) == {RITA: "Rita R."}

    def test_a_group_that_the_settings_name_is_asked_for_again_when_it_changes(self, play: Play) -> None:
        for group in (PAY_TEAM, PAY_TEAM, "S0OTHER"):
            play.services.people.group_changed(play.workspace_id, group)
        (row,) = play.work("group")
        assert (row.payload, row.method) == ({"group": PAY_TEAM}, "usergroups.users.list")

    def test_a_group_not_told_yet_forgets_nothing_that_was(self, play: Play) -> None:
        with play.services.db.transaction(play.workspace_id) as tx:
            people.keep_group(tx.session, play.workspace_id, PAY_TEAM, None, None)
        with play.services.db.reading() as session:
            assert session.exec(select(UserGroup.members)).all() == [[BEN]]


def test_an_error_sentence_is_a_reply_of_its_own(play: Play) -> None:
    play.services.replies.send(play.workspace_id, Back(RITA, url="https://hooks/x", replace=True), "error", {"n": 1})
    (row,) = play.work("reply")
    assert (row.payload["what"], row.payload["facts"], row.payload["replace"], row.fast) == (
        "error", {"n": 1}, True, True)
    assert address_of(play, row)["url"] == "https://hooks/x"
