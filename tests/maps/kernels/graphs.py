"""Small random graphs, seeds on them, and an independent way of measuring with NetworkX."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from maps.kernels import LIMIT, NO_WAY, Seeds
from maps.kernels.contraction import build_hierarchy
from maps.kernels.hierarchy import Hierarchy
from maps.mercator import Floats
from maps.network import Indices, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    nodes: int
    tail: Indices
    head: Indices
    weights: Ints
    lat: Floats
    lon: Floats
    tied: Ints

    def build(self) -> Hierarchy:
        return build_hierarchy(self.nodes, self.tail, self.head, self.lat, self.lon, tied=self.tied)


def make_graph(seed: int, *, nodes: int, arcs: int, lanes: int | None = None, heaviest: int = 20) -> Graph:
    """Make a graph with loops, parallel and closed arcs, nodes at one place and some that nothing joins."""
    rng = np.random.default_rng(seed)
    shape = (arcs,) if lanes is None else (arcs, lanes)
    weights = np.where(rng.random(shape) < 0.1, NO_WAY, rng.integers(1, heaviest, shape))
    return Graph(
        nodes=nodes,
        tail=rng.integers(0, nodes, arcs).astype(np.int32),
        head=rng.integers(0, nodes, arcs).astype(np.int32),
        weights=weights,
        lat=rng.integers(0, 4, nodes) / 100 + 57,
        lon=rng.integers(0, 4, nodes) / 100 + 18,
        tied=rng.integers(0, nodes, (int(rng.integers(0, 3)), 2)),
    )


def make_grid(side: int, seed: int = 0) -> Graph:
    """Make a town of square blocks, one street in four one-way."""
    rng = np.random.default_rng(seed)
    node = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
            np.column_stack([node[:-1].ravel(), node[1:].ravel()]),
        ]
    )
    back = pairs[rng.random(len(pairs)) < 0.75][:, ::-1]
    ends = np.concatenate([pairs, back]).astype(np.int32)
    lat, lon = np.divmod(np.arange(side * side), side)
    return Graph(
        nodes=side * side,
        tail=ends[:, 0].copy(),
        head=ends[:, 1].copy(),
        weights=rng.integers(1, 1 << 40, len(ends)),
        lat=57 + lat / 1000,
        lon=18 + lon / 1000,
        tied=np.zeros((0, 2), dtype=np.int64),
    )


def make_seeds(seed: int, *, nodes: int, points: int, lanes: int | None = None) -> Seeds:
    """Make points with no, one or some seeds, some of them closed."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 4, points)
    total = int(counts.sum())
    shape = (total,) if lanes is None else (total, lanes)
    return Seeds(
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        node=rng.integers(0, nodes, total).astype(np.int32),
        cost=np.where(rng.random(shape) < 0.1, NO_WAY, rng.integers(0, 9, shape)),
    )


def every_node(nodes: int) -> Seeds:
    return Seeds(
        start=np.arange(nodes + 1), node=np.arange(nodes, dtype=np.int32), cost=np.zeros(nodes, dtype=np.int64)
    )


def measure_with_networkx(graph: Graph, weights: Ints, sources: Seeds, targets: Seeds) -> Ints:
    """Measure for one lane with plain Python numbers, which have no end."""
    roads = nx.DiGraph()
    roads.add_nodes_from(range(graph.nodes))
    for tail, head, weight in zip(graph.tail.tolist(), graph.head.tolist(), weights.tolist(), strict=True):
        if weight < roads.get_edge_data(tail, head, {"weight": LIMIT})["weight"]:
            roads.add_edge(tail, head, weight=weight)
    result = np.full((sources.points, targets.points), NO_WAY, dtype=np.int64)
    for source in range(sources.points):
        for begun in range(int(sources.start[source]), int(sources.start[source + 1])):
            reached = nx.single_source_dijkstra_path_length(roads, int(sources.node[begun]))
            for target in range(targets.points):
                for ended in range(int(targets.start[target]), int(targets.start[target + 1])):
                    way = reached.get(int(targets.node[ended]), NO_WAY)
                    total = int(sources.cost[begun]) + way + int(targets.cost[ended])
                    if total < LIMIT:
                        result[source, target] = min(result[source, target], total)
    return result


@st.composite
def graphs(draw: st.DrawFn, *, lanes: int | None = None) -> Graph:
    """Draw a graph, small or with cells to cut, sparse or dense, light or nearly too heavy."""
    nodes = draw(st.integers(1, 12) | st.integers(30, 90))
    arcs = draw(st.integers(0, 3 * nodes))
    heaviest = draw(st.sampled_from([3, 20, 1 << 45, 1 << 59]))
    return make_graph(draw(st.integers(0, 1 << 30)), nodes=nodes, arcs=arcs, lanes=lanes, heaviest=heaviest)
