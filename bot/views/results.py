"""What a survey found, in words and figures: the list, the form that shows one, what is posted, the file for
spreadsheets, and what is said beside the chart. A bar stands behind its figure, never instead of it."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import fields

from bot.domain.portions import MIN_ANSWERS
from bot.domain.results import Found, Line, Listed, Occasion, Part, Source, Users
from bot.domain.scores import Method, Score
from bot.domain.survey_kinds import KINDS, Figure, Kind
from bot.domain.survey_plans import Audience, judges
from bot.domain.wording import cut
from bot.text import has, say
from bot.views.blocks import (
    Json,
    Message,
    User,
    actions,
    button,
    context,
    day,
    elements,
    fallback,
    header,
    modal,
    plain,
    quote,
    rich,
    spoken,
    text,
)
from bot.views.ids import Action, Callback
from bot.views.survey_progress import left_alone

BAR = 12
"""Blocks of the longest bar: a telephone shows about thirty letters in a line."""
COMMENTS, COMMENT = 8, 300
"""So many comments are shown, each cut to so many characters; the CSV has all of them."""
THEME = 60
QUESTION, WORDS = 150, 600
ALT = 900
"""Slack takes a thousand characters of alternative text for a file."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


def question(language: str, about: Found | Listed) -> str:
    """The sender's words, else ours in the reader's language."""
    key = f"template.{about.template}"
    return about.question or (say(language, key) if has(key) else about.template)


def word(language: str, kind: Kind, point: int) -> str:
    """A point with its word; where it has none, the figure, with the words of the scale's ends."""
    key = f"kind.{kind.key}.{point}"
    ends = {kind.points[0]: f"kind.{kind.key}.lowest", kind.points[-1]: f"kind.{kind.key}.highest"}
    key = key if has(key) else ends.get(point, "")
    return f"{point} {say(language, key)}" if has(key) else str(point)


def results_list(language: str, found: Sequence[Listed]) -> Message:
    """The surveys whose results somebody may see."""
    if not found:
        said = say(language, "results.none")
        return Message(fallback(said), [rich([text(said)])])
    title = say(language, "results.title")
    rows = [row(language, one) for one in found]
    return Message(fallback(title, *(one["text"]["text"] for one in rows)), [header(title), *rows])


def row(language: str, one: Listed) -> Json:
    """One survey in a list, and the button that shows it."""
    label = say(language, "results.show")
    asked = question(language, one)
    about = [say(language, f"results.audience_{one.audience}"), one.team, f"#{one.number}" if one.number else None]
    lines = [cut(asked, QUESTION), " · ".join(part for part in about if part), _counted(language, one)]
    return {"type": "section", "text": plain("\n".join(lines), 3000), "accessory": button(
        label, Action.SURVEY_RESULTS, one.plan_id, spoken_label=f"{label}: {cut(asked, 60)}")}


def _counted(language: str, one: Listed) -> str:
    on = day(language, one.decide_on)
    if one.audience is Audience.CUSTOMERS:
        return say(language, "results.listed_link", n=one.answered, day=on)
    return say(language, "results.listed", answered=one.answered, asked=max(one.asked, one.answered), day=on)


def results_form(language: str, found: Found, said: str | None = None) -> Json:
    """The results with what can be done with them; `said` is the key of what the last button did."""
    made = [context(say(language, said))] if said else []
    return modal(Callback.RESULTS, say(language, "results.title"),
                 [*made, *_blocks(language, found), _buttons(language, found)],
                 close=say(language, "form.done"), metadata=found.plan_id)


def _buttons(language: str, found: Found) -> Json:
    made = [button(say(language, "results.chart"), Action.RESULTS_CHART, found.plan_id),
            button(say(language, "results.csv"), Action.RESULTS_CSV, found.plan_id)] if found.is_shown else []
    return actions(*made, button(say(language, "results.post"), Action.RESULTS_POST, found.plan_id),
                   block_id="results")


def results_post(language: str, found: Found, by: User) -> Message:
    """The results for a team's channel."""
    made = _blocks(language, found)
    posted = rich(elements(language, "results.posted_by", who=by))
    return Message(fallback(spoken(language, "results.posted_by", who=by), question(language, found),
                            *_spoken(language, found)), [posted, *made])


def _spoken(language: str, found: Found) -> Iterator[str]:
    """Everything that the figures say, for those who hear it."""
    for part in found.parts:
        if len(found.parts) > 1 or part.source is Source.OPEN_LINK:
            yield _source(language, found, part)
        yield _rate(language, found, part)
        yield from _state(language, found, part)
        if part.score.n:
            yield from (said for said, _ in _distribution(language, KINDS[found.kind], part))
        if part.themes:
            yield about(language, part)
    yield say(language, "results.decides", decision=found.decision)


