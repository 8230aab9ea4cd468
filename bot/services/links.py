"""Links for customers: made by a team for a survey or a touchpoint, opened and answered without a login.

A link's address is never logged and never stored: it is made anew from the link's id, which is no use without our key.
"""

import hashlib
import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import FIXED, Move, State
from bot.domain.events import EventType
from bot.domain.masking import mask
from bot.domain.people import LANGUAGES, Where
from bot.domain.permissions import Role
from bot.domain.reports import STORY_LIMIT, Door, Draft, MayContact, text_key
from bot.domain.survey_kinds import KINDS
from bot.domain.survey_links import (
    COMMENT_LIMIT,
    CONTACT_LIMIT,
    DECISION_LIMIT,
    PERSONAL_FOR,
    CustomerOf,
    LinkForm,
    LinkKind,
    LinkWish,
    MadeLink,
    More,
    Page,
)
from bot.domain.survey_plans import TEMPLATES, Audience, Trigger, causes
from bot.domain.wording import cut, tidy
from bot.errors import Invalid, NotAllowed, NotFound
from bot.services import annoyances, audiences, cards, intake, people, survey_events, survey_reports
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.link_tokens import read_token, token_of
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances as stored_annoyances
from storage import links as stored
from storage import log
from storage import reports as stored_reports
from storage import settings as stored_settings
from storage import surveys as stored_surveys
from storage.db import Database
from storage.ids import new_id
from storage.tables import Annoyance, Response, Survey, SurveyLink, SurveyPlan

DEFAULT = TEMPLATES["got_done"]
ACT = "survey_link"
RANDOM_BYTES = 16
NOTED = 5
"""So many open annoyances at most hear that they stand in the way of a link."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A link with what it leads to, read in one transaction. A standing link has neither survey nor plan."""

    desk: Desk
    link: SurveyLink
    survey: Survey | None
    plan: SurveyPlan | None
    is_repeated: bool = False

    @property
    def is_open(self) -> bool:
        now, survey = self.desk.now, self.survey
        if self.link.closed_at is not None or (self.link.expires_at or now) < now:
            return False
        return survey is None or (survey.closed_at is None and (survey.closes_at is None or survey.closes_at > now))

    def name(self, word: str) -> str:
        """Under which name an answer is kept: the link's own, or that of whoever opened one that is for many."""
        return f"link:{self.link.id}" if self.link.kind == LinkKind.PERSONAL else f"open:{word}"


class _StillOpen(Invalid):
    """A touchpoint is being complained of: no link for many is made, and whoever works on it hears so."""

    def __init__(self, desk: Desk, touchpoint: str, numbers: list[int], plan: SurveyPlan | None) -> None:
        self.touchpoint, self.numbers = desk.settings.touchpoints.get(touchpoint, touchpoint), numbers
        self.plan_id = plan.id if plan else "link"
        super().__init__("error.still_open_there", field="link_kind", touchpoint=self.touchpoint,
                         numbers=", ".join(f"#{number}" for number in numbers))


