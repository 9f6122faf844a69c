"""The walls around a process that searches: time, memory, and that it ends when nobody waits for it any more."""

from __future__ import annotations

import math
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, Literal

Failure = Literal["worker_died", "time_limit", "out_of_memory", "internal"]
"""Why a process ended without an answer."""

_MARGIN_S: Final = 5.0
"""A process ends itself so long after its parent should have done it: the parent may be gone."""

_NEARLY: Final = 0.7
"""Who died with so much of its memory taken died of want of memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """Wall seconds, and bytes of memory (None: no bound) that a process may take."""

    wall_s: float
    memory_bytes: int | None = None


def confine(connection: Connection, bounds: Confinement) -> Callable[[], bool]:
    """Put up the walls around this process, and give what tells that it has been asked to stop.

    The process ends at once when the other end of its pipe closes. Should that go unheard because compiled code keeps
    the interpreter, the system's alarm ends it.
    """
    # The terminal's Ctrl-C reaches the whole group; the parent decides what becomes of this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32" and math.isfinite(bounds.wall_s):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, bounds.wall_s + _MARGIN_S)
    if bounds.memory_bytes is not None:
        _bound_memory(bounds.memory_bytes)
    stopped = threading.Event()
    threading.Thread(target=_heed_parent, args=(connection, stopped), daemon=True).start()
    return stopped.is_set


def end(process: BaseProcess) -> None:
    """End a process, whatever it does."""
    if process.pid is not None:
        process.kill()
        process.join()
    process.close()


def memory_of(pid: int | None) -> int:
    """Give the bytes that a process has in memory; 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def name_death(process: BaseProcess, size: int, bounds: Confinement) -> Failure:
    """Tell what a process died of that had ``size`` bytes in memory; waits for its end."""
    process.join(_MARGIN_S)
    code = process.exitcode
    if code is not None and sys.platform != "win32":
        if code == -signal.SIGALRM:
            return "time_limit"
        # Nobody else kills it but the system, when memory is short.
        if code == -signal.SIGKILL:
            return "out_of_memory"
    if bounds.memory_bytes is not None and size > _NEARLY * bounds.memory_bytes:
        return "out_of_memory"
    return "worker_died"


def name_exit(process: BaseProcess) -> str:
    """Tell how a process ended: its signal, or its exit code."""
    code = process.exitcode
    if code is None:
        return ""
    known = {-int(one): one.name for one in signal.Signals}
    return known.get(code, f"exit code {code}")


def _bound_memory(most: int) -> None:
    """Let no more be allocated, where the system can: more raises MemoryError, or aborts compiled code."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (not everywhere)

    # Private memory only: what OR-Tools and numpy map of their files and reserve for threads is not in use.
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _heed_parent(connection: Connection, stopped: threading.Event) -> None:
    """Stop searching when told so; end at once when the other end of the pipe closes: nobody waits any more."""
    try:
        while True:
            connection.recv()
            stopped.set()
    except (EOFError, OSError):
        os._exit(1)
