"""Every entrance to Snag, as tables; and `register()`, which hangs one listener for each kind of payload on Bolt.

An id that is not in a table comes from an older version's message and gets a kind answer.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.action_items import ItemMove
from bot.domain.annoyances import Move
from bot.domain.survey_kinds import KINDS
from bot.errors import Invalid, NotFound, PersonError
from bot.faults import FaultPoint, reached
from bot.views.blocks import Json, Message
from bot.views.composer import CHOSEN_IN_COMPOSER
from bot.views.ids import SURVEY_TAP, Action, Callback, Field
from bot.views.reports import done_form
from handlers import (
    action_items,
    annoyances,
    care,
    channels,
    composer,
    customers,
    doors,
    followers,
    home,
    links,
    merging,
    messages,
    misroutes,
    nudges,
    people,
    reporters,
    reports,
    results,
    snoozing,
    subcommands,
    survey_plans,
    surveys,
    timelines,
    trackers,
    verification,
)
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Errors, Outcome, Update

COMMANDS: dict[str, Callable[[Edge, Asker], Awaitable[Message | None]]] = {
    "/snag": subcommands.command,
}

ACTIONS: dict[str, Callable[[Edge, Asker, str], Awaitable[None]]] = {
    Action.ME_TOO: reports.me_too,
    Action.ADD_DETAILS: reports.add_details,
    Action.NOT_THIS_TEAM: reports.not_this_team,
    Action.UNDO: reports.undo,
    Action.AGAIN: reports.again,
    Action.INSTEAD: reports.instead,
    Action.WAS_UPSET: reports.was_upset,
    Action.WAS_NOT_UPSET: reports.was_not_upset,
    Action.UNFOLD: reports.unfold,
    Action.MORE: annoyances.more,
    Action.OTHER_TEAM: annoyances.other_team,
    Action.READ_ALL: annoyances.more,
    Action.HOME_REPORT: home.report,
    Action.REPORT_AS: home.report_as,
    Action.OPEN: annoyances.more,
    Action.SEE_ALL: home.see_all,
    Action.LIST_MORE: home.page,
    Action.LIST_FIRST: home.page,
    Move.ACKNOWLEDGE: annoyances.acknowledge,
    Move.ASSIGN: annoyances.assign,
    Move.RESOLVE: annoyances.resolve,
    Move.TRACKER_ISSUE: trackers.issue,
    Move.NOT_OURS: annoyances.not_ours,
    Move.STILL_HAPPENING: annoyances.still_happening,
    Move.REOPEN: annoyances.reopen,
    Move.WITHDRAW: annoyances.withdraw,
    Move.NEXT_STEP: nudges.next_step,
    Action.OUTLOOK: nudges.outlook,
    Move.MERGE: merging.merge,
    Move.UNMERGE: merging.unmerge,
    Move.WONT_FIX: snoozing.wont_fix,
    Move.SNOOZE: snoozing.snooze,
    Move.WAKE: snoozing.wake,
    f"{Move.CHOOSE_TEAM}_1": annoyances.choose_team,
    f"{Move.CHOOSE_TEAM}_2": annoyances.choose_team,
    Move.ASK_REPORTER: reporters.ask,
    Action.ANSWER_QUESTION: reporters.answer,
    Action.WHO_REPORTED: reporters.who_reported,
    Action.CUSTOMER: customers.details,
    Action.CUSTOMER_TOLD: customers.told,
    Action.CARE_DONE: care.done,
    Action.CARE_ALREADY: care.already,
    Action.CARE_HAND_OVER: care.hand_over,
    Action.CARE_ANSWERED: care.answered,
    Move.TELL_MEANWHILE: care.meanwhile,
    Move.SURVEY_LINK: links.survey_link,
    Action.LINK_QR: links.picture,
    Action.REPORT_IT: doors.report_it,
    Field.STORY: doors.typed,
    Field.WORDS: doors.typed,
    Field.EMOTION_SUGGESTED: reports.emotion_said,
    Field.TAKE: doors.typed,
    Field.TAKE_THREAD: doors.typed,
    Action.ME_TOO_TYPED: doors.me_too_typed,
    Action.ANSWER_STILL: verification.still,
    Action.ANSWER_GONE: verification.gone,
    Action.ANSWER_DONT_KNOW: verification.dont_know,
    **{f"{SURVEY_TAP}{point}": surveys.tap for point in sorted({p for kind in KINDS.values() for p in kind.points})},
    Action.SURVEY_CHANGE: surveys.change,
    Action.SURVEY_COMMENT: surveys.comment,
    Action.SURVEY_REPORT: surveys.make_report,
    Action.SURVEYS_OFF: surveys.opt_out,
    Action.SURVEYS_ON: surveys.opt_in,
    Action.SURVEY_STOP: survey_plans.stop,
    Action.SURVEY_DECIDE: survey_plans.decide,
    Action.QUIET: surveys.quiet,
    Action.QUIET_NONE: surveys.no_quiet,
    Action.SURVEY_RESULTS: results.show,
    Action.RESULTS_CHART: results.chart,
    Action.RESULTS_CSV: results.csv,
    Action.TIMELINE: timelines.show,
    Action.TIMELINE_EARLIER: timelines.turn,
    Action.TIMELINE_LATER: timelines.turn,
    Action.TIMELINE_MARKDOWN: timelines.markdown,
    Action.TIMELINE_JSON: timelines.json,
    Action.RESULTS_POST: results.post,
    Action.COMPOSER_LOOK: composer.look,
    Action.TRY_RULE: misroutes.try_rule,
    Action.DISMISS_RULE: misroutes.dismiss,
    Move.ADD_ITEM: action_items.add,
    Action.FOLLOW: followers.follow,
    Action.UNFOLLOW: followers.unfollow,
    Action.MY_ITEMS: action_items.see_mine,
    Action.MY_ITEMS_PAGE: action_items.page_of_mine,
    Action.MY_ITEMS_FIRST: action_items.page_of_mine,
    ItemMove.DONE: action_items.done,
    ItemMove.CHANGE: action_items.change,
    ItemMove.ACCEPT: action_items.accept,
    ItemMove.HAND_BACK: action_items.hand_back,
    ItemMove.REOPEN: action_items.reopen,
    ItemMove.DROP: action_items.drop,
    Action.COMPOSER_REFRESH: composer.refresh,
    **dict.fromkeys(CHOSEN_IN_COMPOSER, composer.changed),
}

VIEWS: dict[str, Callable[[Edge, Asker], Awaitable[Outcome]]] = {
    Callback.REPORT: reports.submit_report,
    Callback.DETAILS: reports.submit_details,
    Callback.SENT: reports.closed,
    Callback.ME_TOO: reports.submit_me_too,
    Callback.NOT_THIS_TEAM: reports.submit_not_this_team,
    Callback.ASSIGN: annoyances.submit_assign,
    Callback.RESOLVE: annoyances.submit_resolve,
    Callback.TRACKER_ISSUE: trackers.submit,
    Callback.NOT_OURS: annoyances.submit_not_ours,
    Callback.CHOOSE_TEAM: annoyances.submit_choose_team,
    Callback.MERGE: merging.submit_choice,
    Callback.MERGE_LOOK: merging.submit_merge,
    Callback.WONT_FIX: snoozing.submit_wont_fix,
    Callback.SNOOZE: snoozing.submit_snooze,
    Callback.MORE: reports.closed,
    Callback.NEXT_STEP: nudges.submit_next_step,
    Callback.TRY_RULE: misroutes.submit_rule,
    Callback.COMPOSER: composer.submit,
    Callback.SURVEY_COMMENT: surveys.submit_comment,
    Callback.SURVEY_DECIDE: survey_plans.submit_decide,
    Callback.QUIET: surveys.submit_quiet,
    Callback.ASK_REPORTER: reporters.submit_ask,
    Callback.ANSWER_QUESTION: reporters.submit_answer,
    Callback.SURVEY_LINK: links.submit,
    Callback.ADD_ITEM: action_items.submit_add,
    Callback.CHANGE_ITEM: action_items.submit_change,
    Callback.HAND_BACK_ITEM: action_items.submit_hand_back,
    Callback.CARE: care.submit_customers,
    Callback.CARE_HAND_OVER: care.submit_hand_over,
    Callback.CARE_ANSWERED: care.submit_answered,
    Callback.TELL_MEANWHILE: care.submit_meanwhile,
}

EVENTS: dict[str, Callable[[Edge, Asker, Json], Awaitable[None]]] = {
    "message": messages.heard,
    "member_joined_channel": channels.joined,
    "member_left_channel": channels.left,
    "channel_left": channels.left,
    "group_left": channels.left,
    "channel_archive": channels.changed,
    "group_archive": channels.changed,
    "channel_unarchive": channels.changed,
    "group_unarchive": channels.changed,
    "channel_deleted": channels.deleted,
    "group_deleted": channels.deleted,
    "channel_rename": channels.renamed,
    "group_rename": channels.renamed,
    "channel_id_changed": channels.has_new_id,
    "app_mention": doors.mentioned,
    "reaction_added": doors.reacted,
    "app_home_opened": home.opened,
    "user_change": people.user_changed,
    "subteam_updated": people.group_changed,
    "subteam_members_changed": people.group_changed,
}


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry in Slack's menus: of the workspace (global), or of each message. Slack shows its words to everybody."""

    kind: Literal["global", "message"]
    name: str
    description: str
    open: Callable[[Edge, Asker], Awaitable[None]]


