"""One writer at a time, and a bounded number of those that wait for their turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.store.errors import BusyError


class Gate:
    """Lets one in at a time; who finds ``waiting`` others before them, or waits ``patience_s`` seconds, is refused."""

    def __init__(self, *, waiting: int, patience_s: float) -> None:
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(waiting + 1)
        self._patience_s = patience_s

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Hold the turn.

        Raises
        ------
        BusyError
            There is no room to wait, or the wait was too long.
        """
        if not self._room.acquire(blocking=False):
            raise BusyError
        try:
            if not self._lock.acquire(timeout=self._patience_s):
                raise BusyError
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._room.release()
