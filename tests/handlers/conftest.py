"""Offices to test in."""

from tests.support.offices import (  # noqa: F401
    each_database,
    office,
    reached,
    settled_postgresql_url,
    settled_template,
    settled_url,
    stored,
    way,
)
