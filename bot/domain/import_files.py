"""Lines of a CSV or JSON lines file as rows of plain text. A line that cannot be read is one row skipped, never the
end; what makes the whole file unusable is said before the first row."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from bot.errors import ConfigError

DELIMITERS = ",;\t"
SAMPLE = 50
"""Lines of JSON that are looked at to learn which columns there are; each line may have its own."""

_FIRST_OF_BOM_16 = ("\udcff\udcfe", "\udcfe\udcff")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the file has it: its first line, and its cells that are not empty."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not stored, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose columns are known; its rows can be taken once."""

    columns: tuple[str, ...]
    rows: Iterator[Row | Skipped]


def open_csv(lines: Iterable[str]) -> Opened:
    """Rows of a CSV file with a header. `lines` keep their ends; bytes that are no UTF-8 come as lone surrogates.

    Raises `ConfigError` when there is no usable header.
    """
    first, rest = _header(iter(lines))
    reader = csv.reader(chain(first, rest), delimiter=_delimiter(first), strict=True)
    columns = tuple(cell.strip() for cell in next(reader))
    return Opened(columns, _csv_rows(reader, columns))


def open_json(lines: Iterable[str]) -> Opened:
    """Rows of a file with one JSON object a line. Raises `ConfigError` when the file is one array."""
    every = enumerate(_without_bom(iter(lines)), start=1)
    sample = [(number, line) for number, line in (next(every, (0, "")) for _ in range(SAMPLE)) if number]
    start = next((line.lstrip() for _, line in sample if line.strip()), "")
    if start.startswith("["):
        raise ConfigError("This file is one JSON array. Write one object a line instead: jq -c '.[]' FILE > FILE.jsonl")
    read = [row for number, line in sample if (row := _json_row(number, line))]
    columns = dict.fromkeys(name for row in read if isinstance(row, Row) for name in row.cells)
    rest = (row for number, line in every if (row := _json_row(number, line)))
    return Opened(tuple(columns), chain(read, rest))


def _header(lines: Iterator[str]) -> tuple[list[str], Iterator[str]]:
    """The lines of the first record, whose cells may hold line ends, and the lines after it."""
    lines = _without_bom(lines)
    first = [next(lines, "")]
    while first[-1] and "".join(first).count('"') % 2 and len(first) < SAMPLE:
        first.append(next(lines, ""))
    text = "".join(first)
    if not text.strip():
        raise ConfigError("The file is empty: its first line must name the columns.")
    if not _is_text(text):
        raise ConfigError("The file is not UTF-8. Save it again as 'CSV UTF-8'.")
    if text.count('"') % 2:
        raise ConfigError("A quotation mark in the first line is never closed.")
    return first, lines


def _without_bom(lines: Iterator[str]) -> Iterator[str]:
    first = next(lines, "")
    if first.startswith(_FIRST_OF_BOM_16):
        raise ConfigError("The file is UTF-16. Save it again as UTF-8.")
    return chain([first.removeprefix("\ufeff")], lines)


def _delimiter(header: list[str]) -> str:
    """The one that parts the header into most columns; a comma where none does."""
    widths = {one: _width(header, one) for one in DELIMITERS}
    if not any(widths.values()):
        raise ConfigError("The first line cannot be read as names of columns: its quotation marks do not match.")
    return max(DELIMITERS, key=lambda one: widths[one])


def _width(header: list[str], delimiter: str) -> int:
    try:
        return len(next(csv.reader(header, delimiter=delimiter, strict=True)))
    except csv.Error:
        return 0


def _csv_rows(reader: Any, columns: tuple[str, ...]) -> Iterator[Row | Skipped]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Skipped(line, f"it cannot be read as CSV: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield _csv_row(line, columns, cells)


def _csv_row(line: int, columns: tuple[str, ...], cells: list[str]) -> Row | Skipped:
    if len(cells) > len(columns):
        return Skipped(line, f"it has {len(cells)} cells, the header has {len(columns)}; is a quotation mark missing?")
    return _row(line, zip(columns, cells, strict=False))


def _json_row(line: int, text: str) -> Row | Skipped | None:
    """None for an empty line."""
    if not text.strip():
        return None
    try:
        found = json.loads(text)
    except RecursionError:
        return Skipped(line, "it is nested too deep")
    except ValueError as error:
        return Skipped(line, f"it cannot be read as JSON: {error}")
    if not isinstance(found, dict):
        return Skipped(line, "it is no JSON object")
    return _row(line, ((name, _plain(value)) for name, value in found.items()))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row(line: int, cells: Iterable[tuple[str, str]]) -> Row | Skipped:
    kept = {name: value for name, value in cells if value.strip()}
    if not all(map(_is_text, chain(kept, kept.values()))):
        return Skipped(line, "it is not UTF-8")
    return Row(line, kept)


def _is_text(text: str) -> bool:
    """Half a surrogate pair stands for a byte that is no UTF-8, or was written so on purpose in JSON."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
