"""In which order to contract the nodes of a road network: nested dissection by inertial flow.

Nodes of degree one and two go first, in rounds in which no two neighbours go, so that a street of k junctions makes a
chain of log k. What is left is cut in two again and again, and the nodes of each cut come after both halves
(A. George, Nested dissection of a regular finite element mesh, 1973). A cut is found as by A. Schild and C. Sommer, On
balanced separators in road networks (SEA 2015): along each of some directions the first nodes are joined to a source
and the last to a sink, and a maximum flow of unit capacities between them (E. Dinic 1970) meets its least cut. Of both
least cuts, near the source and near the sink, the more balanced is taken, and of all directions the one with fewest
nodes for its smaller half. Small cells are finished by least degree.

Takes O(log n) levels of at most √n-ish augmentations; the same input always gives the same order.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from maps.kernels.compiling import compiled, compiled_inside, fixed
from maps.mercator import Floats
from maps.network import Indices, Ints

_ENDS: Final = 0.27
"""Share of a cell's nodes that is joined to the source, and to the sink."""
_SMALL: Final = 24
"""Cells up to this size are finished by least degree; at most 64, as sets of nodes are bits of one number."""
_DIRECTIONS: Final = 4
_BINS: Final = 4096
"""How finely nodes are told apart along a direction; within a bin they count in their order."""

_Marks = npt.NDArray[np.int8]


def dissect(starts: Ints, neighbours: Indices, lat: Floats, lon: Floats) -> Indices:
    """Give the nodes in the order in which to contract them.

    Parameters
    ----------
    starts
        Where each node's neighbours begin, and their number at the end.
    neighbours
        Each node's, each once and in both directions, not the node itself.
    lat, lon
        Degrees by node.
    """
    nodes = len(starts) - 1
    kept = np.array(neighbours, dtype=np.int32)
    order, left, degree = _strip(fixed(starts, np.int64), kept)
    core = np.flatnonzero(left)
    if not len(core):
        return order
    x = lon[core] * np.cos(np.radians(np.mean(lat[core])))
    y = lat[core]
    core = core[_along_curve(x, y)]
    x = lon[core] * np.cos(np.radians(np.mean(lat[core])))
    y = lat[core]
    core_starts, core_neighbours = _compact(fixed(starts, np.int64), kept, degree, fixed(core, np.int64), nodes)
    found = _dissect(core_starts, core_neighbours, np.ascontiguousarray(x), np.ascontiguousarray(y))
    order[nodes - len(core) :] = core[found]
    return order


def _along_curve(x: Floats, y: Floats) -> Ints:
    """Order points along Morton's curve, so that neighbours are near each other in memory."""
    key = np.zeros(len(x), dtype=np.int64)
    for shift, values in ((0, x), (1, y)):
        low, size = values.min(), max(float(np.ptp(x)), float(np.ptp(y)), 1e-12)
        cell = ((values - low) / size * 65535).astype(np.int64)
        for bit in range(16):
            key |= ((cell >> bit) & 1) << (2 * bit + shift)
    return np.argsort(key, kind="stable")


@compiled
def _strip(starts: Ints, neighbours: Indices) -> tuple[Indices, npt.NDArray[np.bool_], Indices]:
    """Contract nodes of degree up to two while there are any; changes neighbours to those left."""
    nodes = len(starts) - 1
    order = np.empty(nodes, np.int32)
    degree = (starts[1:] - starts[:-1]).astype(np.int32)
    left = np.ones(nodes, np.bool_)
    queued = degree <= 2
    blocked = np.zeros(nodes, np.int32)
    now = np.empty(nodes, np.int32)
    later = np.empty(nodes, np.int32)
    waiting = 0
    for node in range(nodes):
        if queued[node]:
            now[waiting] = node
            waiting += 1
    done = 0
    turn = 0
    while waiting:
        turn += 1
        more = 0
        for node in now[:waiting]:
            if blocked[node] == turn:
                later[more] = node
                more += 1
                continue
            left[node] = False
            order[done] = node
            done += 1
            first = starts[node]
            for side in range(degree[node]):
                near = neighbours[first + side]
                far = neighbours[first + 1 - side] if degree[node] == 2 else -1
                blocked[near] = turn
                _replace(starts, neighbours, degree, near, node, far)
                if degree[near] <= 2 and not queued[near]:
                    queued[near] = True
                    later[more] = near
                    more += 1
        now, later = later, now
        waiting = more
    return order, left, degree


