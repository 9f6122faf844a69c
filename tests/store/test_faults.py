"""Faults of the database in use: told as what they are, nothing half done, and on it goes without a restart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from api.access.actor import Actor
from api.store import Store, open_store
from api.store.engine import WRITES, connect
from api.store.errors import BusyError, StorageDownError, StorageFullError
from api.store.gate import Gate
from api.store.replies import Reply, once
from api.store.schema import AUDIT, TEAMS
from api.store.verifying import verify
from tests.store import postgresql
from tests.store.conftest import KEY


def _add_team(store: Store, lead: Actor, key: str) -> Reply:
    with store.write(lead) as tx:

        def make() -> Reply:
            tx.connection.execute(TEAMS.insert().values(id=key, key=key, name=key, made_us=tx.now_us))
            tx.audit("team:make", team=key, subject=f"team:{key}")
            return Reply(status=201, document={"team": key})

        return once(tx, key, "print", make)


def _teams(store: Store, lead: Actor) -> list[str]:
    with store.read(lead) as tx:
        assert list(verify(tx.connection, key=KEY)) == []
        return sorted(tx.connection.execute(sa.select(TEAMS.c.id)).scalars())


@pytest.fixture
def killable() -> Iterator[postgresql.Server]:
    with postgresql.made() as server:
        yield server


def test_a_server_killed_in_a_transaction_and_started_again_is_used_again(
    killable: postgresql.Server, lead: Actor
) -> None:
    store = open_store(killable.url, key=KEY)
    _add_team(store, lead, "a")

    def write() -> None:
        with store.write(lead) as tx:
            tx.connection.execute(TEAMS.insert().values(id="b", key="b", name="b", made_us=0))
            killable.kill()
            tx.connection.execute(sa.select(TEAMS)).all()

    with pytest.raises(StorageDownError):
        write()
    with pytest.raises(StorageDownError):
        _teams(store, lead)
    with pytest.raises(StorageDownError):
        store.record(lead, action="read", team=None, subject="s")
    killable.start()
    assert _teams(store, lead) == ["a"]
    _add_team(store, lead, "b")
    store.record(lead, action="read", team=None, subject="s")
    assert _teams(store, lead) == ["a", "b"]
    store.close()


def test_a_commit_that_took_place_unheard_is_answered_when_it_is_sent_again(
    store: Store, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks between the commit and its acknowledgement: only the reply under the key can tell."""
    own = store.engine.dialect.do_commit

    def commit_and_break(connection: object) -> None:
        own(connection)  # type: ignore[arg-type]
        monkeypatch.setattr(store.engine.dialect, "do_commit", own)
        raise store.engine.dialect.dbapi.OperationalError("the connection is gone")  # type: ignore[union-attr]

    monkeypatch.setattr(store.engine.dialect, "do_commit", commit_and_break)
    with pytest.raises(StorageDownError):
        _add_team(store, lead, "a")
    assert _teams(store, lead) == ["a"]
    assert _add_team(store, lead, "a") == Reply(status=201, document={"team": "a"})
    assert _teams(store, lead) == ["a"]


def test_a_full_disk_is_told_reading_goes_on_and_so_does_writing_once_there_is_room(
    empty_file: str, lead: Actor
) -> None:
    store = open_store(empty_file, key=KEY)
    _add_team(store, lead, "a")
    _limit(store, pages=1)
    with pytest.raises(StorageFullError):
        _add_many_teams(store, lead)
    there = _teams(store, lead)
    _limit(store, pages=1_000_000)
    _add_team(store, lead, "z")
    assert _teams(store, lead) == [*there, "z"]
    store.close()


def _add_many_teams(store: Store, lead: Actor) -> None:
    for number in range(1_000):
        _add_team(store, lead, f"t{number}")


def _limit(store: Store, *, pages: int) -> None:
    """Have the database grow no further than it is, or than some pages."""

    @sa.event.listens_for(store.engine, "checkout")
    def _set(connection: object, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]


