"""What a job does in its own process: a day document in, a checked plan with its files out.

Own process, since a malformed model can abort OR-Tools and a search can overrun its time: then only the job ends.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from api import outputs
from maps.errors import RoadsError
from scheduler import files, planning
from scheduler.day import Preset
from scheduler.faults import InputError, PlanRefusedError
from scheduler.texts import Language
from solver.problem import Limits
from solver.solve import Progress, SolverFaultError


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A day to plan: its document, how long to search, a preset in place of its own, a plan to start from."""

    day: Mapping[str, Any]
    limits: Limits
    preset: Preset | None = None
    start: Mapping[str, Any] | None = None
    folder: Path
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a job's process tells while it works: ``plan`` at the end, or the ``failure`` that it ended with."""

    state: Literal["running", "verifying", "done", "failed"]
    cost: int | None = None
    seconds: float | None = None
    plan: outputs.Rendered | None = None
    failure: str | None = None


def work(connection: Connection, order: Order) -> None:
    """Carry out an order and tell about it; the entry point of a job's process."""
    threading.Thread(target=_end_with_parent, args=(connection,), daemon=True).start()
    try:
        connection.send(_plan(connection, order))
    except RoadsError as error:
        connection.send(Told(state="failed", failure=error.code))
    except (PlanRefusedError, SolverFaultError):
        connection.send(Told(state="failed", failure="verification"))
    except InputError:
        connection.send(Told(state="failed", failure="invalid_day"))
    except MemoryError:
        connection.send(Told(state="failed", failure="out_of_memory"))


def _plan(connection: Connection, order: Order) -> Told:
    day = files.parse_day(order.day, file="day")
    if order.preset is not None:
        day = replace(day, weights=replace(day.weights, preset=order.preset))
    start = None if order.start is None else files.parse_plan(order.start, file="plan")

    def tell(progress: Progress) -> None:
        connection.send(Told(state="running", cost=progress.cost, seconds=progress.seconds))

    plan = planning.plan_day(
        day, folder=order.folder, limits=order.limits, language=order.language, start=start, on_progress=tell
    )
    connection.send(Told(state="verifying", cost=plan.cost_total, seconds=plan.seconds))
    return Told(
        state="done",
        cost=plan.cost_total,
        seconds=plan.seconds,
        plan=outputs.render(day, plan, folder=order.folder, language=order.language),
    )


def _end_with_parent(connection: Connection) -> None:
    """End this process at once when the service's end of the pipe closes: nobody waits for the answer any more."""
    try:
        connection.recv()
    except (EOFError, OSError):
        os._exit(1)
