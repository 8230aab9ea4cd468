"""What several commands need: settings, tables, logging, one workspace."""

import contextlib
import logging
import sys
from collections.abc import Iterator

import structlog

from bot.app import Core, build_core
from bot.clock import Clock
from bot.config import Settings, read
from bot.errors import ConfigError
from storage import migrate


def start_logging(level: str) -> None:
    """One line of JSON for each event on standard error; what people wrote is never among it."""
    chosen = getattr(logging, level.upper(), None)
    if not isinstance(chosen, int):
        raise ConfigError(f"LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR (it is {level!r}).")
    logging.basicConfig(level=max(chosen, logging.WARNING), stream=sys.stderr,
                        format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(chosen),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))  # asked anew for each line: it may be redirected


@contextlib.contextmanager
def open_core(clock: Clock | None = None, settings: Settings | None = None) -> Iterator[Core]:
    """Snag's use cases on a database with all its tables; closed at the end. Raises `ConfigError`."""
    settings = settings or read()
    start_logging(settings.log_level)
    migrate.upgrade(settings.database_url)
    core = build_core(settings, clock or Clock())
    try:
        yield core
    finally:
        core.db.close()


def workspace_of(core: Core, named: str | None) -> str:
    """The workspace a command works on: the one named by Slack's id, else the only one. Raises `ConfigError`."""
    workspaces = core.services.workspaces
    if named:
        found = workspaces.find(named)
        if found is None:
            raise ConfigError(f"There is no workspace {named}. Its id begins with T and stands in Slack's address bar.")
        return found
    if len(workspaces.all()) > 1:
        raise ConfigError("There are several workspaces in this database: say which one with --workspace T...")
    return workspaces.ensure()
