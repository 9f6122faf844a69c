"""Taking visits out: strings of neighbours from adjacent routes.

Christiaens and Vanden Berghe, "Slack induction by string removals for vehicle routing problems", Transportation
Science 54(2), 2020, section 5.1.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.kernel.compiling import compiled
from solver.kernel.lots import below, draw
from solver.kernel.plain.layout import Ints
from solver.kernel.plain.state import CAR, COUNT, FOLLOWING, PREVIOUS

LONGEST: Final = 10.0
"""Visits in a string at most."""

SPLIT: Final = 0.5
"""Share of strings that keep some visits in their middle."""

KEEP_MORE: Final = 0.01
"""How often one more visit is kept in the middle."""


@compiled
def longest_string(cars: Ints) -> float:
    """Give the mean number of visits of a car that does any, at most ``LONGEST``; 0 where none does."""
    used = planned = 0
    for car in range(cars.shape[1]):
        if cars[COUNT, car] > 0:
            used += 1
            planned += cars[COUNT, car]
    return min(LONGEST, planned / used) if used > 0 else 0.0


@compiled
def how_many(lots: np.ndarray, removed: float, longest: float) -> int:
    """Draw how many strings are taken out, so that ``removed`` visits are in the mean."""
    return int(draw(lots) * (4.0 * removed / (1.0 + longest) - 1.0) + 1.0)


@compiled
def choose_string(nodes: Ints, cars: Ints, lots: np.ndarray, visit: int, longest: float, out: Ints, count: int) -> int:
    """Append a string around a visit to ``out``, still in its route; give the new ``count``."""
    whole = cars[COUNT, nodes[CAR, visit]]
    length = int(draw(lots) * min(float(whole), longest) + 1.0)
    length = min(length, whole)
    kept = 0
    if length > 1 and whole > length and draw(lots) < SPLIT:
        kept = 1
        while kept < whole - length and draw(lots) < KEEP_MORE:
            kept += 1
    node = _first_of(nodes, lots, visit, length + kept, nodes.shape[1] - 2 * cars.shape[1])
    skip = 1 + below(lots, length - 1) if kept > 0 else length
    for place in range(length + kept):
        if place < skip or place >= skip + kept:
            out[count] = node
            count += 1
        node = nodes[FOLLOWING, node]
    return count


@compiled
def _first_of(nodes: Ints, lots: np.ndarray, visit: int, span: int, visits: int) -> int:
    """Draw where so many visits in a row that contain one begin."""
    before = after = 0
    node = nodes[PREVIOUS, visit]
    while before < span - 1 and node < visits:
        node = nodes[PREVIOUS, node]
        before += 1
    node = nodes[FOLLOWING, visit]
    while after < span - 1 and node < visits:
        node = nodes[FOLLOWING, node]
        after += 1
    least = max(0, span - 1 - after)
    node = visit
    for _ in range(least + below(lots, before - least + 1)):
        node = nodes[PREVIOUS, node]
    return int(node)
