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


@njit(cache=True, nogil=True)
def start_from(layout: Layout, visit: int, second: int) -> int:
    """Give the first start of a visit from a second on, or NEVER."""
    if second <= layout.visits[visit, FIRST]:
        return int(layout.visits[visit, FIRST])
    if second > layout.visits[visit, LAST]:
        return NEVER
    for span in range(layout.visits[visit, SPANS], layout.visits[visit, SPANS_END]):
        if second <= layout.windows[span, 1]:
            return max(second, int(layout.windows[span, 0]))
    return second


@njit(cache=True, nogil=True)
def start_until(layout: Layout, visit: int, second: int) -> int:
    """Give the last start of a visit up to a second, or −NEVER."""
    if second >= layout.visits[visit, LAST]:
        return int(layout.visits[visit, LAST])
    if second < layout.visits[visit, FIRST]:
        return -NEVER
    for span in range(layout.visits[visit, SPANS_END] - 1, layout.visits[visit, SPANS] - 1, -1):
        if second >= layout.windows[span, 0]:
            return min(second, int(layout.windows[span, 1]))
    return second


@njit(cache=True, nogil=True)
def link(layout: Layout, state: State, before: int, after: int) -> None:
    """Let a node follow another, with the drive between them."""
    car = state.nodes[before, CAR]
    state.nodes[before, FOLLOWING] = after
    state.nodes[after, PREVIOUS] = before
    leg = layout.drive[layout.cars[car, TRAVEL], state.nodes[before, PLACE], state.nodes[after, PLACE]]
    state.nodes[before, LEG] = leg if state.counts[car] > 0 else 0


@njit(cache=True, nogil=True)
def time_on(layout: Layout, state: State, node: int) -> None:
    """Set the earliest departures from a node on, as far as they change."""
    visits = len(layout.visits)
    while node < visits:
        before = state.nodes[node, PREVIOUS]
        ready = (
            start_from(layout, node, state.nodes[before, READY] + state.nodes[before, LEG]) + layout.visits[node, WORK]
        )
        if ready == state.nodes[node, READY]:
            return
        state.nodes[node, READY] = ready
        node = state.nodes[node, FOLLOWING]


@njit(cache=True, nogil=True)
def time_back(layout: Layout, state: State, node: int) -> None:
    """Set the latest starts from a node backwards, as far as they change."""
    visits = len(layout.visits)
    while node < visits:
        left = state.nodes[state.nodes[node, FOLLOWING], LATEST] - state.nodes[node, LEG] - layout.visits[node, WORK]
        latest = start_until(layout, node, left)
        if latest == state.nodes[node, LATEST]:
            return
        state.nodes[node, LATEST] = latest
        node = state.nodes[node, PREVIOUS]


@njit(cache=True, nogil=True)
def time_route(layout: Layout, state: State, car: int) -> None:
    """Set all times of a route."""
    visits, cars = len(layout.visits), len(layout.cars)
    before, node = visits + car, state.nodes[visits + car, FOLLOWING]
    while node < visits:
        state.nodes[node, READY] = (
            start_from(layout, node, state.nodes[before, READY] + state.nodes[before, LEG]) + layout.visits[node, WORK]
        )
        before, node = node, state.nodes[node, FOLLOWING]
    node = state.nodes[visits + cars + car, PREVIOUS]
    while node < visits:
        left = state.nodes[state.nodes[node, FOLLOWING], LATEST] - state.nodes[node, LEG] - layout.visits[node, WORK]
        state.nodes[node, LATEST] = start_until(layout, node, left)
        node = state.nodes[node, PREVIOUS]


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
    time_on(layout, state, visit)
    time_back(layout, state, visit)


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
    _copy_node(source, target, node)
    while node != end:
        node = source.nodes[node, FOLLOWING]
        _copy_node(source, target, node)


@njit(cache=True, nogil=True)
def _copy_node(source: State, target: State, node: int) -> None:
    # Copying a row at once is slower by far, as numba then looks whether the rows overlap.
    for column in range(COLUMNS):
        target.nodes[node, column] = source.nodes[node, column]


@njit(cache=True, nogil=True)
def clear_route(layout: Layout, state: State, car: int) -> None:
    """Let a car do nothing."""
    start, end = len(layout.visits) + car, len(layout.visits) + len(layout.cars) + car
    state.nodes[start, FOLLOWING], state.nodes[end, PREVIOUS] = end, start
    state.nodes[start, LEG] = 0
    state.counts[car] = 0
    for dimension in range(layout.demand.shape[1]):
        state.load[car, dimension] = 0