class Links:
    """Makes links, reads what they show, takes what customers say."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms, public_url: str | None) -> None:
        self._db, self._clock, self._names = db, clock, names
        self._address = (public_url or "").rstrip("/")
        self._pictures = self._address.startswith("https://")

    def serve_at(self, address: str) -> None:
        """The sandbox knows its address only once it is up; there pictures are fetched by whatever way."""
        self._address, self._pictures = address.rstrip("/"), True

    @property
    def is_secure(self) -> bool:
        """Whether customers come by https."""
        return self._address.startswith("https://")

    # what a team does

    def form(self, workspace_id: str, user_id: str, number: int, *, where: Where | None) -> LinkForm:
        """What the form behind 'Survey link' shows.

        Raises `Invalid` without a public address, and where the only customers said that they are not to be asked.
        """
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
            row = annoyances.allowed(desk, user_id, number, Move.SURVEY_LINK, where, lock=False)
            self._check_address()
            customers = _customers(desk, number)
            plan = stored.plan_for(session, workspace_id, number, row.team_key, row.touchpoint_key)
            return LinkForm(
                number, row.title, desk.settings.locale_of(row.team_key), customers,
                template=plan.template if plan else DEFAULT.key, question=plan.question if plan else None,
                decision=plan.decision if plan else None, touchpoint=_touchpoint(desk, row.touchpoint_key))

    def for_annoyance(self, workspace_id: str, user_id: str, number: int, wish: LinkWish, *, where: Where | None,
                      key: str) -> MadeLink:
        """A link to what a plan asks customers about this annoyance; without such a plan, one is made."""
        self._check_address()
        with self._noting(workspace_id), self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            if tx.first_answer is not None:
                return self._made(_again(desk, tx.first_answer["link"]))
            row = annoyances.allowed(desk, user_id, number, Move.SURVEY_LINK, where)
            wish = _checked(desk, number, wish)
            plan = stored.plan_for(tx.session, workspace_id, number, row.team_key, row.touchpoint_key)
            _check_place(desk, wish, row.touchpoint_key or (plan.touchpoint_key if plan else None), plan)
            link = _link(desk, plan or _plan(desk, row, user_id, wish.decision), wish, user_id, row)
            tx.answer = {"link": link.id}
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=ACT, subject=f"#{number}",
                    detail={"kind": wish.kind})
            return self._made(_opened(desk, link))

    def for_plan(self, workspace_id: str, user_id: str, plan_id: str, wish: LinkWish, *, key: str) -> MadeLink:
        """A link to a plan's question for whoever made the plan, CX leads and admins; each personal one is new."""
        self._check_address()
        with self._noting(workspace_id), self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            if tx.first_answer is not None:
                return self._made(_again(desk, tx.first_answer["link"]))
            plan = stored_surveys.plan(tx.session, workspace_id, plan_id)
            if plan is None or plan.audience != Audience.CUSTOMERS or plan.stopped_at is not None:
                raise NotFound("error.no_such_survey")
            held = people.roles(tx.session, desk.settings, user_id, team_key=plan.team_key)
            if plan.created_by != user_id and held.isdisjoint((Role.CX_LEAD, Role.ADMIN)):
                raise NotAllowed("error.not_allowed.survey_link")
            _check_place(desk, wish, plan.touchpoint_key, plan)
            link = _link(desk, plan, wish, user_id, None)
            tx.answer = {"link": link.id}
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=ACT, subject=f"plan {plan_id}",
                    detail={"kind": wish.kind})
            return self._made(_opened(desk, link))

    def standing(self, workspace_id: str, by: str, touchpoint: str, *, locale: str | None) -> MadeLink:
        """The link that stands at a touchpoint, in one language or (None) in the browser's; the same one each time."""
        self._check_address()
        with self._db.transaction(workspace_id) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            _check_touchpoint(desk, touchpoint)
            there = stored.standing(tx.session, workspace_id, touchpoint, locale=locale)
            link = there[0] if there else stored.add(
                tx.session, workspace_id, id=secrets.token_hex(RANDOM_BYTES), kind=LinkKind.STANDING,
                touchpoint_key=touchpoint, team_key=_team_at(desk, touchpoint), locale=locale, created_by=by,
                created_at=desk.now)
            if not there:
                log.add(tx.session, workspace_id, at=desk.now, by=by, act=ACT, subject=touchpoint,
                        detail={"kind": LinkKind.STANDING})
            return self._made(_Opened(desk, link, None, None))

    def close_standing(self, workspace_id: str, by: str, touchpoint: str) -> int:
        """No link of this touchpoint takes reports any more; returns how many were closed."""
        with self._db.transaction(workspace_id) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            _check_touchpoint(desk, touchpoint)
            there = stored.standing(tx.session, workspace_id, touchpoint, all_languages=True)
            for link in there:
                link.closed_at = desk.now
                tx.session.add(link)
            if there:
                log.add(tx.session, workspace_id, at=desk.now, by=by, act="close_link", subject=touchpoint)
            return len(there)

    # what customers do

    def qr(self, token: str, form: Literal["png", "svg"] = "png") -> bytes | None:
        """The picture that leads to a link; None for one that we did not sign. The database is not asked."""
        if read_token(self._names, token) is None:
            return None
        return picture_of(f"{self._address}/s/{token}", form)

    def page(self, token: str, word: str = "") -> Page | None:
        """What the link shows now, `word` being who opened one that is for many; None for a link that is none."""
        found = read_token(self._names, token)
        if found is None:
            return None
        with self._db.reading() as session:
            opened = self._open(session, *found)
            return _page(opened, word) if opened is not None else None

    def answer(self, token: str, said: str, *, word: str, locale: str) -> Page | None:
        """One tap saves; the last one holds. Raises `Invalid` for what the question does not offer."""
        with self._opening(token) as opened:
            if opened is None:
                return None
            if opened.is_open and opened.survey is not None and opened.plan is not None:
                _keep(opened, opened.survey, opened.plan, said, word=word, locale=locale)
            return _page(opened, word)

    def add(self, token: str, more: More, *, word: str, locale: str) -> Page | None:
        """What a customer adds to the answer they gave: words, a cause, where they want to hear that it is fixed."""
        with self._opening(token) as opened:
            if opened is None:
                return None
            row = _response(opened, word) if opened.is_open else None
            if row is not None and opened.survey is not None and opened.plan is not None:
                _add(opened, opened.survey, opened.plan, row, more, locale)
            return _page(opened, word)

    def report(self, token: str, text: str, *, word: str) -> Page | None:
        """What somebody wrote at a standing link, as a report of nobody; the same words sent again from the same page
        make no second one.

        Raises `Invalid` for no words, and for more than a form takes.
        """
        with self._opening(token, once=f"page:{word}:{text_key(text)}" if word else None) as opened:
            if opened is None or opened.link.kind != LinkKind.STANDING:
                return None
            if opened.is_open and not opened.is_repeated:
                _report(opened, text)
            return _page(opened, word)

    @contextmanager
    def _noting(self, workspace_id: str) -> Iterator[None]:
        """What stands in the way of a link is told so, though nothing else of the request is kept."""
        try:
            yield
        except _StillOpen as refused:
            with self._db.transaction(workspace_id) as tx:
                desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
                for number in refused.numbers:
                    _note(desk, number, refused)
            raise

    def _check_address(self) -> None:
        if not self._address:
            raise Invalid("error.no_public_address")

    def _made(self, opened: _Opened) -> MadeLink:
        desk, link, plan = opened.desk, opened.link, opened.plan
        url = f"{self._address}/s/{token_of(self._names, desk.workspace_id, link.id)}"
        return MadeLink(
            LinkKind(link.kind), url, link.locale, _company(desk), desk.settings.team_name(link.team_key),
            _touchpoint(desk, link.touchpoint_key), f"{url}/qr.png" if self._pictures else None, _until(opened),
            template=plan.template if plan else "", question=plan.question if plan else None, number=link.number)

    @contextmanager
    def _opening(self, token: str, once: str | None = None) -> Iterator[_Opened | None]:
        """A transaction on an opened link, locked; None for a link that is none."""
        found = read_token(self._names, token)
        if found is None:
            yield None
            return
        with self._db.transaction(found[0], self._clock.now(), once) as tx:
            opened = self._open(tx.session, *found, lock=True)
            yield opened and replace(opened, is_repeated=tx.first_answer is not None)

    def _open(self, session: Session, workspace_id: str, link_id: str, *, lock: bool = False) -> _Opened | None:
        link = stored.get(session, workspace_id, link_id)
        if link is None:
            return None
        desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
        if lock and link.number is not None:  # in the order in which clicks take them: the annoyance first
            stored_annoyances.get(session, workspace_id, link.number, lock=True)
        return _opened(desk, (stored.get(session, workspace_id, link_id, lock=True) or link) if lock else link)


