"""What a route costs whose visits are given in order: all choices of the legs in which breaks are taken, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.bound.labelling import begin, extend, finished
from solver.bound.tasks import BREAKS, TAKEN
from solver.kernel.compiling import compiled


@compiled
def cost_of_route(drives: Any, rows: Any, car: Any, labels: Any, visits: Any) -> Any:
    """Give the least cost of a route, 2⁶² where it cannot be driven; choices beyond the room in ``labels`` are left."""
    low, high = np.int64(0), np.int64(0)
    for done in range(car[BREAKS] + 1):
        if begin(drives, rows, car, labels, high, visits[0], done):
            high += 1
    for visit in visits[1:]:
        end = high
        for label in range(low, high):
            for done in range(labels[label, TAKEN], car[BREAKS] + 1):
                fits = end < labels.shape[0] - 1 and extend(drives, rows, car, labels, end, label, visit, done)
                end += 1 if fits else 0
        low, high = high, end
    best = np.int64(1) << 62
    for label in range(low, high):
        best = min(best, finished(drives, car, labels, label))
    return best
