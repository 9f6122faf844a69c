"""What a job does in its own process: a day document in, a checked plan with its files out.

Own process, since a malformed model can abort OR-Tools and a search can overrun its time: then only the job ends.
"""

from __future__ import annotations

import functools
import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal

from api import outputs
from api.documents import difference_document
from maps.errors import RoadsError
from scheduler import clock, comparing, files, planning, replanning
from scheduler.day import Day, Preset
from scheduler.faults import InputError, PlanRefusedError
from scheduler.files.events_wire import EVENTS_FORMAT
from scheduler.plan import Plan
from scheduler.planning import Solver
from scheduler.replanning import Freedom
from scheduler.texts import Language
from solver import apart, confinement, solve
from solver.confinement import Confinement
from solver.errors import Failure
from solver.limits import Limits
from solver.problem import Problem
from solver.search.engine import Sequences
from solver.solution import Solution
from solver.solve import Progress

LOG: Final = logging.getLogger("hemrutt.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The routes that a search had found after some seconds, when it ended with a failure."""

    sequences: Sequences
    failure: Failure
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A plan that runs: what was told since, from when on it may change, and what of it."""

    plan: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]]
    at: str
    freedom: Freedom


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What a plan that runs could become: the day as it is, the plan, and how it differs from the one there is."""

    day: Mapping[str, Any]
    plan: Mapping[str, Any]
    difference: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A day to plan: its document, how long to search, a preset in place of its own, a plan to start from.

    With ``running`` the day has a plan that runs, and is planned from now on. With routes ``found`` by another process
    before it died there is no search: they are made into a plan.
    """

    day: Mapping[str, Any]
    limits: Limits
    preset: Preset | None = None
    start: Mapping[str, Any] | None = None
    folder: Path
    language: Language
    running: Running | None = None
    found: Found | None = None

    def longest_s(self, *, spare_s: float) -> float:
        """Give the seconds from the first plan told after which the search is taken to hang."""
        return self.limits.wall_s(len(self.day.get("visits", ())), spare_s=spare_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a job's process tells while it works: ``plan`` at the end, or the ``failure`` that it ended with.

    ``sequences`` are the routes of the best plan, should the process not live to make it.
    """

    state: Literal["running", "verifying", "done", "failed"]
    cost: int | None = None
    unassigned: int | None = None
    unassigned_cost: int | None = None
    bound: int | None = None
    gap: float | None = None
    seconds: float | None = None
    sequences: Sequences = ()
    plan: outputs.Rendered | Proposed | None = None
    failure: str | None = None


def work(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Carry out an order and tell about it; the entry point of a job's process."""
    stopped = confinement.confine(connection, bounds)
    with _Ending(connection):
        tell = functools.partial(confinement.tell, connection)
        tell(_plan(tell, order, stopped))


class _Ending:
    """Tells what an order ended with when it raises.

    The log gets an error's type and place, never its words, which may hold patients' data.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        failure = _name_failure(error)
        if failure == "internal":
            last = traceback.extract_tb(trace)[-1]
            LOG.error("a job failed: %s at %s:%s", type(error).__name__, last.name, last.lineno)
        confinement.tell(self._connection, Told(state="failed", failure=failure))
        return True


def _name_failure(error: Exception) -> str:
    if isinstance(error, RoadsError):
        return error.code
    names = {
        PlanRefusedError: "verification",
        InputError: "invalid_day",
        MemoryError: "out_of_memory",
    }
    return next((name for kind, name in names.items() if isinstance(error, kind)), "internal")


def _plan(send: Callable[[Told], None], order: Order, stopped: Callable[[], bool]) -> Told:
    day = files.parse_day(order.day, file="day")
    if order.preset is not None:
        day = replace(day, weights=replace(day.weights, preset=order.preset))
    start = None if order.start is None else files.parse_plan(order.start, file="plan")

    def tell(progress: Progress) -> None:
        send(
            Told(
                state="running",
                cost=progress.cost,
                unassigned=progress.left_out,
                unassigned_cost=progress.left_out_cost,
                bound=progress.bound,
                gap=progress.gap,
                seconds=progress.seconds,
                sequences=progress.sequences,
            )
        )

    def search(problem: Problem, **how: Any) -> solve.Result:
        result = engine(problem, **how)
        send(_tell_searched(problem, result))
        return result

    engine: Solver = solve.solve if order.found is None else functools.partial(_recover, order.found)
    searching: dict[str, Any] = {
        "folder": order.folder,
        "limits": order.limits,
        "language": order.language,
        "on_progress": tell,
        "stop": stopped,
        "solver": search,
    }
    if order.running is not None:
        return _replan(send, day, order.running, searching)
    plan = planning.plan_day(day, start=start, **searching)
    known = _tell_made(plan)
    send(known)
    rendered = outputs.render(day, plan, folder=order.folder, language=order.language)
    return replace(known, state="done", plan=rendered)


def _replan(send: Callable[[Told], None], day: Day, running: Running, searching: Mapping[str, Any]) -> Told:
    """Plan what is left of a day that runs."""
    stated, at = files.parse_plan(running.plan, file="plan"), clock.read_timestamp(running.at)
    document = {"format": EVENTS_FORMAT, "events": list(running.events)}
    told = files.parse_events(document, day, stated, at=at, file="events", find_place=lambda _: None)
    made = replanning.replan_day(day, stated, told, at=at, freedom=running.freedom, unprompted=True, **searching)
    known = _tell_made(made.plan)
    send(known)
    proposed = Proposed(
        day=files.day_document(made.day),
        plan=files.plan_document(made.plan),
        difference=difference_document(comparing.compare(stated, made.plan), made.plan),
    )
    return replace(known, state="done", plan=proposed)


def _tell_searched(problem: Problem, result: solve.Result) -> Told:
    """Tell that the search has ended: what comes now is no part of its time."""
    return Told(
        state="verifying",
        cost=result.cost.total,
        unassigned=len(result.solution.left_out(problem)),
        unassigned_cost=result.cost.unassigned,
        bound=result.bound,
        gap=result.gap,
        seconds=result.seconds,
    )


def _tell_made(plan: Plan) -> Told:
    return Told(
        state="verifying",
        cost=plan.cost_total,
        unassigned=len(plan.unassigned),
        unassigned_cost=plan.cost_parts["unassigned"],
        bound=None if plan.bound is None else plan.bound.value,
        gap=None if plan.bound is None else plan.bound.gap,
        seconds=plan.seconds,
    )


def _recover(found: Found, problem: Problem, *, start: Solution | None, **_: object) -> apart.ApartResult:
    """Make a plan of what was found, in place of a search."""
    solution = solve.recover(problem, enumerate(found.sequences), like=start)
    return apart.broken_off(problem, solution, failure=found.failure, seconds=found.seconds)
