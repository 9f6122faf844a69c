"""Roundabouts, told by their shape: networks do not keep the tag.

A roundabout is a ring of one-way edges that is driven anticlockwise (where one drives on the right), short, and nearly
a circle: 4πA/P² is 1 for a circle and 0.785 for a square, so a block of one-way streets is none.
"""

from __future__ import annotations

import functools
import math
from typing import Final

import numpy as np

from maps import mercator
from maps.directions.junctions import Junctions

_LONGEST_M: Final = 420.0
_MOST_EDGES: Final = 24
_ROUND: Final = 0.83


@functools.lru_cache(maxsize=1 << 16)
def on_roundabout(junctions: Junctions, edge: int) -> bool:
    """Tell whether an edge is part of a roundabout."""
    ring = _follow(junctions, edge)
    if not ring:
        return False
    courses = [junctions.course(one) for one in ring]
    lat = np.concatenate([lat[:-1] for lat, _ in courses])
    lon = np.concatenate([lon[:-1] for _, lon in courses])
    x, y = mercator.project(lat, lon).T
    area = float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2
    around = float(np.sum(np.hypot(np.roll(x, -1) - x, np.roll(y, -1) - y)))
    return area > 0 and 4 * math.pi * area / around**2 >= _ROUND


def _follow(junctions: Junctions, edge: int) -> list[int]:
    """Give the ring of one-way edges got by keeping left at each junction; nothing if it does not close soon."""
    network = junctions.network
    ring, metres = [edge], float(network.metres[edge])
    if junctions.twin[edge] >= 0 and network.tail[edge] != network.head[edge]:
        return []
    while network.head[ring[-1]] != network.tail[edge]:
        onward = [one for one in junctions.others(ring[-1], -1) if junctions.twin[one] < 0]
        if not onward or len(ring) == _MOST_EDGES or metres > _LONGEST_M:
            return []
        ring.append(min(onward, key=lambda one: junctions.turn(ring[-1], one)))
        metres += float(network.metres[ring[-1]])
    return ring if metres <= _LONGEST_M else []
