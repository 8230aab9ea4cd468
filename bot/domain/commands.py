"""The grammar of /snag. A first word is a subcommand only if the whole line fits; everything else is a report,
because losing a report is worse than missing a command."""

import re
from dataclasses import dataclass

from bot.domain.wording import fold, tidy


@dataclass(frozen=True)
class OpenForm:
    """Nothing was written: open the form."""


@dataclass(frozen=True)
class Report:
    text: str


@dataclass(frozen=True)
class Find:
    words: str


@dataclass(frozen=True)
class Mine:
    """What became of my reports."""


@dataclass(frozen=True)
class Show:
    number: int


@dataclass(frozen=True)
class Help:
    """What can I write here?"""


@dataclass(frozen=True)
class Digest:
    """My team's digest, as it was last sent."""


@dataclass(frozen=True)
class DigestPreview:
    """My team's next digest, as it stands now."""


@dataclass(frozen=True)
class Survey:
    """A new survey: open the composer."""


@dataclass(frozen=True)
class SurveyResults:
    """What surveys found whose results I may see."""


Command = OpenForm | Report | Find | Mine | Show | Help | Digest | DigestPreview | Survey | SurveyResults

_WHOLE_LINES: dict[str, Command] = {
    "": OpenForm(),
    "mine": Mine(),
    "help": Help(),
    "digest": Digest(),
    "digest preview": DigestPreview(),
    "survey": Survey(),
    "survey results": SurveyResults(),
}
_NUMBER = re.compile("#?([0-9]{1,9})")  # more digits are no number of ours, and do not fit its column


def parse(text: str) -> Command:
    """What a person wants who wrote `text` after /snag."""
    line = tidy(text)
    folded = fold(line)
    if command := _WHOLE_LINES.get(folded):
        return command
    if number := _NUMBER.fullmatch(folded):
        return Show(int(number[1]))
    first, *rest = line.split(maxsplit=1)  # at any white space: a Japanese keyboard writes a wide one
    if rest and fold(first) == "find":
        return Find(rest[0])
    return Report(line)
