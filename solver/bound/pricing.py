"""Pricing: for whole-number duals the cheapest routes of each kind of car, and the bound that they prove."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.bound.columns import NO_ROUTE, trace
from solver.bound.cuts import Cut, bits_of_cuts
from solver.bound.labelling import finish_all, spread
from solver.bound.layout import Layout
from solver.bound.master import Duals
from solver.bound.tasks import SCALE, Ints, Task, empty_labels

MOST_LABELS: Final = 1_500_000
"""Ints of one kind of car before pricing gives up: about 150 MB."""

FIRST_LABELS: Final = 1 << 16
BEST: Final = 24
"""Routes of a kind given at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Duals in whole ``SCALE``-ths: per visit, per capped patient, and (not negative) per cut."""

    visits: Ints
    caps: Ints
    cuts: Ints

    @classmethod
    def of(cls, duals: Duals) -> Prices:
        """Round the master's duals; rounded ones prove a bound just as well."""
        return cls(
            visits=np.rint(SCALE * np.array(duals.visits)).astype(np.int64),
            caps=np.maximum(0, np.rint(SCALE * np.array(duals.caps))).astype(np.int64),
            cuts=np.maximum(0, np.rint(-SCALE * np.array(duals.cuts))).astype(np.int64),
        )

    def towards(self, other: Prices, share: float) -> Prices:
        """Go a share of the way to other duals; cuts that are new here have none there."""
        known = np.zeros_like(self.cuts)
        known[: other.cuts.size] = other.cuts
        return Prices(
            visits=_between(self.visits, other.visits, share),
            caps=_between(self.caps, other.caps, share),
            cuts=_between(self.cuts, known, share),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What pricing found: the least reduced cost of each kind, in ``SCALE``-ths, whether it is proved, routes."""

    least: tuple[int, ...]
    proved: bool
    routes: tuple[tuple[int, tuple[int, ...]], ...]


def tasks_of(layout: Layout, tasks: Sequence[Task], prices: Prices, cuts: Sequence[Cut], near: Ints) -> list[Task]:
    """Put duals, cuts and what is remembered where into the tasks."""
    used = [int(number) for number in np.flatnonzero(prices.cuts)]
    inside, kept = bits_of_cuts([cuts[number] for number in used], layout.visits)
    penalties = np.zeros(64 * inside.shape[1], np.int64)
    penalties[: len(used)] = prices.cuts[used]
    return [
        task._replace(gain=task.gain - prices.visits, keep=near, cut_in=inside, cut_keep=kept, cut_prices=penalties)
        for task in tasks
    ]


def price(tasks: Sequence[Task], executor: Executor) -> Priced:
    """Find the cheapest routes of each kind of car."""
    found = list(executor.map(_cheapest, tasks))
    return Priced(
        least=tuple(least for least, _, _ in found),
        proved=all(proved for _, proved, _ in found),
        routes=tuple((kind, visits) for kind, (_, _, routes) in enumerate(found) for visits in routes),
    )


def loosened(task: Task) -> Task:
    """Let dominance overlook visits and cuts."""
    clock = task.clock.copy()
    clock[3] = 0
    return task._replace(clock=clock)


def lagrangian(layout: Layout, units: Sequence[int], prices: Prices, least: Sequence[int]) -> int:
    """Give the bound that duals and least reduced costs prove, in ``SCALE``-ths.

    Parameters
    ----------
    units
        What leaving out each unit costs.
    """
    total = int(prices.visits.sum()) - int(prices.cuts.sum())
    saved = prices.visits.copy()
    for (visits, cap), dual in zip(layout.caps, prices.caps, strict=True):
        total += int(dual) * (len(visits) - cap)
        saved[list(visits)] += dual
    for unit, cost in zip(layout.units, units, strict=True):
        total += min(0, SCALE * cost - int(saved[list(unit.visits)].sum()))
    return total + sum(len(kind.cars) * min(0, cost) for kind, cost in zip(layout.kinds, least, strict=True))


def labels_of(task: Task, *, most: int = MOST_LABELS) -> tuple[Ints, int, bool]:
    """Spread labels in as much room as it takes; give them, their count, and whether there was room for all."""
    room = FIRST_LABELS
    while True:
        labels = empty_labels(task, min(room, most))
        count = int(spread(task, labels))
        if count < min(room, most) or room >= most:
            return labels, count, count < min(room, most)
        room *= 8


def _cheapest(task: Task) -> tuple[int, bool, list[tuple[int, ...]]]:
    labels, count, proved = labels_of(task)
    costs = finish_all(task, labels, count)
    good = np.flatnonzero(costs < 0)
    if good.size > BEST:
        good = good[np.argpartition(costs[good], BEST)[:BEST]]
    least = int(costs.min(initial=NO_ROUTE))
    return least, proved, [trace(labels, int(label)) for label in good]


def _between(one: Ints, other: Ints, share: float) -> Ints:
    return np.rint(one + share * (other - one)).astype(np.int64)
