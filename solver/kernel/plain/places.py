"""Where a visit costs least: all places, or those beside its closest neighbours and in idle cars."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from solver.kernel.lots import draw
from solver.kernel.plain.layout import KIND, LAST, MOST, TRAVEL, WORK, Ints, Layout
from solver.kernel.plain.state import CAR, FOLLOWING, LATEST, LEG, NEVER, PLACE, PREVIOUS, READY, State, start_from

BLINK = 0.01
"""Share of places overlooked (Christiaens and Vanden Berghe 2020, section 5.2)."""

_LOG_SEEN = math.log(1.0 - BLINK)

NOWHERE = -1


@njit(cache=True, nogil=True)
def blinks_after(lots: np.ndarray) -> int:
    """Draw how many places are seen before the next one that is overlooked."""
    return int(math.log(1.0 - draw(lots)) / _LOG_SEEN)


@njit(cache=True, nogil=True)
def takes(layout: Layout, state: State, visit: int, car: int) -> bool:
    """Tell whether the rules that do not concern time let a car do one more visit."""
    if not layout.may[car, visit] or state.counts[car] >= layout.cars[car, MOST]:
        return False
    for dimension in range(layout.demand.shape[1]):
        if state.load[car, dimension] + layout.demand[visit, dimension] > layout.room[car, dimension]:
            return False
    return True


@njit(cache=True, nogil=True)
def price_place(layout: Layout, state: State, visit: int, before: int, least: int) -> int:
    """Give what a visit costs behind a node, or NEVER where it does not fit or costs ``least`` or more."""
    car, after = state.nodes[before, CAR], state.nodes[before, FOLLOWING]
    travel, place = layout.cars[car, TRAVEL], state.nodes[visit, PLACE]
    there = np.int64(layout.back[travel, place, state.nodes[before, PLACE]])
    on = np.int64(layout.drive[travel, place, state.nodes[after, PLACE]])
    cost = (there + on - state.nodes[before, LEG]) * layout.driving + layout.extra[car, visit]
    if cost >= least:
        return NEVER
    second = state.nodes[before, READY] + there
    if second > layout.visits[visit, LAST]:
        return NEVER
    if start_from(layout, visit, second) + layout.visits[visit, WORK] + on > state.nodes[after, LATEST]:
        return NEVER
    return int(cost)


@njit(cache=True, nogil=True)
def find_anywhere(layout: Layout, state: State, lots: np.ndarray, idle: Ints, visit: int) -> tuple[int, int]:
    """Give the cheapest place for a visit of nearly all, as the node before it and the cost."""
    visits = len(layout.visits)
    best, least = NOWHERE, NEVER
    seen = blinks_after(lots)
    for car in range(len(layout.cars)):
        if state.counts[car] == 0 and idle[layout.cars[car, KIND]] != car:
            continue
        if not takes(layout, state, visit, car):
            continue
        node = visits + car
        while state.nodes[node, READY] <= layout.visits[visit, LAST]:
            if seen == 0:
                seen = blinks_after(lots)
            else:
                seen -= 1
                cost = price_place(layout, state, visit, node, least)
                if cost < least:
                    best, least = node, cost
            node = state.nodes[node, FOLLOWING]
            if node >= visits:
                break
    return best, least


@njit(cache=True, nogil=True)
def find_close(layout: Layout, state: State, lots: np.ndarray, idle: Ints, visit: int) -> tuple[int, int]:
    """Do as ``find_anywhere``, looking only beside close neighbours and in idle cars."""
    visits = len(layout.visits)
    best, least = NOWHERE, NEVER
    seen = blinks_after(lots)
    for place in range(layout.close.shape[1]):
        other = layout.close[visit, place]
        car = state.nodes[other, CAR]
        if car < 0 or not takes(layout, state, visit, car):
            continue
        for node in (other, state.nodes[other, PREVIOUS]):
            if seen == 0:
                seen = blinks_after(lots)
                continue
            seen -= 1
            cost = price_place(layout, state, visit, node, least)
            if cost < least:
                best, least = node, cost
    for car in idle:
        if car >= 0 and takes(layout, state, visit, car):
            cost = price_place(layout, state, visit, visits + car, least)
            if cost < least:
                best, least = visits + car, cost
    return best, least


@njit(cache=True, nogil=True)
def find_idle(layout: Layout, state: State, idle: Ints) -> None:
    """Set, for each kind of car, the first of them that does nothing, or NOWHERE."""
    idle[:] = NOWHERE
    for car in range(len(layout.cars) - 1, -1, -1):
        if state.counts[car] == 0:
            idle[layout.cars[car, KIND]] = car


@njit(cache=True, nogil=True)
def still_idle(layout: Layout, state: State, idle: Ints, car: int) -> None:
    """Set the idle car of a kind anew once its first one does something."""
    kind = layout.cars[car, KIND]
    if idle[kind] != car:
        return
    idle[kind] = NOWHERE
    for other in range(car + 1, len(layout.cars)):
        if layout.cars[other, KIND] == kind and state.counts[other] == 0:
            idle[kind] = other
            return