def picture_of(url: str, form: Literal["png", "svg"]) -> bytes:
    """An address as a QR picture, large enough to be printed."""
    import segno

    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind=form, scale=8, border=4)
    return out.getvalue()


def _opened(desk: Desk, link: SurveyLink) -> _Opened:
    session, workspace_id = desk.session, desk.workspace_id
    survey = stored_surveys.get(session, workspace_id, link.survey_id) if link.survey_id else None
    plan = stored_surveys.plan(session, workspace_id, survey.plan_id) if survey and survey.plan_id else None
    return _Opened(desk, link, survey, plan)


# a team makes a link


def _again(desk: Desk, link_id: str) -> _Opened:
    """The link that the same request has made before."""
    link = stored.get(desk.session, desk.workspace_id, link_id)
    if link is None:
        raise NotFound("error.no_such_survey")
    return _opened(desk, link)


def _customers(desk: Desk, number: int) -> tuple[CustomerOf, ...]:
    """The reports whose customers may be asked. Raises `Invalid` where all of them said 'do not ask'."""
    told = stored_reports.of_annoyance(desk.session, desk.workspace_id, number)
    asked = [report for report in told if audiences.may_ask_customer(report)]
    if told and not asked:
        raise Invalid("error.do_not_ask")
    return tuple(CustomerOf(report.id, report.story, report.created_at.astimezone(desk.settings.zone).date())
                 for report in asked)


