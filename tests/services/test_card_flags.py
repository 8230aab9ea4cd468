"""What a card gathers from all its reports: flags, ways, links, and the names of those who gave them."""

from dataclasses import replace

from bot.domain.annoyances import Card
from bot.domain.reports import ContactChannel, Door, Draft, Flag, MayContact, Source, Visibility
from tests.services.test_whole_report import WHOLE
from tests.support.cast import BEN, HANA, RITA
from tests.support.play import Play

SLACK = "https://larkfield.slack.com/archives/C0APP/p1"


def card(play: Play) -> Card:
    found = play.services.annoyances.card(play.workspace_id, 1)
    assert found is not None
    return found


def report(play: Play, by: str, draft: Draft) -> None:
    """The first one makes the annoyance, the others say me too."""
    if not play.services.reports.mine(play.workspace_id, RITA).total:
        play.services.reports.take(play.workspace_id, by, draft, door=Door.FORM, key=play.key())
    else:
        play.services.reports.me_too(play.workspace_id, by, 1, key=play.key(), draft=draft)


def test_a_card_gathers_what_all_reports_say(play: Play) -> None:
    report(play, RITA, replace(WHOLE, source=Source(SLACK)))
    report(play, BEN, Draft("Again", flags=frozenset({Flag.ACCESSIBILITY}), may_contact=MayContact.NO,
                            contact_channel=ContactChannel.APP, post_link="https://example.com/2"))
    report(play, HANA, Draft("And again", contact_channel=ContactChannel.PHONE, post_link="https://example.com/1"))
    view = card(play)
    assert view.flags == set(Flag)
    assert (view.upset, view.at_stake, view.may_contact) == (True, True, frozenset({"yes", "no"}))
    assert (view.stages, view.came_by) == (("purchase",), ("phone", "app"))
    assert (view.post_links, view.source_links) == (("https://example.com/1", "https://example.com/2"), (SLACK,))
    assert view.names == ("Rita", "Ben", "Hana")


def test_who_hides_is_counted_and_not_named(play: Play) -> None:
    report(play, RITA, Draft("The refund never arrived"))
    report(play, BEN, Draft("Again", visibility=Visibility.LEAD_ONLY))
    report(play, HANA, Draft("And again", visibility=Visibility.ANONYMOUS))
    assert (card(play).names, card(play).reporters) == (("Rita",), 3)


def test_nobody_is_named_whom_slack_has_not_named(play: Play) -> None:
    report(play, "U0STRANGER", Draft("The refund never arrived"))
    assert (card(play).names, card(play).reporters) == ((), 1)


def test_only_addresses_of_pages_become_links(play: Play) -> None:
    report(play, RITA, Draft("The refund never arrived", source=Source("javascript:alert(1)")))
    assert card(play).source_links == ()


def test_the_card_is_drawn_anew_without_the_name_once_it_is_hidden(play: Play) -> None:
    made = play.report("The refund never arrived")
    play.post_card(1)
    play.forget_work()
    play.services.reports.add_details(play.workspace_id, RITA, made.report_id, Draft(
        "The refund never arrived", visibility=Visibility.ANONYMOUS), key=play.key())
    assert "card" in play.topics()
    assert card(play).names == ()
