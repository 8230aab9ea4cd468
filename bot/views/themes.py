"""What reports are about, as a section of a Home: a theme in the reporters' own words, how many, and one to open."""

from collections.abc import Iterator

from bot.domain.report_themes import ReportTheme, ReportThemes
from bot.domain.wording import cut
from bot.text import say
from bot.views.blocks import Json, button, context, header, plain
from bot.views.ids import Action

NAME = 60


def at_home(language: str, found: ReportThemes, most: int) -> Iterator[Json]:
    """The largest themes, each with its newest annoyance."""
    yield header(say(language, "themes.title"))
    if not found.themes:
        yield context(say(language, "themes.none", days=found.days))
        return
    over = "themes.over_newest" if found.is_cut else "themes.over"
    yield context(say(language, over, n=found.reports, days=found.days))
    for theme in found.themes[:most]:
        yield _row(language, theme, found.days)


def _row(language: str, theme: ReportTheme, days: int) -> Json:
    said = {"name": cut(theme.name, NAME), "n": theme.now}
    words = say(language, "themes.row", **said) if theme.before is None else say(
        language, "themes.row_before", **said, before=theme.before, days=days)
    number = theme.numbers[0]
    label = f"{say(language, 'home.open')} #{number}"
    return {"type": "section", "text": plain(words, 3000), "accessory": button(label, Action.OPEN, str(number))}
