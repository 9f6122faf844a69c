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
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from maps.kernels import check_arcs, require
from maps.kernels.compiling import compiled, compiled_inside, fixed
from maps.kernels.dissection import dissect
from maps.mercator import Floats
from maps.network import Indices, Ints
from maps.ragged import starts_of

_MOST_ARCS: Final = 1 << 30


class Tree(NamedTuple):
    """What compiled code needs of a hierarchy, as its fields of these names."""

    depth: Indices
    up_start: Ints
    up_head: Indices
    up_depth: Indices


class Queues(NamedTuple):
    """Ranks that wait for the head of one of their up-arcs, so that it finds all ranks below with an arc to it."""

    first: Indices
    """By rank waited for, −1 where none waits."""
    following: Indices
    """By rank that waits."""
    arc: Ints
    """By rank that waits: its up-arc."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hierarchy:
    """Nodes by rank and the up-arcs of each, ordered by head; read-only, and may be mapped from a file."""

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
        _check(self)

    @property
    def nodes(self) -> int:
        """How many there are."""
        return len(self.rank)

    @property
    def arcs(self) -> int:
        """How many the graph has."""
        return len(self.slot)

    @property
    def tree(self) -> Tree:
        """What compiled code needs."""
        return Tree(self.depth, self.up_start, self.up_head, self.up_depth)

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
    place, parent, above, rank = (np.full(nodes, -1, dtype=np.int32) for _ in range(4))
    place[order] = np.arange(nodes)
    _find_parents(starts, neighbours, order, place, parent, above)
    _renumber(parent, order, rank, np.ones(nodes, dtype=np.int32), above)
    rank = fixed(rank, np.int32)
    del place, parent, above
    up_start = np.zeros(nodes + 1, dtype=np.int64)
    heads = fixed(_contract(starts, neighbours, rank, up_start), np.int32)
    require(len(heads) < _MOST_ARCS, "too many up-arcs")
    up_head, depth = np.empty(len(heads), dtype=np.int32), np.zeros(nodes, dtype=np.int32)
    by_head = starts_of(np.bincount(heads, minlength=nodes))
    _order(fixed(up_start, np.int64), heads, up_head, depth, by_head, np.empty(len(heads), dtype=np.int32))
    del heads
    tree = Tree(
        depth=fixed(depth, np.int32),
        up_start=fixed(up_start, np.int64),
        up_head=fixed(up_head, np.int32),
        up_depth=fixed(depth[up_head], np.int32),
    )
    slot = np.empty(len(tail), dtype=np.int32)
    _find_slots(fixed(tail, np.int32), fixed(head, np.int32), rank, tree, slot)
    return Hierarchy(rank=rank, slot=slot, **tree._asdict())


def make_queues(nodes: int) -> Queues:
    """Make queues in which none waits."""
    nobody = np.full((2, nodes), -1, dtype=np.int32)
    return Queues(nobody[0], nobody[1], np.zeros(nodes, dtype=np.int64))


@compiled_inside
def queue(up_start: Ints, up_head: Indices, queues: Queues, rank: int, arc: int) -> None:
    """Let a rank wait for the head of an up-arc, if it has that many."""
    if arc < up_start[rank + 1]:
        high = up_head[arc]
        queues.arc[rank] = arc
        queues.following[rank] = queues.first[high]
        queues.first[high] = rank


def _join(nodes: int, tail: Indices, head: Indices) -> tuple[Ints, Indices]:
    """Give each node's neighbours, ascending and each once."""
    apart = tail != head
    ends = tail[apart].astype(np.int64), head[apart].astype(np.int64)
    keys = np.unique(np.concatenate([ends[0] * nodes + ends[1], ends[1] * nodes + ends[0]]))
    near = keys // nodes
    return starts_of(np.bincount(near, minlength=nodes)), (keys - near * nodes).astype(np.int32)


@compiled
def _find_parents(
    starts: Ints, neighbours: Indices, order: Indices, place: Indices, parent: Indices, above: Indices
) -> None:
    """Find the elimination tree by place in the order, −1 above a root (J. Liu, A compact row storage scheme, 1986)."""
    nodes = len(order)
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


@compiled
def _renumber(parent: Indices, order: Indices, rank: Indices, size: Indices, end: Indices) -> None:
    """Find the rank of each node: children before parents and each subtree in one run; the largest subtree last."""
    nodes = len(order)
    for position in range(nodes):
        if parent[position] >= 0:
            size[parent[position]] += size[position]
    # From the top down: a parent's run ends with itself, and its children fill the rest from the end.
    free = nodes
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