def _checked(desk: Desk, number: int, wish: LinkWish) -> LinkWish:
    """The wish as it can be carried out now: its report, if it names one, is there and its customer may be asked."""
    customers = [one.report_id for one in _customers(desk, number)]
    if wish.kind is LinkKind.OPEN:
        return replace(wish, report_id=None)
    chosen = wish.report_id or (customers[0] if len(customers) == 1 else None)
    if chosen not in customers and (chosen or customers):
        raise Invalid("error.whose_customer", field="customer_of")
    return replace(wish, report_id=chosen)


def _check_place(desk: Desk, wish: LinkWish, touchpoint: str | None, plan: SurveyPlan | None) -> None:
    """A link for many stands where it is about: not while something is open there."""
    if wish.kind is LinkKind.OPEN and touchpoint and not audiences.may_ask_at(desk, touchpoint):
        raise _StillOpen(desk, touchpoint, audiences.open_at(desk, touchpoint, most=NOTED), plan)


def _note(desk: Desk, number: int, refused: _StillOpen) -> None:
    """One line in the card's thread for each annoyance and plan, to whoever works on it."""
    row = stored_annoyances.get(desk.session, desk.workspace_id, number)
    if row is not None:
        cards.say_line(desk, row, f"survey:{refused.plan_id}",
                       "survey_open_link_to" if row.assignee else "survey_open_link", by=None,
                       facts={"touchpoint": refused.touchpoint, "assignee": row.assignee})


def _plan(desk: Desk, row: Annoyance, user_id: str, decision: str) -> SurveyPlan:
    """A plan of its own for one annoyance: a broad and neutral question, decided on by the team's lead."""
    said = cut(mask(tidy(decision)), DECISION_LIMIT)
    if not said:
        raise Invalid("error.decision_missing", field="decision")
    team = desk.settings.teams.get(row.team_key) if row.team_key else None
    plan = SurveyPlan(
        workspace_id=desk.workspace_id, id=new_id(), template=DEFAULT.key, kind=DEFAULT.kinds[0], decision=said,
        decider=(team.lead if team else None) or user_id, decide_on=_day(desk, desk.now + PERSONAL_FOR),
        audience=Audience.CUSTOMERS, team_key=row.team_key, touchpoint_key=row.touchpoint_key, number=row.number,
        anonymous=False, trigger=Trigger.BY_HAND, created_by=user_id, created_at=desk.now)
    desk.session.add(plan)
    desk.session.flush()
    return plan


def _link(desk: Desk, plan: SurveyPlan, wish: LinkWish, user_id: str, row: Annoyance | None) -> SurveyLink:
    """A link to what the plan asks now. The same customer gets the same link again, so that nobody is counted twice."""
    if wish.kind is LinkKind.STANDING or wish.locale not in LANGUAGES:
        raise Invalid("error.unknown_button")
    until = desk.now + PERSONAL_FOR
    survey = _survey(desk, plan, until)
    number = row.number if row else plan.number
    is_personal = wish.kind is LinkKind.PERSONAL
    there = None if is_personal and wish.report_id is None else stored.same(
        desk.session, desk.workspace_id, kind=wish.kind, survey_id=survey.id, number=number,
        report_id=wish.report_id, now=desk.now)
    if there is not None:
        there.locale, there.expires_at = wish.locale, until if is_personal else None
        desk.session.add(there)
        desk.session.flush()
        return there
    link = stored.add(
        desk.session, desk.workspace_id, id=secrets.token_hex(RANDOM_BYTES), kind=wish.kind, survey_id=survey.id,
        touchpoint_key=(row.touchpoint_key if row else None) or plan.touchpoint_key,
        team_key=plan.team_key or (row.team_key if row else None), number=number, report_id=wish.report_id,
        locale=wish.locale, created_by=user_id, created_at=desk.now, expires_at=until if is_personal else None)
    if is_personal:
        stored.invite(desk.session, desk.workspace_id, survey.id, f"link:{link.id}", desk.now)
    return link


