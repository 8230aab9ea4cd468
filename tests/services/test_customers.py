"""The customer's details: for the owner's eyes, each look in the log, and the contact gone with the end."""

from dataclasses import replace

import pytest
from sqlmodel import select

from bot.domain.annoyances import Move
from bot.domain.customers import Customer
from bot.domain.people import Where
from bot.domain.permissions import Act
from bot.domain.reports import Door, Draft, MayContact
from bot.domain.verification import Answer
from bot.errors import NotAllowed, NotFound
from storage.secrets import Secrets
from storage.tables import Log
from tests.services.test_anonymity import OTHER_KEY
from tests.services.test_whole_report import CONTACT, WHOLE
from tests.support.cast import ADAM, ANA, BEN, CARA, GUS, HANA, MIA, RITA, TESS, YUKI
from tests.support.play import Play

KIM = Customer("K-4711", "24,000 a year", CONTACT, MayContact.YES)


def told(play: Play, draft: Draft = WHOLE) -> int:
    return play.services.reports.take(play.workspace_id, RITA, draft, door=Door.FORM, key=play.key()).number


def read(play: Play, by: str = ANA, *, where: Where | None = None, key: str | None = None) -> tuple[Customer, ...]:
    return play.services.customers.read(play.workspace_id, by, 1, where=where, key=key or play.key()).each


def acts(play: Play, by: str = ANA) -> tuple[Act, ...]:
    form = play.services.annoyances.form(play.workspace_id, by, 1, None, where=None)
    return tuple(act for act in form.acts if act is Act.READ_CONTACT)


@pytest.mark.parametrize("by", [ANA, BEN, MIA, CARA, ADAM])
def test_the_owner_reads_them(play: Play, by: str) -> None:
    told(play)
    assert read(play, by) == (KIM,)
    assert acts(play, by) == (Act.READ_CONTACT,)


@pytest.mark.parametrize("by", [RITA, YUKI, HANA, TESS, GUS])
def test_nobody_else_reads_them_not_even_the_reporter(play: Play, by: str) -> None:
    told(play)
    card = play.post_card(1)
    for where in (None, card):
        with pytest.raises(NotAllowed) as error:
            read(play, by, where=where)
        assert error.value.key == "error.not_allowed.read_contact"
    assert acts(play, YUKI) == ()
    assert Act.READ_CONTACT not in {act for _, act, _ in play.log()}


def test_every_look_is_in_the_log_and_nothing_of_what_was_seen(play: Play) -> None:
    told(play)
    read(play, ANA)
    read(play, BEN, key="twice")
    read(play, BEN, key="twice")
    assert [line for line in play.log() if line[1] == "read_contact"] == [
        (ANA, "read_contact", "#1"), (BEN, "read_contact", "#1")]
    with play.services.db.reading() as session:
        assert [row.detail for row in session.exec(select(Log))] == [{}] * 3


def test_each_report_has_its_own_customer(play: Play) -> None:
    told(play)
    play.me_too(1, BEN)
    play.services.reports.me_too(play.workspace_id, YUKI, 1, key=play.key(), draft=Draft(
        "Again", reference="L-1", may_contact=MayContact.NO))
    assert read(play) == (KIM, Customer("L-1", may_contact=MayContact.NO))


def test_without_anything_of_a_customer_there_is_no_button(play: Play) -> None:
    told(play, Draft("The refund never arrived", may_contact=MayContact.NO))
    assert acts(play) == ()
    assert read(play) == ()


def test_after_resolving_whoever_waits_can_be_reached_and_gone_for_good_nobody(play: Play) -> None:
    told(play)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    assert read(play) == (KIM,)
    play.answer(RITA, Answer.GONE)
    gone = replace(KIM, contact=None, deleted=True)
    assert read(play) == (gone,)
    play.make(Move.REOPEN, by=CARA)
    assert read(play) == (gone,)
    assert acts(play) == (Act.READ_CONTACT,)


def test_a_new_team_reads_them_and_the_old_one_no_longer(play: Play) -> None:
    told(play)
    play.make(Move.NOT_OURS, team="app")
    assert read(play, HANA) == (KIM,)
    with pytest.raises(NotAllowed):
        read(play, ANA)


def test_a_lost_key_is_said(play: Play) -> None:
    told(play)
    stranger = play.services.customers
    stranger._names._secrets = Secrets(OTHER_KEY)
    assert read(play) == (replace(KIM, contact=None, locked=True),)


def test_an_unknown_number_has_no_customers(play: Play) -> None:
    with pytest.raises(NotFound):
        read(play)
