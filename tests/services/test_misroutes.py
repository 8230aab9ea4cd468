"""Misroutes, and rules tried, added and dismissed, on real databases."""

from functools import partial

import pytest

from bot.domain.annoyances import Move
from bot.domain.misroutes import Settled, Shown
from bot.domain.reports import Door, Draft
from bot.domain.trials import Moved, Trial, Verdict
from bot.errors import ConfigError, Invalid, NotAllowed, NotFound
from bot.services.misroutes import Misroutes
from bot.services.settings import Settings
from bot.services.trials import Trials
from storage import misroutes as stored
from storage import settings as stored_settings
from storage.tables import Team
from tests.support.cast import ADAM, ANA, CARA, GUS, HANA, KEN, RITA, TESS
from tests.support.misrouted import misrouted
from tests.support.play import Play

RULE = ("app", "voucher")
SHOWN = Shown("Payments", "app", "App", "voucher", 3)


@pytest.fixture
def misroutes(play: Play) -> Misroutes:
    return Misroutes(play.services.db, play.services.clock)


@pytest.fixture
def gone_wrong(play: Play) -> Play:
    return misrouted(play)


def home(play: Play, who: str) -> tuple[Shown, ...]:
    return play.services.homes.read(play.workspace_id, who).misroutes


def rules(play: Play) -> list[tuple[dict[str, str], str]]:
    with play.services.db.reading() as session:
        return [(one.conditions, one.team_key) for one in stored_settings.rules(session, play.workspace_id)]


def apply(play: Play, text: str) -> None:
    Settings(play.services.db, play.services.clock).apply(play.workspace_id, text, by=None)


def test_an_admin_sees_what_went_wrong_and_nobody_else_does(gone_wrong: Play) -> None:
    assert home(gone_wrong, ADAM) == (SHOWN,)
    assert [home(gone_wrong, who) for who in (RITA, ANA, TESS, CARA, GUS)] == [()] * 5


def test_who_corrects_a_correction_is_believed(gone_wrong: Play) -> None:
    assert home(gone_wrong, ADAM) == (SHOWN,)
    gone_wrong.post_card(9)
    gone_wrong.make(Move.NOT_OURS, 9, HANA, team="payments")
    assert home(gone_wrong, ADAM) == ()


def test_trying_a_rule_says_what_it_would_have_moved_and_changes_nothing(gone_wrong: Play, misroutes: Misroutes
                                                                         ) -> None:
    before = (rules(gone_wrong), gone_wrong.log(), gone_wrong.topics())
    tried = misroutes.tried(gone_wrong.workspace_id, ADAM, *RULE)
    title = "The voucher was refused, and no refund for 11"
    assert tried.trial.looked_at == 11
    assert tried.trial.moved[0] == Moved(11, title, "Payments", "App", Verdict.RIGHT)
    assert [(one.number, one.verdict) for one in tried.trial.moved] == [(n, Verdict.RIGHT) for n in (11, 10, 9)]
    assert (rules(gone_wrong), gone_wrong.log(), gone_wrong.topics()) == before


def test_an_added_rule_routes_the_next_and_stands_behind_the_others(gone_wrong: Play, misroutes: Misroutes) -> None:
    apply(gone_wrong, "rules: [{when: {keyword: lift}, team: delivery}]")
    before = version(gone_wrong)
    misroutes.add(gone_wrong.workspace_id, ADAM, *RULE, key="k")
    misroutes.add(gone_wrong.workspace_id, ADAM, *RULE, key="k")  # a repeat changes nothing
    assert rules(gone_wrong) == [({"keyword": "lift"}, "delivery"), ({"keyword": "voucher"}, "app")]
    assert version(gone_wrong) == before + 1
    assert gone_wrong.log()[-2:] == [(ADAM, "settings.apply", "settings"), (ADAM, "rule.add", "team:app")]
    assert gone_wrong.report("A voucher and no refund").team == "App"
    assert home(gone_wrong, ADAM) == ()


def version(play: Play) -> int:
    with play.services.db.reading() as session:
        return stored_settings.workspace(session, play.workspace_id).settings_version


def test_a_rule_that_waits_for_an_archived_team_is_kept(gone_wrong: Play, misroutes: Misroutes) -> None:
    apply(gone_wrong, "rules: [{when: {keyword: lift}, team: delivery}]")
    archive(gone_wrong, "delivery")
    misroutes.add(gone_wrong.workspace_id, ADAM, *RULE, key="k")
    assert rules(gone_wrong) == [({"keyword": "lift"}, "delivery"), ({"keyword": "voucher"}, "app")]


