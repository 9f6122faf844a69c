"""The store: reading and writing transactions, and what the database's faults mean."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import sqlalchemy as sa

from api.access.actor import Actor
from api.store import audit
from api.store.audit import Entry
from api.store.engine import WRITES
from api.store.errors import BusyError, StorageDownError, StorageFullError
from api.store.gate import Gate
from api.store.ledger import Ledger
from api.store.transaction import Transaction

Clock = Callable[[], int]


def now_us() -> int:
    """Give the instant, in microseconds UTC."""
    return time.time_ns() // 1_000


class Store:
    """Gives transactions; safe to use from threads.

    Parameters
    ----------
    key
        What the audit's chain is made with.
    clock
        Gives the instant in microseconds UTC.
    """

    def __init__(self, engine: sa.Engine, *, key: bytes, clock: Clock = now_us) -> None:
        self.engine = engine
        self.clock = clock
        self.key = key
        self._changed = threading.Condition()
        self._changes = 0
        # SQLite has one writer; those who wait do so here, where there is room for some and patience for a while.
        self._gate = Gate(waiting=64, patience_s=5.0) if engine.dialect.name == "sqlite" else None
        self._ledger = Ledger(self._record_all)

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Transaction]:
        """Read what was committed; nothing stays open afterwards.

        Raises
        ------
        StorageDownError
            The database does not answer.
        """
        with _translated(), self.engine.connect() as connection, connection.begin():
            yield Transaction(connection=connection, actor=actor, now_us=self.clock())

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Transaction]:
        """Write all or nothing; it is on disk when this ends without raising.

        Raises
        ------
        BusyError, StorageFullError, StorageDownError
            Nothing was written; after StorageDownError that may be in doubt, and a command has to be sent again
            under the key it had.
        """
        turn: AbstractContextManager[None] = nullcontext() if self._gate is None else self._gate.enter()
        with turn, _translated(), self.engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                tx = Transaction(connection=connection, actor=actor, now_us=self.clock())
                yield tx
                tx.finish(self.key)
        self._tell()

    def record(self, actor: Actor, *, action: str, team: str | None, subject: str, patient: str | None = None) -> None:
        """Tell the audit of a reading, and wait until that is on disk, with those of others in one commit.

        Raises
        ------
        BusyError, StorageFullError, StorageDownError
            It was not; then what was read may not be handed out.
        """
        self._ledger.record(
            audit.entry_of(actor, at_us=self.clock(), action=action, team=team, subject=subject, patient=patient)
        )

    def wait(self, seen: int, *, patience_s: float) -> int:
        """Wait until there is news after the ``seen`` change; give the number of the last."""
        with self._changed:
            self._changed.wait_for(lambda: self._changes > seen, timeout=patience_s)
            return self._changes

    def close(self) -> None:
        """End what runs beside and let go of all connections."""
        self._ledger.close()
        self._tell()
        self.engine.dispose()

    def _record_all(self, actor: Actor, entries: list[Entry]) -> None:
        with self.write(actor) as tx:
            tx.entries.extend(entries)

    def _tell(self) -> None:
        with self._changed:
            self._changes += 1
            self._changed.notify_all()


@contextmanager
def _translated() -> Iterator[None]:
    """Say in our words what the database could not do."""
    try:
        yield
    except sa.exc.TimeoutError as error:
        raise BusyError from error
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DBAPIError as error:
        raise _meaning(str(error.orig).lower()) from error


def _meaning(words: str) -> Exception:
    if "disk is full" in words or "no space left" in words or "disk full" in words:
        return StorageFullError()
    if "locked" in words or "lock timeout" in words or "deadlock" in words or "busy" in words:
        return BusyError()
    return StorageDownError()