SHORTCUTS: dict[str, Shortcut] = {
    "report_annoyance": Shortcut("global", "Report an annoyance", "Say what annoyed a customer",
                                 doors.report_annoyance),
    "report_message": Shortcut("message", "Report as annoyance", "Report what this message says",
                               doors.report_message),
    "add_action_item": Shortcut("message", "Add action item", "Make it an action item of an annoyance",
                                action_items.add_from_message),
}

CONCERNS: dict[str, Callable[[Json], bool]] = {
    "message": messages.concerns,
    "member_joined_channel": channels.is_about_us,
    "member_left_channel": channels.is_about_us,
}
"""Events that mostly mean others: whether one means us is told from its body, before any look into the database."""

ANY = re.compile(".*", re.DOTALL)


def register(app: AsyncApp, edge: Edge) -> None:
    """One listener for each kind of payload; what differs stands in the tables above."""

    @app.command(ANY)
    async def on_command(body: Json, ack: AsyncAck) -> None:
        await _command(edge, body, ack)

    @app.action(ANY)
    async def on_action(body: Json, ack: AsyncAck) -> None:
        await _action(edge, body)
        reached(FaultPoint.STORED_BEFORE_ACK)
        await ack()

    @app.view(ANY)
    async def on_view(body: Json, ack: AsyncAck) -> None:
        await _view(edge, body, ack)

    @app.view_closed(ANY)
    async def on_view_closed(ack: AsyncAck) -> None:
        await ack()

    @app.shortcut(ANY)
    async def on_shortcut(body: Json, ack: AsyncAck) -> None:
        await _shortcut(edge, body)
        await ack()

    @app.options(ANY)
    async def on_options(ack: AsyncAck) -> None:
        await ack(options=[])

    @app.event(ANY)
    async def on_event(body: Json, ack: AsyncAck) -> None:
        await _event(edge, body)
        reached(FaultPoint.STORED_BEFORE_ACK)
        await ack()


