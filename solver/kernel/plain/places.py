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
def fits_behind(layout: Layout, state: State, visit: int, before: int) -> bool:
    """Tell whether a visit can be put behind a node as far as time goes."""
    nodes, travel = state.nodes, layout.cars[state.nodes[before, CAR], TRAVEL]
    there = int(layout.back[travel, nodes[visit, PLACE], nodes[before, PLACE]])
    on = int(layout.drive[travel, nodes[visit, PLACE], nodes[nodes[before, FOLLOWING], PLACE]])
    return _fits(nodes, layout.visits, layout.windows, visit, before, there, on)


@njit(cache=True, nogil=True)
def _fits(nodes: Ints, visits: Ints, windows: Ints, visit: int, before: int, there: int, on: int) -> bool:
    """Tell whether a visit can be put behind a node, with the drives there and on from it."""
    second = nodes[before, READY] + there
    if second > visits[visit, LAST]:
        return False
    done = start_from(visits, windows, visit, second) + visits[visit, WORK] + on
    return bool(done <= nodes[nodes[before, FOLLOWING], LATEST])


@njit(cache=True, nogil=True)
def find_anywhere(layout: Layout, state: State, lots: np.ndarray, idle: Ints, visit: int) -> tuple[int, int]:
    """Give the cheapest place for a visit of nearly all, as the node before it and the cost."""
    nodes, visits, windows, driving = state.nodes, layout.visits, layout.windows, layout.driving
    count, last, place = len(visits), visits[visit, LAST], nodes[visit, PLACE]
    best, least = NOWHERE, NEVER
    seen = blinks_after(lots)
    for car in range(len(layout.cars)):
        if state.counts[car] == 0 and idle[layout.cars[car, KIND]] != car:
            continue
        if not takes(layout, state, visit, car):
            continue
        travel, extra = layout.cars[car, TRAVEL], layout.extra[car, visit]
        back, drive = layout.back[travel, place], layout.drive[travel, place]
        node = count + car
        while nodes[node, READY] <= last:
            if seen == 0:
                seen = blinks_after(lots)
            else:
                seen -= 1
                there = int(back[nodes[node, PLACE]])
                on = int(drive[nodes[nodes[node, FOLLOWING], PLACE]])
                cost = (there + on - nodes[node, LEG]) * driving + extra
                if cost < least and _fits(nodes, visits, windows, visit, node, there, on):
                    best, least = node, cost
            node = nodes[node, FOLLOWING]
            if node >= count:
                break
    return best, least


@njit(cache=True, nogil=True)
def find_close(layout: Layout, state: State, lots: np.ndarray, idle: Ints, visit: int) -> tuple[int, int]:
    """Do as ``find_anywhere``, looking only beside close neighbours and in idle cars."""
    nodes, visits, windows, driving = state.nodes, layout.visits, layout.windows, layout.driving
    close, back, drive, place = layout.close, layout.back, layout.drive, nodes[visit, PLACE]
    best, least = NOWHERE, NEVER
    seen = blinks_after(lots)
    for look in range(2 * close.shape[1] + len(idle)):
        node = _place_at(close, nodes, idle, visit, look)
        if node < 0 or not takes(layout, state, visit, nodes[node, CAR]):
            continue
        if seen == 0:
            seen = blinks_after(lots)
            continue
        seen -= 1
        car = nodes[node, CAR]
        travel, extra = layout.cars[car, TRAVEL], layout.extra[car, visit]
        there = int(back[travel, place, nodes[node, PLACE]])
        on = int(drive[travel, place, nodes[nodes[node, FOLLOWING], PLACE]])
        cost = (there + on - nodes[node, LEG]) * driving + extra
        if cost < least and _fits(nodes, visits, windows, visit, node, there, on):
            best, least = node, cost
    return best, least


@njit(cache=True, nogil=True)
def _place_at(close: Ints, nodes: Ints, idle: Ints, visit: int, look: int) -> int:
    """Give the node before a place by its number: twice for each neighbour, then for idle cars; negative for none."""
    if look >= 2 * close.shape[1]:
        car = idle[look - 2 * close.shape[1]]
        return int(len(close) + car) if car >= 0 else NOWHERE
    other = close[visit, look >> 1]
    if nodes[other, CAR] < 0:
        return NOWHERE
    return int(other if look & 1 == 0 else nodes[other, PREVIOUS])


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
