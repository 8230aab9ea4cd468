"""What an export says of a whole report, and what it keeps to itself."""

from dataclasses import replace

import pytest

from bot.domain.reports import Door, Visibility
from bot.services.exports import Exported, Exports
from tests.services.test_anonymity import HIDDEN
from tests.services.test_whole_report import CONTACT, WHOLE
from tests.support.cast import RITA
from tests.support.play import Play


def exported(play: Play) -> Exported:
    [found] = Exports(play.services.db, play.services.clock).reports(play.workspace_id, by="cli:admin")
    return found


def test_a_whole_report_is_exported(play: Play) -> None:
    play.services.reports.take(play.workspace_id, RITA, WHOLE, door=Door.FORM, key="1")
    said = exported(play)
    assert (said.contact_channel, said.line, said.wanted, said.got_it) == ("phone", "Rental cars", "Their money", "no")
    assert (said.segment, said.safety, said.accessibility, said.cost) == ("daily", True, False, True)
    assert (said.idea, said.may_contact, said.post_link) == ("Tell them when", "yes", "https://example.com/1")


def test_what_only_the_owner_may_read_is_not_exported(play: Play) -> None:
    play.services.reports.take(play.workspace_id, RITA, WHOLE, door=Door.FORM, key="1")
    for secret in (CONTACT, "24,000", "K-4711"):
        assert secret not in repr(exported(play))


@pytest.mark.parametrize("visibility", HIDDEN)
def test_a_reporter_without_a_name_is_not_exported(play: Play, visibility: Visibility) -> None:
    play.services.reports.take(play.workspace_id, RITA, replace(WHOLE, visibility=visibility), door=Door.FORM, key="1")
    said = exported(play)
    assert (said.reporter, said.visibility) == (None, str(visibility))
    assert RITA not in repr(said)
    assert "~" not in repr(said)