async def _command(edge: Edge, body: Json, ack: AsyncAck) -> None:
    typed = str(body.get("text") or "")
    asker, error = await edge.attempt(edge.asker(
        body, user_id=body["user_id"], team_id=body["team_id"], key=f"command:{body['trigger_id']}",
        channel_id=body.get("channel_id")))
    if asker is None:
        await _say(ack, edge.sentence("en", error, typed))
        return
    message, error = await edge.attempt(COMMANDS.get(body["command"], subcommands.command)(edge, asker))
    if error is not None:
        message = edge.sentence(await asker.language(), error, typed)
    reached(FaultPoint.STORED_BEFORE_ACK)
    await _say(ack, message)


async def _say(ack: AsyncAck, message: Message | None) -> None:
    if message is None:
        await ack()
    else:
        await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")


async def _action(edge: Edge, body: Json) -> None:
    clicked = body["actions"][0]
    container = body.get("container") or {}
    place = container.get("view_id") or container.get("message_ts") or ""
    user, team = body["user"], body.get("team") or {}
    whose = f":{user['id']}" if _is_public(container) else ""
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    asker, error = await edge.attempt(edge.asker(
        body, user_id=user["id"], team_id=str(team.get("id") or user.get("team_id")), channel_id=channel,
        key=f"action:{place}:{clicked.get('action_id')}:{clicked.get('action_ts')}{whose}"))
    if asker is None:
        edge.say_without_rows(channel, user["id"], edge.sentence("en", error))
        return
    _, error = await edge.attempt(_clicked(edge, asker, clicked))
    if error is not None:
        await edge.tell_failed_click(asker, error)


