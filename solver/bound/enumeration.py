"""All routes that a plan better than a known one can have, and the arcs that such routes use, by kind of car."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial

import numpy as np

from solver.bound.columns import Column, trace
from solver.bound.joining import ends_of, routes_below, useful_arcs
from solver.bound.layout import alone_of, mirrored, with_arcs
from solver.bound.pricing import labels_of
from solver.bound.tasks import SCALE, Ints, Task, empty_labels

Arcs = np.ndarray


def useful(tasks: Sequence[Task], limits: Sequence[int], executor: Executor) -> list[Arcs | None]:
    """Give, per kind, which visits may follow which in a route of reduced cost up to its limit; None if unknown."""
    return list(executor.map(_useful, tasks, limits))


def routes(tasks: Sequence[Task], limits: Sequence[int], executor: Executor, *, most: int) -> tuple[Column, ...] | None:
    """List all routes of reduced cost up to the limit of their kind; None where their beginnings are too many."""
    found = list(executor.map(partial(_routes, most=most), range(len(tasks)), tasks, limits))
    if any(columns is None for columns in found):
        return None
    return tuple(column for columns in found for column in columns or ())


def _useful(task: Task, limit: int) -> Arcs | None:
    ends = _ends(task)
    labels, count, whole = labels_of(task)
    if ends is None or not whole:
        return None
    return np.asarray(useful_arcs(task, labels, count, *ends, limit))


def _routes(kind: int, task: Task, limit: int, *, most: int) -> list[Column] | None:
    ends = _ends(task)
    if ends is None:
        return None
    everything = np.full_like(task.keep, -1)
    alone = alone_of(task)
    labels = empty_labels(task, most)
    count, values = routes_below(task._replace(keep=everything, bars=alone), labels, *ends, limit)
    if count < 0:
        return None
    barred = [{visit for visit in range(len(alone)) if _has(row, visit)} - {at} for at, row in enumerate(task.bars)]
    best: dict[frozenset[int], Column] = {}
    for label in np.flatnonzero(values[:count] < 1 << 61):
        visits = trace(labels, int(label))
        column = Column(kind=kind, visits=visits, cost=int(values[label]) // SCALE)
        known = best.get(frozenset(visits))
        if (known is None or column.cost < known.cost) and not any(barred[visit] & set(visits) for visit in visits):
            best[frozenset(visits)] = column
    return list(best.values())


def _ends(task: Task) -> tuple[Ints, Ints, Ints] | None:
    """Give the ends of routes: labels of the mirrored task, and their order by visit and cost."""
    arcs = np.zeros((task.place.size + 1, task.place.size), np.bool_)
    arcs[np.repeat(np.arange(len(arcs)), np.diff(task.first)), task.near] = True
    able = np.any(arcs, axis=0)
    back = np.vstack([arcs[:-1].T, able[None, :]])
    turned = with_arcs(mirrored(task), back)
    if bool(np.any(task.place < 0)):
        return None  # a contact is made where the car stands, which a mirrored route does not know
    labels, count, whole = labels_of(turned)
    if not whole:
        return None
    first, alive = ends_of(labels, count, task.place.size)
    return labels, first, alive


def _has(row: Ints, visit: int) -> bool:
    return bool((int(row[visit // 64]) >> (visit % 64)) & 1)
