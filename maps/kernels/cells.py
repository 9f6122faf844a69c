"""Cells of a graph, one at a time: cut out, taken apart, put in order."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from maps.kernels.compiling import compiled_inside
from maps.mercator import Floats
from maps.network import Indices, Ints

BINS: Final = 4096
"""How finely nodes are told apart along a direction; within a bin they count in their order."""

_MOST_FINISHED: Final = 64

_Marks = npt.NDArray[np.int8]


class Graph(NamedTuple):
    """All that is to be dissected."""

    starts: Ints
    neighbours: Indices
    mates: Indices
    """By slot in ``neighbours`` the one in the other direction."""
    x: Floats
    y: Floats
    order: Indices
    """A cell is ``order[low:high]``."""
    place: Indices
    """The inverse of ``order``."""


class Cell(NamedTuple):
    """Room for one cell at a time, numbered from 0; what is said of nodes and slots holds for the first of each."""

    first: Indices
    """By node: where its slots begin."""
    near: Indices
    """By slot: the neighbour."""
    mate: Indices
    """By slot: the one in the other direction."""
    slot_of: Indices
    """By slot of the graph: that of the cell."""
    flow: _Marks
    """By slot: −1, 0 or 1; its mate's is the negative."""
    label: _Marks
    """By node: 1 joined to the source, 2 to the sink."""
    side: _Marks
    """By node: 1 on the source's side of the best cut so far."""
    key: Floats
    level: Indices
    seen: Indices
    queue: Indices
    at: Indices
    path: Indices
    front: Indices
    bins: Ints
    sets: Ints
    """By node of a small cell: its neighbours, as bits."""


def make_graph(starts: Ints, neighbours: Indices, x: Floats, y: Floats) -> Graph:
    """Make one cell of all nodes."""
    order = np.arange(len(x), dtype=np.int32)
    node = np.repeat(order, np.diff(starts))
    # Slots by tail and head, and by head and tail, are each other's mates.
    mates = np.empty(len(neighbours), dtype=np.int32)
    mates[np.lexsort((neighbours, node))] = np.lexsort((node, neighbours))
    return Graph(starts, neighbours, mates, x, y, order, order.copy())


def make_cell(nodes: int, slots: int) -> Cell:
    """Make room for the largest cell."""
    near, mate, slot_of = (np.empty(slots, dtype=np.int32) for _ in range(3))
    first, level, seen, queue, at, path, front = (np.empty(nodes + 1, dtype=np.int32) for _ in range(7))
    return Cell(
        first=first,
        near=near,
        mate=mate,
        slot_of=slot_of,
        flow=np.empty(slots, dtype=np.int8),
        label=np.empty(nodes, dtype=np.int8),
        side=np.empty(nodes, dtype=np.int8),
        key=np.empty(nodes, dtype=np.float64),
        level=level,
        seen=seen,
        queue=queue,
        at=at,
        path=path,
        front=front,
        bins=np.empty(BINS, dtype=np.int64),
        sets=np.empty(_MOST_FINISHED, dtype=np.int64),
    )


@compiled_inside
def cut_out(graph: Graph, cell: Cell, low: int, high: int) -> None:
    """Copy what joins a cell's nodes to each other."""
    filled = 0
    for position in range(low, high):
        cell.first[position - low] = filled
        node = graph.order[position]
        for slot in range(graph.starts[node], graph.starts[node + 1]):
            other = graph.place[graph.neighbours[slot]]
            if low <= other < high:
                cell.near[filled] = other - low
                cell.mate[filled] = graph.mates[slot]
                cell.slot_of[slot] = filled
                filled += 1
    cell.first[high - low] = filled
    for slot in range(filled):
        cell.mate[slot] = cell.slot_of[cell.mate[slot]]


@compiled_inside
def find_parts(cell: Cell, size: int) -> int:
    """Give how many connected parts a cell has, and number them in ``level``."""
    for node in range(size):
        cell.level[node] = -1
    parts = 0
    for root in range(size):
        if cell.level[root] >= 0:
            continue
        cell.level[root] = parts
        cell.queue[0] = root
        ahead = 0
        filled = 1
        while ahead < filled:
            node = cell.queue[ahead]
            ahead += 1
            for slot in range(cell.first[node], cell.first[node + 1]):
                other = cell.near[slot]
                if cell.level[other] < 0:
                    cell.level[other] = parts
                    cell.queue[filled] = other
                    filled += 1
        parts += 1
    return parts


@compiled_inside
def split(graph: Graph, cell: Cell, low: int, size: int, parts: int, waiting: Ints, count: int) -> int:
    """Make a cell of each connected part; give how many cells wait."""
    sort(graph, cell, low, size, parts)
    begin = low
    for part in range(parts):
        waiting[count, 0], waiting[count, 1] = begin, low + cell.seen[part]
        begin = low + cell.seen[part]
        count += 1
    return count


@compiled_inside
def sort(graph: Graph, cell: Cell, low: int, size: int, groups: int) -> None:
    """Order a cell's nodes by their group in ``level``; ``seen`` then tells where each group ends."""
    ends, found = cell.seen, cell.queue
    for group in range(groups + 1):
        ends[group] = 0
    for node in range(size):
        ends[cell.level[node] + 1] += 1
    for group in range(groups):
        ends[group + 1] += ends[group]
    for node in range(size):
        found[ends[cell.level[node]]] = graph.order[low + node]
        ends[cell.level[node]] += 1
    _put(graph, low, size, found)


@compiled_inside
def _put(graph: Graph, low: int, size: int, nodes: Indices) -> None:
    for position in range(size):
        graph.order[low + position] = nodes[position]
        graph.place[nodes[position]] = low + position


@compiled_inside
def finish(graph: Graph, cell: Cell, low: int, size: int) -> None:
    """Order a small cell by least degree in what is left; of equals the first goes."""
    one = np.int64(1)
    sets = cell.sets
    for node in range(size):
        sets[node] = 0
        for slot in range(cell.first[node], cell.first[node + 1]):
            sets[node] |= one << cell.near[slot]
    left = (one << size) - one
    for position in range(size):
        chosen = -1
        least = size + 1
        for node in range(size):
            if (left >> node) & 1:
                degree = _count(sets[node])
                if degree < least:
                    least, chosen = degree, node
        left &= ~(one << chosen)
        cell.queue[position] = graph.order[low + chosen]
        around = sets[chosen]
        for node in range(size):
            if (around >> node) & 1:
                sets[node] = (sets[node] | around) & ~(one << node) & ~(one << chosen)
    _put(graph, low, size, cell.queue)


@compiled_inside
def _count(bits: int) -> int:
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count
