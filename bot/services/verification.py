"""'How is it now?': planned when an annoyance is resolved, asked later, believed by `domain.verification`'s rules."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import Move, State
from bot.domain.events import EventType
from bot.domain.people import Back
from bot.domain.survey_plans import Invited
from bot.domain.verification import MOST_AT_ONCE, Answer, Outcome, Question, Rule, closes_at, outcome
from bot.errors import NotAllowed, NotFound
from bot.services import calendars, cards, invitations, occasions, respondents, survey_events
from bot.services.desk import Desk
from bot.services.directory import Directory, directory
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from bot.services.replies import Replies
from storage import annoyances as stored_annoyances
from storage import log, names, work
from storage import people as stored_people
from storage import reports as stored_reports
from storage import surveys as stored
from storage import verification as asking
from storage.db import Database
from storage.ids import new_id
from storage.tables import Annoyance, Invitation, Survey

KIND = "still_happening"
DAY = timedelta(days=1)
TO_BE_ASKED = (Invited.PLANNED, Invited.SENDING)
COUNTED = (*TO_BE_ASKED, Invited.ASKED)
"""Who was asked or still will be; who left before their time, could not be reached or is left alone is not counted."""
STAND_INS = 3
"""So many of a front line are asked at most in the place of reporters who cannot be."""


class Verification:
    """Takes answers and closes askings."""

    def __init__(self, db: Database, clock: Clock, replies: Replies, names_: Pseudonyms) -> None:
        self._db, self._clock, self._replies, self._names = db, clock, replies, names_

    def to_ask(self, workspace_id: str, name: str, survey_ids: Sequence[str], *, reminder: bool = False
               ) -> tuple[Question, ...]:
        """What a message to somebody with this name still has to ask, of what it was to ask when it was written."""
        state = Invited.ASKED if reminder else Invited.SENDING
        with self._db.reading() as session:
            return tuple(about for invited, about in _questions(session, workspace_id, {name}, survey_ids)
                         if invited.state == state and about.is_open and about.answer is None)

    def answer(self, workspace_id: str, user_id: str, survey_id: str, said: Answer, *, back: Back | None, key: str,
               shown: Sequence[str] = ()) -> None:
        """One tap saves; it can be changed. A 'still' after the end brings the annoyance back all the same.

        `shown`: what else stood in the message, as the person's client says; it is drawn again for those to whom it
        was meant.
        """
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            survey, row = _held(tx.session, workspace_id, survey_id)
            if survey is None or row is None:
                raise NotFound("error.no_such_survey")
            name = respondents.invited_as(desk, survey_id, user_id)
            if name is None:
                raise NotAllowed("error.not_asked")
            stored.answer(tx.session, workspace_id, survey_id, name, said, desk.now)
            _seen(desk, survey_id, name)
            log.add(tx.session, workspace_id, at=desk.now, by=name, act="answer", subject=f"#{row.number}")
            _believe(desk, survey, row, said)
            self._replies.answer(tx.session, workspace_id, back, "answered",
                                 {"asked": _facts(_drawn_again(desk, user_id, survey_id, shown))})

    def close(self, session: Session, workspace_id: str, survey_id: str) -> None:
        """A step that falls due: the time to answer may be up; where it is not, another look is planned."""
        survey, row = _held(session, workspace_id, survey_id)
        if survey is None or row is None or survey.closed_at is not None or row.state != State.RESOLVED:
            return
        desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
        invited = _invited(desk, survey)
        if _time_is_up(desk, invited):
            _decide(desk, survey, row, time_is_up=True)
        else:
            _plan_look(desk, survey, invited)


def plan(desk: Desk, row: Annoyance) -> None:
    """Within resolving: invite every reporter who is still here, each in their own working hours, and set the end.

    A time in the zone of somebody without a name would say who it is: theirs is planned in the workspace's zone, and
    delivery waits hour by hour until it is working time where they are.
    """
    whom = _whom(desk, row)
    if not whom:
        return
    survey = Survey(workspace_id=desk.workspace_id, id=new_id(), kind=KIND, number=row.number, round=row.check_round,
                    base_at=desk.now, wait_days=rule_of(desk.settings, row.team_key).after, opened_at=desk.now)
    desk.session.add(survey)
    desk.session.flush()
    survey_events.tell(desk, EventType.SURVEY_OPENED, survey.id)
    invitations.invite(desk, survey, whom)
    _plan_look(desk, survey, stored.invitations(desk.session, desk.workspace_id, survey.id))


def rule_of(settings: Directory, team_key: str | None) -> Rule:
    """The rule in force for what a team owns; in triage the workspace's days and SPEC's figures."""
    team = settings.teams.get(team_key) if team_key else None
    return team.verify if team else Rule(after=settings.verify_after_days)


def overtake(desk: Desk, row: Annoyance) -> None:
    """The annoyance is open again: who has not been asked yet will not be asked."""
    survey = stored.newest(desk.session, desk.workspace_id, row.number)
    if survey is not None and survey.closed_at is None:
        _close(desk, survey, Outcome.OVERTAKEN)


def _whom(desk: Desk, row: Annoyance) -> list[str]:
    """Reporters who are here, each once; in the place of those who are not, or whom nobody knows, the front line."""
    told = respondents.each_once(desk, stored_reports.reporters(desk.session, desk.workspace_id, row.number))
    behind = {name: cards.user_behind(desk, name) for name in told}
    people = stored_people.people(desk.session, desk.workspace_id, [one for one in behind.values() if one])
    away = {user_id for user_id, person in people.items() if person.is_gone or person.is_bot}
    here = [name for name in told if behind[name] is not None and behind[name] not in away]
    known = {user_id for user_id in behind.values() if user_id}
    if len(here) == len(told) and not _from_nobody(desk, row.number):
        return here
    return here + _stand_ins(desk, row, but=known)


def _from_nobody(desk: Desk, number: int) -> bool:
    """Whether a report came from outside: nobody who works here is known for it."""
    return any(report.reporter_id is None and report.reporter_hash is None
               for report in stored_reports.of_annoyance(desk.session, desk.workspace_id, number))


def _stand_ins(desk: Desk, row: Annoyance, *, but: Collection[str]) -> list[str]:
    """People who work where it was seen, those asked least lately first; never who fixed it, or is asked already."""
    session, workspace_id = desk.session, desk.workspace_id
    who = asking.front_line(session, workspace_id, row.touchpoint_key) if row.touchpoint_key else None
    if who is None:
        return []
    is_list = who.startswith(("S", "C", "G"))
    serving = stored_people.group_members(session, workspace_id, [who]) if is_list else frozenset({who})
    by = asking.last_move_by(session, workspace_id, row.number, Move.RESOLVE)
    left = sorted(serving - set(but) - {row.assignee, by, desk.settings.bot_user_id})
    known = stored_people.people(session, workspace_id, left)
    fit = [one for one in left
           if one not in known or not (known[one].is_gone or known[one].is_bot or known[one].is_guest)]
    asked = asking.last_asked(session, workspace_id, fit)
    return sorted(fit, key=lambda one: (one in asked, asked.get(one, desk.now), one))[:STAND_INS]


def _held(session: Session, workspace_id: str, survey_id: str) -> tuple[Survey | None, Annoyance | None]:
    """A survey and its annoyance, locked in the order in which every click takes them: the annoyance first."""
    unlocked = stored.get(session, workspace_id, survey_id)
    if unlocked is None or unlocked.kind != KIND or unlocked.number is None:
        return None, None
    row = stored_annoyances.get(session, workspace_id, unlocked.number, lock=True)
    return stored.get(session, workspace_id, survey_id, lock=True), row


def _questions(session: Session, workspace_id: str, names_: Collection[str], survey_ids: Sequence[str]
               ) -> Iterable[tuple[Invitation, Question]]:
    """What somebody with these names is asked by these surveys, each by one of their names, in the order given."""
    invited = dict(reversed(asking.asked_of(session, workspace_id, names_, survey_ids)))
    for survey_id in survey_ids:
        survey = stored.get(session, workspace_id, survey_id)
        invitation = stored.invitation(session, workspace_id, survey_id, invited.get(survey_id, ""))
        if survey is None or survey.kind != KIND or survey.number is None or invitation is None:
            continue
        row = stored_annoyances.get(session, workspace_id, survey.number)
        if row is not None:
            yield invitation, _question(session, survey, row, invitation.user_id)


def _question(session: Session, survey: Survey, row: Annoyance, name: str) -> Question:
    told = sorted(names.theirs(session, row.workspace_id, [row.number], {name}), key=lambda report: report.id)
    response = stored.response(session, row.workspace_id, survey.id, name)
    return Question(survey.id, row.number, row.title, State(row.state), row.what_was_done,
                    words=told[0].story if told else None, answer=Answer(response.answer) if response else None,
                    is_last=survey.round == row.check_round)


def _drawn_again(desk: Desk, user_id: str, survey_id: str, shown: Sequence[str]) -> list[Question]:
    """The message as it is to stand from now on: what was answered, and what else of it is really theirs."""
    survey_ids = list(dict.fromkeys(shown))[:MOST_AT_ONCE]
    if survey_id not in survey_ids:
        survey_ids = [survey_id]
    names_ = desk.names.names_of(desk.session, desk.workspace_id, user_id)
    return [about for invited, about in _questions(desk.session, desk.workspace_id, names_, survey_ids)
            if invited.state in (Invited.SENDING, Invited.ASKED) or about.survey_id == survey_id]


def _facts(asked: Sequence[Question]) -> list[dict[str, Any]]:
    return [{"survey": one.survey_id, "number": one.number, "title": one.title, "state": str(one.state),
             "done": one.what_was_done, "words": one.words, "answer": str(one.answer) if one.answer else None,
             "is_last": one.is_last} for one in asked]


def _invited(desk: Desk, survey: Survey) -> Sequence[Invitation]:
    """All invitations as they stand. One that is being sent by no row any more has failed: they left before their
    time, or could not be reached."""
    invited = stored.invitations(desk.session, desk.workspace_id, survey.id)
    sending = [one for one in invited if one.state == Invited.SENDING]
    on_the_way = asking.on_the_way(desk.session, desk.workspace_id, [one.user_id for one in sending])
    for one in sending:
        if (survey.id, one.user_id) not in on_the_way:
            one.state = Invited.FAILED
            desk.session.add(one)
    desk.session.flush()
    return invited


def _plan_look(desk: Desk, survey: Survey, invited: Sequence[Invitation]) -> None:
    """Look, when the last one invited has had their five working days, whether the time of all is up. Whoever is asked
    later than planned has another look to come."""
    ends_at = _ends_at(desk, invited) or desk.now
    due_at = ends_at if ends_at > desk.now else desk.now + DAY
    work.add(desk.session, desk.workspace_id, work.Kind.STEP, "close_survey",
             f"close_survey:{survey.id}:{due_at:%Y%m%dT%H%M%S}", due_at=due_at, now=desk.clock.machine(),
             payload={"survey": survey.id})


def _ends_at(desk: Desk, invited: Sequence[Invitation]) -> datetime | None:
    """Five working days after the last one is or was asked; None where nobody is."""
    moments = [_moment(one) for one in invited if one.state in COUNTED]
    return closes_at(max(moments), calendars.of_team(desk.settings, None)) if moments else None


def _moment(one: Invitation) -> datetime:
    """When somebody is or was asked. Of one without a name it is known only that it was within a day."""
    if one.asked_at is None:
        return max(one.ask_at, one.not_before or one.ask_at)
    return one.asked_at + (DAY if is_pseudonym(one.user_id) else timedelta(0))


def _time_is_up(desk: Desk, invited: Sequence[Invitation]) -> bool:
    """Nobody is still to be asked, and the last one asked has had five working days; a clock that was down may have
    asked later than planned."""
    if any(one.state in TO_BE_ASKED for one in invited):
        return False
    ends_at = _ends_at(desk, invited)
    return ends_at is None or ends_at <= desk.now


def _seen(desk: Desk, survey_id: str, name: str) -> None:
    """Who answers has been asked, also where Slack's own answer to the asking has not come back yet."""
    invitation = stored.invitation(desk.session, desk.workspace_id, survey_id, name)
    if invitation is not None and invitation.state == Invited.SENDING:
        invitations.asked(desk, survey_id, name)
        desk.session.expire(invitation)


