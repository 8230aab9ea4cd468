"""Public holidays of countries and their regions, days taken in lieu included, half days not. The tables are the
library's, imported on first use."""

import difflib
from datetime import date
from functools import lru_cache

_LANGUAGES = {"EN": "GB", "JA": "JP", "KO": "KR", "ZH": "CN", "CS": "CZ", "DA": "DK", "EL": "GR"}
"""Whoever writes the language's letters means this country."""


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
        meant = _LANGUAGES.get(country)
        return f"Did you mean {meant}?" if meant else "Write the two letters of a country, for example DE."
    if not regions:
        return f"No region of {country} has holidays of its own here. Write {country}."
    close = difflib.get_close_matches(region, sorted(regions), n=1)
    return f"Did you mean {country}-{close[0]}?" if close else \
        f"Write {country} alone, or with one of {', '.join(sorted(regions))}."


@lru_cache(maxsize=1)
def _countries() -> dict[str, frozenset[str]]:
    """Each country's regions, by codes of ISO 3166; what has a name instead of a code cannot be written."""
    import holidays

    return {country: frozenset(region for region in regions if region.isascii() and region.isalnum())
            for country, regions in holidays.list_supported_countries().items() if len(country) == 2}


def _parts(code: str) -> tuple[str, str]:
    country, _, region = code.partition("-")
    return country, region