def _is_public(container: Json) -> bool:
    """A message that several people see, and may click on in one moment. What only one sees needs no name in the key
    of the request, which could be that of a reporter without one."""
    direct = str(container.get("channel_id") or "").startswith("D")
    return container.get("type") == "message" and not container.get("is_ephemeral") and not direct


async def _clicked(edge: Edge, asker: Asker, clicked: Json) -> None:
    handler = ACTIONS.get(str(clicked.get("action_id")))
    if handler is not None:
        await handler(edge, asker, str(clicked.get("value") or ""))
    elif clicked.get("type") == "button" and not clicked.get("url"):
        raise Invalid("error.unknown_button")


async def _shortcut(edge: Edge, body: Json) -> None:
    user, channel = body["user"], (body.get("channel") or {}).get("id")
    asker, error = await edge.attempt(edge.asker(
        body, user_id=user["id"], team_id=str((body.get("team") or {}).get("id") or user.get("team_id")),
        channel_id=channel, key=f"shortcut:{body.get('trigger_id')}"))
    if asker is None:
        edge.say_without_rows(channel, user["id"], edge.sentence("en", error))
        return
    shortcut = SHORTCUTS.get(str(body.get("callback_id")))
    _, error = await edge.attempt(shortcut.open(edge, asker) if shortcut else _unknown())
    if error is not None:
        await edge.tell_failed_click(asker, error)


async def _unknown() -> None:
    raise Invalid("error.unknown_button")


async def _view(edge: Edge, body: Json, ack: AsyncAck) -> None:
    view = body["view"]
    user = body["user"]
    asker, error = await edge.attempt(edge.asker(
        body, user_id=user["id"], team_id=str((body.get("team") or {}).get("id") or user.get("team_id")),
        key=f"view:{view['id']}"))
    outcome: Outcome | None = None
    if asker is not None:
        handler = VIEWS.get(str(view.get("callback_id")), reports.closed)
        outcome, error = await edge.attempt(handler(edge, asker))
    if error is not None:
        outcome = _outcome_of(edge, view, await asker.language() if asker else "en", error)
    reached(FaultPoint.STORED_BEFORE_ACK)
    match outcome:
        case Close():
            await ack(response_action="clear")
        case Update(drawn):
            await ack(response_action="update", view=drawn)
        case Errors(fields):
            await ack(response_action="errors", errors={_field(view, name): said for name, said in fields.items()})


def _outcome_of(edge: Edge, view: Json, spoken: str, error: Exception) -> Outcome:
    """The form stays open with what was typed, and says what is wrong."""
    field = error.field if isinstance(error, PersonError) and error.field else ""
    said = edge.words(spoken, error)
    if not _inputs(view):
        return Update(done_form(spoken, said))
    return Errors({field: said})


def _inputs(view: Json) -> list[str]:
    return [str(block["block_id"]) for block in view.get("blocks") or [] if block.get("type") == "input"]


def _field(view: Json, name: str) -> str:
    """The field that can show an error: the one meant, else the form's first."""
    fields = _inputs(view)
    return name if name in fields else next(iter(fields), name)


def _always(_body: Json) -> bool:
    return True


async def _event(edge: Edge, body: Json) -> None:
    event = body.get("event") or {}
    handler = EVENTS.get(str(event.get("type")))
    user = event.get("user") or event.get("user_id") or ""
    user_id = str(user.get("id") if isinstance(user, dict) else user)
    if handler is None or event.get("bot_id"):  # what bots write, we among them, is never answered
        return
    if not CONCERNS.get(str(event.get("type")), _always)(body):
        return
    try:
        asker = await edge.asker(body, user_id=user_id, team_id=str(body.get("team_id")),
                                 key=f"event:{body.get('event_id')}", answers=False)
    except NotFound:  # a workspace that is not ours; after any other failure Slack sends the event again
        return
    await handler(edge, asker, event)
