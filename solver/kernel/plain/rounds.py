"""Rounds of ruin and recreate, taken or undone by simulated annealing (Christiaens and Vanden Berghe 2020)."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from solver.kernel.lots import below, draw
from solver.kernel.plain.layout import FIRST, LAST, PRICE, WORK, Ints, Layout
from solver.kernel.plain.places import NOWHERE, find_anywhere, find_close, find_idle, fits_behind, still_idle, takes
from solver.kernel.plain.pool import Pool, note_routes
from solver.kernel.plain.ruin import take_strings
from solver.kernel.plain.state import (
    CAR,
    FOLLOWING,
    PREVIOUS,
    State,
    clear_route,
    copy_route,
    price_route,
    put_in,
)

COST, BEST, SINCE, ABSENT, UNNOTED = range(5)
"""Places in ``Search.figures``: costs now and at best, rounds since, visits left out, rounds since noting routes."""

RETRIED: Final = 10
"""Visits left out that are tried again in a round."""

NOTED_BEST: Final = 5
NOTED_GOOD: Final = 25
"""Rounds between plans whose routes are noted: new best ones, and others within ``GOOD`` of the best."""

GOOD: Final = 1.05

STEP: Final = 32
"""Rounds at one temperature."""


class Search(NamedTuple):
    """What a search changes: the plan now, as it was last taken, the best one, its lots and its scratch."""

    now: State
    kept: State
    best: Ints
    absent: Ints
    out: Ints
    key: npt.NDArray[np.float64]
    ruined: npt.NDArray[np.bool_]
    touched: npt.NDArray[np.bool_]
    idle: Ints
    pool: Pool
    figures: Ints
    lots: npt.NDArray[np.uint64]


@njit(cache=True, nogil=True)
def search_rounds(layout: Layout, search: Search, rounds: int, hot: float, cold: float) -> None:
    """Do so many rounds, cooling from ``hot`` to ``cold``."""
    if len(layout.visits) == 0:
        return
    if search.figures[ABSENT] > RETRIED:
        _put_in_all(layout, search)
    temperature = hot
    for number in range(rounds):
        if number % STEP == 0:
            temperature = hot * (cold / hot) ** (number / rounds)
        _one_round(layout, search, temperature)


@njit(cache=True, nogil=True)
def _one_round(layout: Layout, search: Search, temperature: float) -> None:
    now, figures, lots = search.now, search.figures, search.lots
    visits = len(layout.visits)
    search.ruined[:] = False
    count = _some_absent(search)
    centre = search.out[0] if count > 0 and draw(lots) < 0.3 else below(lots, visits)
    absent = count
    count = take_strings(layout, now, lots, centre, search.out, count, search.ruined)
    search.touched[:] = search.ruined
    _order(layout, search, count)
    bound = figures[COST] - temperature * math.log(1.0 - draw(lots))
    _recreate(layout, search, count)
    cost = figures[COST]
    for car in range(len(layout.cars)):
        if search.touched[car]:
            cost += price_route(layout, now, car) - price_route(layout, search.kept, car)
    for place in range(count):
        visit = search.out[place]
        if now.nodes[visit, CAR] < 0:
            cost += layout.visits[visit, PRICE]
        if search.kept.nodes[visit, CAR] < 0:
            cost -= layout.visits[visit, PRICE]
    figures[SINCE] += 1
    figures[UNNOTED] += 1
    if cost <= bound:
        _take(layout, search, count, absent, cost)
    else:
        _undo(layout, search, count)


@njit(cache=True, nogil=True)
def _some_absent(search: Search) -> int:
    """Begin the list of visits to put in with some of those left out."""
    absent, left = search.absent, search.figures[ABSENT]
    count = min(int(left), RETRIED)
    for place in range(count):
        other = place + below(search.lots, left - place)
        absent[place], absent[other] = absent[other], absent[place]
        search.out[place] = absent[place]
    return count


@njit(cache=True, nogil=True)
def _order(layout: Layout, search: Search, count: int) -> None:
    """Sort the visits to put in: by lot, load, distance, or windows."""
    lot = draw(search.lots) * 17.0
    out, key = search.out, search.key
    start = layout.place[len(layout.visits)]
    for place in range(count):
        visit = out[place]
        if lot < 4.0:
            value = draw(search.lots)
        elif lot < 8.0:
            value = -float(layout.visits[visit, WORK])
            if layout.demand.shape[1] > 0:
                value = -float(layout.demand[visit, 0])
        elif lot < 10.0:
            value = -float(layout.drive[0, start, layout.place[visit]])
        elif lot < 11.0:
            value = float(layout.drive[0, start, layout.place[visit]])
        elif lot < 13.0:
            value = float(layout.visits[visit, LAST] - layout.visits[visit, FIRST])
        elif lot < 15.0:
            value = float(layout.visits[visit, FIRST])
        else:
            value = -float(layout.visits[visit, LAST])
        hole = place
        while hole > 0 and key[hole - 1] > value:
            key[hole], out[hole] = key[hole - 1], out[hole - 1]
            hole -= 1
        key[hole], out[hole] = value, visit


@njit(cache=True, nogil=True)
def _recreate(layout: Layout, search: Search, count: int) -> None:
    """Put in each visit where it costs least, if less than leaving it out."""
    now = search.now
    find_idle(layout, now, search.idle)
    for place in range(count):
        visit = search.out[place]
        if layout.close.shape[1] > 0:
            before, cost = find_close(layout, now, search.lots, search.idle, visit)
        else:
            before, cost = find_anywhere(layout, now, search.lots, search.idle, visit)
        if before == NOWHERE or cost >= layout.visits[visit, PRICE]:
            continue
        put_in(layout, now, visit, before)
        car = now.nodes[visit, CAR]
        search.touched[car] = True
        still_idle(layout, now, search.idle, car)


@njit(cache=True, nogil=True)
def _take(layout: Layout, search: Search, count: int, absent: int, cost: int) -> None:
    """Keep the plan as it is now, and as the best where it is."""
    now, kept, figures = search.now, search.kept, search.figures
    for car in range(len(layout.cars)):
        if search.touched[car]:
            copy_route(layout, now, kept, car)
    left = figures[ABSENT]
    for place in range(absent):
        left -= 1
        search.absent[place] = search.absent[left]
    # The first ``absent`` of the list were tried again: the others close up, and what is out now joins them.
    for place in range(count):
        visit = search.out[place]
        if now.nodes[visit, CAR] < 0:
            kept.nodes[visit, CAR] = -1
            search.absent[left] = visit
            left += 1
    figures[ABSENT] = left
    figures[COST] = cost
    wanted = NOTED_BEST if cost < figures[BEST] else NOTED_GOOD
    if figures[UNNOTED] >= wanted and cost <= GOOD * figures[BEST]:
        note_routes(layout, now, search.pool)
        figures[UNNOTED] = 0
    keep_best(search, cost)


@njit(cache=True, nogil=True)
def keep_best(search: Search, cost: int) -> None:
    """Keep the plan now as the best one, if it is better."""
    if cost < search.figures[BEST]:
        search.figures[BEST], search.figures[SINCE] = cost, 0
        search.best[:] = search.now.nodes[:, FOLLOWING]


@njit(cache=True, nogil=True)
def _undo(layout: Layout, search: Search, count: int) -> None:
    """Make the plan what it was before the round."""
    for place in range(count):
        search.now.nodes[search.out[place], CAR] = -1
    for car in range(len(layout.cars)):
        if search.touched[car]:
            copy_route(layout, search.kept, search.now, car)


@njit(cache=True, nogil=True)
def follow(layout: Layout, search: Search, order: Ints, cars: Ints) -> None:
    """Make the plan now of visits given in order with their cars, leaving out what breaks a rule where it stands."""
    now, kept, figures = search.now, search.kept, search.figures
    visits, count = len(layout.visits), len(layout.cars)
    now.nodes[:visits, CAR] = kept.nodes[:visits, CAR] = -1
    for car in range(count):
        clear_route(layout, now, car)
    for place in range(len(order)):
        visit, before = order[place], now.nodes[visits + count + cars[place], PREVIOUS]
        if now.nodes[visit, CAR] >= 0 or not takes(layout, now, visit, cars[place]):
            continue
        if fits_behind(layout, now, visit, before):
            put_in(layout, now, visit, before)
    cost = 0
    for car in range(count):
        cost += price_route(layout, now, car)
        copy_route(layout, now, kept, car)
    left = 0
    for visit in range(visits):
        if now.nodes[visit, CAR] < 0:
            search.absent[left] = visit
            left += 1
            cost += layout.visits[visit, PRICE]
    figures[ABSENT], figures[COST] = left, cost
    keep_best(search, cost)


@njit(cache=True, nogil=True)
def _put_in_all(layout: Layout, search: Search) -> None:
    """Put in what is left out, in an order drawn by lot."""
    count = search.figures[ABSENT]
    if count == 0:
        return
    search.touched[:] = False
    search.out[:count] = search.absent[:count]
    _order(layout, search, count)
    _recreate(layout, search, count)
    cost = 0
    for car in range(len(layout.cars)):
        cost += price_route(layout, search.now, car)
    for visit in range(len(layout.visits)):
        if search.now.nodes[visit, CAR] < 0:
            cost += layout.visits[visit, PRICE]
    _take(layout, search, count, count, cost)