def archive(play: Play, team: str) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Team, (play.workspace_id, team)).archived_at = play.services.clock.now()
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)


def test_only_admins_try_add_or_dismiss(gone_wrong: Play, misroutes: Misroutes) -> None:
    for who in (RITA, ANA, TESS, CARA, GUS):
        for act in (partial(misroutes.tried, gone_wrong.workspace_id, who, *RULE),
                    partial(misroutes.add, gone_wrong.workspace_id, who, *RULE, key="a"),
                    partial(misroutes.dismiss, gone_wrong.workspace_id, who, *RULE, key="d")):
            with pytest.raises(NotAllowed) as raised:
                act()
            assert raised.value.key == "error.not_allowed.settings"
    assert (rules(gone_wrong), home(gone_wrong, ADAM)) == ([], (SHOWN,))


def test_a_late_click_hears_that_the_rule_is_there_or_the_team_gone(gone_wrong: Play, misroutes: Misroutes) -> None:
    apply(gone_wrong, "rules: [{when: {keyword: Voucher}, team: delivery}]")
    ws = gone_wrong.workspace_id
    acts = (partial(misroutes.tried, ws, ADAM, *RULE), partial(misroutes.add, ws, ADAM, *RULE, key="a"))
    for act in acts:
        with pytest.raises(Invalid) as raised:
            act()
        assert (raised.value.key, raised.value.args_of_key["team"]) == ("misroute.there_already", "Delivery")
    apply(gone_wrong, "rules: []")
    archive(gone_wrong, "app")
    for act in acts:
        with pytest.raises(Invalid) as raised:
            act()
        assert raised.value.key == "error.no_such_team"
    assert (rules(gone_wrong), home(gone_wrong, ADAM)) == ([], ())


def test_a_button_that_was_tampered_with_does_nothing(play: Play, misroutes: Misroutes) -> None:
    wrong = {("app", keyword): "error.unknown_button" for keyword in ("", "a\nb", " x", "x" * 61)}
    for rule, key in (wrong | {("moon", "voucher"): "error.no_such_team"}).items():
        for act in (misroutes.add, misroutes.dismiss):
            with pytest.raises(Invalid) as raised:
                act(play.workspace_id, ADAM, *rule, key="a")
            assert raised.value.key == key
    assert rules(play) == []


def test_what_is_dismissed_stays_away_until_it_is_wanted_again(gone_wrong: Play, misroutes: Misroutes) -> None:
    ws = gone_wrong.workspace_id
    misroutes.dismiss(ws, ADAM, *RULE, key="d")
    misroutes.dismiss(ws, ADAM, *RULE, key="d2")  # a second click is no error
    assert (home(gone_wrong, ADAM), rules(gone_wrong)) == ((), [])
    told = misroutes.told(ws)
    assert told.dismissed == (Settled("app", "voucher"),)
    assert [(way.was, way.team, way.found.numbers, way.found.proposals) for way in told.ways] == [
        ("Payments", "App", (9, 10, 11), ())]
    with pytest.raises(NotFound):
        misroutes.show_again(ws, "lift", by="cli:admin")
    misroutes.show_again(ws, "VOUCHER", by="cli:admin")
    assert (home(gone_wrong, ADAM), misroutes.told(ws).dismissed) == ((SHOWN,), ())
    assert [line[1] for line in gone_wrong.log()[-3:]] == ["rule.dismiss", "rule.dismiss", "rule.show_again"]


def test_a_rule_that_was_taken_and_deleted_is_not_proposed_again(gone_wrong: Play, misroutes: Misroutes) -> None:
    misroutes.add(gone_wrong.workspace_id, ADAM, *RULE, key="k")
    apply(gone_wrong, "rules: []")
    assert (rules(gone_wrong), home(gone_wrong, ADAM)) == ([], ())


def test_misroutes_are_forgotten_after_ninety_days(gone_wrong: Play) -> None:
    gone_wrong.move_clock(days=89)
    assert home(gone_wrong, ADAM) == (SHOWN,)
    gone_wrong.move_clock(days=2)
    assert home(gone_wrong, ADAM) == ()


def past(play: Play) -> dict[int, tuple[str | None, str | None]]:
    with play.services.db.reading() as session:
        return {one.number: (one.went, one.belongs) for one in stored.last(session, play.workspace_id, 50)}


