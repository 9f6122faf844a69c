"""Routes as columns of the master: the kind of car, its visits in order, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.bound.labelling import begin, extend, finished
from solver.bound.tasks import NODE, PARENT, SCALE, Ints, Task, empty_labels

NO_ROUTE = 1 << 61


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A route of a kind of car and its cost in the problem's prices; a visit may be in it twice (ng-routes)."""

    kind: int
    visits: tuple[int, ...]
    cost: int


def cost_of_route(task: Task, visits: tuple[int, ...]) -> int | None:
    """Give what a route costs by a task without duals, or None where it cannot be driven."""
    costs = [cost for cost in _walk(task, empty_labels(task, len(visits)), visits, 0, -1) if cost < NO_ROUTE]
    return min(costs) // SCALE if costs else None


def _walk(task: Task, labels: Ints, visits: tuple[int, ...], at: int, taken: int) -> Iterator[int]:
    """Yield the cost of the route for each choice of the legs in which breaks are taken."""
    if at == len(visits):
        yield int(finished(task, labels, at - 1))
        return
    for done in range(max(taken, 0), len(task.breaks) + 1):
        if begin(task, labels, 0, visits[0], done) if at == 0 else extend(task, labels, at, at - 1, visits[at], done):
            yield from _walk(task, labels, visits, at + 1, done)


def comes_back(visits: tuple[int, ...], near: Sequence[set[int]]) -> bool:
    """Tell whether a route has a visit again that every visit since remembers."""
    remembered: set[int] = set()
    for visit in visits:
        if visit in remembered:
            return True
        remembered = (remembered & near[visit]) | {visit}
    return False


def trace(labels: Ints, label: int) -> tuple[int, ...]:
    """Give the visits of a partial route in order."""
    visits = []
    while label >= 0:
        visits.append(int(labels[label, NODE]))
        label = int(labels[label, PARENT])
    return tuple(reversed(visits))


class Pool:
    """All columns met so far, each once."""

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self._known: set[tuple[int, tuple[int, ...]]] = set()

    def add(self, task: Task, kind: int, visits: tuple[int, ...]) -> bool:
        """Keep a route unless it is known or cannot be driven; tell whether it is new."""
        if (kind, visits) in self._known:
            return False
        cost = cost_of_route(task, visits)
        if cost is None:
            return False
        self._known.add((kind, visits))
        self.columns.append(Column(kind=kind, visits=visits, cost=cost))
        return True


def counts(columns: list[Column], visits: int) -> np.ndarray:
    """Count how often each column has each visit, of shape (columns, visits)."""
    table = np.zeros((len(columns), visits), np.int64)
    for row, column in enumerate(columns):
        np.add.at(table[row], list(column.visits), 1)
    return table
