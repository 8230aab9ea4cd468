"""What a survey found, as figures with their denominators; never so few anonymous answers that one could be told.

Anonymous answers are shown by whole portions (`bot/domain/portions.py`). Whoever looks first forms them, so looking may
write: which answers are in which portion, and as what they were shown then.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from hashlib import blake2b
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.permissions import Act, Role, may
from bot.domain.portions import Waiting, portions
from bot.domain.results import (
    LISTED,
    USERS,
    Found,
    Line,
    Listed,
    Occasion,
    Part,
    Source,
    Users,
    Wanted,
    with_themes,
)
from bot.domain.scores import Tally, score
from bot.domain.survey_kinds import KINDS, Kind
from bot.domain.survey_links import LinkKind
from bot.domain.survey_plans import Audience, Invited, Trigger, Withheld
from bot.domain.themes import themes
from bot.errors import Invalid, NotAllowed, NotFound
from bot.services import people
from bot.services.desk import Desk, subject
from bot.services.directory import Directory, directory
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances as stored_annoyances
from storage import posts, work
from storage import results as stored
from storage import settings as stored_settings
from storage import survey_plans as stored_plans
from storage import surveys as stored_surveys
from storage.db import Database
from storage.tables import Survey, SurveyPlan

OCCASIONS = 12
"""So many stretches of a trend are shown, the newest ones."""
UPLOADING = "files.completeUploadExternal"


@dataclass(frozen=True, slots=True)
class Post:
    """Where results are posted: the card of an annoyance, else a channel."""

    number: int | None
    channel: str | None


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer that counts. `stretch` is the day or month that its asking belongs to, `day` the asking's own;
    `portion` says with whom it is shown, None for one of a named survey or one that waits."""

    key: str
    survey_id: str
    name: str
    source: Source
    stretch: date
    day: date
    ended: bool
    point: int
    users: Users | None
    cause: str | None
    comment: str | None
    segment: str | None
    locale: str | None
    at: datetime
    portion: int | None