def test_what_routing_did_not_decide_is_not_tried_on(play: Play) -> None:
    play.report("The refund came late")
    play.report("The lift smells of fish")
    play.report("I know whose this is", team="app")
    play.services.reports.take(play.workspace_id, RITA, Draft("From the old system", team="delivery"), door=Door.IMPORT,
                               key="import")
    play.make(Move.CHOOSE_TEAM, 2, TESS, team="delivery")
    play.post_card(2)
    play.make(Move.NOT_OURS, 2, KEN, team="app")
    taken_back = play.report("The refund was wrong, or not")
    play.services.reports.undo(play.workspace_id, RITA, taken_back.report_id, key="undo")
    play.me_too(1, RITA)
    assert past(play) == {2: (None, "app"), 1: ("payments", None)}


def test_what_was_merged_is_tried_by_its_own_number(play: Play) -> None:
    play.report("The refund came late")
    second = play.report("The refund never came")
    play.services.reports.me_too(play.workspace_id, RITA, 1, key="m", report_id=second.report_id)
    assert past(play) == {2: ("payments", None), 1: ("payments", None)}


FILE = """
workspace: {quiet: "12:00-13:00"}
teams:
  - {key: app, keywords: []}
  - {key: vouchers, name: Voucher desk, channel: C0VOUCHERS, keywords: [voucher]}
rules: [{when: {keyword: refund of order 4}, team: vouchers}]
"""


def test_a_file_is_tried_as_a_whole_and_nothing_of_it_is_kept(gone_wrong: Play) -> None:
    tries = Trials(gone_wrong.services.db, gone_wrong.services.clock)
    before = (rules(gone_wrong), version(gone_wrong), gone_wrong.log(), gone_wrong.topics())
    found = tries.of_file(gone_wrong.workspace_id, FILE)
    assert found.looked_at == 11
    assert [(one.number, one.before, one.after, one.verdict) for one in found.moved] == [
        (11, "Payments", None, Verdict.WRONG), (10, "Payments", None, Verdict.WRONG),
        (9, "Payments", None, Verdict.WRONG), (4, "Payments", "Voucher desk", Verdict.WRONG)]
    assert (rules(gone_wrong), version(gone_wrong), gone_wrong.log(), gone_wrong.topics()) == before
    assert tries.of_file(gone_wrong.workspace_id, "workspace: {locale: ko}") == Trial(11)


def test_a_glossary_is_tried_as_it_would_be(gone_wrong: Play) -> None:
    tries = Trials(gone_wrong.services.db, gone_wrong.services.clock)
    file = "glossary: [{concept: courier, words: [courier, 기사님]}]"
    number = gone_wrong.report("기사님이 문 앞에 두고 갔어요").number
    assert [(one.number, one.after) for one in tries.of_file(gone_wrong.workspace_id, file).moved] == [
        (number, "Delivery")]
    apply(gone_wrong, file)
    assert tries.of_file(gone_wrong.workspace_id, "workspace: {locale: ko}").moved == ()
    nothing = tries.of_file(gone_wrong.workspace_id, "workspace: {locale: ko}", replace_all=True)
    assert number in {one.number for one in nothing.moved}


def test_a_file_that_replaces_all_is_tried_without_what_it_does_not_name(gone_wrong: Play) -> None:
    tries = Trials(gone_wrong.services.db, gone_wrong.services.clock)
    found = tries.of_file(gone_wrong.workspace_id, "teams: [{key: app}]", replace_all=True)
    assert {(one.before, one.after) for one in found.moved} == {("Payments", None)}
    assert len(found.moved) == 11


WRONG = {
    "rules: [{when: {keyword: x}, team: moon}]": 'line 1: rule 1: team "moon" is not known',
    "teams: [{key: app, chanel: C0APP}]": "line 1",
    'workspace: {quiet: "08:00-19:00"}': "leaves nothing of the hours",
    "": "the file is empty",
}


def test_a_file_with_a_mistake_is_refused_as_applying_it_would_be(play: Play) -> None:
    tries = Trials(play.services.db, play.services.clock)
    for text, said in WRONG.items():
        errors = []
        for act in (partial(tries.of_file, play.workspace_id, text), partial(apply, play, text)):
            with pytest.raises(ConfigError) as raised:
                act()
            errors.append(str(raised.value))
        assert errors[0] == errors[1]
        assert said in errors[0]
