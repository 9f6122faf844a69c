"""Solomon's and Gehring & Homberger's vehicle routing with time windows, by the rule of the DIMACS challenge.

Distances and times are cut to one decimal, so a tenth is the unit of the problem. The number of vehicles in the file
is an upper bound and costs nothing; the objective is the distance (12th DIMACS implementation challenge, VRPTW track).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from solver.cost import cost_of
from solver.errors import ProblemError
from solver.problem import LATEST, Car, Costs, Patient, Problem, Visit, Window
from solver.reading.instance import MANDATORY_PRICE, Document, Flaw, Instance, UnreadableError
from solver.solution import Solution
from solver.travel import Travel

TENTHS: Final = 10
_COLUMNS: Final = 7
_FUZZ: Final = 1e-9
"""Distances that are whole tenths but for the rounding of floats are not cut below them."""


def read(text: str) -> Instance:
    """Read a file.

    Raises
    ------
    UnreadableError
        With everything that is wrong with it.
    """
    vehicles, capacity, rows = _parse(text)
    flaws = [flaw for number, row in enumerate(rows) for flaw in _check_row(number, row, rows[0])]
    if flaws:
        raise UnreadableError(flaws)
    try:
        problem = _to_problem(vehicles, capacity, rows)
    except ProblemError as error:
        raise UnreadableError([Flaw(code="value", place="file", cause=str(error))]) from None
    return Instance(
        problem=problem,
        to_document=_to_document,
        to_objective=lambda solution: cost_of(problem, solution).total / TENTHS,
        scale=TENTHS,
    )


def _parse(text: str) -> tuple[int, int, list[list[float]]]:
    """Give the number of vehicles, their capacity, and a row for the depot and for each customer."""
    lines = [line.split() for line in text.splitlines()]
    flaws: list[Flaw] = []
    rows: list[list[float]] = []
    fleet: list[float] | None = None
    for number, words in enumerate(lines, start=1):
        figures = _to_figures(words)
        if not words or (figures is None and not rows):
            continue
        if figures is None:
            flaws.append(Flaw(code="form", place=f"line {number}", cause="not all of it is figures"))
        elif len(words) == _COLUMNS:
            rows.append(figures)
        elif fleet is None and len(words) == 2:
            fleet = figures
        else:
            flaws.append(Flaw(code="form", place=f"line {number}", cause=f"{len(words)} figures"))
    if fleet is None or not all(figure.is_integer() and 0 < figure <= LATEST for figure in fleet):
        flaws.append(Flaw(code="form", place="VEHICLE", cause="no number and capacity of vehicles"))
    if not rows:
        flaws.append(Flaw(code="form", place="CUSTOMER", cause="no row of seven figures"))
    if flaws or fleet is None:
        raise UnreadableError(flaws)
    return int(fleet[0]), int(fleet[1]), rows


def _to_figures(words: list[str]) -> list[float] | None:
    try:
        return [float(word) for word in words]
    except ValueError:
        return None


def _check_row(number: int, row: list[float], depot: list[float]) -> list[Flaw]:
    name, *_, demand, ready, due, service = row
    faults = {
        "its number is not its place in the list": name != number,
        "a figure is no number": not all(math.isfinite(figure) for figure in row),
        "a figure is too large": any(math.isfinite(figure) and abs(figure) > LATEST for figure in row),
        "its demand is no whole number from 0": demand < 0 or not float(demand).is_integer(),
        "its times do not lie in order from 0": not 0 <= ready <= due or service < 0,
        "a time has more than one decimal": any(_tenths(figure) is None for figure in (ready, due, service)),
        "its window opens after the depot closes": number > 0 and ready > depot[5],
    }
    return [Flaw(code="value", place=f"customer {number}", cause=cause) for cause, wrong in faults.items() if wrong]


def _tenths(figure: float) -> int | None:
    tenths = figure * TENTHS
    return round(tenths) if math.isfinite(tenths) and abs(tenths - round(tenths)) < 1e-6 else None


def _to_problem(vehicles: int, capacity: int, rows: list[list[float]]) -> Problem:
    table = np.array(rows)
    apart = np.hypot(*(table[:, None, axis] - table[None, :, axis] for axis in (1, 2)))
    far = np.floor(TENTHS * apart + _FUZZ).astype(np.int64)
    demand, *spans = np.rint(table[:, 3:] * [1, TENTHS, TENTHS, TENTHS]).astype(np.int64).T.tolist()
    ready, due, service = spans
    car = Car(start=0, end=0, shift_start=ready[0], shift_end=due[0], capacity=(capacity,))
    return Problem(
        travels=(Travel(seconds=far, metres=far.copy()),),
        cars=(car,) * min(vehicles, len(rows) - 1),  # all are alike, and none drives for nobody
        visits=tuple(
            Visit(
                patient=number - 1, location=number, duration=service[number],
                windows=(Window(start=ready[number], end=due[number]),),
                demand=(demand[number],), price=MANDATORY_PRICE, mandatory=True,
            )
            for number in range(1, len(rows))
        ),
        patients=(Patient(),) * (len(rows) - 1),
        dimensions=1,
        costs=Costs(driving=1, waiting=0, lateness=0, overtime=0, continuity=0),
    )  # fmt: skip


def _to_document(solution: Solution) -> Document:
    """Give the customers by their numbers in the file, which count from 1; the depot is left out."""
    return {"routes": [[stop.visit + 1 for stop in route.stops] for route in solution.routes]}
