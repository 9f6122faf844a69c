"""Routes as linked lists of nodes with their earliest and latest times, and what links and unlinks them."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from solver.kernel.plain.layout import (
    CLOSES,
    FIRST,
    LAST,
    OPENS,
    SPANS,
    SPANS_END,
    TRAVEL,
    WORK,
    Ints,
    Layout,
)  # fmt: skip

NEVER: Final = 1 << 40

FOLLOWING, PREVIOUS, LEG, READY, LATEST, CAR, PLACE = range(7)
"""Columns of ``State.nodes``: neighbours in the route, the drive to the following node (0 in a car that does nothing),
the earliest second to leave a node, the latest start at it that lets the rest be kept, car (−1: left out), location."""

COLUMNS: Final = 8
"""One node fills one line of the processor's cache."""


class State(NamedTuple):
    """The routes of a plan: a row of ``nodes`` for each, of ``load`` and ``counts`` (visits) for each car."""

    nodes: Ints
    counts: Ints
    load: Ints


def empty(layout: Layout) -> State:
    """Give a plan in which no car does anything."""
    visits, cars = len(layout.visits), len(layout.cars)
    nodes = np.zeros((visits + 2 * cars, COLUMNS), np.int64)
    starts = np.arange(visits, visits + cars)
    ends = starts + cars
    nodes[starts, FOLLOWING], nodes[ends, PREVIOUS] = ends, starts
    nodes[:, CAR], nodes[:, PLACE] = -1, layout.place
    nodes[starts, CAR] = nodes[ends, CAR] = np.arange(cars)
    nodes[starts, READY], nodes[ends, LATEST] = layout.cars[:, OPENS], layout.cars[:, CLOSES]
    return State(nodes=nodes, counts=np.zeros(cars, np.int64), load=np.zeros(layout.room.shape, np.int64))


# Small functions take arrays themselves: each time an array is read from a tuple it is counted, which costs more than
# what they do with it.


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def link(layout: Layout, state: State, before: int, after: int) -> None:
    """Let a node follow another, with the drive between them."""
    nodes = state.nodes
    car = nodes[before, CAR]
    nodes[before, FOLLOWING] = after
    nodes[after, PREVIOUS] = before
    leg = layout.drive[layout.cars[car, TRAVEL], nodes[before, PLACE], nodes[after, PLACE]]
    nodes[before, LEG] = leg if state.counts[car] > 0 else 0


@njit(cache=True, nogil=True)
def time_on(visits: Ints, windows: Ints, nodes: Ints, node: int) -> None:
    """Set the earliest departures from a node on, as far as they change."""
    while node < len(visits):
        before = nodes[node, PREVIOUS]
        ready = start_from(visits, windows, node, nodes[before, READY] + nodes[before, LEG]) + visits[node, WORK]
        if ready == nodes[node, READY]:
            return
        nodes[node, READY] = ready
        node = nodes[node, FOLLOWING]


@njit(cache=True, nogil=True)
def time_back(visits: Ints, windows: Ints, nodes: Ints, node: int) -> None:
    """Set the latest starts from a node backwards, as far as they change."""
    while node < len(visits):
        left = nodes[nodes[node, FOLLOWING], LATEST] - nodes[node, LEG] - visits[node, WORK]
        latest = start_until(visits, windows, node, left)
        if latest == nodes[node, LATEST]:
            return
        nodes[node, LATEST] = latest
        node = nodes[node, PREVIOUS]


@njit(cache=True, nogil=True)
def time_route(visits: Ints, windows: Ints, nodes: Ints, start: int, end: int) -> None:
    """Set all times of a route between its start and end nodes."""
    before, node = start, nodes[start, FOLLOWING]
    while node < len(visits):
        second = nodes[before, READY] + nodes[before, LEG]
        nodes[node, READY] = start_from(visits, windows, node, second) + visits[node, WORK]
        before, node = node, nodes[node, FOLLOWING]
    node = nodes[end, PREVIOUS]
    while node < len(visits):
        left = nodes[nodes[node, FOLLOWING], LATEST] - nodes[node, LEG] - visits[node, WORK]
        nodes[node, LATEST] = start_until(visits, windows, node, left)
        node = nodes[node, PREVIOUS]


@njit(cache=True, nogil=True)
def put_in(layout: Layout, state: State, visit: int, before: int) -> None:
    """Put a visit that is left out behind a node."""
    car, after = state.nodes[before, CAR], state.nodes[before, FOLLOWING]
    state.nodes[visit, CAR] = car
    state.counts[car] += 1
    for dimension in range(layout.demand.shape[1]):
        state.load[car, dimension] += layout.demand[visit, dimension]
    state.nodes[visit, READY] = state.nodes[visit, LATEST] = -1
    link(layout, state, before, visit)
    link(layout, state, visit, after)
    time_on(layout.visits, layout.windows, state.nodes, visit)
    time_back(layout.visits, layout.windows, state.nodes, visit)


@njit(cache=True, nogil=True)
def take_out(layout: Layout, state: State, visit: int) -> None:
    """Take a visit out of its route; the times of the route are left as they were."""
    car, before, after = state.nodes[visit, CAR], state.nodes[visit, PREVIOUS], state.nodes[visit, FOLLOWING]
    state.counts[car] -= 1
    for dimension in range(layout.demand.shape[1]):
        state.load[car, dimension] -= layout.demand[visit, dimension]
    state.nodes[visit, CAR] = -1
    link(layout, state, before, after)


@njit(cache=True, nogil=True)
def price_route(layout: Layout, state: State, car: int) -> int:
    """Give what a route costs."""
    visits = len(layout.visits)
    node = visits + car
    drive = state.nodes[node, LEG]
    extra = 0
    node = state.nodes[node, FOLLOWING]
    while node < visits:
        drive += state.nodes[node, LEG]
        extra += layout.extra[car, node]
        node = state.nodes[node, FOLLOWING]
    return int(drive * layout.driving + extra)


@njit(cache=True, nogil=True)
def copy_route(layout: Layout, source: State, target: State, car: int) -> None:
    """Make the route of a car in one state as it is in another."""
    visits, cars = len(layout.visits), len(layout.cars)
    node, end = visits + car, visits + cars + car
    target.counts[car] = source.counts[car]
    for dimension in range(layout.demand.shape[1]):
        target.load[car, dimension] = source.load[car, dimension]
    _copy_nodes(source.nodes, target.nodes, node, end)


@njit(cache=True, nogil=True)
def _copy_nodes(source: Ints, target: Ints, node: int, end: int) -> None:
    """Copy the rows of a route, column by column, as numba else looks whether rows overlap."""
    while True:
        for column in range(COLUMNS):
            target[node, column] = source[node, column]
        if node == end:
            return
        node = source[node, FOLLOWING]


@njit(cache=True, nogil=True)
def clear_route(layout: Layout, state: State, car: int) -> None:
    """Let a car do nothing."""
    start, end = len(layout.visits) + car, len(layout.visits) + len(layout.cars) + car
    state.nodes[start, FOLLOWING], state.nodes[end, PREVIOUS] = end, start
    state.nodes[start, LEG] = 0
    state.counts[car] = 0
    for dimension in range(layout.demand.shape[1]):
        state.load[car, dimension] = 0
