"""A picture of what a survey found: figures, dates and letters from A to Z only, because the drawing library has no
Korean or Japanese letters; the names stand beside it in the message.

`python -m bot.views.charts` draws one in a process of its own: facts as JSON come in, the picture goes out. The library
is large, so only that process loads it, and its memory goes with it.
"""

import json
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from io import BytesIO

from bot.domain.results import Occasion, Part
from bot.domain.survey_kinds import Figure, Kind

WIDTH, HEIGHT, DOTS = 1080, 810, 100
"""Pixels: three to a dot of a telephone, so that its letters are as large there as those around it."""
LETTERS = 30
INK, PAPER, BARS = "#111111", "#ffffff", "#174a7c"
"""On paper of its own, so that it reads the same in light and in dark; over 8:1 against each other."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One point of the line over time, and between what it lies where that is known."""

    when: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: how often each point was answered; and the figure over time, on its own scale."""

    points: tuple[tuple[str, int], ...]
    over_time: tuple[Stretch, ...] = ()
    least: float = 0
    most: float = 100
    unit: str = ""


def is_installed() -> bool:
    """Whether the drawing library is here: `pip install 'snag[charts]'`."""
    return find_spec("matplotlib") is not None


def chart_of(kind: Kind, part: Part) -> Chart:
    """The picture of one source's answers."""
    scales = {Figure.SHARE: (0, 100, "%"), Figure.MEAN: (kind.points[0], kind.points[-1], ""),
              Figure.NET: (-100, 100, "")}
    least, most, unit = scales[kind.figure]
    return Chart(
        tuple((str(point), part.tally.get(point, 0)) for point in kind.points),
        tuple(_stretch(one, one.score.value) for one in part.trend if one.score.value is not None),
        least, most, unit)


def _stretch(one: Occasion, value: float) -> Stretch:
    low, high = (one.score.interval.low, one.score.interval.high) if one.score.interval else (None, None)
    return Stretch(one.first.isoformat(), value, low, high)


def packed(chart: Chart) -> bytes:
    """The facts as they travel to the drawing process."""
    return json.dumps(asdict(chart)).encode()


def unpacked(facts: bytes) -> Chart:
    found = json.loads(facts)
    return Chart(tuple((str(point), int(count)) for point, count in found["points"]),
                 tuple(Stretch(**one) for one in found["over_time"]), found["least"], found["most"], found["unit"])


def draw(chart: Chart) -> bytes:
    """The picture as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Paper
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    rows = 2 if chart.over_time else 1
    paper = Paper(figsize=(WIDTH / DOTS, rows * HEIGHT / DOTS), dpi=DOTS, facecolor=PAPER,
                  layout=ConstrainedLayoutEngine(w_pad=0.2, h_pad=0.2))
    FigureCanvasAgg(paper)
    every = paper.subplots(rows, 1, squeeze=False)[:, 0]
    _bars(every[0], chart)
    if chart.over_time:
        _line(every[1], chart)
    for axes in every:
        axes.set_facecolor(PAPER)
        axes.tick_params(labelsize=LETTERS, colors=INK, width=2, length=8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set(color=INK, linewidth=2)
    written = BytesIO()
    paper.savefig(written, format="png", dpi=DOTS, facecolor=PAPER, transparent=False, metadata={"Software": None})
    return written.getvalue()


def _bars(axes, chart: Chart) -> None:  # type: ignore[no-untyped-def]  # its type is loaded in the drawing process only
    names, counts = zip(*chart.points, strict=True)
    drawn = axes.bar(names, counts, color=BARS, width=0.7)
    axes.bar_label(drawn, fontsize=LETTERS, color=INK, padding=4)
    axes.set_ylim(0, max([*counts, 1]) * 1.15)
    axes.set_yticks([])
    axes.spines[["left"]].set_visible(False)


def _line(axes, chart: Chart) -> None:  # type: ignore[no-untyped-def]  # as above
    names = [one.when for one in chart.over_time]
    places = range(len(names))
    values = [one.value for one in chart.over_time]
    for place, one in zip(places, chart.over_time, strict=True):
        if one.low is not None and one.high is not None:
            axes.plot([place, place], [one.low, one.high], color=INK, linewidth=4, solid_capstyle="butt")
    axes.plot(places, values, color=BARS, linewidth=5, marker="o", markersize=16)
    axes.set_ylim(chart.least, chart.most)
    axes.set_xlim(-0.4, len(names) - 0.6)
    shown = sorted({0, len(names) - 1})  # more dates than two would lie over each other on a telephone
    axes.set_xticks(shown, [names[place] for place in shown])
    for label, side in zip(axes.get_xticklabels(), ("left", "right"), strict=False):
        label.set_horizontalalignment(side)
    axes.set_ylabel(chart.unit, fontsize=LETTERS, color=INK, rotation=0)


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(unpacked(sys.stdin.buffer.read())))
