"""The cheapest places found so far: those tried in full, and those that seem cheapest."""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    BELOW,
    FOUND,
    KEEP,
    LIKELY,
    OFFERS,
    SEEMING,
    SO_FAR,
)
from solver.kernel.full.memory import Ints

MOST_LIKELY = 4
"""Places that are tried in full where weighing does not tell all."""


@compiled_inside
def keep_offer(m: Ints, cost: int, node: int, raised: int, moving: int) -> None:
    """Keep an offer if it is among the cheapest."""
    if cost >= m[BELOW]:
        return
    keep, found = m[KEEP], m[FOUND]
    at = found
    if found == keep:
        if cost >= m[m[OFFERS] + 5 * (found - 1) + 0]:
            return
        at = found - 1
    while at > 0 and m[m[OFFERS] + 5 * (at - 1) + 0] > cost:
        for field in range(4):
            m[m[OFFERS] + 5 * (at) + field] = m[m[OFFERS] + 5 * (at - 1) + field]
        at -= 1
    m[m[OFFERS] + 5 * (at) + 0] = cost
    m[m[OFFERS] + 5 * (at) + 1] = node
    m[m[OFFERS] + 5 * (at) + 2] = raised
    m[m[OFFERS] + 5 * (at) + 3] = moving
    m[FOUND] = min(keep, found + 1)


@compiled_inside
def note_likely(m: Ints, cost: int, node: int, moving: int) -> None:
    """Keep a place if it is among those that seem cheapest."""
    found = m[SEEMING]
    at = found
    if found == MOST_LIKELY:
        if cost >= m[m[LIKELY] + 3 * (found - 1)]:
            return
        at = found - 1
    while at > 0 and m[m[LIKELY] + 3 * (at - 1)] > cost:
        for field in range(3):
            m[m[LIKELY] + 3 * at + field] = m[m[LIKELY] + 3 * (at - 1) + field]
        at -= 1
    m[m[LIKELY] + 3 * at] = cost
    m[m[LIKELY] + 3 * at + 1] = node
    m[m[LIKELY] + 3 * at + 2] = moving
    m[SEEMING] = min(MOST_LIKELY, found + 1)


@compiled_inside
def least_kept(m: Ints) -> int:
    """Give what an offer must stay below to be kept."""
    return int(min(m[BELOW], m[m[OFFERS] + 5 * (m[FOUND] - 1)]) if m[FOUND] == m[KEEP] else m[BELOW])


@compiled_inside
def most_added(m: Ints) -> int:
    """Give what another place must add less than."""
    limit = least_kept(m) - m[SO_FAR]
    if m[SEEMING] == MOST_LIKELY:
        limit = min(limit, m[m[LIKELY] + 3 * (MOST_LIKELY - 1)])
    return int(limit)
