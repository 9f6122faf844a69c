"""Tiny problems and solutions with everything left out that a test does not care about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from solver.problem import Car, Patient, Problem, Visit, Window
from solver.solution import Rest, Route, Solution, Stop
from solver.travel import Travel

ANY_TIME = (Window(start=0, end=100_000),)


def travel_of(rows: Sequence[Sequence[int]]) -> Travel:
    """Make travel of a table of seconds; metres are ten times as many."""
    seconds = np.array(rows, dtype=np.int64)
    return Travel(seconds=seconds, metres=np.minimum(seconds * 10, 1_000_000_000))


def line(*places: int) -> Travel:
    """Place locations on a line; driving takes the seconds between them."""
    return travel_of([[abs(one - other) for other in places] for one in places])


def car(**values: Any) -> Car:
    """Make a car that starts and ends at location 0 and works all day."""
    return Car(**{"start": 0, "end": 0, "shift_start": 0, "shift_end": 100_000, **values})


def visit(location: int | None, **values: Any) -> Visit:
    """Make a visit of 100 s at any time."""
    return Visit(**{"patient": 0, "location": location, "duration": 100, "windows": ANY_TIME, "price": 10**6, **values})


def window(start: int, end: int, **soft: int) -> tuple[Window, ...]:
    """Make a visit's only window."""
    return (Window(start=start, end=end, **soft),)


def problem(travel: Travel, cars: Sequence[Car], visits: Sequence[Visit], **values: Any) -> Problem:
    """Put a problem together; patients who are not given may have nine visits."""
    patients = max((one.patient for one in visits), default=-1) + 1
    given = {"patients": tuple(Patient(max_visits=9) for _ in range(patients)), **values}
    return Problem(travels=(travel,), cars=tuple(cars), visits=tuple(visits), **given)


def stop(visit: int, start: int, end: int, *, arrive: int | None = None) -> Stop:
    """Make a stop; the car arrives when the visit starts unless told."""
    return Stop(visit=visit, arrive=start if arrive is None else arrive, start=start, end=end)


def rest(start: int, end: int, number: int = 0) -> Rest:
    """Take a break."""
    return Rest(number=number, start=start, end=end)


def route(car: int, depart: int, *items: Stop | Rest, finish: int) -> Route:
    """Make a route."""
    return Route(car=car, depart=depart, items=items, finish=finish)


def solution(*routes: Route) -> Solution:
    """Make a solution."""
    return Solution(routes=routes)
