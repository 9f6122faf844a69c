"""Processes that have loaded what plans and draws a day before there is one to plan: loading takes seconds.

On Linux one process without threads loads it all, once, and those that work are forked from it within milliseconds; it
is begun again where it was ended. Elsewhere each loads for itself, and one waits for the next job.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final

from solver import confinement
from solver.confinement import SPAWNED, Waiting
from solver.standby import SEARCH, TIMES

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext  # Windows has but one of them

_WORK: Final = ("api.work", *SEARCH)
_FORKED: Final = ("api.cli", *_WORK, *TIMES, "api.papers", "maps.kernels.contraction", "maps.kernels.metrics")

NO_ROOM: Final = (OSError, MemoryError, RuntimeError, EOFError)
"""What beginning a process raises where there is no room for one, or anything else in the way."""

BEGIN_S: Final = 120.0
"""Loading takes seconds, however busy the machine is; what has not begun after so long will not."""

_LOOK_S: Final = 0.5


def begin() -> Waiting:
    """Begin a process that waits to be told what to do.

    Raises
    ------
    NO_ROOM
        Among them TimeoutError, where it does not come.
    """
    return _in_time(lambda: Waiting(context=_CONTEXT))


def begin_work() -> Waiting:
    """Begin a process that waits for a job, however long that takes; raises as ``begin``."""
    return Waiting(_WORK, later=TIMES, context=_CONTEXT)


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
        return self._begin()

    def prepare(self) -> None:
        """Let a process wait, unless one does; where there is no room for one, jobs start their own."""
        if not self._lacks_one():
            return
        try:
            waiting: Waiting | None = self._begin()
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

    def _begin(self) -> Waiting:
        return _in_time(self._start, is_over=lambda: self._closed)

    def _lacks_one(self) -> bool:
        return self._waiting is None and not self._closed


def _in_time(start: Callable[[], Waiting], *, is_over: Callable[[], bool] = lambda: False) -> Waiting:
    """Wait for a process to begin, but not for ever, nor once all is over; one that comes after that is ended."""
    begun: Future[Waiting] = Future()
    threading.Thread(target=_start, args=(start, begun), name="begin", daemon=True).start()
    deadline = time.monotonic() + BEGIN_S
    while not futures.wait([begun], _LOOK_S).done:
        is_late = time.monotonic() >= deadline
        if (is_late or is_over()) and begun.cancel():
            if is_late:
                confinement.end_forking()
            raise TimeoutError
    return begun.result()


def _start(start: Callable[[], Waiting], begun: Future[Waiting]) -> None:
    """Start a process for whoever waits for it, if somebody still does."""
    try:
        waiting = start()
    except BaseException as fault:  # noqa: BLE001 (raised where it is waited for)
        if begun.set_running_or_notify_cancel():
            begun.set_exception(fault)
        return
    if begun.set_running_or_notify_cancel():
        begun.set_result(waiting)
    else:
        waiting.end()


def _choose_context() -> SpawnContext | ForkServerContext:
    if sys.platform != "linux":
        return SPAWNED  # the systems' own libraries may not be forked there
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_FORKED))
    return context


_CONTEXT: Final = _choose_context()
