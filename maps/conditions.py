"""Under which conditions drives are measured: what is closed, and how much slower than free flow it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from maps.network import CLASSES, Ints, RoadNetwork

CLOSED: Final = -1
"""Milliseconds of an edge that must not be used."""

_FERRY: Final = CLASSES.index("ferry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """A value that can be compared and hashed; what is not told is as in free flow."""

    ferries: bool = True
    """Whether ferries may be taken."""
    closed_ways: frozenset[int] = field(default_factory=frozenset)
    """Ids of OSM's ways that are closed today."""


FREE_FLOW: Final = Conditions()


def edge_milliseconds(network: RoadNetwork, conditions: Conditions) -> Ints:
    """Give the milliseconds of each edge, ``CLOSED`` where it must not be used; read-only, shape (edges,)."""
    closed = np.isin(network.way_id, np.array(sorted(conditions.closed_ways), dtype=np.int64))
    if not conditions.ferries:
        closed |= network.road_class == _FERRY
    milliseconds = np.where(closed, CLOSED, network.milliseconds)
    milliseconds.setflags(write=False)
    return milliseconds
