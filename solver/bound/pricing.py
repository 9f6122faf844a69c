"""Pricing: for whole-number duals the cheapest routes of each kind of car, and the bound that they prove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from solver.bound.columns import trace
from solver.bound.cuts import Cut, bits_of_cuts
from solver.bound.hands import Hands
from solver.bound.joining import ends_of, join_all
from solver.bound.labelling import finish_all, spread
from solver.bound.layout import Layout
from solver.bound.master import Duals
from solver.bound.rests import rests_of
from solver.bound.tasks import NEVER, NO_ROUTE, SCALE, Ints, Task, empty_labels, packed
from solver.bound.ways import Ways, arcs_of, fixed

MOST_LABELS: Final = 1_500_000
"""Ints of one kind of car before pricing gives up: about 150 MB."""

FIRST_LABELS: Final = 1 << 16
FOLLOWING: Final = 8
"""Visits that may follow each at first."""

BEST: Final = 24
"""Routes of a kind given at a time."""

UNEVEN: Final = 1.5
"""Times as many labels in one direction as in the other, where the middle moves."""

MOVE: Final = 0.02
"""Share of the shift that it moves."""


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

    def keep(self, cuts: Sequence[int]) -> Prices:
        """Keep the prices of some cuts only."""
        return replace(self, cuts=self.cuts[[at for at in cuts if at < self.cuts.size]])

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proof:
    """Duals and what they prove: the bound in ``SCALE``-ths, with the least reduced cost of each kind of car."""

    prices: Prices
    cuts: tuple[Cut, ...]
    value: int
    least: tuple[int, ...]

    def room(self, cost: int) -> int:
        """Give how far above the bound plans are that cost less than this."""
        return cost * SCALE - self.value - SCALE

    def limits(self, room: int) -> list[int]:
        """Give, by kind, the most reduced cost that a route has in a plan no farther than that above the bound."""
        return [room + min(0, least) for least in self.least]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheapest:
    """The cheapest routes of one kind, and how many labels made them in either direction."""

    least: int
    proved: bool
    routes: list[tuple[int, ...]]
    labels: tuple[int, int]


class Pricer:
    """Finds cheap routes of all kinds at once.

    Labels of either direction end at a middle of the shift, which moves to where both are as many.
    """

    def __init__(self, kinds: int, hands: Hands) -> None:
        self._hands = hands
        self._middles = [0.5] * kinds

    def price(self, ways: Sequence[Ways], limits: Sequence[int]) -> Priced:
        """Find the cheapest routes of each kind of car that cost no more than its limit."""
        found = self._hands.map(_cheapest, ways, limits, self._middles)
        for kind, (before, after) in enumerate(one.labels for one in found):
            if max(before, after) > UNEVEN * min(before, after):
                step = -MOVE if before > after else MOVE
                self._middles[kind] = min(0.9, max(0.1, self._middles[kind] + step))
        return Priced(
            least=tuple(one.least for one in found),
            proved=all(one.proved for one in found),
            routes=tuple((kind, visits) for kind, one in enumerate(found) for visits in one.routes),
        )


def priced_ways(ways: Sequence[Ways], prices: Prices, cuts: Sequence[Cut], near: Ints) -> list[Ways]:
    """Put duals, cuts and what is remembered where into the tasks."""
    used = [int(number) for number in np.flatnonzero(prices.cuts)]
    inside, kept = bits_of_cuts([cuts[number] for number in used], len(prices.visits))
    penalties = np.zeros(64 * inside.shape[1], np.int64)
    penalties[: len(used)] = prices.cuts[used]

    def priced(task: Task) -> Task:
        gain = task.worth - prices.visits
        return task._replace(gain=gain, keep=near, cut_in=inside, cut_keep=kept, cut_prices=penalties)

    return [both(priced, way) for way in ways]


def loosened(ways: Ways) -> Ways:
    """Let dominance overlook visits and cuts."""
    return both(_loosened, ways)


def thinned(ways: Ways) -> Ways:
    """Let only the few visits follow each that are near and well paid."""
    task = ways.task
    arcs = arcs_of(task)
    drive = np.where(task.place[None, :] < 0, 0, task.drives[task.place[:, None], task.place[None, :]])
    waited = np.maximum(0, task.starts[None, :, 0] - task.ends[:, None, -1] - task.duration[:, None] - drive)
    cost = task.prices[0] * (drive + waited) + task.gain[None, :]
    cost[~arcs[:-1]] = NO_ROUTE
    if arcs.shape[1] > FOLLOWING:
        most = np.partition(cost, FOLLOWING - 1, axis=1)[:, FOLLOWING - 1 : FOLLOWING]
        arcs[:-1] &= cost <= most
    return fixed(ways, arcs)


def both(change: Callable[[Task], Task], ways: Ways) -> Ways:
    """Change a task in both directions."""
    return replace(ways, task=change(ways.task), back=None if ways.back is None else change(ways.back))


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


def labels_of(
    task: Task, work: Ints, limit: int, halt: Ints, *, until: int = NEVER, last: int = NEVER, most: int = MOST_LABELS
) -> tuple[Ints, int, bool]:
    """Spread labels in as much room as it takes; give them, their count, and whether there was room and time for all.

    Labels that end after ``until`` are not extended, those after ``last`` not kept.
    """
    room = FIRST_LABELS
    arrays = packed(task)
    rests = rests_of(*arrays, work)
    while True:
        labels = empty_labels(task, room)
        count = int(spread(arrays, labels, rests, limit, until, last, halt))
        if count < room or room >= most or halt[0]:
            return labels, count, count < room and not halt[0]
        room = min(8 * room, most)


def _cheapest(ways: Ways, limit: int, middle: float, *, halt: Ints) -> Cheapest:
    task = ways.task
    if ways.back is None or not ways.is_exact:
        labels, count, proved = labels_of(task, ways.work, limit, halt)
        costs = finish_all(packed(task).drives, packed(task).car, labels, count)
        routes = [trace(labels, int(label)) for label in _best(costs, limit)]
        return Cheapest(least=_least(costs, limit), proved=proved, routes=routes, labels=(1, 1))
    begin, close = int(task.clock[0]), int(task.clock[2])
    until = begin + int(middle * (close - begin))
    labels, count, proved = labels_of(task, ways.work, limit, halt, until=until, last=until)
    ends, ended, complete = labels_of(ways.back, ways.work, limit, halt, until=begin + close - until)
    ending = (ends, *ends_of(ends, ended, len(task.place)))
    costs, chosen = join_all(packed(task), labels, count, ending, limit, halt)
    routes = [
        trace(labels, int(label) if label < count else -1) + trace(ends, int(chosen[label]))[::-1]
        for label in _best(costs, limit)
    ]
    return Cheapest(
        least=_least(costs, limit),
        proved=proved and complete and not halt[0],
        routes=routes,
        labels=(count + 1, ended + 1),
    )


def _best(costs: Ints, limit: int) -> Ints:
    good = np.flatnonzero(costs <= limit)
    if good.size > BEST:
        good = good[np.argpartition(costs[good], BEST)[:BEST]]
    return good


def _least(costs: Ints, limit: int) -> int:
    """Give the least cost, or one that none is below."""
    return min(int(costs.min(initial=NO_ROUTE)), limit + 1)


def _loosened(task: Task) -> Task:
    clock = task.clock.copy()
    clock[3] = 0
    return task._replace(clock=clock)


def _between(one: Ints, other: Ints, share: float) -> Ints:
    return np.rint(one + share * (other - one)).astype(np.int64)
