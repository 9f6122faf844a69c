"""Routes as linked lists of nodes with their earliest and latest times, and what links and unlinks them."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from solver.kernel.compiling import compiled
from solver.kernel.plain.layout import (
    CLOSES,
    DEMAND,
    FIRST,
    LAST,
    NEVER,
    OPENS,
    ROOM,
    SPANS,
    SPANS_END,
    WORK,
    Ints,
    Layout,
    Shorts,
)  # fmt: skip

FOLLOWING, PREVIOUS, LEG, READY, LATEST, CAR, PLACE = range(7)
"""Rows of ``State.nodes``: neighbours in the route, the drive to the following node (0 in a car that does nothing),
the earliest second to leave a node, the latest start at it that lets the rest be kept, car (−1: left out), location."""

CHANGING: Final = PLACE
"""Rows before this one change."""

COUNT, STAMP, LOAD = range(3)
"""Rows of ``State.cars``: visits, the number of the route's content, and from ``LOAD`` on the loads."""


class State(NamedTuple):
    """The routes of a plan: a column of ``nodes`` for each, and of ``cars`` for each car.

    No two routes ever met by a search have the same ``STAMP``, but for the empty ones, which have 0.
    """

    nodes: Ints
    cars: Ints


def empty(layout: Layout) -> State:
    """Give a plan in which no car does anything."""
    visits, cars = len(layout.visits), len(layout.cars)
    nodes = np.zeros((PLACE + 1, visits + 2 * cars), np.int64)
    starts = np.arange(visits, visits + cars)
    ends = starts + cars
    nodes[FOLLOWING, starts], nodes[PREVIOUS, ends] = ends, starts
    nodes[CAR], nodes[PLACE] = -1, layout.place
    nodes[CAR, starts] = nodes[CAR, ends] = np.arange(cars)
    nodes[READY, starts], nodes[LATEST, ends] = layout.cars[:, OPENS], layout.cars[:, CLOSES]
    return State(nodes=nodes, cars=np.zeros((LOAD + layout.cars.shape[1] - ROOM, cars), np.int64))


# Functions of the kernel take arrays themselves: each time an array is read from a tuple it is counted, which costs
# more than what they do with it.


@compiled
def start_from(visits: Ints, windows: Ints, visit: int, second: int) -> int:
    """Give the first start of a visit from a second on, or NEVER."""
    if second <= visits[visit, FIRST]:
        return int(visits[visit, FIRST])
    if second > visits[visit, LAST]:
        return NEVER
    for span in range(visits[visit, SPANS], visits[visit, SPANS_END]):
        if second <= windows[span, 1]:
            return max(second, int(windows[span, 0]))
    return second


@compiled
def start_until(visits: Ints, windows: Ints, visit: int, second: int) -> int:
    """Give the last start of a visit up to a second, or −NEVER."""
    if second >= visits[visit, LAST]:
        return int(visits[visit, LAST])
    if second < visits[visit, FIRST]:
        return -NEVER
    for span in range(visits[visit, SPANS_END] - 1, visits[visit, SPANS] - 1, -1):
        if second >= windows[span, 0]:
            return min(second, int(windows[span, 1]))
    return second


@compiled
def time_on(visits: Ints, windows: Ints, nodes: Ints, node: int) -> None:
    """Set the earliest departures from a node on, as far as they change."""
    before = nodes[PREVIOUS, node]
    ready = nodes[READY, before] + nodes[LEG, before]
    while node < len(visits):
        ready = start_from(visits, windows, node, ready) + visits[node, WORK]
        if ready == nodes[READY, node]:
            return
        nodes[READY, node] = ready
        ready += nodes[LEG, node]
        node = nodes[FOLLOWING, node]


@compiled
def time_back(visits: Ints, windows: Ints, nodes: Ints, node: int) -> None:
    """Set the latest starts from a node backwards, as far as they change."""
    latest = nodes[LATEST, nodes[FOLLOWING, node]]
    while node < len(visits):
        latest = start_until(visits, windows, node, latest - nodes[LEG, node] - visits[node, WORK])
        if latest == nodes[LATEST, node]:
            return
        nodes[LATEST, node] = latest
        node = nodes[PREVIOUS, node]


