"""Solving in a process of its own: whatever happens there, the caller goes on, with the best plan told by then.

A malformed model can abort OR-Tools, compiled code can hang, a huge day can eat all memory; none of that can be caught
in the process where it happens.
"""

from __future__ import annotations

import contextlib
import functools
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import fields as fields_of
from multiprocessing.connection import Connection
from typing import Any, Final

from solver import confinement, solve
from solver.check import check
from solver.confinement import Confined, Confinement, Waiting
from solver.cost import cost_of
from solver.errors import ApartError, Failure, ProblemError
from solver.limits import Limits
from solver.problem import Problem
from solver.search.engine import Sequences
from solver.solution import Fault, Solution
from solver.solve import Progress, Result, SolverFaultError

PREPARING_S: Final = 300.0
"""Seconds that a process gets beyond those of its search: compiling takes a quiet core a minute, once on a machine."""

SPARE_S: Final = 30.0
"""Seconds beyond those of its search that a process gets from its first plan on, for choosing times and checking."""

STOP_GRACE_S: Final = 20.0
RESCUE_S: Final = 60.0
_POLL_S: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartResult(Result):
    """A result, and the ``failure`` that ended the search before its time, if one did."""

    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a process is to do: search, or with ``sequences`` only make a plan of them."""

    problem: Problem
    limits: Limits
    start: Solution | None = None
    sequences: Sequences | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A process's word that it raised: a ProblemError's ``message``, or the ``faults`` of a plan that breaks rules."""

    message: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A process's word that it ended with an error of another kind."""

    failure: Failure
    detail: str


Target = Callable[[Connection, Task, Confinement], None]


def solve_apart(
    problem: Problem,
    *,
    limits: Limits,
    start: Solution | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    wall_s: float | None = None,
    memory_bytes: int | None = None,
    target: Target | None = None,
    waiting: Waiting | None = None,
) -> ApartResult:
    """Plan a day as ``solver.solve.solve`` does, in a process of its own.

    The process starts afresh (``spawn``), so a script that calls this needs its ``if __name__ == "__main__":``.

    Parameters
    ----------
    wall_s
        Wall seconds after which the process is killed; ``PREPARING_S`` beyond those of its search where not given.
    memory_bytes
        Most memory that the process may take; without bound where not given.
    target
        What the process runs, for tests of how it may end.
    waiting
        The process, where one waits already (``standby``); it does one search.

    Returns
    -------
    ApartResult
        Its solution has passed ``check``. If the process was ended or died, ``failure`` says why, and the solution is
        made of the best plan that it had told by then.

    Raises
    ------
    ApartError
        The process was ended or died before it told of any plan.
    ProblemError, SolverFaultError
        As ``solve``.
    """
    begun = time.monotonic()
    longest = limits.wall_s(len(problem.visits), spare_s=SPARE_S)
    bounds = Confinement(wall_s=longest + PREPARING_S if wall_s is None else wall_s, memory_bytes=memory_bytes)
    following = _Following(on_progress, stop, longest_s=longest)
    task = Task(problem=problem, limits=limits, start=start)
    try:
        result = _run(task, bounds, following, target or serve, waiting=waiting)
    except ApartError as error:
        best = following.best
        solution = _rescue(problem, best, start, bounds)
        if solution is None:
            raise
        return broken_off(problem, solution, failure=error.failure, seconds=time.monotonic() - begun)
    return ApartResult(**{field.name: getattr(result, field.name) for field in fields_of(Result)})


def broken_off(problem: Problem, solution: Solution, *, failure: Failure, seconds: float) -> ApartResult:
    """Give the result of a search that was ended or died, with the plan that was saved."""
    cost = cost_of(problem, solution)
    return ApartResult(solution=solution, cost=cost, seconds=seconds, iterations=0, optimal=False, failure=failure)


def serve(connection: Connection, task: Task, bounds: Confinement) -> None:
    """Do a task and tell about it; what the process runs."""
    stopped = confinement.confine(connection, bounds)
    tell = functools.partial(confinement.tell, connection)
    try:
        tell(_do(task, tell, stopped))
    except SolverFaultError as error:
        tell(Refused(message="", faults=error.faults))
    except ProblemError as error:
        tell(Refused(message=str(error)))
    except MemoryError:
        tell(Broken(failure="out_of_memory", detail=""))
    except Exception as error:  # noqa: BLE001 (told to the caller, who raises it)
        tell(Broken(failure="internal", detail=f"{type(error).__name__}: {error}"))


def _do(task: Task, tell: Callable[[Progress], None], stopped: Callable[[], bool]) -> Result | Solution:
    if task.sequences is not None:
        return solve.recover(task.problem, list(enumerate(task.sequences)), like=task.start)
    return solve.solve(task.problem, limits=task.limits, start=task.start, on_progress=tell, stop=stopped)


class _Following:
    """What the caller of a search hears of it, and the best plan told."""

    def __init__(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] | None = None,
        *,
        longest_s: float = math.inf,
    ) -> None:
        self._on_progress, self._stop, self._longest_s = on_progress, stop, longest_s
        self.best: Progress | None = None

    def follow(self, confined: Confined) -> Any:
        """Follow what a process tells, up to its last word."""
        is_stopped = is_searching = False
        while True:
            if not is_stopped and self._stop is not None and self._stop():
                is_stopped = True
                confined.ask_to_stop(grace_s=STOP_GRACE_S)
            told = confined.hear(patience_s=_POLL_S)
            if isinstance(told, Progress):
                if not is_searching:
                    is_searching = True
                    confined.allow(self._longest_s)
                self._hear(told)
            elif told is not None:
                return told

    def _hear(self, progress: Progress) -> None:
        if progress.sequences:
            self.best = progress
        if self._on_progress is not None:
            self._on_progress(progress)


def _rescue(problem: Problem, best: Progress | None, start: Solution | None, bounds: Confinement) -> Solution | None:
    """Make a plan of what was told, in a process again, or take the plan given if that is valid."""
    if best is not None:
        task = Task(problem=problem, limits=Limits(), start=start, sequences=best.sequences)
        wall = Confinement(wall_s=RESCUE_S, memory_bytes=bounds.memory_bytes)
        with contextlib.suppress(ApartError, SolverFaultError, ProblemError):
            told = _run(task, wall, _Following(), serve)
            return told if isinstance(told, Solution) else None
    return start if start is not None and not check(problem, start) else None


def _run(
    task: Task, bounds: Confinement, following: _Following, target: Target, *, waiting: Waiting | None = None
) -> Any:
    """Run a task in a process to its end; raises what it raised, or ApartError."""
    confined = Confined(target, task, bounds, waiting=waiting)
    try:
        told = following.follow(confined)
    finally:
        confined.end()
    if isinstance(told, Broken):
        raise ApartError(told.failure, told.detail)
    if isinstance(told, Refused):
        raise SolverFaultError(told.faults) if told.faults else ProblemError(told.message)
    solution = told if isinstance(told, Solution) else told.solution
    faults = check(task.problem, solution)
    if faults:
        raise SolverFaultError(faults)
    return told
