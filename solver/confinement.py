"""The walls around a process that searches: time, memory, and that it ends when nobody waits for it any more."""

from __future__ import annotations

import contextlib
import functools
import importlib
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from solver import pausing
from solver.errors import ApartError, Failure

if sys.platform != "win32":
    from multiprocessing import forkserver
    from multiprocessing.context import ForkServerProcess

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext, SpawnProcess  # Windows has no fork

SPAWNED: Final = multiprocessing.get_context("spawn")
"""Nothing is inherited: a forked child of a threaded process may get locks that nobody will ever open."""

_LOOK_S: Final = 0.01
_MARGIN_S: Final = 5.0
"""A process ends itself so long after its parent should have done it: the parent may be gone."""

_ENVIRONMENT: Final = threading.Lock()
_TELLING: Final = threading.Lock()
_SAFELY: Final = "PYTHONSAFEPATH"

_NEARLY: Final = 0.7
"""Who died with so much of its memory taken died of want of memory."""
_WANTED_MEMORY: Final = 76
"""The exit code of a process that asked for memory in vain: how much it had taken by then may never have been seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """Wall seconds, and bytes of memory (None: no bound) that a process may take."""

    wall_s: float
    memory_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiling:
    """A process's word that compiling begins, or that it has ended."""

    begins: bool


class Waiting:
    """A process that loads modules and waits to be told what to do; to be ended whatever happens.

    Parameters
    ----------
    first
        Modules that it loads before it hears what to do.
    later
        Modules that it goes on loading beside what it does.
    context
        How it is begun: never forked from this one.
    """

    def __init__(
        self,
        first: Sequence[str] = (),
        *,
        later: Sequence[str] = (),
        context: SpawnContext | ForkServerContext = SPAWNED,
    ) -> None:
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_wait, args=(theirs, tuple(first), tuple(later)), daemon=True)
        try:
            _start(self.process)
        finally:
            theirs.close()

    def end(self) -> None:
        """End the process, whatever it does; a second time is no harm."""
        if not self.connection.closed:
            self.process.kill()
            self.process.join()
            self.process.close()
            self.connection.close()


class Confined:
    """A process behind walls, seen from outside; to be ended whatever happens.

    Parameters
    ----------
    target
        What the process runs, with its end of the pipe, the ``argument`` and the ``bounds``.
    waiting
        The process, where one waits already.
    """

    def __init__(
        self, target: Callable[..., None], argument: object, bounds: Confinement, *, waiting: Waiting | None = None
    ) -> None:
        self._bounds, self._size, self._shortages = bounds, 0, _count_shortages()
        self._wall = time.monotonic() + bounds.wall_s
        self._due = self._stopped_by = math.inf
        self._compiling_since: float | None = None
        self._waiting = waiting or Waiting()
        self._ours, self._process = self._waiting.connection, self._waiting.process
        try:
            # Should the process have died, that shows when it is heard.
            with contextlib.suppress(OSError), _killed_after(self._process, bounds.wall_s):
                self._ours.send((target, argument, bounds))
        except BaseException:
            self.end()
            raise

    def hear(self, *, patience_s: float) -> Any | None:
        """Give what the process tells next, None if nothing in so many seconds.

        That it compiles is not given: it moves the end of what was last allowed.

        Raises
        ------
        ApartError
            The process has died, or takes more than it may.
        """
        self._size = max(self._size, _memory_of(self._process.pid))
        if self._bounds.memory_bytes is not None and self._size > self._bounds.memory_bytes:
            raise ApartError("out_of_memory")
        if self._is_late():
            raise ApartError("time_limit")
        try:
            told = self._ours.recv() if self._ours.poll(patience_s) else None
        except (EOFError, OSError):
            self._process.join(_MARGIN_S)
            raise ApartError(self._name_death(), _name_exit(self._process.exitcode)) from None
        if not isinstance(told, _Compiling):
            return told
        self._mind(told)
        return None

    def allow(self, seconds: float) -> None:
        """Give the process so long from now, within its wall and what it has to stop; compiling is not counted."""
        now = time.monotonic()
        self._due = min(now + seconds, self._stopped_by)
        self._compiling_since = None if self._compiling_since is None else now

    def ask_to_stop(self, *, grace_s: float) -> None:
        """Ask the process to finish within so many seconds; a dead one shows when it is heard."""
        now = time.monotonic()
        self._stopped_by = now + grace_s
        self.allow(self._due - now)
        with contextlib.suppress(OSError):
            self._ours.send("stop")

    def end(self) -> None:
        """End the process, whatever it does."""
        self._waiting.end()

    def _is_late(self) -> bool:
        now = time.monotonic()
        return now >= self._wall or (self._compiling_since is None and now >= self._due)

    def _mind(self, told: _Compiling) -> None:
        now = time.monotonic()
        if not told.begins and self._compiling_since is not None:
            self._due += now - self._compiling_since
            self._stopped_by += now - self._compiling_since
        self._compiling_since = now if told.begins else None

    def _name_death(self) -> Failure:
        code, most = self._process.exitcode, self._bounds.memory_bytes
        if sys.platform != "win32" and code == -signal.SIGALRM:
            return "time_limit"
        if code == _WANTED_MEMORY:
            return "out_of_memory"
        # The system kills when memory is short, and counts it; anybody else's kill is a death like others.
        is_killed = sys.platform != "win32" and code == -signal.SIGKILL and _count_shortages() > self._shortages
        if is_killed or (most is not None and self._size > _NEARLY * most):
            return "out_of_memory"
        return "worker_died"


