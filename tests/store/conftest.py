"""Stores to try things in: each test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from api.access.actor import Actor
from api.access.roles import Role
from api.store import Store, open_store
from tests.store import postgresql

KEY = bytes(range(32))


@contextmanager
def _empty(request: pytest.FixtureRequest, file: Path) -> Iterator[str]:
    """Make an empty database of the kind that the fixture asks for, and give its URL."""
    if request.param == "sqlite":
        yield f"sqlite:///{file}"
        return
    with postgresql.lent(request.getfixturevalue("server")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty database."""
    with _empty(request, tmp_path / "hemrutt.db") as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of another empty database."""
    with _empty(request, tmp_path / "empty.db") as made:
        yield made


@pytest.fixture
def empty_file(tmp_path: Path) -> str:
    """Give the URL of an empty SQLite database."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def open_here(url: str) -> Iterator[Callable[..., Store]]:
    """Open the database as often as a test wants."""
    with ExitStack() as stack:

        def open_one(**options: object) -> Store:
            store = open_store(url, key=KEY, **options)  # type: ignore[arg-type]
            stack.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def store(open_here: Callable[..., Store]) -> Store:
    return open_here()


@pytest.fixture
def lead() -> Actor:
    return Actor(user="u-lead", name="Lead", roles={None: frozenset({Role.LEAD})})
