"""Seconds and metres between points on a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from maps import splits
from maps.mercator import Floats
from maps.network import Ints, RoadNetwork
from maps.snapping import Snaps

UNREACHABLE: Final = 1_000_000_000
"""Seconds and metres in a matrix that mean: there is no way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """From each point to each other, in the order of the snaps: shape (points, points), read-only."""

    seconds: Ints
    metres: Ints

    def __post_init__(self) -> None:
        self.seconds.setflags(write=False)
        self.metres.setflags(write=False)


def measure(network: RoadNetwork, snaps: Snaps) -> Matrix:
    """Find the fastest way between all points, and how long it is; of ways equally fast, the shortest.

    Exact: Dijkstra's algorithm on whole milliseconds, from each point, on the edges split at the points. A matrix does
    not depend on which other points are measured with it.
    """
    graph = splits.split(network, snaps)
    sources, source_of = np.unique(graph.point_node, return_inverse=True)
    rows = [
        dijkstra(graph.arcs, directed=True, indices=part)[:, sources] for part in splits.chunks(sources, graph.nodes)
    ]
    weights = np.concatenate(rows) if rows else np.zeros((0, 0))
    return decode(weights[np.ix_(source_of, source_of)])


def decode(weights: Floats) -> Matrix:
    """Give whole seconds and metres of summed weights, ``UNREACHABLE`` where they are infinite."""
    reached = np.isfinite(weights)
    finite = np.where(reached, weights, 0.0)
    seconds = np.floor((splits.time_ms(finite) + 500) / 1000)
    metres = np.rint(splits.metres(finite))
    return Matrix(
        seconds=np.where(reached, seconds, UNREACHABLE).astype(np.int64),
        metres=np.where(reached, metres, UNREACHABLE).astype(np.int64),
    )
