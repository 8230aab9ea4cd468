"""Public holidays of countries and their regions, days taken in lieu included, half days not. The tables are the
library's, imported on first use."""

import difflib
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1024)
def on(code: str, year: int) -> frozenset[date]:
    """The holidays of one year. A region the library does not know has its country's, an unknown country none."""
    import holidays

    country, region = _parts(code)
    for subdivision in (region, None) if region else (None,):
        try:
            return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
        except NotImplementedError:  # the library's word for a country or a region that it does not know
            continue
    return frozenset()


def is_known(code: str) -> bool:
    country, region = _parts(code)
    regions = _countries().get(country)
    return regions is not None and (not region or region in regions)


def remedy(code: str) -> str:
    """What to write instead of a code that is not known."""
    country, region = _parts(code)
    regions = _countries().get(country)
    if regions is None:
        return f"Did you mean {_near(country, _countries())}?"
    if not regions:
        return f"No region of {country} has holidays of its own here. Write {country}."
    return f"Did you mean {country}-{_near(region, regions)}?"


@lru_cache(maxsize=1)
def _countries() -> dict[str, frozenset[str]]:
    """Each country's regions, by codes of ISO 3166; what has a name instead of a code cannot be written."""
    import holidays

    return {country: frozenset(region for region in regions if region.isascii() and region.isalnum())
            for country, regions in holidays.list_supported_countries().items() if len(country) == 2}


def _parts(code: str) -> tuple[str, str]:
    country, _, region = code.partition("-")
    return country, region


def _near(word: str, known: "frozenset[str] | dict[str, frozenset[str]]") -> str:
    """The code that looks most like `word`; something is always nearest."""
    return max(sorted(known), key=lambda code: difflib.SequenceMatcher(None, word, code).ratio())
