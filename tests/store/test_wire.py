"""A network that fails between the service and PostgreSQL (F19): nobody waits long, nothing is lost or doubled."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.access.actor import SERVICE
from api.store import Store, open_store
from api.store.answering import ANSWER_S
from api.store.engine import FRESH_S
from api.store.errors import StorageDownError
from api.store.schema import TEAMS
from tests.store import postgresql, wire
from tests.store.conftest import KEY
from tests.store.wire import Wire


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql.Server]:
    with postgresql.made() as made:
        yield made


@pytest.fixture
def between(server: postgresql.Server) -> Iterator[Wire]:
    # The path of a socket may not be long, which that of pytest's own folders is.
    with tempfile.TemporaryDirectory() as folder, wire.laid(Path(folder) / "w", server.folder) as laid:
        yield laid


@pytest.fixture
def store(between: Wire) -> Iterator[Store]:
    store = open_store(f"postgresql://postgres@/postgres?host={between.source.parent}", key=KEY)
    with store.write(SERVICE) as tx:
        tx.connection.execute(TEAMS.delete())
    yield store
    between.state = "sound"
    store.close()


def add(store: Store, key: str) -> None:
    with store.write(SERVICE) as tx:
        tx.connection.execute(TEAMS.insert().values(id=key, key=key, name=key, made_us=0))


def teams(store: Store) -> list[str]:
    with store.read(SERVICE) as tx:
        return sorted(tx.connection.execute(sa.select(TEAMS.c.id)).scalars())


@pytest.mark.parametrize("rested_s", [0.0, FRESH_S], ids=["in use", "rested"])
def test_a_wire_that_goes_deaf_is_given_up_within_ten_seconds_and_used_again_when_it_hears(
    store: Store, between: Wire, rested_s: float
) -> None:
    """A connection that has rested is asked first whether it is there, and another is made where it is not."""
    add(store, "a")
    time.sleep(rested_s)
    between.state = "deaf"
    begun = time.monotonic()
    with pytest.raises(StorageDownError):
        teams(store)
    assert ANSWER_S <= time.monotonic() - begun < 10
    between.state = "sound"
    begun = time.monotonic()
    assert teams(store) == ["a"]
    assert time.monotonic() - begun < 5
    add(store, "b")
    assert teams(store) == ["a", "b"]


def test_a_wire_that_is_reset_costs_what_was_under_way_and_no_more(store: Store, between: Wire) -> None:
    add(store, "a")

    def write() -> None:
        with store.write(SERVICE) as tx:
            tx.connection.execute(TEAMS.insert().values(id="b", key="b", name="b", made_us=0))
            between.reset()

    with pytest.raises(StorageDownError):
        write()
    assert teams(store) == ["a"]
    add(store, "c")
    assert teams(store) == ["a", "c"]


def test_a_slow_wire_is_waited_for(store: Store, between: Wire) -> None:
    between.state = "slow"
    add(store, "a")
    assert teams(store) == ["a"]