def _survey(desk: Desk, plan: SurveyPlan, until: datetime) -> Survey:
    """What the plan asks by links now: it can be answered for as long as its youngest personal link."""
    survey = stored.open_survey(desk.session, desk.workspace_id, plan.id, desk.now)
    if survey is None:
        nth = stored.count_surveys(desk.session, desk.workspace_id, plan.id) + 1
        survey = Survey(workspace_id=desk.workspace_id, id=new_id(), kind=plan.kind, plan_id=plan.id,
                        occasion=f"links:{nth}", opened_at=desk.now, base_at=desk.now, closes_at=until)
        desk.session.add(survey)
        desk.session.flush()
        survey_events.tell(desk, EventType.SURVEY_OPENED, survey.id)
    elif survey.closes_at is not None:
        survey.closes_at = max(survey.closes_at, until)
    desk.session.add(survey)
    desk.session.flush()
    return survey


def _check_touchpoint(desk: Desk, touchpoint: str) -> None:
    if touchpoint not in desk.settings.touchpoints:
        raise Invalid("error.no_such_touchpoint", field="touchpoint")


def _team_at(desk: Desk, touchpoint: str) -> str | None:
    return next((row.team_key for row in stored_settings.touchpoints(desk.session, desk.workspace_id)
                 if row.key == touchpoint), None)


# a customer opens a link


def _page(opened: _Opened, word: str) -> Page:
    desk, link, plan = opened.desk, opened.link, opened.plan
    row = _response(opened, word)
    return Page(
        LinkKind(link.kind), _company(desk), link.locale, desk.settings.locale, is_open=opened.is_open,
        team=desk.settings.team_name(link.team_key), touchpoint=_touchpoint(desk, link.touchpoint_key),
        until=_until(opened), template=plan.template if plan else "", scale=plan.kind if plan else "",
        question=plan.question if plan else None, decision=plan.decision if plan else "",
        decide_on=plan.decide_on if plan else None, said=int(row.answer) if row else None,
        comment=row.comment if row else None, cause=row.cause if row else None, can_be_told=_can_be_told(opened),
        will_be_told=bool(row and row.contact_sealed))


def _response(opened: _Opened, word: str) -> Response | None:
    if opened.survey is None or (opened.link.kind != LinkKind.PERSONAL and not word):
        return None
    return stored_surveys.response(opened.desk.session, opened.desk.workspace_id, opened.survey.id, opened.name(word))


def _company(desk: Desk) -> str:
    return stored_settings.workspace(desk.session, desk.workspace_id).name or desk.settings.domain


def _touchpoint(desk: Desk, key: str | None) -> str | None:
    return desk.settings.touchpoints.get(key) if key else None


def _until(opened: _Opened) -> date | None:
    closes_at = opened.survey.closes_at if opened.survey else None
    ends = [at for at in (opened.link.expires_at, closes_at) if at is not None]
    return _day(opened.desk, min(ends)) if ends else None


def _day(desk: Desk, at: datetime) -> date:
    return at.astimezone(desk.settings.zone).date()


def _can_be_told(opened: _Opened) -> bool:
    """Whether the link is about something that can still be fixed, or was."""
    desk, number = opened.desk, opened.link.number
    row = stored_annoyances.get(desk.session, desk.workspace_id, number) if number is not None else None
    return row is not None and State(row.state) not in (State.WITHDRAWN, State.WONT_FIX, State.MERGED)


# a customer says something