@compiled_inside
def _replace(starts: Ints, neighbours: Indices, degree: Indices, node: int, old: int, new: int) -> None:
    """Put a new neighbour in an old one's place, or nothing if it is −1 or already a neighbour."""
    first = starts[node]
    last = first + degree[node] - 1
    place = first
    known = new < 0
    for slot in range(first, last + 1):
        if neighbours[slot] == old:
            place = slot
        elif neighbours[slot] == new:
            known = True
    if known:
        neighbours[place] = neighbours[last]
        degree[node] -= 1
    else:
        neighbours[place] = new


@compiled
def _compact(starts: Ints, neighbours: Indices, degree: Indices, core: Ints, nodes: int) -> tuple[Ints, Indices]:
    """Give the neighbours of what is left, numbered by their position in ``core``."""
    number = np.full(nodes, -1, np.int32)
    total = 0
    for position in range(len(core)):
        number[core[position]] = position
        total += degree[core[position]]
    core_starts = np.empty(len(core) + 1, np.int64)
    core_neighbours = np.empty(total, np.int32)
    filled = 0
    for position in range(len(core)):
        core_starts[position] = filled
        node = core[position]
        for slot in range(starts[node], starts[node] + degree[node]):
            core_neighbours[filled] = number[neighbours[slot]]
            filled += 1
    core_starts[len(core)] = filled
    return core_starts, core_neighbours


class _Graph(NamedTuple):
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


class _Cell(NamedTuple):
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


@compiled
def _dissect(starts: Ints, neighbours: Indices, x: Floats, y: Floats) -> Indices:
    """Order the nodes of a graph cell by cell."""
    nodes = len(starts) - 1
    order = np.arange(nodes).astype(np.int32)
    graph = _Graph(starts, neighbours, _pair_up(starts, neighbours), x, y, order, order.copy())
    cell = _make_room(nodes, len(neighbours))
    # No more cells wait than there are nodes, as none is empty.
    waiting = np.empty((nodes + 2, 2), np.int64)
    waiting[0, 0], waiting[0, 1] = 0, nodes
    count = 1
    while count > 0:
        count -= 1
        low, high = waiting[count]
        size = high - low
        if size <= 2:
            continue
        _cut_out(graph, cell, low, high)
        parts = _find_parts(cell, size)
        if parts > 1:
            count = _split(graph, cell, low, size, parts, waiting, count)
        elif size <= _SMALL:
            _finish(graph, cell, low, size)
        else:
            _find_cut(graph, cell, low, size)
            count = _part(graph, cell, low, size, waiting, count)
    return order


@compiled_inside
def _make_room(nodes: int, slots: int) -> _Cell:
    return _Cell(
        np.empty(nodes + 1, np.int32),
        np.empty(slots, np.int32),
        np.empty(slots, np.int32),
        np.empty(slots, np.int32),
        np.empty(slots, np.int8),
        np.empty(nodes, np.int8),
        np.empty(nodes, np.int8),
        np.empty(nodes, np.float64),
        np.empty(nodes, np.int32),
        np.empty(nodes + 1, np.int32),
        np.empty(nodes + 1, np.int32),
        np.empty(nodes, np.int32),
        np.empty(nodes, np.int32),
        np.empty(nodes, np.int32),
        np.empty(_BINS, np.int64),
    )


@compiled_inside
def _pair_up(starts: Ints, neighbours: Indices) -> Indices:
    """Give for each slot the one in the other direction."""
    mates = np.empty(len(neighbours), np.int32)
    for node in range(len(starts) - 1):
        for slot in range(starts[node], starts[node + 1]):
            other = neighbours[slot]
            for back in range(starts[other], starts[other + 1]):
                if neighbours[back] == node:
                    mates[slot] = back
                    break
    return mates