def _contract(starts: Ints, neighbours: Indices, rank: Indices, up_start: Ints) -> Indices:
    """Give each rank's neighbours above after contraction: its own and those of its children in the tree."""
    nodes = len(rank)
    at, mark, child, sibling = (np.full(nodes, -1, dtype=np.int32) for _ in range(4))
    at[rank] = np.arange(nodes)
    heads = np.empty(len(neighbours) + 16, dtype=np.int32)
    done = 0
    while True:
        done = _contract_some(starts, neighbours, rank, up_start, (at, mark, child, sibling), heads, done)
        if done == nodes:
            return heads[: up_start[nodes]]
        longer = np.empty(len(heads) + len(heads) // 4 + nodes, dtype=np.int32)
        longer[: up_start[done]] = heads[: up_start[done]]
        heads = longer


@compiled
def _contract_some(
    starts: Ints,
    neighbours: Indices,
    rank: Indices,
    up_start: Ints,
    known: tuple[Indices, Indices, Indices, Indices],
    heads: Indices,
    done: int,
) -> int:
    """Contract ranks from ``done`` on; give the first for which there might be no room among ``heads``."""
    at, mark, child, sibling = known
    for low in range(done, len(rank)):
        begin = up_start[low]
        filled = begin
        first, last = starts[at[low]], starts[at[low] + 1]
        needed = last - first
        below = child[low]
        while below >= 0:
            needed += up_start[below + 1] - up_start[below]
            below = sibling[below]
        # No more than there are ranks above, however many children tell of them.
        if filled + min(needed, len(rank)) > len(heads):
            return low
        mark[low] = low
        parent = len(rank)
        for slot in range(first, last):
            high = rank[neighbours[slot]]
            if high > low:
                mark[high] = low
                heads[filled] = high
                filled += 1
                parent = min(parent, high)
        below = child[low]
        while below >= 0:
            for slot in range(up_start[below], up_start[below + 1]):
                high = heads[slot]
                if mark[high] != low:
                    mark[high] = low
                    heads[filled] = high
                    filled += 1
                    parent = min(parent, high)
            below = sibling[below]
        up_start[low + 1] = filled
        if filled > begin:
            sibling[low] = child[parent]
            child[parent] = low
    return len(rank)


@compiled
def _order(up_start: Ints, heads: Indices, ordered: Indices, depth: Indices, ends: Ints, tails: Indices) -> None:
    """Order each rank's heads, by listing all arcs by head first, where ``ends`` tells; give the depths."""
    nodes = len(depth)
    for low in range(nodes):
        for arc in range(up_start[low], up_start[low + 1]):
            tails[ends[heads[arc]]] = low
            ends[heads[arc]] += 1
    # Until all are ordered, how many heads a rank has so far.
    begin = 0
    for high in range(nodes):
        for place in range(begin, ends[high]):
            low = tails[place]
            ordered[up_start[low] + depth[low]] = high
            depth[low] += 1
        begin = ends[high]
    for low in range(nodes - 1, -1, -1):
        depth[low] = depth[ordered[up_start[low]]] + 1 if up_start[low + 1] > up_start[low] else 0


@compiled_inside
def find_up_arc(up_start: Ints, up_head: Indices, low: int, high: int) -> int:
    """Find an up-arc by bisection."""
    first, last = int(up_start[low]), int(up_start[low + 1]) - 1
    while first < last:
        middle = (first + last) >> 1
        if up_head[middle] < high:
            first = middle + 1
        else:
            last = middle
    return first


@compiled
def _find_slots(tail: Indices, head: Indices, rank: Indices, tree: Tree, slots: Indices) -> None:
    up_start, up_head = tree.up_start, tree.up_head
    for arc in range(len(tail)):
        begun, ended = rank[tail[arc]], rank[head[arc]]
        if begun == ended:
            slots[arc] = -1
        elif begun < ended:
            slots[arc] = 2 * find_up_arc(up_start, up_head, begun, ended)
        else:
            slots[arc] = 2 * find_up_arc(up_start, up_head, ended, begun) + 1


def _check(hierarchy: Hierarchy) -> None:
    """Refuse arrays that compiled code would go astray with, as it does not look where it reads."""
    nodes, arcs = len(hierarchy.rank), len(hierarchy.up_head)
    for name, bounds in {
        "rank": (0, nodes),
        "depth": (0, nodes),
        "up_head": (0, nodes),
        "slot": (-1, 2 * arcs),
    }.items():
        array = getattr(hierarchy, name)
        in_range = len(array) == 0 or (int(array.min()) >= bounds[0] and int(array.max()) < bounds[1])
        require(in_range, f"hierarchy: {name} is out of range")
    require((np.bincount(hierarchy.rank, minlength=nodes) == 1).all(), "hierarchy: a rank is given twice")
    start = hierarchy.up_start
    require(start[0] == 0 and start[-1] == arcs and (start[1:] >= start[:-1]).all(), "hierarchy: up_start does not fit")
    lowest = np.arange(nodes, dtype=np.int32)
    require(_is_tree(hierarchy.tree, lowest, np.ones(nodes, dtype=np.int32)), "hierarchy: broken tree")


@compiled
def _is_tree(tree: Tree, lowest: Indices, size: Indices) -> bool:
    """Tell whether each subtree is a run of ranks, and up-arcs lead to ancestors, in order, of the depths told."""
    depths, up_start, up_head, up_depth = tree
    nodes = len(depths)
    for low in range(nodes):
        first = up_start[low]
        if low - lowest[low] + 1 != size[low]:
            return False
        if first == up_start[low + 1]:
            if depths[low] != 0:
                return False
            continue
        parent = up_head[first]
        if parent <= low or depths[low] != depths[parent] + 1:
            return False
        size[parent] += size[low]
        lowest[parent] = min(lowest[parent], lowest[low])
    for low in range(nodes):
        before = low
        for arc in range(up_start[low], up_start[low + 1]):
            high = up_head[arc]
            # An ancestor's run of ranks holds all its descendants'.
            if high <= before or lowest[high] > low or up_depth[arc] != depths[high]:
                return False
            before = high
    return True
