"""A plain problem as arrays in a file, for peers in an interpreter of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from solver.problem import Problem


def write_task(problem: Problem, file: Path) -> None:
    """Write what every peer can do: one matrix, one window a visit, skills, shifts, depots, loads.

    Raises
    ------
    ValueError
        The problem has what peers cannot do.
    """
    ties = problem.together or problem.bundles or problem.gaps or problem.fixed
    if ties or len(problem.travels) > 1 or any(len(visit.windows) > 1 for visit in problem.visits):
        raise ValueError("not a plain problem")
    kinds = sorted({skill for visit in problem.visits for skill in visit.skills})
    able = [[kind in car.skills for kind in kinds] for car in problem.cars]
    needs = [[kind in visit.skills for kind in kinds] for visit in problem.visits]
    np.savez(
        file,
        seconds=problem.travels[0].seconds,
        place=np.array([visit.location for visit in problem.visits], dtype=np.int64),
        duration=np.array([visit.duration for visit in problem.visits], dtype=np.int64),
        window=np.array([(visit.windows[0].start, visit.windows[0].end) for visit in problem.visits], dtype=np.int64),
        mandatory=np.array([visit.mandatory for visit in problem.visits], dtype=bool),
        price=np.array([visit.price for visit in problem.visits], dtype=np.int64),
        needs=np.array(needs, dtype=bool).reshape(len(problem.visits), len(kinds)),
        demand=np.array([visit.demand for visit in problem.visits], dtype=np.int64),
        able=np.array(able, dtype=bool).reshape(len(problem.cars), len(kinds)),
        ends=np.array([(car.start, car.end) for car in problem.cars], dtype=np.int64),
        shift=np.array([(car.shift_start, car.shift_end) for car in problem.cars], dtype=np.int64),
        capacity=np.array([car.capacity for car in problem.cars], dtype=np.int64),
    )
