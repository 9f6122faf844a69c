"""The reference engine: SciPy's Dijkstra, one search a source.

SciPy adds float64s, which are exact up to 2⁵³. Where a sum may be greater, the trees found are only a first guess:
their weights are added anew in int64, and arcs that still shorten a way are applied until there is none (Bellman and
Ford). The result is then exact as well: it is made of real ways, and no arc shortens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from maps.kernels import (
    LIMIT,
    NO_WAY,
    Kernel,
    Routes,
    Seeds,
    check_arcs,
    check_one_lane,
    check_pairs,
    check_weights,
)
from maps.network import Bools, Indices, Ints

_EXACT: Final = float(1 << 53)
_CHUNK: Final = 4 << 20
"""How many weights a part of the sources may have in memory at once."""


def reference(nodes: int, tail: Indices, head: Indices, weights: Ints) -> Kernel:
    """Make the engine for a graph.

    Parameters
    ----------
    nodes
        How many.
    tail, head
        Nodes by arc.
    weights
        Shape (arcs,) or (arcs, lanes).

    Raises
    ------
    ValueError
        If an end of an arc or a weight is out of range, or shapes do not fit.
    """
    check_arcs(nodes, tail, head)
    check_weights(weights, len(tail))
    columns = weights[None] if weights.ndim == 1 else weights.T
    graphs = tuple(_arrange(nodes, tail, head, column) for column in columns)
    return _Reference(nodes=nodes, graphs=graphs, squeeze=weights.ndim == 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graph:
    """Arcs ordered by tail and head, the cheapest for each pair."""

    tail: Ints
    head: Ints
    weight: Ints
    arc: Ints
    """As given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trees:
    """What searches from some points found: weights to every node, and the ways there."""

    weight: Ints
    """Shape (points, nodes), ``LIMIT`` where there is no way."""
    before: Indices
    """Node before on the way; a point's own number is ``nodes`` + its position; negative where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    nodes: int
    graphs: tuple[_Graph, ...]
    squeeze: bool

    @property
    def lanes(self) -> int:
        return len(self.graphs)

    @property
    def nbytes(self) -> int:
        return sum(4 * graph.weight.nbytes for graph in self.graphs)

    def distances(self, sources: Seeds, targets: Seeds) -> Ints:
        for seeds in (sources, targets):
            seeds.check(nodes=self.nodes, lanes=self.lanes)
        lanes = [self._lane(lane, sources, targets) for lane in range(self.lanes)]
        return lanes[0] if self.squeeze else np.stack(lanes, axis=2)

    def spread(self, sources: Seeds) -> Ints:
        check_one_lane(self.lanes)
        sources.check(nodes=self.nodes, lanes=1)
        rows = [_told(trees.weight) for _, trees in self._search(0, sources)]
        return np.concatenate(rows) if rows else np.zeros((0, self.nodes), dtype=np.int64)

    def find_arcs(self, sources: Seeds, targets: Seeds, pairs: Ints) -> Routes:
        check_one_lane(self.lanes)
        for seeds in (sources, targets):
            seeds.check(nodes=self.nodes, lanes=1)
        check_pairs(pairs, sources=sources.points, targets=targets.points)
        ways: list[_Way] = [_NONE] * len(pairs)
        for first, trees in self._search(0, sources):
            rows = pairs[:, 0] - first
            for number in np.flatnonzero((rows >= 0) & (rows < len(trees.weight))):
                ways[number] = self._trace(trees, first, int(rows[number]), sources, targets, int(pairs[number, 1]))
        starts = np.concatenate([[0], np.cumsum([len(way.arcs) for way in ways])]).astype(np.int64)
        return Routes(
            start=starts,
            arc=np.array([arc for way in ways for arc in way.arcs], dtype=np.int64),
            source_seed=np.array([way.source_seed for way in ways], dtype=np.int64),
            target_seed=np.array([way.target_seed for way in ways], dtype=np.int64),
            weight=np.array([way.weight for way in ways], dtype=np.int64),
        )

    def _lane(self, lane: int, sources: Seeds, targets: Seeds) -> Ints:
        cost = _lane_cost(targets, lane)
        result = np.full((sources.points, targets.points), NO_WAY, dtype=np.int64)
        filled = np.flatnonzero(np.diff(targets.start))
        for first, trees in self._search(lane, sources):
            if len(filled):
                totals = trees.weight[:, targets.node] + np.minimum(cost, LIMIT)
                least = np.minimum.reduceat(totals, targets.start[filled], axis=1)
                result[first : first + len(least), filled] = _told(least)
        return result

    def _search(self, lane: int, sources: Seeds) -> Iterator[tuple[int, _Trees]]:
        size = max(1, _CHUNK // self.nodes)
        cost = _lane_cost(sources, lane)
        for first in range(0, sources.points, size):
            start = sources.start[first : first + size + 1]
            part = slice(int(start[0]), int(start[-1]))
            point = np.repeat(np.arange(len(start) - 1), np.diff(start))
            yield first, _grow(self.nodes, self.graphs[lane], point, sources.node[part], cost[part], len(start) - 1)

    def _trace(self, trees: _Trees, first: int, row: int, sources: Seeds, targets: Seeds, target: int) -> _Way:
        seeds = np.arange(targets.start[target], targets.start[target + 1])
        totals = trees.weight[row, targets.node[seeds]] + np.minimum(_lane_cost(targets, 0)[seeds], LIMIT)
        if not len(totals) or totals.min() >= LIMIT:
            return _NONE
        best = int(totals.argmin())
        nodes = [int(targets.node[seeds[best]])]
        while (before := int(trees.before[row, nodes[-1]])) < self.nodes:
            nodes.append(before)
        row_of_nodes = np.array(nodes[::-1], dtype=np.int64)
        graph = self.graphs[0]
        found = np.searchsorted(graph.tail * self.nodes + graph.head, row_of_nodes[:-1] * self.nodes + row_of_nodes[1:])
        begun = np.arange(sources.start[first + row], sources.start[first + row + 1])
        costs = np.where(sources.node[begun] == nodes[-1], _lane_cost(sources, 0)[begun], NO_WAY)
        return _Way(tuple(graph.arc[found].tolist()), int(begun[costs.argmin()]), int(seeds[best]), int(totals[best]))


@dataclass(frozen=True, slots=True)
class _Way:
    arcs: tuple[int, ...]
    source_seed: int
    target_seed: int
    weight: int


_NONE: Final = _Way((), -1, -1, NO_WAY)


def _lane_cost(seeds: Seeds, lane: int) -> Ints:
    return seeds.cost if seeds.cost.ndim == 1 else seeds.cost[:, lane]


def _told(weights: Ints) -> Ints:
    return np.where(weights < LIMIT, weights, NO_WAY)


def _arrange(nodes: int, tail: Indices, head: Indices, weight: Ints) -> _Graph:
    """Order arcs and keep the cheapest of each pair, of equal ones the first: SciPy would add parallel ones up."""
    key = tail.astype(np.int64) * nodes + head
    order = np.lexsort((weight, key))
    order = order[weight[order] < LIMIT]
    order = order[np.diff(key[order], prepend=-1) != 0]
    return _Graph(tail=tail[order].astype(np.int64), head=head[order].astype(np.int64), weight=weight[order], arc=order)


def _grow(nodes: int, graph: _Graph, point: Ints, node: Indices, cost: Ints, points: int) -> _Trees:
    """Search from points, each a node of its own with arcs to its seeds."""
    seeds = _arrange(nodes + points, (nodes + point).astype(np.int32), node, cost)
    tail, head = np.concatenate([graph.tail, seeds.tail]), np.concatenate([graph.head, seeds.head])
    weight = np.concatenate([graph.weight, seeds.weight])
    total = nodes + points
    first = np.searchsorted(tail, np.arange(total + 1)).astype(np.int32)
    arcs = csr_array((weight.astype(np.float64), head.astype(np.int32), first), shape=(total, total))
    roots = np.arange(nodes, total)
    guess, before = dijkstra(arcs, directed=True, indices=roots, return_predecessors=True)
    reached = np.isfinite(guess)
    if guess[reached].max(initial=0.0) < _EXACT:
        exact = np.where(reached, guess, float(LIMIT)).astype(np.int64)
        return _Trees(weight=exact[:, :nodes], before=before[:, :nodes])
    rows = [_settle(tail, head, weight, row, root) for row, root in zip(before, roots.tolist(), strict=True)]
    return _Trees(
        weight=np.array([row[0][:nodes] for row in rows]),
        before=np.array([row[1][:nodes] for row in rows]),
    )


def _settle(tail: Ints, head: Ints, weight: Ints, before: Indices, root: int) -> tuple[Ints, Indices]:
    """Make a tree that float64s guessed exact in whole numbers."""
    before = before.copy()
    found = _add_up(tail, head, weight, before, root)
    order = np.lexsort((np.arange(len(head)), head))
    heads, starts = np.unique(head[order], return_index=True)
    while True:
        offered = np.minimum(found[tail[order]] + weight[order], LIMIT)
        least = np.minimum.reduceat(offered, starts)
        better = least < found[heads]
        if not better.any():
            return found, before
        taken = _first_least(offered, least, starts)
        before[heads[better]] = tail[order][taken[better]]
        found[heads[better]] = least[better]


def _first_least(offered: Ints, least: Ints, starts: Ints) -> Ints:
    """Give by run of offers the position of the first that is the least."""
    counts = np.diff(starts, append=len(offered))
    hits = np.flatnonzero(offered == np.repeat(least, counts))
    return hits[np.searchsorted(hits, starts)]


def _add_up(tail: Ints, head: Ints, weight: Ints, before: Indices, root: int) -> Ints:
    """Add up weights along a tree from its root, doubling the part of each way that is added."""
    count = len(before)
    key = tail * count + head
    above = before.astype(np.int64)
    inner = np.flatnonzero(above >= 0)
    found = np.full(count, LIMIT, dtype=np.int64)
    found[inner] = weight[np.searchsorted(key, above[inner] * count + inner)]
    found[root] = 0
    above[above < 0] = np.flatnonzero(above < 0)
    while (above[above] != above).any():
        found = _capped(found, above)
        above = above[above]
    return found


def _capped(found: Ints, above: Ints) -> Ints:
    own: Bools = above == np.arange(len(above))
    added: npt.NDArray[np.int64] = np.minimum(found + np.where(own, 0, found[above]), LIMIT)
    return added