def _blocks(language: str, found: Found) -> list[Json]:
    about = [found.team, found.touchpoint, f"#{found.number} {found.title or ''}".strip() if found.number else None]
    made = [header(question(language, found)),
            context(" · ".join([say(language, f"results.audience_{found.audience}"), *(one for one in about if one)])),
            rich(*_decision(language, found))]
    for part in found.parts:
        made += _part(language, found, part)
    return [*made, *_unasked(language, found)]


def _decision(language: str, found: Found) -> Iterator[list[Json]]:
    yield elements(language, "results.decides", decision=cut(found.decision, WORDS))
    is_id = found.decider[:1] in ("U", "W") and found.decider.isalnum() and found.decider.isupper()
    yield elements(language, "results.decider", decider=User(found.decider) if is_id else found.decider,
                   day=day(language, found.decide_on))
    if found.decided:
        yield elements(language, "results.decided", decided=cut(found.decided, WORDS))
    else:
        yield elements(language, "results.undecided")


def _source(language: str, found: Found, part: Part) -> str:
    if found.audience is not Audience.CUSTOMERS:
        return say(language, f"results.audience_{found.audience}")
    return say(language, "results.open_link" if part.source is Source.OPEN_LINK else "results.asked_link")


def _part(language: str, found: Found, part: Part) -> Iterator[Json]:
    """The answers of one source."""
    kind = KINDS[found.kind]
    if len(found.parts) > 1 or part.source is Source.OPEN_LINK:
        yield header(_source(language, found, part))
    yield rich(*([text(line)] for line in (_rate(language, found, part), *_state(language, found, part))))
    if not part.score.n:
        return
    heading = [text(say(language, "results.distribution"), bold=True)]
    yield rich(heading, *([text(f"{said}  {bar}" if bar else said)]
                          for said, bar in _distribution(language, kind, part)))
    for title, lines in _more(language, kind, part):
        yield rich([text(title, bold=True)], *([text(line)] for line in lines))
    if part.themes:
        yield rich([text(about(language, part))])
    if part.comments:
        yield from _comments(language, part)


def _rate(language: str, found: Found, part: Part) -> str:
    if part.source is Source.OPEN_LINK:
        return say(language, "results.rate_open", n=part.answered)
    if not found.asked:
        return say(language, "results.not_asked")
    return say(language, "results.rate", answered=part.answered, asked=found.asked,
               percent=round(100 * part.answered / found.asked))


def _state(language: str, found: Found, part: Part) -> Iterator[str]:
    """The score with its interval; what is missing and why."""
    kind = KINDS[found.kind]
    if part.score.n:
        yield score_in_words(language, kind, part.score)
        if kind.figure is Figure.SHARE:
            good = [word(language, kind, point) for point in kind.points if point >= kind.top]
            yield say(language, "results.good" if judges(found.template) else "results.counted", words=", ".join(good))
        if part.waiting:
            yield say(language, "results.waiting", n=part.waiting)
    elif found.anonymous and part.answered:
        yield say(language, "results.not_yet", answered=part.answered, needed=MIN_ANSWERS)
    else:
        yield say(language, "results.nothing")


def score_in_words(language: str, kind: Kind, found: Score) -> str:
    """A score with its denominator, and between what it lies, by which method."""
    if found.value is None:
        return say(language, "results.nothing")
    return say(language, "results.score", figure=_figure_in_words(language, kind, found, found.value),
               certainty=_certainty(language, found))


def _figure_in_words(language: str, kind: Kind, found: Score, value: float) -> str:
    said = figure(found.figure, value)
    match found.figure:
        case Figure.SHARE:
            return say(language, "results.share", value=said, n=found.n)
        case Figure.MEAN:
            return say(language, "results.mean", value=said, n=found.n, least=kind.points[0], most=kind.points[-1])
        case Figure.NET:
            return say(language, "results.net", value=said, n=found.n, good=found.good, bad=found.bad)


def _certainty(language: str, found: Score) -> str:
    if found.interval is None:
        return say(language, "results.unsure")
    values = {"low": figure(found.figure, found.interval.low), "high": figure(found.figure, found.interval.high),
              "method": say(language, METHODS[found.method])}
    if found.figure is Figure.SHARE:
        return say(language, "results.between_share", **values)
    return say(language, "results.between", **values)


