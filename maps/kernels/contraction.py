"""Ordering and contracting a graph, which makes its ``Hierarchy``.

The elimination tree comes first (J. Liu, A compact row storage scheme, 1986), then ranks such that each subtree is a
run of them, then the up-arcs of each rank from its own neighbours and those of its children in the tree. It takes time
and memory in proportion to the up-arcs, about four a node on roads.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from maps.kernels import check_arcs, require
from maps.kernels.compiling import compiled, fixed
from maps.kernels.dissection import dissect
from maps.kernels.hierarchy import Hierarchy, Tree, find_up_arc
from maps.mercator import Floats
from maps.network import Indices, Ints
from maps.ragged import starts_of

_MOST_ARCS: Final = 1 << 30


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