def _believe(desk: Desk, survey: Survey, row: Annoyance, said: Answer) -> None:
    fixed = State(row.state) in (State.RESOLVED, State.VERIFIED) and survey.round == row.check_round
    if survey.closed_at is None and row.state == State.RESOLVED:
        _decide(desk, survey, row, time_is_up=False)
        if survey.closed_at is None:
            cards.want_card(desk, row)
    elif fixed and said is Answer.STILL:
        survey.outcome = Outcome.CAME_BACK
        desk.session.add(survey)
        _bring_back(desk, survey, row)


def _decide(desk: Desk, survey: Survey, row: Annoyance, *, time_is_up: bool) -> None:
    answers = [Answer(response.answer)
               for response in stored.responses(desk.session, desk.workspace_id, survey.id)]
    asked = sum(one.state in COUNTED for one in _invited(desk, survey))
    decided = outcome(answers, asked, time_is_up=time_is_up, rule=rule_of(desk.settings, row.team_key))
    if decided is None:
        return
    _close(desk, survey, decided)
    if decided is Outcome.CAME_BACK:
        _bring_back(desk, survey, row)
    elif decided is Outcome.VERIFIED:
        cards.make_move(desk, row, Move.VERIFY, by=None,
                        facts={"gone": answers.count(Answer.GONE), "answered": len(answers), "asked": asked})
    else:
        cards.want_card(desk, row)
        cards.say_line(desk, row, f"not_verified:{survey.round}", "not_verified" if asked else "nobody_asked", by=None,
                       facts={"answered": len(answers), "asked": asked})


def _bring_back(desk: Desk, survey: Survey, row: Annoyance) -> None:
    answers = [response.answer for response in stored.responses(desk.session, desk.workspace_id, survey.id)]
    occasions.overtake(desk, row)
    cards.make_move(desk, row, Move.STILL_HAPPENING, by=None,
                    facts={"still": answers.count(Answer.STILL), "answered": len(answers)})


def _close(desk: Desk, survey: Survey, decided: Outcome) -> None:
    survey.closed_at, survey.outcome = desk.now, decided
    desk.session.add(survey)
    desk.session.flush()
    survey_events.tell(desk, EventType.SURVEY_CLOSED, survey.id)
    invitations.cancel(desk, survey.id)
    work.cancel(desk.session, desk.workspace_id, asking.ends(desk.session, desk.workspace_id, survey.id),
                now=desk.clock.machine(), why=f"the asking ended: {decided}")
