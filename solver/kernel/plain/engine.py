"""The search of plain days as an engine: compiled rounds in chunks."""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.kernel.lots import lots_from
from solver.kernel.plain.following import follow
from solver.kernel.plain.layout import Layout
from solver.kernel.plain.places import no_places
from solver.kernel.plain.pool import empty_pool
from solver.kernel.plain.rounds import BEST, FIGURES, LISTS, SINCE, Search, search_rounds
from solver.kernel.plain.state import empty
from solver.search.engine import Candidate, Sequences
from solver.solution import Solution

HOT: Final = 0.6
COLD: Final = 0.002
"""First and last temperature as shares of the mean drive between visits, at its price."""

SPREAD: Final = 0.3
"""What an idle car that does something is credited while it is hot, as a share of the same; without it searches of long
routes end with too few of them."""

_NO_PLAN: Final = 1 << 62


class PlainEngine:
    """Ruin and recreate on a plain problem; see ``solver.search.engine.Engine``.

    Parameters
    ----------
    layout
        The problem, see ``layout.lay_out``; engines may share it.
    visits
        The visit of the problem behind each visit of the layout.
    beyond
        What the visits cost that are not in the layout, as no car may do them.
    """

    def __init__(self, layout: Layout, visits: list[int], *, seed: int, beyond: int = 0) -> None:
        self._layout, self._visits = layout, np.array(visits, dtype=np.int64)
        self._beyond = beyond
        count, cars = len(visits), len(layout.cars)
        nodes = count + 2 * cars
        self._search = Search(
            now=empty(layout),
            kept=empty(layout),
            best=np.zeros(nodes, np.int64),
            places=no_places(layout),
            lists=np.zeros((LISTS, max(count, cars)), np.int64),
            pool=empty_pool(count, cars),
            figures=np.zeros(FIGURES, np.int64),
            lots=lots_from(seed),
        )
        self._search.figures[BEST] = _NO_PLAN
        self._scale = _mean_drive(layout) * max(1, layout.driving)
        self._index = {visit: number for number, visit in enumerate(visits)}
        self.adopt(((),) * cars)
        search_rounds(layout, self._search, 0, 1.0, 1.0, 0)

    @property
    def cost(self) -> int:
        """What the best plan found costs."""
        return int(self._search.figures[BEST]) + self._beyond

    def run(self, rounds: int, *, begin: float, end: float) -> int:
        """Do so many rounds; give the rounds since the last better plan."""
        hot, cold = (self._scale * HOT * (COLD / HOT) ** share for share in (begin, end))
        bias = -int(self._scale * SPREAD * (1.0 - end))
        search_rounds(self._layout, self._search, rounds, hot, cold, bias)
        return int(self._search.figures[SINCE])

    def best(self) -> Sequences:
        """Give the best plan found."""
        count, cars = len(self._visits), len(self._layout.cars)
        following = self._search.best
        routes = []
        for car in range(cars):
            route, node = [], int(following[count + car])
            while node < count:
                route.append(int(self._visits[node]))
                node = int(following[node])
            routes.append(tuple(route))
        return tuple(routes)

    def solution(self) -> None:
        """Leave times to others: where nothing ties routes, the order of each tells them."""

    def adopt(self, sequences: Sequences, like: Solution | None = None) -> None:  # noqa: ARG002 (has no use for times)
        """Go on from a plan; visits that break a rule where they stand are left out."""
        given = [(self._index[v], car) for car, visits in enumerate(sequences) for v in visits if v in self._index]
        pairs = np.array(given, dtype=np.int64).reshape(-1, 2)
        follow(self._layout, self._search, pairs[:, 0].copy(), pairs[:, 1].copy())

    def take_routes(self) -> list[Candidate]:
        """Give routes of good plans met since last asked."""
        pool = self._search.pool
        count = int(pool.counts[0])
        ends, visits = pool.at[: count + 1].tolist(), self._visits[pool.visits[: pool.at[count]]].tolist()
        cars, costs = pool.car[:count].tolist(), pool.cost[:count].tolist()
        pool.counts[0] = 0
        if pool.counts[1] > len(pool.seen) // 2:
            pool.seen[:] = 0
            pool.counts[1] = 0
        return [
            Candidate(car=cars[number], visits=tuple(visits[ends[number] : ends[number + 1]]), cost=costs[number])
            for number in range(count)
        ]


def _mean_drive(layout: Layout) -> float:
    """Give the mean drive between visits, of those that there are."""
    place = layout.place[: len(layout.visits)]
    drives = layout.drive[0][np.ix_(place, place)]
    between = drives[(drives > 0) & (drives < drives.max(initial=1) + 1) & (drives < 1_000_000_000)]
    return float(between.mean()) if between.size else 1.0