def confine(connection: Connection, bounds: Confinement) -> Callable[[], bool]:
    """Put up the walls around this process, and give what tells that it has been asked to stop.

    The process ends at once when the other end of its pipe closes. Should that go unheard because compiled code keeps
    the interpreter, the system's alarm ends it.
    """
    if sys.platform != "win32" and math.isfinite(bounds.wall_s):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, bounds.wall_s + _MARGIN_S)
    if bounds.memory_bytes is not None:
        _bound_memory(bounds.memory_bytes)
    pausing.listen(functools.partial(_tell_compiling, connection))
    stopped = threading.Event()
    threading.Thread(target=_heed_parent, args=(connection, stopped), daemon=True).start()
    return stopped.is_set


def tell(connection: Connection, what: object) -> None:
    """Tell the parent of a confined process, whichever thread has something to say."""
    with _TELLING:
        connection.send(what)


def end_forking() -> None:
    """Kill the process that others are forked from, which does not answer; another is begun when the next is."""
    if sys.platform == "win32":
        return
    pid = getattr(forkserver._forkserver, "_forkserver_pid", None)  # noqa: SLF001 (it has no other name)
    if pid is None:
        return
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + _MARGIN_S
    with contextlib.suppress(ChildProcessError):  # whoever begins another has seen that it is gone
        while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None and time.monotonic() < deadline:
            time.sleep(_LOOK_S)


def _start(process: ForkServerProcess | SpawnProcess) -> None:
    """Start a process, which is to load nothing from the folder that it is begun in, and to be ended by us alone.

    Raises
    ------
    OSError, MemoryError, RuntimeError, EOFError
    """
    if sys.platform != "win32" and isinstance(process, ForkServerProcess):
        with _safe_path(), _uninterrupted():
            forkserver.ensure_running()
        with _uninterrupted():
            process.start()  # outside the lock: it waits until all is loaded
    else:
        with _safe_path(), _uninterrupted():
            process.start()


@contextlib.contextmanager
def _killed_after(process: ForkServerProcess | SpawnProcess, seconds: float) -> Iterator[None]:
    """Have a process killed that does not take in what it is told in time: who tells more than a pipe holds waits."""
    wall = threading.Timer(min(seconds, threading.TIMEOUT_MAX), process.kill)
    wall.daemon = True
    wall.start()
    try:
        yield
    finally:
        wall.cancel()


@contextlib.contextmanager
def _safe_path() -> Iterator[None]:
    """Have Python not look for modules in the folder that it is begun in, as ``python -c`` does before all others."""
    with _ENVIRONMENT:
        before = os.environ.get(_SAFELY)
        os.environ[_SAFELY] = "1"
        try:
            yield
        finally:
            if before is None:
                del os.environ[_SAFELY]
            else:
                os.environ[_SAFELY] = before


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Have a process that is begun meanwhile never hear Ctrl-C or a plea to end, not even while it loads.

    The terminal's reaches the whole group, and a service manager's all of a service: the parent alone decides what
    becomes of the process.
    """
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # which lets both in again where it is begun later
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait(connection: Connection, first: Sequence[str], later: Sequence[str]) -> None:
    """Load what is wanted first, then do what the pipe tells; what a waiting process runs."""
    # Where it could not be kept from hearing Ctrl-C.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _do_as_told(connection, first, later)
    except MemoryError:
        os._exit(_WANTED_MEMORY)  # at once: whatever else there is to do takes memory


def _do_as_told(connection: Connection, first: Sequence[str], later: Sequence[str]) -> None:
    _load(first)
    threading.Thread(target=_load, args=(later,), daemon=True).start()
    try:
        target, argument, bounds = connection.recv()
    except EOFError:
        return
    target(connection, argument, bounds)


def _tell_compiling(connection: Connection, is_compiling: bool) -> None:  # noqa: FBT001 (what listeners are called with)
    with contextlib.suppress(OSError):
        tell(connection, _Compiling(begins=is_compiling))


def _load(modules: Sequence[str]) -> None:
    for name in modules:
        importlib.import_module(name)


def _memory_of(pid: int | None) -> int:
    """Give the bytes that a process has in memory; 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _count_shortages() -> int:
    """Count the processes that Linux has killed for want of memory; 0 where the system does not tell."""
    try:
        told = Path("/proc/vmstat").read_text(encoding="ascii")
    except OSError:
        return 0
    counts = dict(line.split() for line in told.splitlines())
    return int(counts.get("oom_kill", 0))


def _name_exit(code: int | None) -> str:
    """Tell how a process ended: by which signal, or with which exit code."""
    known = {-int(one): one.name for one in signal.Signals}
    return "" if code is None else known.get(code, f"exit code {code}")


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
