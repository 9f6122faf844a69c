"""Readings told to the audit, many in one commit: each waits for its own to be on disk, and all share the flush."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from api.access.actor import SERVICE, Actor
from api.store.audit import Entry
from api.store.errors import BusyError, StorageDownError, StorageFullError

_AT_ONCE: Final = 500
_WAITING: Final = 2_000
_PATIENCE_S: Final = 10.0

_Waiting = tuple[Entry, Future[None]]


class Ledger:
    """Commits what several threads record; ``commit`` writes some entries in one transaction."""

    def __init__(self, commit: Callable[[Actor, list[Entry]], None]) -> None:
        self._commit = commit
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(maxsize=_WAITING)
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="ledger", daemon=True)
        self._thread.start()

    def record(self, entry: Entry) -> None:
        """Return once an entry is committed, or raise what the commit raised; BusyError if that takes too long."""
        if self._closed:
            raise StorageDownError
        done: Future[None] = Future()
        try:
            self._waiting.put_nowait((entry, done))
            done.result(timeout=_PATIENCE_S)
        except (queue.Full, TimeoutError):
            raise BusyError from None

    def close(self) -> None:
        """Commit what waits, and end."""
        self._closed = True
        self._waiting.put(None)
        self._thread.join(timeout=_PATIENCE_S)

    def _serve(self) -> None:
        closing = False
        while not closing:
            first = self._waiting.get()
            batch = [] if first is None else [first]
            closing = first is None
            while not closing and len(batch) < _AT_ONCE and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    closing = True
                else:
                    batch.append(following)
            if batch:
                self._commit_batch(batch)

    def _commit_batch(self, batch: list[_Waiting]) -> None:
        try:
            self._commit(SERVICE, [entry for entry, _ in batch])
        except (BusyError, StorageFullError, StorageDownError) as error:
            for _, done in batch:
                done.set_exception(error)
        except Exception as error:  # noqa: BLE001 (whoever waits is told)
            if len(batch) == 1:
                batch[0][1].set_exception(error)
                return
            # One of them cannot be written: it must not be the others' fault.
            for waiting in batch:
                self._commit_batch([waiting])
        else:
            for _, done in batch:
                done.set_result(None)
