"""Arcs of better plans: which visits may follow which in a route of reduced cost up to a limit.

Irnich, Desaulniers, Desrosiers and Hadjar (INFORMS Journal on Computing 22, 2010), section 3: an arc is left away where
the cheapest route over it (a label, the arc, an end) costs more than plans better than the best known have room for.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from solver.bound.dominance import keep
from solver.bound.joining import ends_of, joined
from solver.bound.labelling import begin, extend, was_at
from solver.bound.pricing import labels_of
from solver.bound.tasks import BREAKS, DEAD, NODE, QUEUED, SPANS, TAKEN, Ints, empty_labels, packed
from solver.bound.ways import Ways, arcs_of
from solver.kernel.compiling import compiled

MOST_LABELS: Final = 60_000
"""Labels in either direction, above which finding the arcs would take too long."""


@compiled
def _follow(task: Any, labels: Any, chains: Any, ending: Any, limit: Any, label: Any, count: Any, used: Any) -> Any:
    """Extend one label (−1: the start) along the arcs of cheap routes, noted in ``used``; give the new count."""
    drives, rows, car, first, near = task
    heads, costs, queue = chains
    node = rows.shape[0] if label < 0 else labels[label, NODE]
    taken = np.int64(0) if label < 0 else labels[label, TAKEN]
    for at in range(first[node], first[node + 1]):
        to = near[at]
        if label >= 0 and was_at(labels, label, to):
            continue
        _, end = joined(drives, rows, car, labels, label, to, ending, limit)
        if end < 0:
            continue
        used[at] = 1
        for done in range(taken, car[BREAKS] + 1):
            if count >= labels.shape[0] - 1:
                return np.int64(-1)
            if label < 0:
                fits = begin(drives, rows, car, labels, count, to, done)
            else:
                fits = extend(drives, rows, car, labels, count, label, to, done)
            if fits:
                count = keep(labels, car, heads, costs, queue, count)
    return count


@compiled
def arcs_below(task: Any, labels: Any, ending: Any, limit: Any, halt: Any) -> Any:
    """Note per arc of ``near`` whether a route of reduced cost up to ``limit`` goes over it; tell whether all is known.

    A label that another dominates leads nowhere that the other does not lead to at no more, over the same arcs.
    """
    visits = task[1].shape[0]
    heads = np.full((visits, SPANS), -1, np.int64)
    costs = np.full((visits, SPANS), np.int64(1) << 62, np.int64)
    queue = np.full(SPANS, -1, np.int64)
    chains = (heads, costs, queue)
    used = np.zeros(task[4].size, np.int64)
    count = _follow(task, labels, chains, ending, limit, np.int64(-1), np.int64(0), used)
    for span in range(SPANS):
        while count >= 0 and queue[span] >= 0:
            if halt[0] != 0:
                return used, False
            label = queue[span]
            queue[span] = labels[label, QUEUED]
            if not labels[label, DEAD]:
                count = _follow(task, labels, chains, ending, limit, label, count, used)
    return used, count >= 0


def arcs_within(ways: Ways, limit: int, *, halt: Ints) -> np.ndarray | None:
    """Give which visits may follow which in routes of reduced cost up to the limit; None where that is not known."""
    if ways.back is None:
        return None
    ends, ended, whole = labels_of(ways.back, ways.work, limit, halt, most=MOST_LABELS)
    if not whole:
        return None
    ending = (ends, *ends_of(ends, ended, len(ways.work)))
    labels = empty_labels(ways.task, MOST_LABELS)
    used, whole = arcs_below(packed(ways.task), labels, ending, limit, halt)
    if not whole:
        return None
    arcs = arcs_of(ways.task)
    arcs[np.nonzero(arcs)] = used != 0
    return arcs
