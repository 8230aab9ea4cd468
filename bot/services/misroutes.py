"""Reports that went to the wrong team: shown to admins with a rule that would have helped, to try, add or dismiss.

Adding one is a change of the settings like any other. It comes behind all rules that are there: the first match wins,
and what an admin wrote by hand shall not lose to what Snag proposes."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.misroutes import LONGEST, WITHIN, Misroute, RuleTried, Settled, Shown, Told, Way, misroutes
from bot.domain.permissions import Act, may
from bot.domain.routing import Rule
from bot.domain.settings import RulePart, SettingsFile
from bot.domain.wording import fold, tidy
from bot.errors import Invalid, NotAllowed, NotFound
from bot.services import trials
from bot.services.directory import Directory, directory
from bot.services.people import roles
from bot.services.settings import lay_over
from storage import log
from storage import misroutes as stored
from storage import settings as stored_settings
from storage.db import MEMORY, Database

LABELS = 500
"""So many of the newest things that people said of a team are looked at."""
AT_HOME = 3


class Misroutes:
    """Shows what went wrong, and what admins make of it."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def told(self, workspace_id: str) -> Told:
        """All of it, for whoever runs Snag."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            dismissed = [one for one in stored.settled(session, workspace_id) if not one.is_taken]
            ways = [Way(settings.team_name(one.was), settings.teams[one.team].name, one)
                    for one in _found(session, settings, self._clock.now())]
            return Told(tuple(ways), tuple(Settled(one.team_key, one.keyword) for one in dismissed))

    def tried(self, workspace_id: str, user_id: str, team_key: str, keyword: str) -> RuleTried:
        """What a proposed rule would have done. Raises `NotAllowed`; `Invalid` where it is there already, or its team
        is not any more."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            rule = _checked(session, settings, user_id, team_key, keyword)
            return RuleTried(rule.team, settings.teams[rule.team].name, keyword,
                             trials.of_rule(session, settings, rule))

    def add(self, workspace_id: str, user_id: str, team_key: str, keyword: str, *, key: str) -> None:
        """An admin takes a proposed rule: it holds from now on, behind those that are there. Raises as `tried`."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            stored_settings.lock(tx.session, workspace_id)
            rule = _checked(tx.session, directory(tx.session, workspace_id), user_id, team_key, keyword)
            # those that lead to an archived team too: they wait for it
            there = [RulePart(tuple(one.conditions.items()), one.team_key)
                     for one in stored_settings.rules(tx.session, workspace_id)]
            lay_over(tx.session, workspace_id, SettingsFile(
                rules=(*there, RulePart((("keyword", keyword),), rule.team))), self._clock, by=user_id)
            self._settle(tx.session, workspace_id, rule.team, keyword, is_taken=True, by=user_id)

    def dismiss(self, workspace_id: str, user_id: str, team_key: str, keyword: str, *, key: str) -> None:
        """An admin does not want it; it is not proposed again. Raises `NotAllowed`."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            settings = directory(tx.session, workspace_id)
            _check_admin(tx.session, settings, user_id)
            if team_key not in settings.teams and team_key not in settings.archived:
                raise Invalid("error.no_such_team")
            self._settle(tx.session, workspace_id, team_key, _keyword(keyword), is_taken=False, by=user_id)

    def show_again(self, workspace_id: str, keyword: str, *, by: str) -> None:
        """What was dismissed may be proposed again. Raises `NotFound`."""
        with self._db.transaction(workspace_id) as tx:
            same = [one.keyword for one in stored.settled(tx.session, workspace_id)
                    if not one.is_taken and fold(one.keyword) == fold(keyword)]
            if not same:
                raise NotFound("misroute.not_dismissed", keyword=keyword)
            stored.forget_dismissed(tx.session, workspace_id, same)
            log.add(tx.session, workspace_id, at=self._clock.now(), by=by, act="rule.show_again", subject="settings")

    def _settle(self, session: Session, workspace_id: str, team_key: str, keyword: str, *, is_taken: bool, by: str
                ) -> None:
        now = self._clock.now()
        stored.settle(session, workspace_id, team_key=team_key, keyword=keyword, is_taken=is_taken, by=by, at=now)
        log.add(session, workspace_id, at=now, by=by, act="rule.add" if is_taken else "rule.dismiss",
                subject=f"team:{team_key}")


def at_home(session: Session, settings: Directory, now: datetime) -> tuple[Shown, ...]:
    """The proposals that help most, for the Home of an admin."""
    shown = [Shown(settings.team_name(one.was), rule.team, settings.teams[rule.team].name, rule.keyword,
                   len(rule.numbers)) for one in _found(session, settings, now) for rule in one.proposals]
    return tuple(sorted(shown, key=lambda one: -one.n)[:AT_HOME])


def _found(session: Session, settings: Directory, now: datetime) -> Sequence[Misroute]:
    """Looked up again once people have said more of a team, an admin has settled a rule, or a day has passed: a Home is
    opened more often than that."""
    ws, kept = settings.workspace_id, session.info[MEMORY].setdefault("misroutes", {})
    settled = tuple(Settled(one.team_key, one.keyword) for one in stored.settled(session, ws))
    state = (stored_settings.last_look(session, ws), settled, now.date())
    if kept.get(ws, (None, ()))[0] != state:
        past = stored.judged(session, ws, now - WITHIN, LABELS)
        living = [one for one in past if one.belongs is None or one.belongs in settings.teams]
        kept[ws] = state, misroutes(living, settings.router, trials.rules(session, ws), settings.glossary, settled)
    found: Sequence[Misroute] = kept[ws][1]
    return found


def _checked(session: Session, settings: Directory, user_id: str, team_key: str, keyword: str) -> Rule:
    """The rule, if this person may add it and it can be added."""
    _check_admin(session, settings, user_id)
    if team_key not in settings.teams:
        raise Invalid("error.no_such_team")
    rule = Rule(team_key, _keyword(keyword))
    same = [one for one in trials.rules(session, settings.workspace_id)
            if fold(one.keyword or "") == fold(keyword) and one == Rule(one.team, one.keyword)]
    if same:
        raise Invalid("misroute.there_already", keyword=keyword, team=settings.team_name(same[0].team))
    return rule


def _check_admin(session: Session, settings: Directory, user_id: str) -> None:
    if not may(Act.SETTINGS, roles(session, settings, user_id, team_key=None)):
        raise NotAllowed("error.not_allowed.settings")


def _keyword(typed: str) -> str:
    """What a button carried, if it can be a keyword."""
    if not typed or typed != tidy(typed) or "\n" in typed or len(typed) > LONGEST:
        raise Invalid("error.unknown_button")
    return typed
