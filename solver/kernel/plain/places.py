"""Where a visit costs least: the cheapest place in each route, remembered until the route changes.

After a round only a few routes are other than before, so most of what a visit costs where is known already. (Vidal,
"Hybrid genetic search for the CVRP", Computers & Operations Research 140, 2022, section 3.1, keeps the cheapest places
of a route in the same way.)
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from solver.kernel.compiling import compiled
from solver.kernel.lots import draw
from solver.kernel.plain.layout import (
    DEMAND,
    FIRST,
    KIND,
    LAST,
    MOST,
    NEVER,
    ROOM,
    TRAVEL,
    WORK,
    Ints,
    Layout,
    Shorts,
)  # fmt: skip
from solver.kernel.plain.state import COUNT, FOLLOWING, LATEST, LEG, LOAD, PLACE, READY, STAMP, start_from

BLINK: Final = 0.01
"""Share of places overlooked (Christiaens and Vanden Berghe 2020, section 5.2)."""

_LOG_SEEN: Final = math.log(1.0 - BLINK)

NOWHERE: Final = -1

OF, BEFORE, MORE = range(3)
"""A place: the stamp of the route in which it is the cheapest, the node before it, and the cost."""


def no_places(layout: Layout) -> Ints:
    """Give room for the cheapest place by [visit, car], knowing none."""
    return np.full((len(layout.visits), len(layout.cars), 3), -1, np.int64)


@compiled
def blinks_after(lots: np.ndarray) -> int:
    """Draw how many places are seen before the next one that is overlooked."""
    return int(math.log(1.0 - draw(lots)) / _LOG_SEEN)


@compiled
def takes(cars: Ints, limits: Ints, visits: Ints, extra: Ints, visit: int, car: int) -> bool:
    """Tell whether the rules that do not concern time let a car do one more visit."""
    if extra[car, visit] >= NEVER or cars[COUNT, car] >= limits[car, MOST]:
        return False
    for dimension in range(len(cars) - LOAD):
        if cars[LOAD + dimension, car] + visits[visit, DEMAND + dimension] > limits[car, ROOM + dimension]:
            return False
    return True


@compiled
def cheapest(
    nodes: Ints, visits: Ints, windows: Ints, drive: Shorts, travel: int, visit: int, start: int, but: int
) -> tuple[int, int]:
    """Give the cheapest place in a route other than behind ``but``, as the node before it and seconds of driving."""
    count, first, last, work = len(visits), visits[visit, FIRST], visits[visit, LAST], visits[visit, WORK]
    place, node = nodes[PLACE, visit], start
    best, least = NOWHERE, NEVER
    there = int(drive[2 * travel + 1, place, nodes[PLACE, node]])
    while nodes[READY, node] <= last:
        after = nodes[FOLLOWING, node]
        on = int(drive[2 * travel, place, nodes[PLACE, after]])
        more = there + on - nodes[LEG, node]
        second = nodes[READY, node] + there
        if more < least and second <= last and node != but:
            if second > first:
                second = start_from(visits, windows, visit, second)
            if max(first, second) + work + on <= nodes[LATEST, after]:
                best, least = node, more
        if after >= count:
            break
        node = after
        there = int(drive[2 * travel + 1, place, nodes[PLACE, node]])
    return best, least


@compiled
def find(
    visits: Ints, windows: Ints, limits: Ints, extra: Ints, drive: Shorts, driving: int,
    nodes: Ints, cars: Ints, places: Ints, open_cars: Ints, count: int, bias: int, lots: np.ndarray, visit: int,
) -> tuple[int, int]:  # fmt: skip
    """Give the cheapest place for a visit in the first ``count`` cars listed, as the node before it and the cost.

    An idle car is chosen as if it cost ``bias`` more.
    """
    best, least, paid = NOWHERE, NEVER, NEVER
    seen = blinks_after(lots)
    for number in range(count):
        car = open_cars[number]
        if places[visit, car, OF] != cars[STAMP, car]:
            before, cost = NOWHERE, NEVER
            if takes(cars, limits, visits, extra, visit, car):
                before, cost = cheapest(
                    nodes, visits, windows, drive, limits[car, TRAVEL], visit, len(visits) + car, -1
                )
                cost = cost * driving + extra[car, visit]
            places[visit, car, OF], places[visit, car, BEFORE] = cars[STAMP, car], before
            places[visit, car, MORE] = cost if before != NOWHERE else NEVER
        swayed = bias if cars[COUNT, car] == 0 else 0
        cost = places[visit, car, MORE] + swayed
        if cost >= least:
            continue
        before = places[visit, car, BEFORE]
        if seen == 0:
            seen = blinks_after(lots)
            before, cost = cheapest(
                nodes, visits, windows, drive, limits[car, TRAVEL], visit, len(visits) + car, before
            )
            cost = cost * driving + extra[car, visit] + swayed
            if before == NOWHERE or cost >= least:
                continue
        else:
            seen -= 1
        best, least, paid = before, cost, cost - swayed
    return best, paid


@compiled
def list_open(limits: Ints, cars: Ints, open_cars: Ints, kinds: Ints, mark: int) -> int:
    """List the cars that do something and the first idle one of each kind; give how many. ``mark`` is ever new."""
    count = 0
    for car in range(cars.shape[1]):
        if cars[COUNT, car] == 0:
            if kinds[limits[car, KIND]] == mark:
                continue
            kinds[limits[car, KIND]] = mark
        open_cars[count] = car
        count += 1
    return count


@compiled
def open_next(limits: Ints, cars: Ints, open_cars: Ints, count: int, car: int) -> int:
    """List the next idle car of the kind of one that is idle no longer; give how many are listed."""
    for other in range(car + 1, cars.shape[1]):
        if limits[other, KIND] == limits[car, KIND] and cars[COUNT, other] == 0:
            open_cars[count] = other
            return count + 1
    return count
