"""Routes listed one by one: once all that a better plan can have are known, pricing is looking through them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.bound.columns import Column
from solver.bound.cuts import Cut
from solver.bound.pricing import BEST, Priced, Prices
from solver.bound.tasks import SCALE, Ints


class Listed:
    """All routes that a better plan can have, none with a visit twice (Baldacci, Christofides and Mingozzi 2008)."""

    def __init__(self, columns: Sequence[Column], visits: int, kinds: int) -> None:
        self.columns = tuple(columns)
        self._costs = SCALE * np.array([column.cost for column in columns], np.float64)
        self._kinds = np.array([column.kind for column in columns], np.int64)
        self._count = kinds
        self._table = np.zeros((len(columns), visits))
        for row, column in enumerate(columns):
            self._table[row, list(column.visits)] = 1.0
        self._cut: dict[tuple[int, ...], Ints] = {}
        """The routes that have two or more visits of a cut, by its visits."""

    def reduced(self, prices: Prices, cuts: Sequence[Cut]) -> Ints:
        """Give what each route costs less its duals, without that of its kind; whole numbers, as all below 2⁵³."""
        costs = self._costs - self._table @ prices.visits.astype(np.float64)
        for cut, paid in zip(cuts, prices.cuts, strict=True):
            if paid:
                costs[self._cut_by(cut.visits)] += paid
        return costs.astype(np.int64)

    def _cut_by(self, visits: tuple[int, ...]) -> Ints:
        if visits not in self._cut:
            self._cut[visits] = np.flatnonzero(self._table[:, list(visits)].sum(axis=1) > 1)
        return self._cut[visits]

    def price(self, prices: Prices, cuts: Sequence[Cut], limits: Sequence[int]) -> Priced:
        """Find the cheapest routes of each kind of car that cost no more than its limit."""
        costs = self.reduced(prices, cuts)
        least, routes = [], []
        for kind, limit in zip(range(self._count), limits, strict=True):
            mine = np.flatnonzero(self._kinds == kind)
            least.append(int(costs[mine].min(initial=0)))
            good = mine[costs[mine] <= limit]
            good = good[np.argsort(costs[good], kind="stable")[:BEST]]
            routes += [(kind, self.columns[number].visits) for number in good]
        return Priced(least=tuple(least), proved=True, routes=tuple(routes))

    def below(self, costs: Ints, limits: Sequence[int]) -> Listed:
        """Keep the routes of which ``costs`` are up to the limit of their kind."""
        kept = np.flatnonzero(costs <= np.array(limits, np.int64)[self._kinds])
        return Listed([self.columns[number] for number in kept], self._table.shape[1], self._count)
