"""The least that the rest of a route can cost, which tells the labels that lead nowhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.bound.tasks import (
    AT,
    CLOSE,
    COST,
    DRIVING,
    END,
    GAIN,
    LATE_AFTER,
    LATENESS,
    NEVER,
    OPENS,
    PLACE,
    SHIFT,
    SHIFT_START,
    STEPS,
    WINDOWS,
)  # fmt: skip
from solver.kernel.compiling import compiled


@compiled
def opening(rows: Any, car: Any, start: Any, visit: Any) -> Any:
    """Give the first second from ``start`` in a window of the visit, or NEVER."""
    windows = car[WINDOWS]
    for number in range(OPENS, OPENS + windows):
        if start <= rows[visit, number + windows]:
            return max(start, rows[visit, number])
    return NEVER


@compiled
def rests_of(drives: Any, rows: Any, car: Any, first: Any, near: Any, work: Any) -> Any:
    """Give, per visit and step of time, the least cost of what is left of a route that arrives there no sooner.

    Nothing is remembered, and arrivals are rounded down (Christofides, Mingozzi and Toth 1981, section 4); 2⁶¹ where
    there is no such end, −2⁶¹ everywhere where drives and ``work`` are shorter than a step.
    """
    visits, shift = rows.shape[0], car[SHIFT]
    rests = np.full((visits, STEPS), np.int64(1) << 61, np.int64)
    for step in range(STEPS - 1, -1, -1):
        for visit in range(visits):
            start = opening(rows, car, car[SHIFT_START] + (step << shift), visit)
            here = rows[visit, AT]
            leave = start + work[visit]
            if leave + (np.int64(0) if here < 0 else drives[here, drives.shape[1] - 1]) > car[CLOSE]:
                continue
            if step < STEPS - 1 and start >= car[SHIFT_START] + ((step + 1) << shift):
                rests[visit, step] = rests[visit, step + 1]
                continue
            best = np.int64(0) if here < 0 else car[DRIVING] * drives[here, drives.shape[1] - 2]
            for at in range(first[visit], first[visit + 1]):
                there = rows[near[at], AT]
                drive = np.int64(0) if here < 0 or there < 0 else drives[here, there]
                after = (leave + drive - car[SHIFT_START]) >> shift
                if after <= step:
                    rests[:] = -(np.int64(1) << 61)
                    return rests
                if after < STEPS:
                    best = min(best, car[DRIVING] * drive + rests[near[at], after])
            late = max(np.int64(0), start - rows[visit, LATE_AFTER])
            rests[visit, step] = best + rows[visit, GAIN] + car[LATENESS] * late
    return rests


@compiled
def is_hopeless(drives: Any, rows: Any, car: Any, labels: Any, origin: Any, visit: Any, rests: Any, limit: Any) -> Any:
    """Tell whether no route that goes on to a visit costs up to ``limit``; ``origin`` −1 is the start."""
    came = drives.shape[0] - 1 if origin < 0 else labels[origin, PLACE]
    leave = car[SHIFT_START] if origin < 0 else labels[origin, END]
    cost = np.int64(0) if origin < 0 else labels[origin, COST]
    drive = np.int64(0) if rows[visit, AT] < 0 else drives[came, rows[visit, AT]]
    step = (leave + drive - car[SHIFT_START]) >> car[SHIFT]
    return step >= STEPS or cost + car[DRIVING] * drive + rests[visit, step] > limit
