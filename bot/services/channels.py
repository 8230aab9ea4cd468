"""The channels in which cards stand: whether Snag is in them, whether they can be used, and whom to tell if not.

Events come late and in any order, so most of them only make Snag ask Slack how the channel stands now.
"""

from collections.abc import Iterable

import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.domain.channels import Seen, Trouble
from bot.services import cards, people
from bot.services.desk import Desk
from bot.services.directory import Directory, directory
from bot.services.pseudonyms import Pseudonyms
from storage import channels as stored
from storage import log as acts
from storage import posts, work
from storage import settings as stored_settings
from storage import threads as stored_threads
from storage.db import Database
from storage.ids import new_id

log = structlog.get_logger()


class Channels:
    """Hears what happens to channels, and what came of using them."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def refresh(self, workspace_id: str) -> None:
        """On start: ask Slack how each channel of the settings stands; a change may have been missed."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            for channel_id in sorted(_ours(desk.settings)):
                look(desk, channel_id)

    def changed(self, workspace_id: str, channel_id: str) -> None:
        """A channel was archived or taken out of the archive, perhaps a while ago."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            if _concerns_us(desk, channel_id):
                look(desk, channel_id)

    def joined(self, workspace_id: str, channel_id: str, *, is_private: bool) -> None:
        """Snag was invited, or has joined: what waits for this channel goes at once."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            if _concerns_us(desk, channel_id):
                stored.keep(tx.session, workspace_id, channel_id, is_private=is_private, is_member=True, asked_at=None)
                work.hurry(tx.session, workspace_id, channel_id, now=self._clock.machine())
                look(desk, channel_id)

    def left(self, workspace_id: str, channel_id: str) -> None:
        """Snag was removed. It comes back when it is needed: into a public one by itself, else when invited again."""
        with self._db.transaction(workspace_id) as tx:
            if stored.get(tx.session, workspace_id, channel_id) is not None:
                stored.keep(tx.session, workspace_id, channel_id, is_member=False, asked_at=None)

    def deleted(self, workspace_id: str, channel_id: str) -> None:
        """A channel is gone for good."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            if _concerns_us(desk, channel_id):
                _gone(desk, channel_id)

    def renamed(self, workspace_id: str, channel_id: str, name: str) -> None:
        with self._db.transaction(workspace_id) as tx:
            if stored.get(tx.session, workspace_id, channel_id) is not None:
                stored.keep(tx.session, workspace_id, channel_id, name=name)

    def has_new_id(self, workspace_id: str, old: str, new: str) -> None:
        """Slack gave a channel another id: settings, address book, replies and what waits follow."""
        with self._db.transaction(workspace_id) as tx:
            if not _concerns_us(self._desk(tx.session, workspace_id), old):
                return
            stored_settings.move_channel(tx.session, workspace_id, old, new)
            stored.give_id(tx.session, workspace_id, old, new)
            posts.move_channel(tx.session, workspace_id, old, new)
            stored_threads.move_channel(tx.session, workspace_id, old, new)
            work.move_channel(tx.session, workspace_id, old, new)
            work.hurry(tx.session, workspace_id, new, now=self._clock.machine())
            stored_settings.changed(tx.session, workspace_id)
            acts.add(tx.session, workspace_id, at=self._clock.now(), by=None, act="channel_id_changed",
                     subject="settings")

    def names(self, workspace_id: str) -> dict[str, str]:
        """How the channels that we know are called now, by id."""
        with self._db.reading() as session:
            return {key: row.name for key, row in stored.known(session, workspace_id).items() if row.name}

    # what delivery found out, within its own transaction

    def seen(self, session: Session, workspace_id: str, said: Seen) -> None:
        """Slack has described a channel. A public one is joined: without that, nobody's replies there are heard."""
        desk = self._desk(session, workspace_id)
        before = stored.get(session, workspace_id, said.channel_id)
        arrived = said.is_member and not (before and before.is_member)
        stored.keep(session, workspace_id, said.channel_id, name=said.name, is_private=said.is_private,
                    is_member=said.is_member)
        if said.is_archived:
            _gone(desk, said.channel_id)
            return
        _back(desk, said.channel_id)
        if arrived:
            work.hurry(session, workspace_id, said.channel_id, now=self._clock.machine())
        if not said.is_member and not said.is_private:
            _join(desk, said.channel_id)

    def not_seen(self, session: Session, workspace_id: str, channel_id: str, error: str) -> None:
        """Slack did not describe a channel, or did not let us in."""
        desk = self._desk(session, workspace_id)
        match error:
            case "is_archived":
                _gone(desk, channel_id)
            case "channel_not_found":
                _not_found(desk, channel_id)
            case "method_not_supported_for_channel_type":
                stored.keep(session, workspace_id, channel_id, is_private=True)
            case _:
                log.warning("channel not looked at", channel=channel_id, error=error)

    def posted(self, session: Session, workspace_id: str, channel_id: str) -> None:
        """A card could be posted there; its replies are heard only by a member."""
        row = stored.get(session, workspace_id, channel_id)
        if row is not None and row.asked_at is not None:
            stored.keep(session, workspace_id, channel_id, asked_at=None)
        if row is None or not row.is_member:
            look(self._desk(session, workspace_id), channel_id)

    def refused(self, session: Session, workspace_id: str, channel_id: str, error: str) -> bool:
        """Something could not be posted there. Whether the channel is gone, so that only what moves on need be tried
        again soon."""
        desk = self._desk(session, workspace_id)
        row = stored.get(session, workspace_id, channel_id)
        if error == "is_archived":
            _gone(desk, channel_id)
        elif error == "restricted_action":
            _ask(desk, channel_id, Trouble.RESTRICTED)
        elif error == "channel_not_found" and not (row and row.is_gone):
            _not_found(desk, channel_id)
            _ask_unless_gone(desk, channel_id)
        elif error == "not_in_channel" and row is not None and row.is_private:
            _ask(desk, channel_id, Trouble.INVITE)
        elif error == "not_in_channel":
            look(desk, channel_id)
        return channel_id in directory(session, workspace_id).gone

    def look_at_new(self, session: Session, workspace_id: str) -> None:
        """A step after a change of settings: channels of which Slack has not told us yet are asked about."""
        desk = self._desk(session, workspace_id)
        for channel_id in sorted(_ours(desk.settings) - stored.known(session, workspace_id).keys()):
            look(desk, channel_id)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def look(desk: Desk, channel_id: str) -> None:
    """Ask Slack how a channel stands. Several reasons before it is asked are one question."""
    work.want(desk.session, desk.workspace_id, "channel", f"channel:{channel_id}", channel=channel_id,
              method="conversations.info", due_at=desk.now, now=desk.clock.machine(), payload={"channel": channel_id})