@compiled_inside
def _cut_out(graph: _Graph, cell: _Cell, low: int, high: int) -> None:
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
def _find_parts(cell: _Cell, size: int) -> int:
    """Give how many connected parts a cell has, and number them in ``level``."""
    cell.level[:size] = -1
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
def _split(graph: _Graph, cell: _Cell, low: int, size: int, parts: int, waiting: Ints, count: int) -> int:
    """Make a cell of each connected part; give how many cells wait."""
    _sort(graph, cell, low, size, parts)
    begin = low
    for part in range(parts):
        waiting[count, 0], waiting[count, 1] = begin, low + cell.seen[part]
        begin = low + cell.seen[part]
        count += 1
    return count


@compiled_inside
def _sort(graph: _Graph, cell: _Cell, low: int, size: int, groups: int) -> None:
    """Order a cell's nodes by their group in ``level``; ``seen`` then tells where each group ends."""
    ends, found = cell.seen, cell.queue
    ends[: groups + 1] = 0
    for node in range(size):
        ends[cell.level[node] + 1] += 1
    for group in range(groups):
        ends[group + 1] += ends[group]
    for node in range(size):
        found[ends[cell.level[node]]] = graph.order[low + node]
        ends[cell.level[node]] += 1
    _put(graph, low, size, found)


@compiled_inside
def _put(graph: _Graph, low: int, size: int, nodes: Indices) -> None:
    for position in range(size):
        graph.order[low + position] = nodes[position]
        graph.place[nodes[position]] = low + position


@compiled_inside
def _finish(graph: _Graph, cell: _Cell, low: int, size: int) -> None:
    """Order a small cell by least degree in what is left; of equals the first goes."""
    one = np.int64(1)
    sets = np.zeros(size, np.int64)
    for node in range(size):
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


@compiled_inside
def _find_cut(graph: _Graph, cell: _Cell, low: int, size: int) -> None:
    """Cut a connected cell along each direction, and keep the sides of the best cut."""
    score = np.inf
    for direction in range(_DIRECTIONS):
        _mark_ends(graph, cell, low, size, direction)
        cell.flow[: cell.first[size]] = 0
        # The nodes of a cut are fewer than its edges, but not by half on roads: what is far off is not finished.
        most = 2 * score * size
        if _push(cell, size, most) <= most:
            score = _judge(cell, size, score)


@compiled_inside
def _mark_ends(graph: _Graph, cell: _Cell, low: int, size: int, direction: int) -> None:
    """Label the first nodes along a direction 1 and the last 2."""
    across = (1.0, 0.0, 1.0, 1.0)[direction]
    along = (0.0, 1.0, 1.0, -1.0)[direction]
    key = cell.key
    for node in range(size):
        place = graph.order[low + node]
        key[node] = across * graph.x[place] + along * graph.y[place]
        cell.label[node] = 0
    least, greatest = key[:size].min(), key[:size].max()
    scale = (_BINS - 1) / (greatest - least) if greatest > least else 0.0
    cell.bins[:] = 0
    for node in range(size):
        key[node] = np.floor((key[node] - least) * scale)
        cell.bins[np.int64(key[node])] += 1
    ends = max(1, int(size * _ENDS))
    _label_first(cell, size, ends, 1)
    _label_first(cell, size, ends, 2)


@compiled_inside
def _label_first(cell: _Cell, size: int, ends: int, label: int) -> None:
    """Label as many nodes as ``ends`` tells: from the first bin up 1, from the last down 2; in a bin in their order."""
    step = 1 if label == 1 else -1
    last = 0 if label == 1 else _BINS - 1
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
def _push(cell: _Cell, size: int, most: float) -> int:
    """Push a greatest flow from label 1 to label 2, or stop when it exceeds ``most``; levels tell what is reached."""
    fronts = 0
    for node in range(size):
        if cell.label[node] == 1:
            for slot in range(cell.first[node], cell.first[node + 1]):
                if cell.label[cell.near[slot]] != 1:
                    cell.front[fronts] = node
                    fronts += 1
                    break
    total = 0
    while total <= most:
        if not _layer(cell, size, fronts):
            return total
        for position in range(fronts):
            total += _advance(cell, cell.front[position])
    return total


