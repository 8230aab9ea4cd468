"""`python -m storage.migrations.check`: says how the tables differ from what the chain of migrations makes.

`--new "What changes"` writes the next revision from the difference, to be finished by hand for both databases, up and
down. A released revision is never written anew.
"""

import argparse
import io
import re
import sys
import tempfile
import tokenize
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage import migrate
from storage.engines import engine_for
from storage.migrations.compare import OPTIONS
from storage.tables import metadata

VERSIONS = migrate.FOLDER / "versions"
WIDTH = 120
_KEYWORD = re.compile(r", (?=\w+=)")


def differences(url: str) -> list[Any]:
    """What would have to change in the database at `url` to equal the tables; empty when nothing."""
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            return list(compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), metadata))
    finally:
        engine.dispose()


def write(message: str, number: str) -> None:
    """Write revision `number` from the difference between the chain so far and the tables."""
    from alembic import command

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/chain.db"
        migrate.upgrade(url)
        with migrate.configured(url) as config:
            config.attributes["batch"] = True  # SQLite changes a column by making its table anew
            command.revision(config, message, autogenerate=True, rev_id=number)
    file = next(VERSIONS.glob(f"{number}_*.py"))
    file.write_text(_in_our_style(file.read_text(encoding="utf-8")), encoding="utf-8")


def _in_our_style(code: str) -> str:
    """Double quotes, arguments indented, no remarks of the generator's, no line over the width."""
    tokens = [token._replace(string=_double(token.string)) if token.type == tokenize.STRING else token
              for token in tokenize.generate_tokens(io.StringIO(code).readline)]
    lines = tokenize.untokenize(tokens).split("\n")
    return "\n".join(_within_width(line.replace("    sa.", "        sa.", 1)) for line in lines if "# ###" not in line)


def _double(literal: str) -> str:
    return f'"{literal[1:-1]}"' if literal[0] == "'" and '"' not in literal else literal


def _within_width(line: str, indent: int | None = None) -> str:
    if len(line) <= WIDTH:
        return line
    cut = max((found.end() for found in _KEYWORD.finditer(line, endpos=WIDTH)), default=line.rindex(", ", 0, WIDTH) + 2)
    indent = indent or len(line) - len(line.lstrip()) + 4
    return line[:cut - 1] + "\n" + _within_width(" " * indent + line[cut:], indent)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> int:
    """0 where tables and chain agree, else 1."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--new", metavar="WHAT", help="write the next revision")
    chosen = asked.parse_args()
    if chosen.new:
        write(chosen.new, f"{int(migrate.newest() or 0) + 1:04}")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/chain.db"
        migrate.upgrade(url)
        found = differences(url)
    for difference in found:
        _say(str(difference))
    _say("Tables and migrations differ." if found else "Tables and migrations agree.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
