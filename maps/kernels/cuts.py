"""Cutting a connected cell in two by inertial flow (A. Schild and C. Sommer 2015)."""

from __future__ import annotations

from typing import Final

import numpy as np

from maps.kernels.cells import BINS, Cell, Graph, sort
from maps.kernels.compiling import compiled_inside
from maps.kernels.flows import push, reach_back
from maps.network import Ints

_ENDS: Final = 0.27
"""Share of a cell's nodes that is joined to the source, and to the sink."""
_DIRECTIONS: Final = 4


@compiled_inside
def find_cut(graph: Graph, cell: Cell, low: int, size: int) -> None:
    """Cut a connected cell along each direction, and keep the sides of the best cut."""
    score = np.inf
    for direction in range(_DIRECTIONS):
        _mark_ends(graph, cell, low, size, direction)
        for slot in range(cell.first[size]):
            cell.flow[slot] = 0
        # The nodes of a cut are fewer than its edges, but not by half on roads: what is far off is not finished.
        most = 2 * score * size
        if push(cell, size, most) <= most:
            score = _judge(cell, size, score)


@compiled_inside
def _mark_ends(graph: Graph, cell: Cell, low: int, size: int, direction: int) -> None:
    """Label the first nodes along a direction 1 and the last 2."""
    across = (1.0, 0.0, 1.0, 1.0)[direction]
    along = (0.0, 1.0, 1.0, -1.0)[direction]
    key = cell.key
    for node in range(size):
        place = graph.order[low + node]
        key[node] = across * graph.x[place] + along * graph.y[place]
        cell.label[node] = 0
    least = greatest = key[0]
    for node in range(size):
        least, greatest = min(least, key[node]), max(greatest, key[node])
    scale = (BINS - 1) / (greatest - least) if greatest > least else 0.0
    for place in range(BINS):
        cell.bins[place] = 0
    for node in range(size):
        key[node] = np.floor((key[node] - least) * scale)
        cell.bins[np.int64(key[node])] += 1
    ends = max(1, int(size * _ENDS))
    _label_first(cell, size, ends, 1)
    _label_first(cell, size, ends, 2)


@compiled_inside
def _label_first(cell: Cell, size: int, ends: int, label: int) -> None:
    """Label as many nodes as ``ends`` tells: from the first bin up 1, from the last down 2; in a bin in their order."""
    step = 1 if label == 1 else -1
    last = 0 if label == 1 else BINS - 1
    before = 0
    while before + cell.bins[last] < ends:
        before += cell.bins[last]
        last += step
    wanted = ends - before
    for position in range(size):
        node = position if label == 1 else size - 1 - position
        ahead = (cell.key[node] - last) * step
        if ahead < 0:
            cell.label[node] = label
        elif ahead == 0 and wanted > 0 and cell.label[node] == 0:
            cell.label[node] = label
            wanted -= 1


@compiled_inside
def _judge(cell: Cell, size: int, score: float) -> float:
    """Keep the more balanced of both least cuts if it scores less; give the least score."""
    from_source = 0
    for node in range(size):
        if cell.label[node] == 1:
            cell.level[node] = 0
        from_source += cell.level[node] >= 0
    to_sink = reach_back(cell, size)
    near_source = min(from_source, size - from_source) >= min(to_sink, size - to_sink)
    ones = from_source if near_source else size - to_sink
    for node in range(size):
        inside = cell.level[node] >= 0 if near_source else cell.seen[node] == 0
        cell.level[node] = 1 if inside else 0
    found = min(_count_border(cell, size, 0), _count_border(cell, size, 1)) / min(ones, size - ones)
    if found < score:
        for node in range(size):
            cell.side[node] = cell.level[node]
    return min(found, score)


@compiled_inside
def _count_border(cell: Cell, size: int, side: int) -> int:
    """Count the nodes on a side, in ``level``, that have a neighbour on the other."""
    count = 0
    for node in range(size):
        if cell.level[node] == side:
            count += _is_border(cell, node)
    return count


@compiled_inside
def _is_border(cell: Cell, node: int) -> bool:
    for slot in range(cell.first[node], cell.first[node + 1]):
        if cell.level[cell.near[slot]] != cell.level[node]:
            return True
    return False


@compiled_inside
def part(graph: Graph, cell: Cell, low: int, size: int, waiting: Ints, count: int) -> int:
    """Put one side first, the other next and the nodes of the cut last; give how many cells wait."""
    ones = 0
    for node in range(size):
        cell.level[node] = cell.side[node]
        ones += cell.side[node]
    borders = _count_border(cell, size, 0), _count_border(cell, size, 1)
    taken = 1 if borders[1] < borders[0] or (borders[1] == borders[0] and 2 * ones > size) else 0
    for node in range(size):
        cell.key[node] = 1.0 if cell.level[node] == taken and _is_border(cell, node) else 0.0
    for node in range(size):
        if cell.key[node] > 0:
            cell.level[node] = 2
    sort(graph, cell, low, size, 3)
    low_end, high_end = low + cell.seen[0], low + cell.seen[1]
    for begin, end in ((low, low_end), (low_end, high_end)):
        if end > begin:
            waiting[count, 0], waiting[count, 1] = begin, end
            count += 1
    return count