def _join(desk: Desk, channel_id: str) -> None:
    key = f"join:{channel_id}"
    if work.any_open(desk.session, desk.workspace_id, [key]):
        return
    work.want(desk.session, desk.workspace_id, "join", key, channel=channel_id,
              method="conversations.join", due_at=desk.now, now=desk.clock.machine(), payload={"channel": channel_id})


def _ours(settings: Directory) -> frozenset[str]:
    """The channels that the settings name."""
    named = {team.channel_id for team in settings.teams.values()} | {settings.triage_channel_id}
    return frozenset(one for one in named if one)


def _concerns_us(desk: Desk, channel_id: str) -> bool:
    return channel_id in _ours(desk.settings) or stored.get(desk.session, desk.workspace_id, channel_id) is not None


def _not_found(desk: Desk, channel_id: str) -> None:
    """Slack knows no such channel: it was deleted if we could see it before, else it is private and not open to us."""
    row = stored.get(desk.session, desk.workspace_id, channel_id)
    if row is not None and (row.is_member or not row.is_private):
        _gone(desk, channel_id)
    else:
        stored.keep(desk.session, desk.workspace_id, channel_id, is_private=True, is_member=False)


def _ask_unless_gone(desk: Desk, channel_id: str) -> None:
    row = stored.get(desk.session, desk.workspace_id, channel_id)
    if row is not None and not row.is_gone:
        _ask(desk, channel_id, Trouble.INVITE)


def _gone(desk: Desk, channel_id: str) -> None:
    """Its cards go to triage; an admin is told once."""
    row = stored.get(desk.session, desk.workspace_id, channel_id)
    if row is not None and row.is_gone:
        return
    stored.keep(desk.session, desk.workspace_id, channel_id, is_gone=True, asked_at=None)
    if channel_id not in _ours(desk.settings):
        return
    _placed_anew(desk)
    settings = directory(desk.session, desk.workspace_id)
    trouble = Trouble.GONE if settings.usable_triage else Trouble.GONE_WAITING
    if channel_id == settings.triage_channel_id:
        trouble = Trouble.GONE_TRIAGE
    _tell(desk, channel_id, trouble, [_an_admin(desk)])


def _back(desk: Desk, channel_id: str) -> None:
    """It can be used again: its cards come back."""
    row = stored.get(desk.session, desk.workspace_id, channel_id)
    if row is None or not row.is_gone:
        return
    stored.keep(desk.session, desk.workspace_id, channel_id, is_gone=False)
    work.hurry(desk.session, desk.workspace_id, channel_id, now=desk.clock.machine())
    _placed_anew(desk)


def _placed_anew(desk: Desk) -> None:
    stored_settings.changed(desk.session, desk.workspace_id)
    cards.look_after_all(desk.session, desk.workspace_id, desk.clock)


def _ask(desk: Desk, channel_id: str, trouble: Trouble) -> None:
    """Tell the lead and an admin, once until the channel has been open to us."""
    row = stored.get(desk.session, desk.workspace_id, channel_id)
    if row is not None and row.asked_at is not None:
        return
    stored.keep(desk.session, desk.workspace_id, channel_id, asked_at=desk.now)
    leads = [people.first_here(desk.session, desk.settings, (team.lead, team.manager))
             for team in desk.settings.teams.values() if team.channel_id == channel_id]
    _tell(desk, channel_id, trouble, [*leads, _an_admin(desk)])


def _an_admin(desk: Desk) -> str | None:
    return people.first_here(desk.session, desk.settings, ())


def _tell(desk: Desk, channel_id: str, trouble: Trouble, user_ids: Iterable[str | None]) -> None:
    whom = list(dict.fromkeys(one for one in user_ids if one))
    if not whom:
        log.warning("nobody to tell", channel=channel_id, trouble=str(trouble))
    teams = [team.name for team in desk.settings.teams.values() if team.channel_id == channel_id]
    for user_id in whom:
        cards.direct(desk, "channel_trouble", f"channel_trouble:{new_id()}", user_id,
                     {"what": str(trouble), "channel": channel_id, "teams": teams})
