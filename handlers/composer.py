"""The composer of surveys: opened by `/snag survey`, drawn anew at each choice, looked at, sent."""

from bot.domain.questions import check
from bot.domain.survey_links import LinkKind, LinkWish
from bot.domain.survey_plans import STAFF, Asking, Audience
from bot.errors import Invalid, NotAllowed, NotFound
from bot.views import composer as views
from bot.views import links as link_views
from bot.views import surveys as survey_views
from bot.views.blocks import Json
from bot.views.ids import Field
from bot.views.replies import in_words
from bot.views.reports import done_form
from handlers.middleware import Asker, Edge
from handlers.outcome import Outcome, Update


async def open_composer(edge: Edge, asker: Asker) -> None:
    """A new survey, for those who may send one."""
    await edge.services.read(edge.services.surveys.check_may_send, asker.workspace_id, asker.user_id)
    today = await edge.services.read(edge.services.people.today, asker.workspace_id, asker.user_id)
    edge.show(asker, await _drawn(edge, asker, views.blank(asker.user_id, today)))


async def changed(edge: Edge, asker: Asker, _value: str) -> None:
    """Something was chosen or typed: the form follows, and says whom it would reach. Over all, for who chooses fast has
    chosen before the form followed the choice before. Another wording reaches the same people: what was found out
    stays, unless the form has changed since."""
    await edge.services.read(edge.services.surveys.check_may_send, asker.workspace_id, asker.user_id)
    worded = str(asker.payload["actions"][0].get("action_id")) == Field.QUESTION
    edge.in_turn(asker, _follow(edge, asker, keep=worded))


async def refresh(edge: Edge, asker: Asker, _value: str) -> None:
    await edge.services.read(edge.services.surveys.check_may_send, asker.workspace_id, asker.user_id)
    edge.in_turn(asker, _follow(edge, asker))


async def _follow(edge: Edge, asker: Asker, *, keep: bool = False) -> None:
    open_view = asker.payload.get("view") or {}
    outlook = views.outlook_in(open_view) if keep else None
    drawn = await _drawn(edge, asker, await _typed(edge, asker), outlook)
    await edge.draw(open_view if outlook is not None else open_view | {"hash": None}, drawn)


async def look(edge: Edge, asker: Asker, _value: str) -> None:
    """The message as those asked would get it."""
    typed, spoken = await _typed(edge, asker), await asker.language()
    today = await edge.services.read(edge.services.people.today, asker.workspace_id, asker.user_id)
    shown = Asking("", typed.template, typed.kind, typed.decision or "…", typed.decider or asker.user_id,
                   typed.decide_on or today, anonymous=typed.anonymous and typed.audience in STAFF, is_open=True,
                   question=typed.question)
    edge.show(asker, views.as_they_see_it(spoken, survey_views.invitation(spoken, shown).blocks), push=True)


async def submit(edge: Edge, asker: Asker) -> Outcome:
    """Made; how it goes on is said in the form's place."""
    typed = await _typed(edge, asker)
    try:
        made = await edge.services.run(edge.services.surveys.create, asker.workspace_id, asker.user_id,
                                       views.plan_draft(typed), key=asker.key)
    except Invalid as error:
        raise Invalid(error.key, field=views.field_of(typed, error.field), **error.args_of_key) from error
    spoken = await asker.language()
    if made.audience is Audience.CUSTOMERS:
        return Update(await _link(edge, asker, made.plan_id, spoken))
    return Update(done_form(spoken, views.made(spoken, made)))


async def _link(edge: Edge, asker: Asker, plan_id: str, spoken: str) -> Json:
    """The plan's link for many with its QR; the plan stays where none can be made now."""
    try:
        link = await edge.services.run(edge.services.links.for_plan, asker.workspace_id, asker.user_id, plan_id,
                                       LinkWish(LinkKind.OPEN, spoken), key=f"{asker.key}:link")
    except Invalid as error:
        return done_form(spoken, views.without_link(spoken, in_words(spoken, error.key, error.args_of_key)))
    return link_views.made(spoken, link)


async def _typed(edge: Edge, asker: Asker) -> views.Typed:
    today = await edge.services.read(edge.services.people.today, asker.workspace_id, asker.user_id)
    return views.read_composer(asker.state, views.blank(asker.user_id, today))


async def _drawn(edge: Edge, asker: Asker, typed: views.Typed, outlook: list[Json] | None = None) -> Json:
    services, spoken = edge.services, await asker.language()
    teams, touchpoints = await services.read(services.reports.choices, asker.workspace_id)
    plans = await services.read(services.surveys.of_person, asker.workspace_id, asker.user_id)
    offered = views.Offered(teams, touchpoints, views.names_of_plans(spoken, plans))
    findings = check(typed.question, asked_of=typed.audience) if typed.question else ()
    return views.composer(spoken, typed, offered, findings=findings,
                          outlook=await _outlook(edge, asker, typed) if outlook is None else outlook)


async def _outlook(edge: Edge, asker: Asker, typed: views.Typed) -> list[Json]:
    """Whom it would reach; what is still missing is said there, and keeps nobody from going on."""
    services, spoken = edge.services, await asker.language()
    today = await services.read(services.people.today, asker.workspace_id, asker.user_id)
    try:
        draft = views.for_preview(typed, today)
        found = await services.read(services.surveys.preview, asker.workspace_id, asker.user_id, draft)
    except (Invalid, NotFound, NotAllowed) as error:
        return views.not_yet(spoken, in_words(spoken, error.key, error.args_of_key))
    names = {}
    if found.waiting_for:  # the next time the form is drawn, Slack has told
        names = await services.run(services.surveys.find_out, asker.workspace_id, found.waiting_for)
    zone = await services.read(services.people.zone, asker.workspace_id, asker.user_id)
    return views.outlook(spoken, found, typed, names, zone)