@compiled_inside
def _layer(cell: _Cell, size: int, fronts: int) -> bool:
    """Tell whether the sink is reached, and number the layers from the source up to the sink's."""
    level = cell.level
    level[:size] = -1
    for position in range(fronts):
        node = cell.front[position]
        level[node] = 0
        cell.at[node] = cell.first[node]
        cell.queue[position] = node
    filled = fronts
    ahead = 0
    final = size + 1
    while ahead < filled:
        node = cell.queue[ahead]
        ahead += 1
        beyond = level[node] + 1
        if beyond > final:
            break
        for slot in range(cell.first[node], cell.first[node + 1]):
            other = cell.near[slot]
            if level[other] < 0 and cell.flow[slot] < 1 and cell.label[other] != 1:
                level[other] = beyond
                cell.at[other] = cell.first[other]
                if cell.label[other] == 2:
                    final = beyond
                else:
                    cell.queue[filled] = other
                    filled += 1
    return final <= size


@compiled_inside
def _advance(cell: _Cell, root: int) -> int:
    """Push along layers from one node until nothing more can go; give how much went."""
    at, path, level = cell.at, cell.path, cell.level
    pushed = 0
    length = 0
    node = root
    while True:
        if cell.label[node] == 2:
            for step in range(length):
                cell.flow[path[step]] += 1
                cell.flow[cell.mate[path[step]]] -= 1
            pushed += 1
            length = 0
            node = root
        while at[node] < cell.first[node + 1]:
            other = cell.near[at[node]]
            if cell.flow[at[node]] < 1 and level[other] == level[node] + 1 and cell.label[other] != 1:
                break
            at[node] += 1
        if at[node] < cell.first[node + 1]:
            path[length] = at[node]
            node = cell.near[at[node]]
            length += 1
        elif length == 0:
            return pushed
        else:
            length -= 1
            node = cell.near[cell.mate[path[length]]]
            at[node] += 1


@compiled_inside
def _judge(cell: _Cell, size: int, score: float) -> float:
    """Keep the more balanced of both least cuts if it scores less; give the least score."""
    from_source = 0
    for node in range(size):
        if cell.label[node] == 1:
            cell.level[node] = 0
        from_source += cell.level[node] >= 0
    to_sink = _reach_back(cell, size)
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
def _count_border(cell: _Cell, size: int, side: int) -> int:
    """Count the nodes on a side, in ``level``, that have a neighbour on the other."""
    count = 0
    for node in range(size):
        if cell.level[node] == side:
            count += _is_border(cell, node)
    return count


@compiled_inside
def _is_border(cell: _Cell, node: int) -> bool:
    for slot in range(cell.first[node], cell.first[node + 1]):
        if cell.level[cell.near[slot]] != cell.level[node]:
            return True
    return False


@compiled_inside
def _reach_back(cell: _Cell, size: int) -> int:
    """Mark in ``seen`` what could still push to the sink; give how many nodes that is."""
    seen, queue = cell.seen, cell.queue
    filled = 0
    for node in range(size):
        seen[node] = 0
        if cell.label[node] == 2:
            seen[node] = 1
            queue[filled] = node
            filled += 1
    ahead = 0
    while ahead < filled:
        node = queue[ahead]
        ahead += 1
        for slot in range(cell.first[node], cell.first[node + 1]):
            other = cell.near[slot]
            if seen[other] == 0 and cell.flow[cell.mate[slot]] < 1:
                seen[other] = 1
                queue[filled] = other
                filled += 1
    return filled


@compiled_inside
def _part(graph: _Graph, cell: _Cell, low: int, size: int, waiting: Ints, count: int) -> int:
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
    _sort(graph, cell, low, size, 3)
    low_end, high_end = low + cell.seen[0], low + cell.seen[1]
    for begin, end in ((low, low_end), (low_end, high_end)):
        if end > begin:
            waiting[count, 0], waiting[count, 1] = begin, end
            count += 1
    return count