@compiled
def time_route(visits: Ints, windows: Ints, nodes: Ints, start: int, end: int) -> None:
    """Set all times of a route between its start and end nodes."""
    node, ready = nodes[FOLLOWING, start], nodes[READY, start] + nodes[LEG, start]
    while node < len(visits):
        ready = start_from(visits, windows, node, ready) + visits[node, WORK]
        nodes[READY, node] = ready
        ready += nodes[LEG, node]
        node = nodes[FOLLOWING, node]
    node, latest = nodes[PREVIOUS, end], nodes[LATEST, end]
    while node < len(visits):
        latest = start_until(visits, windows, node, latest - nodes[LEG, node] - visits[node, WORK])
        nodes[LATEST, node] = latest
        node = nodes[PREVIOUS, node]


@compiled
def put_in(
    nodes: Ints, cars: Ints, visits: Ints, windows: Ints, drive: Shorts, travel: int, visit: int, before: int
) -> None:
    """Put a visit that is left out behind a node; the route needs a new stamp."""
    car, after = nodes[CAR, before], nodes[FOLLOWING, before]
    nodes[CAR, visit] = car
    cars[COUNT, car] += 1
    for dimension in range(len(cars) - LOAD):
        cars[LOAD + dimension, car] += visits[visit, DEMAND + dimension]
    nodes[READY, visit] = nodes[LATEST, visit] = -1
    nodes[FOLLOWING, before] = nodes[PREVIOUS, after] = visit
    nodes[PREVIOUS, visit], nodes[FOLLOWING, visit] = before, after
    nodes[LEG, before] = drive[2 * travel, nodes[PLACE, before], nodes[PLACE, visit]]
    nodes[LEG, visit] = drive[2 * travel, nodes[PLACE, visit], nodes[PLACE, after]]
    time_on(visits, windows, nodes, visit)
    time_back(visits, windows, nodes, visit)


@compiled
def take_out(nodes: Ints, cars: Ints, visits: Ints, drive: Shorts, travel: int, visit: int) -> int:
    """Take a visit out of its route, give the seconds of driving saved; times and stamp are left as they were."""
    car, before, after = nodes[CAR, visit], nodes[PREVIOUS, visit], nodes[FOLLOWING, visit]
    cars[COUNT, car] -= 1
    for dimension in range(len(cars) - LOAD):
        cars[LOAD + dimension, car] -= visits[visit, DEMAND + dimension]
    nodes[CAR, visit] = -1
    saved = nodes[LEG, before] + nodes[LEG, visit]
    leg = 0
    if cars[COUNT, car] > 0:
        leg = int(drive[2 * travel, nodes[PLACE, before], nodes[PLACE, after]])
    nodes[FOLLOWING, before], nodes[PREVIOUS, after], nodes[LEG, before] = after, before, leg
    return int(saved - leg)


@compiled
def price_route(nodes: Ints, extra: Ints, driving: int, visits: int, car: int) -> int:
    """Give what a route costs."""
    node = visits + car
    cost = nodes[LEG, node] * driving
    node = nodes[FOLLOWING, node]
    while node < visits:
        cost += nodes[LEG, node] * driving + extra[car, node]
        node = nodes[FOLLOWING, node]
    return int(cost)


@compiled
def copy_route(source: Ints, target: Ints, source_cars: Ints, target_cars: Ints, visits: int, car: int) -> None:
    """Make the route of a car in one state as it is in another."""
    for row in range(len(source_cars)):
        target_cars[row, car] = source_cars[row, car]
    node, end = visits + car, visits + source_cars.shape[1] + car
    while True:
        for row in range(CHANGING):
            target[row, node] = source[row, node]
        if node == end:
            return
        node = source[FOLLOWING, node]


@compiled
def clear_route(nodes: Ints, cars: Ints, visits: int, car: int) -> None:
    """Let a car do nothing."""
    start, end = visits + car, visits + cars.shape[1] + car
    nodes[FOLLOWING, start], nodes[PREVIOUS, end] = end, start
    nodes[LEG, start] = 0
    for row in range(len(cars)):
        cars[row, car] = 0