METHODS: dict[Method, str] = {
    Method.WILSON: "results.method_wilson",
    Method.STUDENT: "results.method_student",
    Method.ADJUSTED_WALD: "results.method_adjusted_wald",
}


def figure(of: Figure, value: float) -> str:
    """Means with one decimal; shares and net scores as whole figures."""
    return f"{value:.1f}" if of is Figure.MEAN else str(round(value))


def _distribution(language: str, kind: Kind, part: Part) -> Iterator[tuple[str, str]]:
    """Each point from the best to the worst with how many gave it, and a bar as long."""
    longest = max(part.tally.values(), default=0) or 1
    for point in reversed(kind.points):
        count = part.tally.get(point, 0)
        bar = "█" * max(round(BAR * count / longest), 1) if count else ""
        yield say(language, "results.row", name=word(language, kind, point), words=count), bar


def _more(language: str, kind: Kind, part: Part) -> Iterator[tuple[str, list[str]]]:
    """The figures behind the figure: over time, by users, by cause."""
    if part.trend:
        yield say(language, "results.trend"), [_row(language, _when(language, one), score_in_words(
            language, kind, one.score)) for one in part.trend]
    if part.users:
        yield say(language, "results.users"), [_row(language, say(language, USERS[users]), score_in_words(
            language, kind, found)) for users, found in part.users.items()]
    if part.causes:
        none = part.score.n - sum(count for _, count in part.causes)
        causes = [_row(language, _cause(language, key), str(count)) for key, count in part.causes]
        yield say(language, "results.causes", n=part.score.n), [
            *causes, *([_row(language, say(language, "results.no_cause"), str(none))] if none else [])]


USERS: dict[Users, str] = {Users.NEW: "results.users_new", Users.REGULAR: "results.users_regular"}


def _row(language: str, name: str, words: str) -> str:
    return say(language, "results.row", name=name, words=words)


def _when(language: str, one: Occasion) -> str:
    first, last = day(language, one.first), day(language, one.last)
    return first if first == last else say(language, "results.days", first=first, last=last)


def _cause(language: str, key: str) -> str:
    """A cause's word; its key for one that no version knows any more."""
    return say(language, f"cause.{key}") if has(f"cause.{key}") else key


def about(language: str, part: Part) -> str:
    """The themes of the comments in the comments' own words, each with how many are of it."""
    return say(language, "results.about", themes=", ".join(
        f"{cut(theme.name, THEME)} ({len(theme.members)})" for theme in part.themes))


def _comments(language: str, part: Part) -> Iterator[Json]:
    yield rich([text(say(language, "results.comments"), bold=True)])
    yield rich(*(quote(comment, COMMENT) for comment in part.comments[:COMMENTS]))
    if len(part.comments) > COMMENTS:
        yield context(say(language, "results.more_comments", n=len(part.comments) - COMMENTS))


def _unasked(language: str, found: Found) -> Iterator[Json]:
    lines = [say(language, "results.planned", n=found.planned)] if found.planned else []
    lines += left_alone(language, found.withheld)
    if lines:
        yield context(*lines)


def file_title(language: str, found: Found) -> str:
    """What a file of results is called."""
    return say(language, "results.file", question=cut(question(language, found), QUESTION))


def chart_alt(language: str, found: Found, part: Part) -> str:
    """What the picture shows, for those who do not see it; beside the picture it names what its figures stand for."""
    kind = KINDS[found.kind]
    points = ", ".join(_row(language, word(language, kind, point), str(part.tally.get(point, 0)))
                       for point in kind.points)
    said = say(language, "results.chart_alt", n=part.score.n, points=points,
               score=score_in_words(language, kind, part.score))
    if not part.trend:
        return cut(said, ALT)
    stretches = ", ".join(_row(language, _when(language, one), figure(one.score.figure, one.score.value))
                          for one in part.trend if one.score.value is not None)
    return cut(f"{said} {say(language, 'results.trend_alt', stretches=stretches)}", ALT)


def csv_alt(language: str) -> str:
    return say(language, "results.csv_alt")


def csv_file(lines: Sequence[Line]) -> bytes:
    """The rows as a file that spreadsheets open with the right letters, and of which they compute nothing."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    names = [field.name for field in fields(Line)]
    writer.writerow(names)
    writer.writerows([_cell(getattr(line, name)) for name in names] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    """An apostrophe in front keeps a spreadsheet from computing what somebody wrote."""
    if value is None:
        return ""
    said = f"{value:.4g}" if isinstance(value, float) else str(value)
    return f"'{said}" if said.startswith(FORMULA) else said
