"""Who may do what: each act with who may and who may not, as the rules say it to people."""

import pytest

from bot.domain.annoyances import TABLE, Move
from bot.domain.permissions import ALLOWED, Act, Role, TeamPeople, WorkspacePeople, may, roles_of

WORKSPACE = WorkspacePeople(admins=frozenset({"U0ADMIN"}), cx_leads=frozenset({"U0CARA"}), triage=frozenset({"U0TESS"}))
PAYMENTS = TeamPeople(lead="U0ANA", manager="U0MGR", members=frozenset({"U0ANA", "U0BEN"}))
NOBODY_LISTED = TeamPeople(lead="U0ANA", manager="U0MGR")

MAY = [
    # act, who may, who may not (all of them looking at the card of a Payments annoyance, reported by Rita)
    (Move.ACKNOWLEDGE, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0RITA"], []),
    (Move.ASSIGN, ["U0BEN", "U0ANA", "U0MGR", "U0CARA"], ["U0RITA", "U0TESS", "U0ADMIN"]),
    (Move.RESOLVE, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0KEN"], ["U0RITA", "U0TESS"]),  # Ken is the assignee
    (Move.NOT_OURS, ["U0BEN", "U0ANA", "U0MGR", "U0CARA"], ["U0RITA", "U0TESS"]),
    (Move.CHOOSE_TEAM, ["U0TESS", "U0MGR", "U0CARA"], ["U0BEN", "U0ANA", "U0RITA"]),
    (Move.WITHDRAW, ["U0TESS", "U0MGR", "U0CARA"], ["U0BEN", "U0ANA", "U0RITA"]),
    (Move.REOPEN, ["U0ANA", "U0MGR", "U0CARA"], ["U0BEN", "U0RITA", "U0TESS"]),
    (Move.MERGE, ["U0ANA", "U0MGR", "U0CARA"], ["U0BEN", "U0RITA", "U0TESS", "U0KEN"]),
    (Move.UNMERGE, ["U0ANA", "U0MGR", "U0CARA"], ["U0BEN", "U0RITA", "U0TESS", "U0KEN"]),
    (Move.WONT_FIX, ["U0ANA", "U0MGR", "U0CARA"], ["U0BEN", "U0RITA", "U0TESS", "U0KEN"]),
    (Move.SNOOZE, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0KEN"], ["U0RITA", "U0TESS", "U0ADMIN"]),
    (Move.WAKE, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0KEN"], ["U0RITA", "U0TESS", "U0ADMIN"]),
    (Move.STILL_HAPPENING, ["U0BEN", "U0RITA", "U0TESS"], []),
    (Move.UNDO, ["U0RITA"], ["U0BEN", "U0ANA", "U0MGR", "U0CARA"]),
    (Move.ASK_REPORTER, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0KEN"], ["U0RITA", "U0ADMIN", "U0TESS"]),
    (Move.SURVEY_LINK, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0KEN"], ["U0RITA", "U0ADMIN", "U0TESS"]),
    (Move.TRACKER_ISSUE, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0KEN"], ["U0RITA", "U0ADMIN", "U0TESS"]),
    (Act.WHO_REPORTED, ["U0ANA"], ["U0BEN", "U0MGR", "U0CARA", "U0ADMIN", "U0KEN", "U0RITA", "U0TESS"]),
    (Act.READ_CONTACT, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0ADMIN", "U0KEN"], ["U0RITA", "U0TESS", "U0YUKI"]),
    (Move.ADD_ITEM, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0RITA"], []),
    (Act.ITEM, ["U0BEN", "U0ANA", "U0KEN", "U0RITA"], []),
    (Act.FOLLOW, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0RITA"], []),
    (Act.THEMES, ["U0MGR", "U0CARA", "U0ADMIN"], ["U0ANA", "U0BEN", "U0TESS", "U0RITA"]),
    (Act.SETTINGS, ["U0ADMIN"], ["U0MGR", "U0CARA", "U0ANA", "U0RITA"]),
    (Act.DIGEST, ["U0BEN", "U0ANA", "U0MGR", "U0CARA", "U0ADMIN"], ["U0RITA"]),
]


def roles(user_id: str, *, team: TeamPeople = PAYMENTS, sees: bool = True, guest: bool = False) -> frozenset[Role]:
    return roles_of(user_id, workspace=WORKSPACE, team=team, sees_channel=sees, assignee="U0KEN",
                    is_reporter=user_id == "U0RITA", is_guest=guest)


@pytest.mark.parametrize("act, allowed, refused", MAY)
def test_who_may_and_who_may_not(act: Move | Act, allowed: list[str], refused: list[str]) -> None:
    assert [user for user in allowed if not may(act, roles(user))] == []
    assert [user for user in refused if may(act, roles(user))] == []


def test_whoever_does_not_see_the_channel_cannot_acknowledge() -> None:
    assert not may(Move.ACKNOWLEDGE, roles("U0YUKI", sees=False))
    assert may(Move.ACKNOWLEDGE, roles("U0BEN", sees=False))


@pytest.mark.parametrize("act", [Move.ADD_ITEM, Act.ITEM, Act.FOLLOW])
def test_whoever_does_not_see_the_channel_has_no_part_in_its_items(act: Move | Act) -> None:
    assert not may(act, roles("U0YUKI", sees=False))
    assert may(act, roles("U0BEN", sees=False))


def test_where_nobody_is_listed_everyone_in_the_channel_may_act() -> None:
    assert may(Move.RESOLVE, roles("U0YUKI", team=NOBODY_LISTED))
    assert not may(Move.RESOLVE, roles("U0YUKI", team=NOBODY_LISTED, sees=False))


def test_a_guest_reports_and_nothing_else() -> None:
    held = roles("U0GUEST", guest=True)
    assert [act for act in ALLOWED if may(act, held)] == [Act.REPORT]


def test_a_guest_who_reported_may_take_it_back() -> None:
    assert may(Move.UNDO, roles("U0RITA", guest=True))


def test_slacks_admins_count_only_where_no_admin_is_named() -> None:
    named = roles_of("U0BOSS", workspace=WORKSPACE, is_slack_admin=True)
    unnamed = roles_of("U0BOSS", workspace=WorkspacePeople(), is_slack_admin=True)
    assert (may(Act.SETTINGS, named), may(Act.SETTINGS, unnamed)) == (False, True)


def test_without_triage_members_whoever_sees_a_triage_card_may_choose() -> None:
    held = roles_of("U0BEN", workspace=WorkspacePeople(), sees_channel=True, in_triage=True)
    elsewhere = roles_of("U0BEN", workspace=WorkspacePeople(), sees_channel=True, in_triage=False)
    assert (may(Move.CHOOSE_TEAM, held), may(Move.CHOOSE_TEAM, elsewhere)) == (True, False)


def test_every_button_of_a_card_is_somebodys() -> None:
    assert {move for offer in TABLE.values() for move in offer.all} <= set(ALLOWED)


def test_an_act_without_a_row_is_nobodys() -> None:
    assert not may(Move.VERIFY, list(Role))
