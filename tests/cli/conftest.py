"""Offices to examine."""

from tests.support.offices import (  # noqa: F401
    each_database,
    office,
    settled_postgresql_url,
    settled_template,
    settled_url,
)
