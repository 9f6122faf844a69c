"""Settings of all tests, made before anything is compiled."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("NUMBA_BOUNDSCHECK", "1")
"""A place outside an array is a fault in the tests, where compiled code would read or write what lies there."""


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Give the URL of a real PostgreSQL."""
    from tests.store import postgresql  # noqa: PLC0415 (after the settings above)

    with postgresql.running() as url:
        yield url


@pytest.fixture(scope="session")
def migrated(server: str) -> Iterator[str]:
    """Give the URL of a database on it with our tables and nothing in them, to be copied: migrating takes a second."""
    from api.store import engine, migrating  # noqa: PLC0415
    from tests.store import postgresql  # noqa: PLC0415

    with postgresql.lent(server) as url:
        connected = engine.connect(url)
        migrating.upgrade(connected)
        connected.dispose()
        yield url
