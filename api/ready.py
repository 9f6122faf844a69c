"""A process that has loaded what plans a day before there is a day to plan: loading takes a second or two.

One waits from the end of the first job on, so that whoever has what is left planned anew in a running day waits for the
search alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from solver.confinement import Waiting
from solver.standby import SEARCH, TIMES


def _load() -> Waiting:
    return Waiting(("api.work", *SEARCH), later=TIMES)


class Ready:
    """Keeps one process that waits for a job; ``start`` makes one."""

    def __init__(self, start: Callable[[], Waiting] = _load) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._waiting: Waiting | None = None
        self._closed = False

    def take(self) -> Waiting | None:
        """Give the process that waits, if one does, to whoever asks first; they end it."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is None or waiting.process.is_alive():
            return waiting
        waiting.end()
        return None

    def prepare(self) -> None:
        """Let a process wait, unless one does; where there is no room for one, jobs start their own."""
        with self._lock:
            if self._waiting is None and not self._closed:
                try:
                    self._waiting = self._start()
                except (OSError, MemoryError, RuntimeError):
                    return  # a job that has ended well is not to fail by what would only have been ready sooner

    def close(self) -> None:
        """End what waits, for good."""
        with self._lock:
            self._closed = True
        waiting = self.take()
        if waiting is not None:
            waiting.end()
