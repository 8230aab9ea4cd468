"""The variables, and the key that seals texts: are they there, and in the right form?"""

import stat
from collections.abc import Iterator, Sequence

from bot.cli.checks import Finding, fine, note, wrong
from bot.config import Settings
from bot.errors import ConfigError
from storage.secrets import Secrets, key_file, keys_for

FORMS = (("SLACK_BOT_TOKEN", "slack_bot_token", "xoxb-", "'OAuth & Permissions', Bot User OAuth Token"),
         ("SLACK_APP_TOKEN", "slack_app_token", "xapp-", "'Basic Information', App-Level Tokens"))
SEALS = "Encryption key"


def variables(settings: Settings) -> Iterator[Finding]:
    """What is missing to talk to Slack, and what was copied into the wrong place."""
    try:
        settings.require_slack()
    except ConfigError as error:
        yield wrong("Environment", str(error), "see docs/install.md")
    else:
        by = "Socket Mode" if settings.slack_app_token else "HTTP"
        yield fine("Environment", f"the Slack variables are there; Slack comes by {by}")
    for name, field, begin, place in FORMS:
        value = getattr(settings, field)
        if value and not value.startswith(begin):
            yield wrong("Environment", f"{name} does not begin with {begin}: it is something else",
                        f"copy it from {place}")


def key(settings: Settings, sealed: Sequence[str]) -> Iterator[Finding]:
    """`sealed`: some of what the database holds sealed."""
    file = key_file(settings.database_url) if settings.is_sqlite and not settings.snag_encryption_key else None
    if file is not None and not file.exists():
        yield _no_file(str(file), sealed)
        return
    try:
        secrets = Secrets(keys_for(settings.database_url, settings.snag_encryption_key))
    except ConfigError as error:
        yield wrong(SEALS, str(error), f"make one with: {MAKE_ONE}")
        return
    except OSError as error:
        yield wrong(SEALS, f"{file} cannot be read: {error.strerror}", "let the user that runs Snag read it")
        return
    shut = sum(secrets.open(text) is None for text in sealed)
    if shut:
        yield wrong(SEALS, f"it does not open what is stored ({shut} of {len(sealed)} looked at)",
                    "add the key used before to SNAG_ENCRYPTION_KEY after a comma (on SQLite it stands in snag.key); "
                    "the first key seals, each opens")
    elif file is None:
        yield fine(SEALS, "from SNAG_ENCRYPTION_KEY" + (", and it opens what is stored" if sealed else ""))
    elif (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077:
        yield wrong(SEALS, f"{file} is open to others (mode {mode:o})", f"chmod 600 {file}")
    else:
        yield note(SEALS, f"a file beside the database ({file})",
                   "keep a copy of it elsewhere, or put it in SNAG_ENCRYPTION_KEY")


MAKE_ONE = "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"


def _no_file(file: str, sealed: Sequence[str]) -> Finding:
    if sealed:
        return wrong(SEALS, f"{file} is gone, and the database holds texts that only it opens",
                     "bring it back from your backup before Snag starts again; else it makes a new one")
    return note(SEALS, f"{file} is made at the first start")
