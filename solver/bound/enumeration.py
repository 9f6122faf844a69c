"""All routes of reduced cost up to a limit, by kind of car."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np

from solver.bound.columns import Column, trace
from solver.bound.hands import Hands
from solver.bound.joining import ends_of, routes_below
from solver.bound.pricing import labels_of
from solver.bound.tasks import NO_ROUTE, SCALE, Ints, empty_labels, packed
from solver.bound.ways import Ways, alone_of

MOST_ENDS: Final = 64_000
"""Labels in one direction, above which listing would take too long."""


def routes(tasks: Sequence[Ways], limits: Sequence[int], hands: Hands, *, most: int) -> tuple[Column, ...] | None:
    """List all routes of reduced cost up to the limit of their kind; None where their beginnings are too many."""
    found = hands.map(partial(_routes, most=most), range(len(tasks)), tasks, limits)
    if any(columns is None for columns in found):
        return None
    return tuple(column for columns in found for column in columns or ())


def _routes(kind: int, ways: Ways, limit: int, *, most: int, halt: Ints) -> list[Column] | None:
    ends = _ends(ways, limit, halt)
    if ends is None:
        halt[0] = 1  # without these routes those of other kinds are of no use
        return None
    task = ways.task
    alone = alone_of(task)
    remembering = task._replace(keep=np.full_like(task.keep, -1), bars=alone)
    labels = empty_labels(task, most)
    count, values = routes_below(packed(remembering), labels, ends, limit, halt)
    if count < 0:
        halt[0] = 1
        return None
    barred = [{visit for visit in range(len(alone)) if _has(row, visit)} - {at} for at, row in enumerate(task.bars)]
    best: dict[frozenset[int], Column] = {}
    for label in np.flatnonzero(values[:count] < NO_ROUTE):
        visits = trace(labels, int(label))
        column = Column(kind=kind, visits=visits, cost=int(values[label]) // SCALE)
        known = best.get(frozenset(visits))
        if (known is None or column.cost < known.cost) and not (
            any(barred) and any(barred[visit] & set(visits) for visit in visits)
        ):
            best[frozenset(visits)] = column
    return list(best.values())


def _ends(ways: Ways, limit: int, halt: Ints) -> tuple[Ints, Ints, Ints] | None:
    """Give the ends of routes: labels of the mirrored task, and their order by visit and cost."""
    if ways.back is None:
        return None
    labels, count, whole = labels_of(ways.back, ways.work, limit, halt, most=MOST_ENDS)
    if not whole:
        return None
    begins, alive = ends_of(labels, count, len(ways.work))
    return labels, begins, alive


def _has(row: Ints, visit: int) -> bool:
    return bool((int(row[visit // 64]) >> (visit % 64)) & 1)
