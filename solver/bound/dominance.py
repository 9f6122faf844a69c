"""Labels kept in chains by visit and time, of which none dominates another."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from solver.bound.tasks import (
    AFTER,
    BREAKS,
    COST,
    CUTS,
    DEAD,
    END,
    FREE,
    LOADS,
    MASK,
    NODE,
    PLACE,
    QUEUED,
    REST,
    SHIFT,
    SHIFT_START,
    SPANS,
    STRICT,
    TAKEN,
    WAITING,
    WORDS,
)  # fmt: skip
from solver.kernel.compiling import compiled

_ONE: Final = np.uint64(1)
_DEBRUIJN: Final = np.uint64(0x03F79D71B4CB0A89)
_SHIFT: Final = np.uint64(58)
_POSITION: Final = np.array(
    [next(bit for bit in range(64) if (0x03F79D71B4CB0A89 << bit) % 2**64 >> 58 == high) for high in range(64)]
)


@compiled
def price_of(car: Any, bits: Any, word: Any) -> Any:
    """Add the prices of the cuts whose bits are set in one word (a De Bruijn sequence finds the lowest)."""
    total, left = np.int64(0), np.uint64(bits)
    prices = REST + 3 * car[BREAKS] + car[LOADS] + 64 * word
    while left != np.uint64(0):
        low = left & (~left + _ONE)
        total += car[prices + _POSITION[(low * _DEBRUIJN) >> _SHIFT]]
        left ^= low
    return total


@compiled
def dominates(labels: Any, one: Any, other: Any, car: Any) -> Any:
    """Tell whether whatever follows ``other`` can follow ``one`` and costs no more."""
    if labels[one, END] > labels[other, END] or labels[one, COST] > labels[other, COST]:
        return False
    strict = car[STRICT] != 0
    cuts = MASK + car[WORDS]
    if strict:
        for column in range(MASK, cuts):
            if labels[one, column] & ~labels[other, column]:
                return False
    rested = labels[one, TAKEN] - labels[other, TAKEN]
    # A break that is still to come may fill waiting that has a price.
    if labels[one, PLACE] != labels[other, PLACE] or rested < 0 or (rested and car[WAITING]):
        return False
    loads = cuts + car[CUTS]
    for column in range(loads, loads + car[LOADS]):
        if labels[one, column] > labels[other, column]:
            return False
    cost = labels[one, COST] + car[WAITING] * max(np.int64(0), labels[other, FREE] - labels[one, FREE])
    if strict:
        for column in range(cuts, loads):
            bits = labels[one, column] & ~labels[other, column]
            if bits and cost <= labels[other, COST]:
                cost += price_of(car, bits, column - cuts)
    return cost <= labels[other, COST]


@compiled
def is_beaten(labels: Any, heads: Any, costs: Any, visit: Any, label: Any, span: Any, car: Any) -> Any:
    """Tell whether a label kept dominates this one; chains are in the order of cost."""
    cost = labels[label, COST]
    for back in range(span + 1):
        earlier = span - back
        if costs[visit, earlier] <= cost:
            other = heads[visit, earlier]
            while other >= 0 and labels[other, COST] <= cost:
                if dominates(labels, other, label, car):
                    return True
                other = labels[other, AFTER]
    return False


@compiled
def drop_beaten(labels: Any, heads: Any, costs: Any, visit: Any, label: Any, span: Any, car: Any) -> Any:
    """Take the labels out of their chains that this one dominates."""
    cost = labels[label, COST]
    for later in range(span, SPANS):
        before, other = np.int64(-1), heads[visit, later]
        while other >= 0:
            following = labels[other, AFTER]
            if labels[other, COST] >= cost and dominates(labels, label, other, car):
                labels[other, DEAD] = 1
                if before < 0:
                    heads[visit, later] = following
                    costs[visit, later] = labels[following, COST] if following >= 0 else np.int64(1) << 62
                else:
                    labels[before, AFTER] = following
            else:
                before = other
            other = following


@compiled
def insert(labels: Any, heads: Any, costs: Any, visit: Any, label: Any, span: Any) -> Any:
    """Put a label into its chain, which is in the order of cost."""
    before, other = np.int64(-1), heads[visit, span]
    while other >= 0 and labels[other, COST] < labels[label, COST]:
        before = other
        other = labels[other, AFTER]
    labels[label, AFTER] = other
    if before < 0:
        heads[visit, span] = label
        costs[visit, span] = labels[label, COST]
    else:
        labels[before, AFTER] = label


@compiled
def keep(labels: Any, car: Any, heads: Any, costs: Any, queue: Any, count: Any) -> Any:
    """Keep the label tried at ``count`` unless it is dominated; give the new count.

    ``heads`` has, per visit and span of ``END``, its cheapest label, ``costs`` the cost of that; ``queue``, per span,
    the newest label that is still to be extended.
    """
    span = (labels[count, END] - car[SHIFT_START]) >> (car[SHIFT] + 1)
    visit = labels[count, NODE]
    if is_beaten(labels, heads, costs, visit, count, span, car):
        return count
    drop_beaten(labels, heads, costs, visit, count, span, car)
    insert(labels, heads, costs, visit, count, span)
    labels[count, DEAD] = 0
    labels[count, QUEUED] = queue[span]
    queue[span] = count
    return count + 1