def _keep(opened: _Opened, survey: Survey, plan: SurveyPlan, said: str, *, word: str, locale: str) -> None:
    kind, desk = KINDS[plan.kind], opened.desk
    point = kind.point(said)
    if point is None:
        raise Invalid("page.not_understood")
    before = _response(opened, word)
    fits = before is not None and before.cause in causes(plan.template, low=kind.is_low(point))
    stored_surveys.answer(
        desk.session, desk.workspace_id, survey.id, opened.name(word), said, _moment(plan, desk.now), locale=locale,
        link_id=opened.link.id, segment=_segment(opened), cause=before.cause if before and fits else None)
    survey_events.tell(desk, EventType.SURVEY_ANSWERED, survey.id)
    if before is not None:
        desk.session.refresh(before)
        _report_low(opened, survey, plan, before)


def _segment(opened: _Opened) -> str | None:
    """A new or a regular user, as the report of which the link's customer is says."""
    report_id, desk = opened.link.report_id, opened.desk
    report = stored_reports.get(desk.session, desk.workspace_id, report_id) if report_id else None
    return report.segment if report is not None else None


def _moment(plan: SurveyPlan, at: datetime) -> datetime:
    """When an answer was given; of an anonymous survey the day alone."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0) if plan.anonymous else at


def _add(opened: _Opened, survey: Survey, plan: SurveyPlan, row: Response, more: More, locale: str) -> None:
    desk = opened.desk
    low = KINDS[plan.kind].is_low(int(row.answer))
    row.comment = cut(mask(tidy(more.comment)), COMMENT_LIMIT) or None
    row.cause = more.cause if more.cause in causes(plan.template, low=low) else None
    row.locale = locale
    if more.forget:
        row.contact_sealed = None
    contact = cut(tidy(more.contact), CONTACT_LIMIT)
    if contact and _can_be_told(opened):
        is_new = row.contact_sealed is None
        row.contact_sealed = desk.names.seal(contact)
        desk.session.add(row)
        desk.session.flush()
        if is_new:
            _say_to_tell(opened, row)
    desk.session.add(row)
    desk.session.flush()
    _report_low(opened, survey, plan, row)


def _report_low(opened: _Opened, survey: Survey, plan: SurveyPlan, row: Response) -> None:
    """Low answers with words become a report, once."""
    if row.comment and row.report_id is None and KINDS[plan.kind].is_low(int(row.answer)):
        link = opened.link
        survey_reports.make(
            opened.desk, survey, plan, reporter=survey_reports.NOBODY, comment=row.comment, door=Door.CUSTOMER_LINK,
            team=link.team_key, touchpoint=link.touchpoint_key, cause=row.cause, response=row,
            number=link.number)


def _say_to_tell(opened: _Opened, row: Response) -> None:
    """Where it counts as fixed already, the team hears at once that somebody wants to be told."""
    desk, number = opened.desk, opened.link.number
    about = stored_annoyances.get(desk.session, desk.workspace_id, number) if number is not None else None
    if about is not None and State(about.state) in FIXED:
        once = hashlib.blake2b(row.user_id.encode(), digest_size=16).hexdigest()  # the word itself opens their answer
        cards.say_line(desk, about, f"to_tell:{once}:{desk.now:%Y%m%d}", "to_tell", by=None, facts={"n": 1})


def _report(opened: _Opened, text: str) -> None:
    """What a customer wrote at a touchpoint becomes a report like any other; nobody is asked who they are."""
    desk, touchpoint = opened.desk, opened.link.touchpoint_key
    said = text.replace("\r\n", "\n")  # browsers count an end of line as one, and send two
    if not tidy(said):
        raise Invalid("page.empty")
    if len(said) > STORY_LIMIT:
        raise Invalid("page.too_long")
    draft = intake.masked_draft(Draft(said, may_contact=MayContact.NO,
                                      touchpoint=touchpoint if touchpoint in desk.settings.touchpoints else None))
    made = intake.take_in(desk, survey_reports.NOBODY, draft, door=Door.CUSTOMER_LINK, text_hash=text_key(said))
    log.add(desk.session, desk.workspace_id, at=desk.now, by=None, act="report", subject=f"#{made.number}")
