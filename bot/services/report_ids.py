"""A report's key as it is seen outside: our own says to the millisecond when even an anonymous one came."""

from bot.services.pseudonyms import Pseudonyms

_PURPOSE = "snag: keys of reports outside"


def seen_id(names: Pseudonyms, report_id: str) -> str:
    """As the API and webhooks call it: always the same, and nothing can be read from it."""
    return names.disguise(_PURPOSE, report_id)


def behind(names: Pseudonyms, seen: str) -> list[str]:
    """The keys of ours that may stand behind it; the database knows which of them there is."""
    return names.undisguise(_PURPOSE, seen)