def test_one_who_holds_the_database_for_too_long_has_others_told_to_come_again(
    empty_file: str, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.store.engine.BUSY_MS", 10)
    store = open_store(empty_file, key=KEY)
    other = connect(empty_file)
    with other.connect() as plain, plain.execution_options(**{WRITES: True}).begin():
        with pytest.raises(BusyError):
            _add_team(store, lead, "a")
        assert _teams(store, lead) == []
    other.dispose()
    _add_team(store, lead, "a")
    assert _teams(store, lead) == ["a"]
    store.close()


def test_a_reading_transaction_cannot_write(store: Store, lead: Actor) -> None:
    with pytest.raises((StorageDownError, sa.exc.DBAPIError)), store.read(lead) as tx:
        tx.connection.execute(TEAMS.insert().values(id="a", key="a", name="a", made_us=0))
    assert _teams(store, lead) == []


def test_what_is_read_in_one_transaction_is_of_one_instant(store: Store, lead: Actor) -> None:
    with store.read(lead) as tx:
        before = tx.connection.execute(sa.select(TEAMS.c.id)).scalars().all()
        _add_team(store, lead, "a")
        assert tx.connection.execute(sa.select(TEAMS.c.id)).scalars().all() == before == []


def test_a_reading_that_cannot_be_written_down_is_not_the_fault_of_others(
    store: Store, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first is committed, others gather; of these one cannot be written."""
    commit = store._ledger._commit
    first, go = threading.Event(), threading.Event()

    def commit_slowly(actor: Actor, entries: list[object]) -> None:
        if not first.is_set():
            first.set()
            go.wait(10)
        commit(actor, entries)  # type: ignore[arg-type]

    monkeypatch.setattr(store._ledger, "_commit", commit_slowly)
    ended: dict[str, Exception | None] = {}

    def record(subject: str) -> None:
        try:
            store.record(lead, action="read", team=None, subject=subject)
        except Exception as error:  # noqa: BLE001 (looked at below)
            ended[subject] = error
        else:
            ended[subject] = None

    subjects = ["first", "good", "\ud800", "better"]
    threads = [threading.Thread(target=record, args=(subject,)) for subject in subjects]
    threads[0].start()
    first.wait(10)
    for thread in threads[1:]:
        thread.start()
    while store._ledger._waiting.qsize() < 3:
        time.sleep(0.01)
    go.set()
    for thread in threads:
        thread.join()
    assert {subject for subject, error in ended.items() if error is None} == {"first", "good", "better"}
    with store.read(lead) as tx:
        assert tx.connection.execute(sa.select(sa.func.count()).select_from(AUDIT)).scalar_one() == 3


def test_nothing_can_be_recorded_in_a_store_that_is_closed(open_here: Callable[..., Store], lead: Actor) -> None:
    store = open_here()
    store.close()
    with pytest.raises(StorageDownError):
        store.record(lead, action="read", team=None, subject="s")


def test_those_who_find_no_room_to_wait_are_refused_at_once() -> None:
    gate = Gate(waiting=0, patience_s=60.0)
    with gate.enter(), pytest.raises(BusyError), gate.enter():
        pass
    with gate.enter():
        pass


def test_those_who_wait_too_long_are_refused_and_leave_their_room_to_others() -> None:
    gate = Gate(waiting=1, patience_s=0.01)
    with gate.enter():
        for _ in range(3):
            with pytest.raises(BusyError), gate.enter():
                pass
    with gate.enter():
        pass


def test_neither_errors_nor_what_they_stem_from_tell_what_was_to_be_written(store: Store, lead: Actor) -> None:
    with store.write(lead) as tx:
        tx.connection.execute(TEAMS.insert().values(id="a", key="a", name="a", made_us=0))
    with pytest.raises(sa.exc.IntegrityError) as caught, store.write(lead) as tx:
        tx.connection.execute(TEAMS.insert().values(id="a", key="x", name="Anna Andersson", made_us=0))
    assert "Anna" not in str(caught.value)