class Results:
    """Counts answers."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def of_plan(self, workspace_id: str, user_id: str, plan_id: str) -> Found:
        """What somebody sees who may see it. Raises `NotAllowed`, `NotFound`."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            return found(desk, _seen_by(desk, user_id, plan_id))

    def with_themes(self, workspace_id: str, found: Found) -> Found:
        """The same with what comments are about: a call of its own beside the writer, as naming takes a moment."""
        with self._db.reading() as session:
            glossary = directory(session, workspace_id).glossary
        return with_themes(found, partial(themes, glossary=glossary))

    def csv(self, workspace_id: str, user_id: str, plan_id: str) -> tuple[Line, ...]:
        """The same answers as `of_plan` counts, row by row. Raises `NotAllowed`, `NotFound`."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            plan = _seen_by(desk, user_id, plan_id)
            return tuple(_lines(plan, KINDS[plan.kind], _shown(desk, plan, KINDS[plan.kind])[1]))

    def listed(self, workspace_id: str, user_id: str, limit: int = LISTED) -> tuple[Listed, ...]:
        """The surveys whose results this person may see, newest first."""
        with self._db.reading() as session:
            return listed(session, directory(session, workspace_id), user_id, self._clock.now(), limit)

    def bring(self, workspace_id: str, user_id: str, plan_id: str, wanted: Wanted, *, key: str) -> None:
        """A chart or the CSV comes to whoever asks for it. Raises `NotAllowed`, `NotFound`."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = self._desk(tx.session, workspace_id)
            _seen_by(desk, user_id, plan_id)
            if tx.first_answer is None:
                _add_file(desk, f"results_file:{key}", plan_id, user_id, wanted)

    def post(self, workspace_id: str, user_id: str, plan_id: str, *, with_chart: bool, key: str) -> None:
        """The results are posted where the survey belongs: on the annoyance's card, else in the team's channel.

        Raises `NotAllowed`, `NotFound`, and `Invalid` where there is no such place.
        """
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = self._desk(tx.session, workspace_id)
            plan = _seen_by(desk, user_id, plan_id)
            place = _place(desk, plan)
            channel = _channel(desk, place)
            if channel is None:
                raise Invalid("error.nowhere_to_post")
            if tx.first_answer is not None:
                return
            posted = f"results:{key}"
            work.add(desk.session, workspace_id, work.Kind.MESSAGE, "results", posted, channel=channel,
                     due_at=desk.now, now=desk.clock.machine(), chain=posted,
                     payload={"plan": plan_id, "by": user_id, "subject": posted})
            if with_chart:
                _add_file(desk, f"results_file:{key}", plan_id, user_id, Wanted.CHART, below=posted)

    def place(self, workspace_id: str, plan_id: str) -> Post:
        """Where results are posted, at the moment of posting."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            plan = stored_surveys.plan(session, workspace_id, plan_id)
            return Post(None, None) if plan is None else replace(
                _place(desk, plan), channel=_channel(desk, _place(desk, plan)))

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def listed(session: Session, settings: Directory, user_id: str, now: datetime, limit: int) -> tuple[Listed, ...]:
    """The surveys whose results somebody may see, newest first."""
    held = people.roles(session, settings, user_id, team_key=None)
    if Role.GUEST in held:
        return ()
    teams = [team.key for team in settings.teams.values() if user_id in (team.lead, team.manager)]
    plans = stored.plans_for(session, settings.workspace_id, user_id, teams,
                             everything=may(Act.SURVEY_RESULTS, held - {Role.LEAD, Role.MANAGER}), limit=limit)
    counts = stored.counts(session, settings.workspace_id, [plan.id for plan in plans], now) if plans else {}
    return tuple(Listed(plan.id, plan.template, plan.kind, Audience(plan.audience), plan.decide_on, *counts[plan.id],
                        question=plan.question, number=plan.number, team=settings.team_name(plan.team_key))
                 for plan in plans)


def found(desk: Desk, plan: SurveyPlan) -> Found:
    """What a plan's answers are so far. Of an anonymous one this may form new portions: the plan's row is locked."""
    kind = KINDS[plan.kind]
    came, answers = _shown(desk, plan, kind)
    states = stored_plans.count_of_plan_as_shown(desk.session, desk.workspace_id, plan.id, desk.now)
    parts = tuple(_part(plan, kind, source, came[source], [one for one in answers if one.source is source])
                  for source in Source if came[source] or source is Source.ASKED)
    in_state = Counter[str]()
    for state, _, count in states:
        in_state[state] += count
    # Somebody may have answered before it was recorded that they were asked.
    return Found(
        plan.id, plan.template, plan.kind, Audience(plan.audience), plan.anonymous, plan.decision, plan.decider,
        plan.decide_on, asked=max(in_state[Invited.ASKED], came[Source.ASKED]),
        planned=in_state[Invited.PLANNED] + in_state[Invited.SENDING], parts=parts, question=plan.question,
        number=plan.number, title=_title(desk, plan.number), team=desk.settings.team_name(plan.team_key),
        touchpoint=desk.settings.touchpoints.get(plan.touchpoint_key or ""),
        withheld={Withheld(why): count for state, why, count in states if state == Invited.WITHHELD and why},
        decided=plan.decided, decided_at=plan.decided_at)


def _seen_by(desk: Desk, user_id: str, plan_id: str) -> SurveyPlan:
    """The plan, locked, if this person may see what it found: who sent it, who decides by it, those above them."""
    plan = stored_surveys.plan(desk.session, desk.workspace_id, plan_id, lock=True)
    if plan is None or plan.kind not in KINDS:
        raise NotFound("error.no_such_survey")
    held = people.roles(desk.session, desk.settings, user_id, team_key=plan.team_key)
    if plan.team_key is None:
        held -= {Role.LEAD, Role.MANAGER}  # of other teams
    if Role.GUEST in held or not (user_id in (plan.created_by, plan.decider) or may(Act.SURVEY_RESULTS, held)):
        raise NotAllowed("error.not_your_results")
    return plan


def _title(desk: Desk, number: int | None) -> str | None:
    row = stored_annoyances.get(desk.session, desk.workspace_id, number) if number is not None else None
    return row.title if row else None


def _place(desk: Desk, plan: SurveyPlan) -> Post:
    team = desk.settings.teams.get(plan.team_key) if plan.team_key else None
    if team is None and plan.touchpoint_key is not None:
        owners = {row.key: row.team_key for row in stored_settings.touchpoints(desk.session, desk.workspace_id)}
        team = desk.settings.teams.get(owners.get(plan.touchpoint_key) or "")
    return Post(plan.number, team.channel_id if team and team.channel_id not in desk.settings.gone else None)


def _channel(desk: Desk, place: Post) -> str | None:
    """The channel to post in: where the card stands, if there is one."""
    card = posts.current(desk.session, desk.workspace_id, subject(place.number)) if place.number else None
    return card.channel_id if card else place.channel


def _add_file(desk: Desk, key: str, plan_id: str, user_id: str, wanted: Wanted, *, below: str | None = None) -> None:
    """A file for somebody, or below what is posted; drawn when it is sent."""
    work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, "results_file", key, channel=user_id,
             method=UPLOADING, due_at=desk.now, now=desk.clock.machine(), chain=below,
             payload={"plan": plan_id, "user": user_id, "wanted": wanted, **({"below": below} if below else {})})


def _shown(desk: Desk, plan: SurveyPlan, kind: Kind) -> tuple[Counter[Source], list[_Answer]]:
    """How many answers came from each source; and those that are shown, each as it is shown."""
    surveys = {survey.id: survey for survey in stored.surveys_of(desk.session, desk.workspace_id, plan.id)}
    rows = stored.answers(desk.session, desk.workspace_id, plan.id)
    answers = [one for row in rows if (one := _answer(desk, plan, kind, surveys[row.survey_id], row)) is not None]
    came = Counter(one.source for one in answers)
    if plan.anonymous:
        answers = [one for source in Source
                   for one in _released(desk, [one for one in answers if one.source is source], rows)]
    return came, answers


def _answer(desk: Desk, plan: SurveyPlan, kind: Kind, survey: Survey, row: stored.Answered) -> _Answer | None:
    """An answer as it is kept, or, where it was shown already, as it was shown; None where it is no point of the
    scale."""
    told: dict[str, Any] = row.shown or {
        "answer": row.answer, "cause": row.cause, "segment": row.segment, "comment": row.comment}
    point = kind.point(told["answer"])
    if point is None:
        return None
    day = (survey.base_at or survey.opened_at).astimezone(desk.settings.zone).date()
    return _Answer(
        f"{row.survey_id}:{row.name}", row.survey_id, row.name,
        Source.OPEN_LINK if row.link == LinkKind.OPEN else Source.ASKED,
        stretch=day if plan.trigger == Trigger.CALENDAR else day.replace(day=1), day=day,
        ended=survey.closed_at is not None or (survey.closes_at is not None and survey.closes_at <= desk.now),
        point=point, users=USERS.get(told["segment"] or ""), cause=told["cause"], comment=told["comment"],
        segment=told["segment"], locale=row.locale, at=row.at, portion=told.get("portion"))


def _released(desk: Desk, answers: Sequence[_Answer], rows: Sequence[stored.Answered]) -> list[_Answer]:
    """Of an anonymous survey, and of one source: those that stand in a portion, with new ones where they can be formed.

    A comment or a cause that somebody added after their answer was shown comes along with a new portion."""
    stretches = {stretch: place for place, stretch in enumerate(sorted({one.stretch for one in answers}))}
    ended = {stretch: all(one.ended for one in answers if one.stretch == stretch) for stretch in stretches}
    made = portions(Waiting(one.key, stretches[one.stretch], ended[one.stretch], one.users)
                    for one in answers if one.portion is None)
    if not made:
        return [one for one in answers if one.portion is not None]
    after = max((one.portion for one in answers if one.portion is not None), default=0) + 1
    numbers = {one.key: after + place for place, portion in enumerate(made) for one in portion}
    now_kept = {f"{row.survey_id}:{row.name}": row for row in rows}
    shown = [replace(one, portion=numbers.get(one.key, one.portion),
                     cause=one.cause or now_kept[one.key].cause, comment=one.comment or now_kept[one.key].comment)
             for one in answers if one.portion is not None or one.key in numbers]
    before = {one.key: one for one in answers}
    stored.show(desk.session, desk.workspace_id, [
        (one.survey_id, one.name, {"portion": one.portion, "answer": str(one.point), "cause": one.cause,
                                   "segment": one.segment, "comment": one.comment})
        for one in shown if one != before[one.key]])
    return shown


def _part(plan: SurveyPlan, kind: Kind, source: Source, came: int, answers: Sequence[_Answer]) -> Part:
    tally = _tally(answers)
    said = [(one.comment, one.name) for one in _in_order(plan, answers) if one.comment]
    names = {name: place for place, name in enumerate(dict.fromkeys(name for _, name in said))}
    return Part(source, came, score(kind, tally), tally, _trend(kind, answers, anonymous=plan.anonymous),
                _users(kind, answers, anonymous=plan.anonymous),
                tuple(Counter(one.cause for one in answers if one.cause).most_common()),
                tuple(comment for comment, _ in said), tuple(names[name] for _, name in said))


def _tally(answers: Iterable[_Answer]) -> Tally:
    return Counter(one.point for one in answers)


def _in_order(plan: SurveyPlan, answers: Sequence[_Answer]) -> list[_Answer]:
    """The newest first; of an anonymous survey in an order that says nothing, and that stays."""
    if not plan.anonymous:
        return sorted(answers, key=lambda one: (one.at, one.key), reverse=True)
    return sorted(answers, key=lambda one: blake2b(f"{plan.id} {one.comment}".encode()).digest())


def _stretches(answers: Iterable[_Answer], *, anonymous: bool) -> dict[tuple[date, date], list[_Answer]]:
    """Answers by the stretch of time they are shown for, oldest first; of an anonymous survey by whole portions."""
    together: defaultdict[object, list[_Answer]] = defaultdict(list)
    for one in answers:
        together[one.portion if anonymous else one.stretch].append(one)
    made: defaultdict[tuple[date, date], list[_Answer]] = defaultdict(list)
    for some in together.values():
        made[min(one.stretch for one in some), max(one.stretch for one in some)] += some
    return dict(sorted(made.items()))


def _trend(kind: Kind, answers: Sequence[_Answer], *, anonymous: bool) -> tuple[Occasion, ...]:
    made = [Occasion(*_days(some), score(kind, _tally(some)))
            for some in _stretches(answers, anonymous=anonymous).values()]
    return tuple(made[-OCCASIONS:]) if len(made) > 1 else ()


def _days(answers: Sequence[_Answer]) -> tuple[date, date]:
    return min(one.day for one in answers), max(one.day for one in answers)


def _users(kind: Kind, answers: Sequence[_Answer], *, anonymous: bool) -> dict[Users, Any]:
    """New and regular users apart, where both are known; of an anonymous survey from portions of one of them alone."""
    alone: defaultdict[Users, list[_Answer]] = defaultdict(list)
    together: defaultdict[object, list[_Answer]] = defaultdict(list)
    for one in answers:
        together[one.portion if anonymous else one.users].append(one)
    for some in together.values():
        users = {one.users for one in some}
        if len(users) == 1 and (only := next(iter(users))) is not None:
            alone[only] += some
    return {users: score(kind, _tally(alone[users])) for users in Users if alone[users]} if len(alone) > 1 else {}


def _lines(plan: SurveyPlan, kind: Kind, answers: Sequence[_Answer]) -> Iterator[Line]:
    if plan.anonymous:
        yield from _facts(plan, kind, answers)
        return
    for one in sorted(answers, key=lambda one: (one.at, one.key)):
        yield Line(one.day, one.day, kind.key, one.source, str(one.point), kind.percent(one.point), one.cause,
                   one.segment, one.locale, one.comment, one.at.date(), one.name if one.name[:1] in "UW" else None)


def _facts(plan: SurveyPlan, kind: Kind, answers: Sequence[_Answer]) -> Iterator[Line]:
    """Of an anonymous survey: one fact a row, so that no two of one person can be put together."""
    for source in Source:
        some = [one for one in answers if one.source is source]
        if not some:
            continue
        for stretch in _stretches(some, anonymous=True).values():
            for point in sorted(one.point for one in stretch):
                yield Line(*_days(stretch), kind.key, source, str(point), kind.percent(point))
        for cause in sorted(one.cause for one in some if one.cause):
            yield Line(*_days(some), kind.key, source, cause=cause)
        for one in _in_order(plan, some):
            if one.comment:
                yield Line(*_days(some), kind.key, source, comment=one.comment)
