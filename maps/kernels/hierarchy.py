"""The part of a contraction hierarchy that does not depend on weights, made once for a graph.

Customizable contraction hierarchies, J. Dibbelt, B. Strasser and D. Wagner, ACM JEA 2016: nodes are contracted in the
order of a nested dissection, whatever they weigh, and whenever one is, its neighbours that are left become adjacent. So
the neighbours above a node all lie on one chain, its ancestors in the elimination tree, and every way has an equally
good one that first climbs that chain and then descends along another. A node is known here by its **rank**, its place
in the order; ranks are renumbered so that each subtree is a run of ranks ending with its root, which keeps what is
used together together in memory. An **up-arc** leads from a rank to one above; the same stands for both directions.

Building takes time and memory in proportion to the up-arcs, about three a node on roads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from maps.kernels import check_arcs, require
from maps.kernels.compiling import compiled, fixed
from maps.kernels.dissection import dissect
from maps.mercator import Floats
from maps.network import Indices, Ints

_MOST_ARCS: Final = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hierarchy:
    """Nodes by rank and the up-arcs of each, ordered by head; read-only, as what was stored may be mapped from a file."""

    rank: Indices
    """By node."""
    depth: Indices
    """By rank: how many ancestors it has."""
    up_start: Ints
    """Where each rank's up-arcs begin, and their number at the end."""
    up_head: Indices
    """By up-arc: a rank; the first of each rank is its parent in the elimination tree."""
    up_depth: Indices
    """By up-arc: the depth of its head."""
    slot: Indices
    """By arc of the graph: 2 · up-arc, and 1 more if it leads down; −1 for an arc from a node to itself."""

    def __post_init__(self) -> None:
        for name, dtype in _ARRAYS.items():
            array = getattr(self, name)
            fits = isinstance(array, np.ndarray) and array.dtype == dtype and array.ndim == 1
            require(fits, f"hierarchy: {name} is not a row of {dtype.__name__}")
            object.__setattr__(self, name, fixed(array, dtype))
        require(len(self.rank) > 0, "hierarchy: no nodes")
        require(len(self.depth) == len(self.rank) == len(self.up_start) - 1, "hierarchy: ranks do not fit")
        require(len(self.up_head) == len(self.up_depth), "hierarchy: up-arcs do not fit")
        fault = _find_fault(self.rank, self.depth, self.up_start, self.up_head, self.up_depth, self.slot)
        require(not fault, f"hierarchy: broken ({fault})")

    @property
    def nodes(self) -> int:
        """How many there are."""
        return len(self.rank)

    @property
    def arcs(self) -> int:
        """How many the graph has."""
        return len(self.slot)

    @property
    def height(self) -> int:
        """How many ranks the longest chain has."""
        return int(self.depth.max()) + 1

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give all there is to keep, by name."""
        return {name: getattr(self, name) for name in _ARRAYS}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Hierarchy:
        """Make a hierarchy of what ``arrays`` gave; without copying, so that it may be mapped from a file.

        Raises
        ------
        ValueError
            If one is missing, or they are not of a hierarchy.
        """
        for name in _ARRAYS:
            require(name in arrays, f"hierarchy: {name} is missing")
        return cls(**{name: arrays[name] for name in _ARRAYS})


_ARRAYS: Final[dict[str, Any]] = {
    "rank": np.int32,
    "depth": np.int32,
    "up_start": np.int64,
    "up_head": np.int32,
    "up_depth": np.int32,
    "slot": np.int32,
}


def build_hierarchy(
    nodes: int, tail: Indices, head: Indices, lat: Floats, lon: Floats, *, tied: Ints | None = None
) -> Hierarchy:
    """Order and contract a graph.

    Parameters
    ----------
    nodes
        How many.
    tail, head
        Nodes by arc.
    lat, lon
        Degrees by node.
    tied
        Pairs of nodes that are to lie on one chain of ancestors though no arc joins them; shape (pairs, 2).

    Raises
    ------
    ValueError
        If an end of an arc or a tied node is out of range, a coordinate is not finite, or shapes do not fit.
    """
    check_arcs(nodes, tail, head)
    for name, degrees in (("lat", lat), ("lon", lon)):
        require(degrees.shape == (nodes,) and np.isfinite(degrees).all(), f"{name}: not {nodes} finite numbers")
    ties = np.zeros((0, 2), dtype=np.int64) if tied is None else tied
    require(ties.ndim == 2 and ties.shape[1] == 2, "tied: not of shape (pairs, 2)")
    require((ties >= 0).all() and (ties < nodes).all(), "tied: a node is out of range")
    require(len(tail) + len(ties) < _MOST_ARCS, "too many arcs")
    ends = fixed(np.concatenate([tail, ties[:, 0]]), np.int32), fixed(np.concatenate([head, ties[:, 1]]), np.int32)
    starts, neighbours = _join(nodes, *ends)
    order = fixed(dissect(starts, neighbours, lat, lon), np.int32)
    starts, neighbours = fixed(starts, np.int64), fixed(neighbours, np.int32)
    parent = fixed(_find_parents(starts, neighbours, order), np.int32)
    rank = fixed(_renumber(parent, order), np.int32)
    up_start, up_head, depth = _contract(starts, neighbours, rank)
    require(len(up_head) < _MOST_ARCS, "too many up-arcs")
    return Hierarchy(
        rank=rank,
        depth=depth,
        up_start=up_start,
        up_head=up_head,
        up_depth=depth[up_head],
        slot=_find_slots(
            fixed(tail, np.int32), fixed(head, np.int32), rank, fixed(up_start, np.int64), fixed(up_head, np.int32)
        ),
    )


@compiled
def _join(nodes: int, tail: Indices, head: Indices) -> tuple[Ints, Indices]:
    """Give each node's neighbours, ascending and each once."""
    rows = np.empty(0, np.int32)
    values = np.empty(0, np.int32)
    starts = np.zeros(nodes + 1, np.int64)
    # Ordered by one end and then, stably, by the other: a radix sort.
    for turn in range(2):
        count = 2 * len(tail) if turn == 0 else len(rows)
        starts[:] = 0
        new_rows = np.empty(count, np.int32)
        new_values = np.empty(count, np.int32)
        for position in range(count):
            if turn == 0:
                row = tail[position // 2] if position % 2 == 0 else head[position // 2]
            else:
                row = values[position]
            starts[row + 1] += 1
        for node in range(nodes):
            starts[node + 1] += starts[node]
        for position in range(count):
            if turn == 0:
                row = tail[position // 2] if position % 2 == 0 else head[position // 2]
                value = head[position // 2] if position % 2 == 0 else tail[position // 2]
            else:
                row, value = values[position], rows[position]
            new_rows[starts[row]] = row
            new_values[starts[row]] = value
            starts[row] += 1
        rows, values = new_rows, new_values
    filled = 0
    starts[:] = 0
    last = np.int64(-1)
    for position in range(len(rows)):
        key = np.int64(rows[position]) * nodes + values[position]
        if key != last and rows[position] != values[position]:
            values[filled] = values[position]
            starts[rows[position] + 1] += 1
            filled += 1
        last = key
    for node in range(nodes):
        starts[node + 1] += starts[node]
    return starts, values[:filled].copy()


@compiled
def _find_parents(starts: Ints, neighbours: Indices, order: Indices) -> Indices:
    """Give the elimination tree by place in the order, −1 above a root (J. Liu, A compact row storage scheme, 1986)."""
    nodes = len(order)
    place = np.empty(nodes, np.int32)
    for position in range(nodes):
        place[order[position]] = position
    parent = np.full(nodes, -1, np.int32)
    above = np.full(nodes, -1, np.int32)
    for position in range(nodes):
        node = order[position]
        for slot in range(starts[node], starts[node + 1]):
            below = place[neighbours[slot]]
            while below < position and below >= 0:
                beyond = above[below]
                above[below] = position
                if beyond < 0:
                    parent[below] = position
                    break
                if beyond == position:
                    break
                below = beyond
    return parent


@compiled
def _renumber(parent: Indices, order: Indices) -> Indices:
    """Give the rank of each node: children before parents and each subtree in one run; the largest subtree last."""
    nodes = len(order)
    size = np.ones(nodes, np.int32)
    for position in range(nodes):
        if parent[position] >= 0:
            size[parent[position]] += size[position]
    # From the top down: a parent's run ends with itself, and its children fill the rest from the end.
    end = np.empty(nodes, np.int32)
    free = nodes
    rank = np.empty(nodes, np.int32)
    for position in range(nodes - 1, -1, -1):
        above = parent[position]
        if above < 0:
            last = free
            free -= size[position]
        else:
            last = end[above]
            end[above] -= size[position]
        rank[order[position]] = last - 1
        end[position] = last - 1
    return rank


@compiled
def _contract(starts: Ints, neighbours: Indices, rank: Indices) -> tuple[Ints, Indices, Indices]:
    """Give each rank's neighbours above after contraction, ascending, and its depth."""
    nodes = len(rank)
    at = np.empty(nodes, np.int32)
    for node in range(nodes):
        at[rank[node]] = node
    mark = np.full(nodes, -1, np.int32)
    child = np.full(nodes, -1, np.int32)
    sibling = np.full(nodes, -1, np.int32)
    up_start = np.zeros(nodes + 1, np.int64)
    heads = np.empty(max(16, len(neighbours)), np.int32)
    filled = 0
    for low in range(nodes):
        begin = filled
        mark[low] = low
        needed = filled + starts[at[low] + 1] - starts[at[low]]
        below = child[low]
        while below >= 0:
            needed += up_start[below + 1] - up_start[below]
            below = sibling[below]
        if needed > len(heads):
            more = np.empty(max(needed, len(heads) + len(heads) // 2), np.int32)
            more[:filled] = heads[:filled]
            heads = more
        for slot in range(starts[at[low]], starts[at[low] + 1]):
            high = rank[neighbours[slot]]
            if high > low:
                mark[high] = low
                heads[filled] = high
                filled += 1
        below = child[low]
        while below >= 0:
            for slot in range(up_start[below], up_start[below + 1]):
                high = heads[slot]
                if mark[high] != low:
                    mark[high] = low
                    heads[filled] = high
                    filled += 1
            below = sibling[below]
        heads[begin:filled].sort()
        up_start[low + 1] = filled
        if filled > begin:
            sibling[low] = child[heads[begin]]
            child[heads[begin]] = low
    depth = np.zeros(nodes, np.int32)
    for low in range(nodes - 1, -1, -1):
        if up_start[low + 1] > up_start[low]:
            depth[low] = depth[heads[up_start[low]]] + 1
    return up_start, heads[:filled].copy(), depth


@compiled
def _find_slots(tail: Indices, head: Indices, rank: Indices, up_start: Ints, up_head: Indices) -> Indices:
    """Find the up-arc of each arc by bisection."""
    slots = np.empty(len(tail), np.int32)
    for arc in range(len(tail)):
        low = min(rank[tail[arc]], rank[head[arc]])
        high = max(rank[tail[arc]], rank[head[arc]])
        if low == high:
            slots[arc] = -1
            continue
        first, last = up_start[low], up_start[low + 1] - 1
        while first < last:
            middle = (first + last) // 2
            if up_head[middle] < high:
                first = middle + 1
            else:
                last = middle
        slots[arc] = 2 * first + (1 if rank[tail[arc]] > rank[head[arc]] else 0)
    return slots


@compiled
def _find_fault(
    rank: Indices, depth: Indices, up_start: Ints, up_head: Indices, up_depth: Indices, slot: Indices
) -> int:
    """Check what compiled code relies on, as it does not look when it reads: 0 if all is well."""
    nodes = len(rank)
    seen = np.zeros(nodes, np.bool_)
    for node in range(nodes):
        if rank[node] < 0 or rank[node] >= nodes or seen[rank[node]]:
            return 1
        seen[rank[node]] = True
    if up_start[0] != 0 or up_start[nodes] != len(up_head):
        return 2
    lowest = np.arange(nodes).astype(np.int32)
    size = np.ones(nodes, np.int32)
    for low in range(nodes):
        first, last = up_start[low], up_start[low + 1]
        if last < first or last > len(up_head):
            return 2
        if low - lowest[low] + 1 != size[low]:
            return 3
        before = low
        for arc in range(first, last):
            if up_head[arc] <= before or up_head[arc] >= nodes:
                return 4
            before = up_head[arc]
        if last > first:
            parent = up_head[first]
            size[parent] += size[low]
            lowest[parent] = min(lowest[parent], lowest[low])
            if depth[low] != depth[parent] + 1:
                return 5
        elif depth[low] != 0:
            return 5
    for low in range(nodes):
        for arc in range(up_start[low], up_start[low + 1]):
            # An ancestor's run of ranks holds all its descendants'.
            if lowest[up_head[arc]] > low or up_depth[arc] != depth[up_head[arc]]:
                return 6
    for arc in range(len(slot)):
        if slot[arc] < -1 or slot[arc] >= 2 * len(up_head):
            return 7
    return 0
