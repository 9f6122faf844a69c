"""A network as one weighted graph, with its edges split at snapped points.

Each snapped point becomes a node on its line, joined to its neighbours along each direction that is open there. So a
one-way street is respected and two points on one street are right in both orders, with no special case. The whole
edges stay beside their parts; they cost the same, so nothing changes by it.

A weight holds time and length in one number, milliseconds · 2²⁸ + centimetres, in a float64: of two ways that
take the same time the shorter is chosen, and a matrix of both comes out of one search.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from scipy.sparse import csr_array

from maps.mercator import Floats
from maps.network import Indices, Ints, RoadNetwork
from maps.snapping import Snaps

_UNIT: Final = 1 << 28
"""One millisecond in a weight; as centimetres it is 2,684 km, more than a route has.

Up to 9 hours a sum is exact; beyond, the centimetres are rounded and the milliseconds still exact.
"""

_Array = TypeVar("_Array", Ints, Floats)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitGraph:
    """Arcs ordered by tail and head, one for each pair: the cheapest; by arc the part of an edge that it stands for."""

    nodes: int
    point_node: Ints
    """By snapped point."""
    key: Ints
    """tail · nodes + head."""
    edge: Ints
    start: Floats
    end: Floats
    arcs: csr_array


@dataclass(frozen=True, slots=True)
class _Arcs:
    tail: Ints
    head: Ints
    weight: Ints
    edge: Ints
    start: Floats
    end: Floats


def split(network: RoadNetwork, snaps: Snaps) -> SplitGraph:
    """Make the graph of a network and points snapped to it."""
    along, against = network.line_edges()
    line = network.line[snaps.edge]
    position = np.where(network.backward[snaps.edge], 1 - snaps.fraction, snaps.fraction)
    spots, spot_of = np.unique(np.column_stack([line, position]), axis=0, return_inverse=True)
    spot_line, spot_at = spots[:, 0].astype(np.int64), spots[:, 1]
    node = network.nodes + np.arange(len(spots))
    parts = [
        _whole(network),
        _chain(network, along[spot_line], spot_at, node),
        _chain(network, against[spot_line], 1 - spot_at, node),
    ]
    return _arrange(parts, nodes=network.nodes + len(spots), point_node=network.nodes + spot_of.reshape(-1))


def time_ms(weights: Floats) -> Floats:
    """Give the milliseconds of summed weights, infinite where there is no way."""
    return np.floor(weights / _UNIT)


def metres(weights: Floats) -> Floats:
    """Give the metres of summed weights, where there is a way."""
    return np.mod(weights, _UNIT) / 100


def chunks(sources: Ints, nodes: int) -> Iterator[Ints]:
    """Cut sources so that the distances from a part of them to all nodes take some 64 MB."""
    size = max(1, (64 << 20) // (8 * nodes))
    for first in range(0, len(sources), size):
        yield sources[first : first + size]


@functools.lru_cache(maxsize=4)
def _whole(network: RoadNetwork) -> _Arcs:
    """Give the edges as they are, the cheapest of parallel ones, ordered."""
    count = network.edges
    centimetres = np.rint(network.metres * 100).astype(np.int64)
    weight = network.milliseconds * _UNIT + centimetres
    arcs = _Arcs(
        network.tail.astype(np.int64),
        network.head.astype(np.int64),
        weight,
        np.arange(count),
        np.zeros(count),
        np.ones(count),
    )
    return _cheapest(arcs, network.nodes)[0]


def _chain(network: RoadNetwork, edges: Indices, fractions: Floats, nodes: Ints) -> _Arcs:
    """Give the parts of edges between the spots on them; spots whose edge is −1 are passed over."""
    order = np.lexsort((fractions, edges))
    order = order[edges[order] >= 0]
    edge, at, node = edges[order].astype(np.int64), fractions[order], nodes[order]
    first, last = np.diff(edge, prepend=-1) != 0, np.diff(edge, append=-1) != 0
    total = network.milliseconds[edge], np.rint(network.metres[edge] * 100).astype(np.int64)
    passed = [np.rint(whole * at).astype(np.int64) for whole in total]
    into = [there - _before(there, first, 0) for there in passed]
    rest = [whole - there for whole, there in zip(total, passed, strict=True)]
    return _Arcs(
        np.concatenate([np.where(first, network.tail[edge], np.roll(node, 1)), node[last]]),
        np.concatenate([node, network.head[edge[last]]]),
        np.concatenate([into[0] * _UNIT + into[1], (rest[0] * _UNIT + rest[1])[last]]),
        np.concatenate([edge, edge[last]]),
        np.concatenate([_before(at, first, 0.0), at[last]]),
        np.concatenate([at, np.ones(int(last.sum()))]),
    )


def _before(values: _Array, first: np.ndarray, otherwise: float) -> _Array:
    """Give the value of the spot before on the same edge, or what holds at the edge's tail."""
    return np.where(first, otherwise, np.roll(values, 1)).astype(values.dtype)


def _arrange(parts: list[_Arcs], *, nodes: int, point_node: Ints) -> SplitGraph:
    joined = _Arcs(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Arcs.__slots__))
    arcs, key = _cheapest(joined, nodes)
    first = np.searchsorted(arcs.tail, np.arange(nodes + 1)).astype(np.int32)
    heads = arcs.head.astype(np.int32)
    return SplitGraph(
        nodes=nodes,
        point_node=point_node,
        key=key,
        edge=arcs.edge,
        start=arcs.start,
        end=arcs.end,
        arcs=csr_array((arcs.weight.astype(np.float64), heads, first), shape=(nodes, nodes)),
    )


def _cheapest(arcs: _Arcs, nodes: int) -> tuple[_Arcs, Ints]:
    """Order arcs by tail and head and keep the cheapest of each pair: SciPy would add parallel ones up."""
    key = arcs.tail * nodes + arcs.head
    order = np.lexsort((arcs.weight, key))
    order = order[np.diff(key[order], prepend=-1) != 0]
    return _Arcs(*(getattr(arcs, name)[order] for name in _Arcs.__slots__)), key[order]
