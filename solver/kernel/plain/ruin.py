"""Taking visits out: strings of neighbours from adjacent routes.

Christiaens and Vanden Berghe, "Slack induction by string removals for vehicle routing problems", Transportation
Science 54(2), 2020, section 5.1.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.kernel.lots import below, draw
from solver.kernel.plain.layout import Ints, Layout
from solver.kernel.plain.state import CAR, FOLLOWING, PREVIOUS, State, take_out, time_route

REMOVED = 10.0
"""Visits taken out in the mean."""

LONGEST = 10.0
"""Visits in a string at most."""

SPLIT = 0.5
"""Share of strings that keep some visits in their middle."""

KEEP_MORE = 0.01
"""How often one more visit is kept in the middle."""


@njit(cache=True, nogil=True)
def take_strings(
    layout: Layout, state: State, lots: np.ndarray, centre: int, out: Ints, count: int, ruined: np.ndarray
) -> int:
    """Take out strings around a visit; append them to ``out``, mark cars in ``ruined``, give the new ``count``."""
    used = 0
    planned = 0
    for car in range(len(layout.cars)):
        if state.counts[car] > 0:
            used += 1
            planned += state.counts[car]
    if used == 0:
        return count
    longest = min(LONGEST, planned / used)
    strings = int(draw(lots) * (4.0 * REMOVED / (1.0 + longest) - 1.0) + 1.0)
    for place in range(layout.near.shape[1]):
        if strings == 0:
            break
        visit = layout.near[centre, place]
        car = state.nodes[visit, CAR]
        if car < 0 or ruined[car]:
            continue
        ruined[car] = True
        strings -= 1
        most = min(float(state.counts[car]), longest)
        length = int(draw(lots) * most + 1.0)
        count = _take_string(layout, state, lots, visit, min(length, state.counts[car]), out, count)
        start = len(layout.visits) + car
        time_route(layout.visits, layout.windows, state.nodes, start, start + len(layout.cars))
    return count


@njit(cache=True, nogil=True)
def _take_string(layout: Layout, state: State, lots: np.ndarray, visit: int, length: int, out: Ints, count: int) -> int:
    visits = len(layout.visits)
    room = state.counts[state.nodes[visit, CAR]] - length
    kept = 0
    if length > 1 and room > 0 and draw(lots) < SPLIT:
        kept = 1
        while kept < room and draw(lots) < KEEP_MORE:
            kept += 1
    span = length + kept
    before = 0
    node = visit
    while before < span - 1 and state.nodes[node, PREVIOUS] < visits:
        node = state.nodes[node, PREVIOUS]
        before += 1
    after = 0
    node = visit
    while after < span - 1 and state.nodes[node, FOLLOWING] < visits:
        node = state.nodes[node, FOLLOWING]
        after += 1
    least = max(0, span - 1 - after)
    back = least + below(lots, min(before, span - 1) - least + 1)
    node = visit
    for _ in range(back):
        node = state.nodes[node, PREVIOUS]
    skip = 1 + below(lots, length - 1) if kept > 0 else length
    for place in range(span):
        following = state.nodes[node, FOLLOWING]
        if place < skip or place >= skip + kept:
            take_out(layout, state, node)
            out[count] = node
            count += 1
        node = following
    return count
