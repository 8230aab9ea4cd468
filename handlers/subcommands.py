"""`/snag …`: one answer for each kind of line that its grammar knows. A subcommand is a function and a row below."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain import commands
from bot.domain.reports import Door, Draft
from bot.errors import NotFound
from bot.views import digests as digest_views
from bot.views import reports as views
from bot.views.blocks import Message
from handlers import composer, reports, results
from handlers.middleware import Asker, Edge


async def command(edge: Edge, asker: Asker) -> Message | None:
    """What somebody wants who wrote that; None when a form is opened instead of an answer."""
    asked = commands.parse(str(asker.payload.get("text") or ""))
    if not isinstance(asked, commands.Report):
        await asker.language()  # Slack has told us by then whether this is a guest
    return await ANSWERS[type(asked)](edge, asker, asked)


async def _open_form(edge: Edge, asker: Asker, _asked: commands.OpenForm) -> None:
    await reports.open_form(edge, asker, Draft(""))


async def _report(edge: Edge, asker: Asker, asked: commands.Report) -> Message:
    services = edge.services
    told = await services.run(services.reports.take, asker.workspace_id, asker.user_id, Draft(asked.text),
                              door=Door.SLASH, key=asker.key, channel=asker.channel_id)
    return views.stored(await asker.language(), told)


async def _find(edge: Edge, asker: Asker, asked: commands.Find) -> Message:
    services = edge.services
    lines = await services.read(services.reports.find, asker.workspace_id, asker.user_id, asked.words)
    return views.found(await asker.language(), asked.words, lines)


async def _mine(edge: Edge, asker: Asker, _asked: commands.Mine) -> Message:
    mine = await edge.services.read(edge.services.reports.mine, asker.workspace_id, asker.user_id)
    return views.mine(await asker.language(), mine.lines, mine.total)


async def _show(edge: Edge, asker: Asker, asked: commands.Show) -> Message:
    services = edge.services
    shown = await services.read(services.reports.show, asker.workspace_id, asker.user_id, asked.number)
    return views.shown(await asker.language(), shown.line, story=shown.story, what_was_done=shown.what_was_done,
                       is_mine=shown.is_mine, replies=shown.replies, why=shown.why)


async def _help(_edge: Edge, asker: Asker, _asked: commands.Help) -> Message:
    return views.help_(await asker.language())


async def _survey(edge: Edge, asker: Asker, _asked: commands.Survey) -> None:
    await composer.open_composer(edge, asker)


async def _digest(edge: Edge, asker: Asker, asked: commands.Digest | commands.DigestPreview) -> Message:
    digests = edge.services.digests
    reading = digests.preview if isinstance(asked, commands.DigestPreview) else digests.newest
    found = await edge.services.read(reading, asker.workspace_id, asker.user_id)
    spoken = await asker.language()
    if not found:
        raise NotFound("digest.none_yet")
    return digest_views.together(spoken, [(one.team, digest_views.digest(
        spoken, one.team, one.zone, one.figures, preview=one.preview)) for one in found])


ANSWERS: dict[type[commands.Command], Callable[[Edge, Asker, Any], Awaitable[Message | None]]] = {
    commands.OpenForm: _open_form,
    commands.Report: _report,
    commands.Find: _find,
    commands.Mine: _mine,
    commands.Show: _show,
    commands.Help: _help,
    commands.Digest: _digest,
    commands.DigestPreview: _digest,
    commands.Survey: _survey,
    commands.SurveyResults: results.list_,
}
