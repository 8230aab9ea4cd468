"""Those asked: one tap, a comment, 'Make it a report', and how they want to be asked. Read the click, one call."""

from bot.errors import Invalid
from bot.views import surveys as views
from bot.views.ids import SURVEY_TAP, Field
from handlers.middleware import Asker, Edge
from handlers.outcome import Close, Outcome


async def tap(edge: Edge, asker: Asker, survey_id: str) -> None:
    """A point of the scale: it stands in the button's id."""
    answer = str(asker.payload["actions"][0].get("action_id") or "").removeprefix(SURVEY_TAP)
    await edge.services.run(edge.services.answers.tap, asker.workspace_id, asker.user_id, survey_id, answer,
                            back=asker.back(replace=True), key=asker.key)


async def change(edge: Edge, asker: Asker, survey_id: str) -> None:
    """The buttons again."""
    await edge.services.run(edge.services.answers.show, asker.workspace_id, asker.user_id, survey_id, again=True,
                            back=asker.back(replace=True))


async def comment(edge: Edge, asker: Asker, survey_id: str) -> None:
    """The form for a comment; after the end the message says how it ended."""
    asking = await edge.services.read(edge.services.answers.form, asker.workspace_id, asker.user_id, survey_id)
    back = asker.back(replace=True)
    if asking.is_open and asking.said is not None:
        edge.show(asker, views.comment_form(await asker.language(), asking, edge.services.replies.sealed(back)))
    else:
        await edge.services.run(edge.services.answers.show, asker.workspace_id, asker.user_id, survey_id, back=back)


async def submit_comment(edge: Edge, asker: Asker) -> Outcome:
    state = views.CommentState.unpacked(asker.metadata)
    said, cause = views.read_comment(asker.state)
    await edge.services.run(edge.services.answers.comment, asker.workspace_id, asker.user_id, state.survey_id, said,
                            cause, back=edge.services.replies.opened(state.back, asker.user_id), key=asker.key)
    return Close()


async def make_report(edge: Edge, asker: Asker, survey_id: str) -> None:
    await edge.services.run(edge.services.answers.make_report, asker.workspace_id, asker.user_id, survey_id,
                            back=asker.back(replace=True), key=asker.key)


async def opt_out(edge: Edge, asker: Asker, survey_id: str) -> None:
    """'No more surveys', in a survey's message or in the Home."""
    await edge.services.run(edge.services.answers.opt_out, asker.workspace_id, asker.user_id,
                            survey_id=None if _in_home(asker) else survey_id, back=asker.back(replace=True),
                            key=asker.key)
    _show_in_home(edge, asker)


async def opt_in(edge: Edge, asker: Asker, survey_id: str) -> None:
    """'Ask me again'."""
    await edge.services.run(edge.services.answers.opt_in, asker.workspace_id, asker.user_id,
                            survey_id=None if _in_home(asker) else survey_id, back=asker.back(replace=True),
                            key=asker.key)
    _show_in_home(edge, asker)


async def quiet(edge: Edge, asker: Asker, value: str) -> None:
    """The form for quiet hours, filled with those that hold."""
    edge.show(asker, views.quiet_form(await asker.language(), value))


async def submit_quiet(edge: Edge, asker: Asker) -> Outcome:
    start, end = views.read_quiet(asker.state)
    if start is None and end is None:
        raise Invalid("quiet.both", field=Field.QUIET_START)
    await edge.services.run(edge.services.answers.be_quiet, asker.workspace_id, asker.user_id, start, end,
                            key=asker.key)
    edge.draw_home(asker)
    return Close()


async def no_quiet(edge: Edge, asker: Asker, _value: str) -> None:
    await edge.services.run(edge.services.answers.be_quiet, asker.workspace_id, asker.user_id, None, None,
                            key=asker.key)
    edge.draw_home(asker)


def _in_home(asker: Asker) -> bool:
    return bool((asker.payload.get("view") or {}).get("type") == "home")


def _show_in_home(edge: Edge, asker: Asker) -> None:
    if _in_home(asker):
        edge.draw_home(asker)
