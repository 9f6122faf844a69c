"""The store: reading and writing transactions, and what the database's faults mean."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import sqlalchemy as sa

from api.access.actor import Actor
from api.store import audit
from api.store.anchor import Anchor
from api.store.audit import Entry
from api.store.engine import GLANCES, WRITES
from api.store.errors import BusyError, StorageDownError
from api.store.gate import Gate
from api.store.ledger import Ledger
from api.store.meanings import meaning_of
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
    anchor
        Where the chain's end is noted outside the database.
    """

    def __init__(self, engine: sa.Engine, *, key: bytes, clock: Clock = now_us, anchor: Anchor | None = None) -> None:
        self.engine = engine
        self.clock = clock
        self.key = key
        self.anchor = anchor
        self._changes = 0
        # SQLite has one writer; those who wait do so here, where there is room for some and patience for a while.
        self._gate = Gate(waiting=64, patience_s=5.0) if engine.dialect.name == "sqlite" else None
        self._ledger = Ledger(self._record_all)

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Transaction]:
        """Read what was committed, as it was at one instant; nothing stays open afterwards.

        Raises
        ------
        BusyError, StorageDownError
            The database does not answer.
        """
        with self._translated(), self.engine.connect() as connection, connection.begin():
            yield Transaction(connection=connection, actor=actor, now_us=self.clock())

    @contextmanager
    def glance(self, actor: Actor) -> Iterator[Transaction]:
        """Read by statements each of which sees what was committed when it began, with no transaction around them.

        A transaction takes PostgreSQL two answers more, and SQLite two turns of the interpreter: much, where one
        statement says all.

        Raises
        ------
        BusyError, StorageDownError
            The database does not answer.
        """
        with self._translated(), self.engine.connect() as plain:
            connection = plain.execution_options(**{GLANCES: True})
            with connection.begin():
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
        with turn, self._translated(), self.engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                tx = Transaction(connection=connection, actor=actor, now_us=self.clock())
                yield tx
                head = tx.finish(self.key)
        self._tell()
        if head is not None and self.anchor is not None:
            self.anchor.note(head, at_us=tx.now_us)

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

    @property
    def seal_key(self) -> bytes:
        """What secrets are sealed with that have to be read again; it follows from the audit's key, and not back."""
        return self.derive(b"secrets that are read again")

    def derive(self, purpose: bytes) -> bytes:
        """Give a key for a purpose of its own."""
        return hmac.digest(self.key, purpose, "sha256")

    @property
    def changes(self) -> int:
        """How often something was committed here."""
        return self._changes

    def close(self) -> None:
        """End what runs beside and let go of all connections."""
        self._ledger.close()
        self.engine.dispose()
        if self.anchor is not None:
            self.anchor.close()

    def _record_all(self, actor: Actor, entries: list[Entry]) -> None:
        with self.write(actor) as tx:
            tx.entries.extend(entries)

    def _tell(self) -> None:
        """Say that something was committed; two at once may count as one, for who looks wants no number."""
        self._changes += 1

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Say in our words what the database could not do."""
        try:
            yield
        except sa.exc.TimeoutError as error:
            raise BusyError from error
        except sa.exc.DBAPIError as error:
            meaning = meaning_of(error)
            if meaning is error:
                raise
            if isinstance(meaning, StorageDownError):
                # What a connection holds of the file may not be what the disk has: the next ones read it anew. And
                # the commit may have taken place, so those who wait for news look for themselves.
                self.engine.dispose()
                self._tell()
            raise meaning from error
