"""Processes that have loaded what plans and draws a day before there is one to plan: loading takes seconds.

On Linux one process without threads loads it all, once, and those that work are forked from it within milliseconds; it
is begun again where it was ended. Elsewhere each loads for itself, and one waits for the next job.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from solver.confinement import SPAWNED, Waiting
from solver.standby import SEARCH, TIMES

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext  # Windows has but one of them

_WORK: Final = ("api.work", *SEARCH)
_FORKED: Final = ("api.cli", *_WORK, *TIMES, "api.papers", "maps.kernels.contraction", "maps.kernels.metrics")

NO_ROOM: Final = (OSError, MemoryError, RuntimeError, EOFError)
"""What beginning a process raises where there is no room for one, or anything else in the way."""


def begin(first: tuple[str, ...] = (), later: tuple[str, ...] = ()) -> Waiting:
    """Begin a process that waits to be told what to do, with modules for it where none are loaded yet.

    Raises
    ------
    NO_ROOM
    """
    return Waiting(first, later=later, context=_CONTEXT)


def begin_work() -> Waiting:
    """Begin a process that waits for a job; raises as ``begin``."""
    return begin(_WORK, TIMES)


class Ready:
    """Keeps one process that waits for a job; ``start`` makes one."""

    def __init__(self, start: Callable[[], Waiting] = begin_work) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._waiting: Waiting | None = None
        self._closed = False

    def take(self) -> Waiting:
        """Give the process that waits to whoever asks first, or begin one; they end it. Raises as ``begin``."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting.process.is_alive():
            return waiting
        if waiting is not None:
            waiting.end()
        return self._start()

    def prepare(self) -> None:
        """Let a process wait, unless one does; where there is no room for one, jobs start their own."""
        if not self._lacks_one():
            return
        try:
            waiting: Waiting | None = self._start()
        except NO_ROOM:
            return  # a job that has ended well is not to fail by what would only have been ready sooner
        with self._lock:
            if self._lacks_one():
                self._waiting, waiting = waiting, None
        if waiting is not None:
            waiting.end()

    def close(self) -> None:
        """End what waits, for good."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.end()

    def _lacks_one(self) -> bool:
        return self._waiting is None and not self._closed


def _choose_context() -> SpawnContext | ForkServerContext:
    if sys.platform != "linux":
        return SPAWNED  # the systems' own libraries may not be forked there
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_FORKED))
    return context


_CONTEXT: Final = _choose_context()
