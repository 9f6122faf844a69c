"""Routes of good plans, noted in passing, each once."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from solver.kernel.compiling import compiled
from solver.kernel.plain.layout import KIND, Ints, Layout
from solver.kernel.plain.state import COUNT, FOLLOWING, STAMP, State, price_route

ROUTES: Final = 4096
"""Routes noted at most between two collections."""

SEEN: Final = 1 << 18
"""Places in the table of routes met; it is emptied when half of them are taken."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


class Pool(NamedTuple):
    """Routes by number: ``visits[at[r] : at[r + 1]]`` by ``car[r]`` at ``cost[r]``; ``counts`` are routes, and seen.

    ``stamp`` is, by car, the stamp of its route when it was last noted.
    """

    visits: Ints
    at: Ints
    car: Ints
    cost: Ints
    stamp: Ints
    seen: npt.NDArray[np.uint64]
    counts: Ints


def empty_pool(visits: int, cars: int) -> Pool:
    """Give a pool without routes, with room for those of many plans of so many visits."""
    return Pool(
        visits=np.zeros(max(40 * visits, 20 * ROUTES), np.int64),
        at=np.zeros(ROUTES + 1, np.int64),
        car=np.zeros(ROUTES, np.int64),
        cost=np.zeros(ROUTES, np.int64),
        stamp=np.zeros(cars, np.int64),
        seen=np.zeros(SEEN, np.uint64),
        counts=np.zeros(2, np.int64),
    )


@compiled
def note_routes(layout: Layout, state: State, pool: Pool) -> None:
    """Note the routes of a plan that were not met before, as far as there is room."""
    for car in range(state.cars.shape[1]):
        stamp = state.cars[STAMP, car]
        if state.cars[COUNT, car] > 0 and pool.stamp[car] != stamp:
            pool.stamp[car] = stamp
            _note(layout, state, pool, car)


@compiled
def _note(layout: Layout, state: State, pool: Pool, car: int) -> None:
    visits, number = len(layout.visits), pool.counts[0]
    at = pool.at[number] if number < len(pool.car) else len(pool.visits)
    if at + state.cars[COUNT, car] > len(pool.visits) or pool.counts[1] > len(pool.seen) // 2:
        return
    mark = np.uint64(layout.cars[car, KIND] + 1)
    node = state.nodes[FOLLOWING, visits + car]
    place = at
    while node < visits:
        pool.visits[place] = node
        place += 1
        mark = (mark ^ np.uint64(node)) * _FACTOR
        mark ^= mark >> _SHIFT
        node = state.nodes[FOLLOWING, node]
    mark |= np.uint64(1)
    slot = np.int64(mark >> np.uint64(46))
    while pool.seen[slot] != np.uint64(0):
        if pool.seen[slot] == mark:
            return
        slot = (slot + 1) % len(pool.seen)
    pool.seen[slot] = mark
    pool.car[number], pool.cost[number] = car, price_route(state.nodes, layout.extra, layout.driving, visits, car)
    pool.at[number + 1] = place
    pool.counts[0] += 1
    pool.counts[1] += 1
