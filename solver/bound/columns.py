"""Routes as columns of the master: the kind of car, its visits in order, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.bound.driving import cost_of_route
from solver.bound.tasks import NO_ROUTE, NODE, PARENT, SCALE, Ints, Task, empty_labels, packed

ROOM: Final = 4096
"""Labels of one route, with its breaks in all legs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A route of a kind of car and its cost in the problem's prices; a visit may be in it twice (ng-routes)."""

    kind: int
    visits: tuple[int, ...]
    cost: int


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
    """All columns met so far, each once; what each costs is driven anew."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._costs: dict[tuple[int, tuple[int, ...]], int | None] = {}
        self._packed = [packed(task) for task in tasks]
        self._labels = [empty_labels(task, ROOM) for task in tasks]

    def column(self, kind: int, visits: tuple[int, ...]) -> Column | None:
        """Give a route with what it costs; None where it cannot be driven."""
        cost = self.cost_of(kind, visits)
        return None if cost is None else Column(kind=kind, visits=visits, cost=cost)

    def cost_of(self, kind: int, visits: tuple[int, ...]) -> int | None:
        """Give what a route costs, or None where it cannot be driven."""
        if (kind, visits) in self._costs:
            return self._costs[kind, visits]
        task = self._packed[kind]
        cost = int(cost_of_route(task.drives, task.rows, task.car, self._labels[kind], np.array(visits, np.int64)))
        self._costs[kind, visits] = None if cost >= NO_ROUTE else cost // SCALE
        return self._costs[kind, visits]
