"""Rounds of ruin and recreate, taken or undone by simulated annealing (Christiaens and Vanden Berghe 2020)."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from solver.kernel.compiling import compiled
from solver.kernel.lots import below, draw
from solver.kernel.plain.layout import DEMAND, FIRST, LAST, PRICE, TRAVEL, WORK, Ints, Layout, Shorts
from solver.kernel.plain.places import NOWHERE, find, list_open, open_next
from solver.kernel.plain.pool import Pool, note_routes
from solver.kernel.plain.ruin import choose_string, how_many, longest_string
from solver.kernel.plain.state import (
    CAR,
    COUNT,
    FOLLOWING,
    PLACE,
    STAMP,
    State,
    copy_route,
    put_in,
    take_out,
    time_route,
)

COST, BEST, SINCE, ABSENT, UNNOTED, ROUND, TOUCHED, STAMPS, FIGURES = range(9)
"""Places in ``Search.figures``: costs now and at best, rounds since, visits left out, rounds since noting routes, the
number of the round, how many cars it touched, the last stamp given to a route."""

ABSENTS, OUT, KEY, CARS, MARKS, OPEN, KINDS, LISTS = range(8)
"""Rows of ``Search.lists``: visits left out; those to put in, and what they are sorted by; cars the round touched; by
car, the last round that touched it; cars with places to look at; by kind of car, the last round that listed an idle
one.
"""

RETRIED: Final = 10
"""Visits left out that are tried again in a round."""

REMOVED: Final = 10.0
"""Visits taken out in the mean."""

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
    places: Ints
    lists: Ints
    pool: Pool
    figures: Ints
    lots: npt.NDArray[np.uint64]


@compiled
def search_rounds(layout: Layout, search: Search, rounds: int, hot: float, cold: float, bias: int) -> None:
    """Do so many rounds, cooling from ``hot`` to ``cold``; each car that does something costs ``bias`` more."""
    if len(layout.visits) == 0:
        return
    figures, lots, lists = search.figures, search.lots, search.lists
    visits, windows, limits, extra, drive = layout.visits, layout.windows, layout.cars, layout.extra, layout.drive
    nodes, cars, kept_nodes, kept_cars = search.now.nodes, search.now.cars, search.kept.nodes, search.kept.cars
    near, places, driving, start = layout.near, search.places, layout.driving, layout.place[len(visits)]
    for number in range(rounds):
        if number % STEP == 0:
            temperature = hot * (cold / hot) ** (number / rounds)
        cost = figures[COST]
        absent, count = _choose(near, nodes, cars, lists, figures, lots)
        cost -= _ruin(visits, windows, limits, extra, drive, driving, nodes, cars, lists, figures, absent, count)
        _order(visits, drive, nodes, lists, lots, start, count)
        cost += _recreate(
            visits, windows, limits, extra, drive, driving, nodes, cars, places, lists, figures, bias, lots, count
        )
        if cost + bias * _opened(cars, kept_cars, lists, figures) <= figures[COST] - temperature * math.log(
            1.0 - draw(lots)
        ):
            _take(nodes, cars, kept_nodes, kept_cars, lists, figures, absent, count)
            figures[COST] = cost
            if figures[UNNOTED] >= NOTED_BEST and cost <= GOOD * figures[BEST]:
                _note(layout, search)
            if cost < figures[BEST]:
                keep_best(nodes, search.best, figures)
        else:
            _undo(nodes, cars, kept_nodes, kept_cars, lists, figures, count)


# Functions called in each round take arrays themselves: each time one is read from a tuple it is counted.


@compiled
def _choose(near: Ints, nodes: Ints, cars: Ints, lists: Ints, figures: Ints, lots: np.ndarray) -> tuple[int, int]:
    """List some visits left out, then strings around a visit still in their routes; give both ends of the list."""
    figures[ROUND] += 1
    figures[TOUCHED] = 0
    figures[SINCE] += 1
    figures[UNNOTED] += 1
    absent = _some_absent(lists, lots, figures[ABSENT])
    centre = lists[OUT, 0] if absent > 0 and draw(lots) < 0.3 else below(lots, len(near))
    longest = longest_string(cars)
    if longest == 0.0:
        return absent, absent
    count, strings = absent, how_many(lots, REMOVED, longest)
    for place in range(near.shape[1]):
        visit = near[centre, place]
        car = nodes[CAR, visit]
        if car < 0 or lists[MARKS, car] == figures[ROUND]:
            continue
        _touch(lists, figures, car)
        count = choose_string(nodes, cars, lots, visit, longest, lists[OUT], count)
        strings -= 1
        if strings == 0:
            break
    return absent, count


@compiled
def _some_absent(lists: Ints, lots: np.ndarray, left: int) -> int:
    """Begin the list of visits to put in with some of those left out."""
    count = min(int(left), RETRIED)
    for place in range(count):
        other = place + below(lots, left - place)
        lists[ABSENTS, place], lists[ABSENTS, other] = lists[ABSENTS, other], lists[ABSENTS, place]
        lists[OUT, place] = lists[ABSENTS, place]
    return count


@compiled
def _touch(lists: Ints, figures: Ints, car: int) -> None:
    """List a car as touched in this round, once."""
    if lists[MARKS, car] != figures[ROUND]:
        lists[MARKS, car] = figures[ROUND]
        lists[CARS, figures[TOUCHED]] = car
        figures[TOUCHED] += 1


@compiled
def _stamp(cars: Ints, figures: Ints, car: int) -> None:
    """Give the changed route of a car a new stamp."""
    figures[STAMPS] += 1
    cars[STAMP, car] = figures[STAMPS] if cars[COUNT, car] > 0 else 0


@compiled
def _ruin(
    visits: Ints, windows: Ints, limits: Ints, extra: Ints, drive: Shorts, driving: int,
    nodes: Ints, cars: Ints, lists: Ints, figures: Ints, absent: int, count: int,
) -> int:  # fmt: skip
    """Take the visits listed out of their routes; give what they cost there, and those left out before."""
    saved = 0
    for place in range(absent):
        saved += visits[lists[OUT, place], PRICE]
    for place in range(absent, count):
        visit = lists[OUT, place]
        car = nodes[CAR, visit]
        saved += extra[car, visit] + driving * take_out(nodes, cars, visits, drive, limits[car, TRAVEL], visit)
    for place in range(figures[TOUCHED]):
        car = lists[CARS, place]
        _stamp(cars, figures, car)
        time_route(visits, windows, nodes, len(visits) + car, len(visits) + len(limits) + car)
    return int(saved)


@compiled
def _order(visits: Ints, drive: Shorts, nodes: Ints, lists: Ints, lots: np.ndarray, start: int, count: int) -> None:
    """Sort the visits to put in: by lot, load, distance, or windows."""
    lot = draw(lots) * 17.0
    for place in range(count):
        visit = lists[OUT, place]
        if lot < 4.0:
            value = below(lots, 1 << 30)
        elif lot < 8.0:
            value = -visits[visit, DEMAND if visits.shape[1] > DEMAND else WORK]
        elif lot < 10.0:
            value = -int(drive[0, start, nodes[PLACE, visit]])
        elif lot < 11.0:
            value = int(drive[0, start, nodes[PLACE, visit]])
        elif lot < 13.0:
            value = visits[visit, LAST] - visits[visit, FIRST]
        elif lot < 15.0:
            value = visits[visit, FIRST]
        else:
            value = -visits[visit, LAST]
        hole = place
        while hole > 0 and lists[KEY, hole - 1] > value:
            lists[KEY, hole], lists[OUT, hole] = lists[KEY, hole - 1], lists[OUT, hole - 1]
            hole -= 1
        lists[KEY, hole], lists[OUT, hole] = value, visit


@compiled
def _recreate(
    visits: Ints, windows: Ints, limits: Ints, extra: Ints, drive: Shorts, driving: int,
    nodes: Ints, cars: Ints, places: Ints, lists: Ints, figures: Ints, bias: int, lots: np.ndarray, count: int,
) -> int:  # fmt: skip
    """Put in each visit where it costs least, if less than leaving it out; give what all of them cost."""
    total, open_cars = 0, lists[OPEN]
    many = list_open(limits, cars, open_cars, lists[KINDS], figures[ROUND])
    for place in range(count):
        visit = lists[OUT, place]
        before, cost = find(
            visits, windows, limits, extra, drive, driving, nodes, cars, places, open_cars, many, bias, lots, visit
        )
        if before == NOWHERE or cost >= visits[visit, PRICE]:
            total += visits[visit, PRICE]
            continue
        total += cost
        car = nodes[CAR, before]
        put_in(nodes, cars, visits, windows, drive, limits[car, TRAVEL], visit, before)
        _touch(lists, figures, car)
        _stamp(cars, figures, car)
        if cars[COUNT, car] == 1:
            many = open_next(limits, cars, open_cars, many, car)
    return int(total)


@compiled
def _opened(cars: Ints, kept_cars: Ints, lists: Ints, figures: Ints) -> int:
    """Give how many more cars do something than before the round."""
    opened = 0
    for place in range(figures[TOUCHED]):
        car = lists[CARS, place]
        opened += int(cars[COUNT, car] > 0) - int(kept_cars[COUNT, car] > 0)
    return opened


@compiled
def _take(
    nodes: Ints, cars: Ints, kept_nodes: Ints, kept_cars: Ints, lists: Ints, figures: Ints, absent: int, count: int
) -> None:
    """Keep the plan as it is now."""
    visits = nodes.shape[1] - 2 * cars.shape[1]
    for place in range(figures[TOUCHED]):
        copy_route(nodes, kept_nodes, cars, kept_cars, visits, lists[CARS, place])
    left = figures[ABSENT]
    for place in range(absent):
        left -= 1
        lists[ABSENTS, place] = lists[ABSENTS, left]
    # The first ``absent`` of the list were tried again: the others close up, and what is out now joins them.
    for place in range(count):
        visit = lists[OUT, place]
        if nodes[CAR, visit] < 0:
            kept_nodes[CAR, visit] = -1
            lists[ABSENTS, left] = visit
            left += 1
    figures[ABSENT] = left


@compiled
def _undo(nodes: Ints, cars: Ints, kept_nodes: Ints, kept_cars: Ints, lists: Ints, figures: Ints, count: int) -> None:
    """Make the plan what it was before the round."""
    visits = nodes.shape[1] - 2 * cars.shape[1]
    for place in range(count):
        nodes[CAR, lists[OUT, place]] = -1
    for place in range(figures[TOUCHED]):
        copy_route(kept_nodes, nodes, kept_cars, cars, visits, lists[CARS, place])


@compiled
def _note(layout: Layout, search: Search) -> None:
    """Note the routes of a plan, those of one that is no new best less often."""
    figures = search.figures
    if figures[COST] < figures[BEST] or figures[UNNOTED] >= NOTED_GOOD:
        note_routes(layout, search.now, search.pool)
        figures[UNNOTED] = 0


@compiled
def keep_best(nodes: Ints, best: Ints, figures: Ints) -> None:
    """Keep the plan now as the best one."""
    figures[BEST], figures[SINCE] = figures[COST], 0
    best[:] = nodes[FOLLOWING]
