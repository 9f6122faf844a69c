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

from typing import Final

import numpy as np
import numpy.typing as npt

from maps.kernels.compiling import compiled, fixed
from maps.mercator import Floats
from maps.network import Indices, Ints

_ENDS: Final = 0.27
"""Share of a cell's nodes that is joined to the source, and to the sink."""
_SMALL: Final = 24
"""Cells up to this size are finished by least degree; at most 64, as sets of nodes are bits of one number."""
_DIRECTIONS: Final = 4

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
    left = np.ones(nodes, np.bool_)
    degree = np.empty(nodes, np.int32)
    queued = np.zeros(nodes, np.bool_)
    blocked = np.zeros(nodes, np.int32)
    now = np.empty(nodes, np.int32)
    later = np.empty(nodes, np.int32)
    waiting = 0
    for node in range(nodes):
        degree[node] = starts[node + 1] - starts[node]
        if degree[node] <= 2:
            now[waiting] = node
            waiting += 1
            queued[node] = True
    done = 0
    turn = 0
    while waiting:
        turn += 1
        more = 0
        for position in range(waiting):
            node = now[position]
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


@compiled
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


@compiled
def _dissect(starts: Ints, neighbours: Indices, x: Floats, y: Floats) -> Indices:
    """Order the nodes of a graph cell by cell; ``order[low:high]`` is a cell, and ``place`` the inverse of ``order``."""
    nodes = len(starts) - 1
    slots = len(neighbours)
    order = np.arange(nodes).astype(np.int32)
    place = np.arange(nodes).astype(np.int32)
    mates = _pair_up(starts, neighbours)
    first = np.empty(nodes + 1, np.int32)
    near = np.empty(slots, np.int32)
    mate = np.empty(slots, np.int32)
    slot_of = np.empty(slots, np.int32)
    flow = np.empty(slots, np.int8)
    label = np.empty(nodes, np.int8)
    best = np.empty(nodes, np.int8)
    level = np.empty(nodes, np.int32)
    work = np.empty((3, nodes + 1), np.int32)
    key = np.empty(nodes, np.float64)
    cells = [(0, nodes)]
    while len(cells) > 0:
        low, high = cells.pop()
        size = high - low
        if size <= 2:
            continue
        _cut_out(starts, neighbours, mates, order, place, low, high, first, near, mate, slot_of)
        parts = _components(size, first, near, level, work[0])
        if parts > 1:
            _split(order, place, low, size, level, parts, work, cells)
            continue
        if size <= _SMALL:
            _finish(order, place, low, size, first, near)
            continue
        score = np.inf
        for direction in range(_DIRECTIONS):
            _mark_ends(order, low, size, direction, x, y, key, label)
            flow[: first[size]] = 0
            score = _cut(size, first, near, mate, flow, label, level, work, best, score)
        low_end, high_end = _arrange(order, place, low, size, first, near, best, work)
        cells.append((low, low_end))
        cells.append((low_end, high_end))
    return order


@compiled
def _pair_up(starts: Ints, neighbours: Indices) -> Indices:
    """Give for each slot the one in the other direction."""
    nodes = len(starts) - 1
    mates = np.empty(len(neighbours), np.int32)
    for node in range(nodes):
        for slot in range(starts[node], starts[node + 1]):
            other = neighbours[slot]
            if other > node:
                for back in range(starts[other], starts[other + 1]):
                    if neighbours[back] == node:
                        mates[slot] = back
                        mates[back] = slot
    return mates


@compiled
def _cut_out(
    starts: Ints,
    neighbours: Indices,
    mates: Indices,
    order: Indices,
    place: Indices,
    low: int,
    high: int,
    first: Indices,
    near: Indices,
    mate: Indices,
    slot_of: Indices,
) -> None:
    """Copy a cell's own arcs to the front of ``first``, ``near`` and ``mate``, numbered from 0."""
    filled = 0
    for position in range(low, high):
        first[position - low] = filled
        node = order[position]
        for slot in range(starts[node], starts[node + 1]):
            other = place[neighbours[slot]]
            if low <= other < high:
                near[filled] = other - low
                mate[filled] = mates[slot]
                slot_of[slot] = filled
                filled += 1
    first[high - low] = filled
    for slot in range(filled):
        mate[slot] = slot_of[mate[slot]]


@compiled
def _components(size: int, first: Indices, near: Indices, part: Indices, queue: Indices) -> int:
    """Number the connected parts of a cell."""
    part[:size] = -1
    parts = 0
    for root in range(size):
        if part[root] >= 0:
            continue
        part[root] = parts
        queue[0] = root
        ahead = 0
        filled = 1
        while ahead < filled:
            node = queue[ahead]
            ahead += 1
            for slot in range(first[node], first[node + 1]):
                other = near[slot]
                if part[other] < 0:
                    part[other] = parts
                    queue[filled] = other
                    filled += 1
        parts += 1
    return parts


@compiled
def _split(
    order: Indices,
    place: Indices,
    low: int,
    size: int,
    part: Indices,
    parts: int,
    work: Indices,
    cells: list[tuple[int, int]],
) -> None:
    """Make a cell of each connected part."""
    ends = work[0]
    ends[: parts + 1] = 0
    for node in range(size):
        ends[part[node] + 1] += 1
    for number in range(parts):
        ends[number + 1] += ends[number]
        cells.append((low + ends[number], low + ends[number + 1]))
    for node in range(size):
        work[1][ends[part[node]]] = order[low + node]
        ends[part[node]] += 1
    _put(order, place, low, size, work[1])


@compiled
def _put(order: Indices, place: Indices, low: int, size: int, nodes: Indices) -> None:
    for position in range(size):
        order[low + position] = nodes[position]
        place[nodes[position]] = low + position


@compiled
def _finish(order: Indices, place: Indices, low: int, size: int, first: Indices, near: Indices) -> None:
    """Order a small cell by least degree in what is left; of equals the first goes."""
    sets = np.zeros(size, np.int64)
    found = np.empty(size, np.int32)
    for node in range(size):
        for slot in range(first[node], first[node + 1]):
            sets[node] |= np.int64(1) << near[slot]
    alive = np.ones(size, np.bool_)
    for position in range(size):
        chosen = -1
        least = size + 1
        for node in range(size):
            if alive[node]:
                degree = _count(sets[node])
                if degree < least:
                    least = degree
                    chosen = node
        alive[chosen] = False
        found[position] = order[low + chosen]
        around = sets[chosen]
        for node in range(size):
            if (around >> node) & 1:
                sets[node] = (sets[node] | around) & ~(np.int64(1) << node) & ~(np.int64(1) << chosen)
    _put(order, place, low, size, found)


@compiled
def _count(bits: int) -> int:
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


@compiled
def _mark_ends(
    order: Indices, low: int, size: int, direction: int, x: Floats, y: Floats, key: Floats, label: _Marks
) -> None:
    """Label the first nodes along a direction 1 and the last 2; of nodes at one place the earlier count as before."""
    for node in range(size):
        place = order[low + node]
        if direction == 0:
            key[node] = x[place]
        elif direction == 1:
            key[node] = y[place]
        elif direction == 2:
            key[node] = x[place] + y[place]
        else:
            key[node] = x[place] - y[place]
    ends = max(1, int(size * _ENDS))
    ordered = np.partition(key[:size], (ends - 1, size - ends))
    first = ordered[ends - 1]
    last = ordered[size - ends]
    label[:size] = 0
    firsts = 0
    lasts = 0
    for node in range(size):
        if key[node] < first:
            label[node] = 1
            firsts += 1
        elif key[node] > last:
            label[node] = 2
            lasts += 1
    for node in range(size):
        if label[node] == 0 and key[node] == first and firsts < ends:
            label[node] = 1
            firsts += 1
    for node in range(size - 1, -1, -1):
        if label[node] == 0 and key[node] == last and lasts < ends:
            label[node] = 2
            lasts += 1


@compiled
def _cut(
    size: int,
    first: Indices,
    near: Indices,
    mate: Indices,
    flow: _Marks,
    label: _Marks,
    level: Indices,
    work: Indices,
    best: _Marks,
    score: float,
) -> float:
    """Find a least cut between the labelled ends; put its sides into ``best`` if it scores below ``score``."""
    # A cut of c edges has at least c / 4 nodes or so; what cannot win by far is not finished.
    most = min(np.float64(size), score * size * 2)
    if _push(size, first, near, mate, flow, label, level, work, most) > most:
        return score
    from_source = 0
    for node in range(size):
        if label[node] == 1 or (label[node] == 0 and level[node] >= 0):
            from_source += 1
    seen = work[1]
    to_sink = _reach_back(size, first, near, mate, flow, label, seen, work[0])
    source_side = min(from_source, size - from_source) >= min(to_sink, size - to_sink)
    for node in range(size):
        if source_side:
            inside = label[node] == 1 or (label[node] == 0 and level[node] >= 0)
        else:
            inside = seen[node] == 0
        level[node] = 1 if inside else 0
    ones = from_source if source_side else size - to_sink
    edges = _borders(size, first, near, level)
    nodes = min(edges[0], edges[1])
    found = nodes / max(1, min(ones, size - ones))
    if found < score:
        for node in range(size):
            best[node] = level[node]
        return found
    return score


@compiled
def _borders(size: int, first: Indices, near: Indices, side: Indices) -> tuple[int, int]:
    """Count the nodes on side 0 and on side 1 that have a neighbour on the other."""
    zeros = 0
    ones = 0
    for node in range(size):
        for slot in range(first[node], first[node + 1]):
            if side[near[slot]] != side[node]:
                if side[node] == 0:
                    zeros += 1
                else:
                    ones += 1
                break
    return zeros, ones


@compiled
def _push(
    size: int,
    first: Indices,
    near: Indices,
    mate: Indices,
    flow: _Marks,
    label: _Marks,
    level: Indices,
    work: Indices,
    most: float,
) -> int:
    """Push a greatest flow from label 1 to label 2, or stop when it exceeds ``most``; levels tell what is reached."""
    queue, at, path = work[0], work[1], work[2]
    front = np.empty(size, np.int32)
    fronts = 0
    for node in range(size):
        if label[node] == 1:
            for slot in range(first[node], first[node + 1]):
                if label[near[slot]] != 1:
                    front[fronts] = node
                    fronts += 1
                    break
    total = 0
    while total <= most:
        if not _layer(size, first, near, flow, label, level, queue, at, front, fronts):
            return total
        for position in range(fronts):
            total += _advance(front[position], first, near, mate, flow, label, level, at, path)
    return total


@compiled
def _layer(
    size: int,
    first: Indices,
    near: Indices,
    flow: _Marks,
    label: _Marks,
    level: Indices,
    queue: Indices,
    at: Indices,
    front: Indices,
    fronts: int,
) -> bool:
    """Number the layers from the source up to the sink's; tell whether it is reached."""
    level[:size] = -1
    filled = 0
    for position in range(fronts):
        node = front[position]
        level[node] = 0
        at[node] = first[node]
        queue[filled] = node
        filled += 1
    ahead = 0
    final = size + 1
    while ahead < filled:
        node = queue[ahead]
        ahead += 1
        beyond = level[node] + 1
        if beyond > final:
            break
        for slot in range(first[node], first[node + 1]):
            other = near[slot]
            if level[other] < 0 and flow[slot] < 1 and label[other] != 1:
                level[other] = beyond
                at[other] = first[other]
                if label[other] == 2:
                    final = beyond
                else:
                    queue[filled] = other
                    filled += 1
    return final <= size


@compiled
def _advance(
    root: int,
    first: Indices,
    near: Indices,
    mate: Indices,
    flow: _Marks,
    label: _Marks,
    level: Indices,
    at: Indices,
    path: Indices,
) -> int:
    """Push along layers from one node until nothing more can go; give how much went."""
    pushed = 0
    length = 0
    node = root
    while True:
        if label[node] == 2:
            for step in range(length):
                flow[path[step]] += 1
                flow[mate[path[step]]] -= 1
            pushed += 1
            length = 0
            node = root
            continue
        moved = False
        while at[node] < first[node + 1]:
            slot = at[node]
            other = near[slot]
            if flow[slot] < 1 and level[other] == level[node] + 1 and label[other] != 1:
                path[length] = slot
                length += 1
                node = other
                moved = True
                break
            at[node] += 1
        if not moved:
            if length == 0:
                return pushed
            length -= 1
            node = near[mate[path[length]]]
            at[node] += 1


@compiled
def _reach_back(
    size: int,
    first: Indices,
    near: Indices,
    mate: Indices,
    flow: _Marks,
    label: _Marks,
    seen: Indices,
    queue: Indices,
) -> int:
    """Mark what could still push to the sink; give how many nodes that is."""
    filled = 0
    for node in range(size):
        seen[node] = 0
        if label[node] == 2:
            seen[node] = 1
            queue[filled] = node
            filled += 1
    ahead = 0
    while ahead < filled:
        node = queue[ahead]
        ahead += 1
        for slot in range(first[node], first[node + 1]):
            other = near[slot]
            if seen[other] == 0 and flow[mate[slot]] < 1:
                seen[other] = 1
                queue[filled] = other
                filled += 1
    return filled


@compiled
def _arrange(
    order: Indices, place: Indices, low: int, size: int, first: Indices, near: Indices, side: _Marks, work: Indices
) -> tuple[int, int]:
    """Put one side first, the other next and the nodes of the cut last; give where the sides end."""
    level = work[2]
    ones = 0
    for node in range(size):
        level[node] = side[node]
        ones += side[node]
    borders = _borders(size, first, near, level)
    taken = 0
    if borders[1] < borders[0] or (borders[1] == borders[0] and ones > size - ones):
        taken = 1
    ends = np.zeros(4, np.int64)
    for node in range(size):
        if side[node] == taken:
            for slot in range(first[node], first[node + 1]):
                if side[near[slot]] != taken:
                    level[node] = 2
                    break
        ends[level[node] + 1] += 1
    ends[2] += ends[1]
    ends[3] += ends[2]
    low_end, high_end = ends[1], ends[2]
    found = work[0]
    for node in range(size):
        found[ends[level[node]]] = order[low + node]
        ends[level[node]] += 1
    _put(order, place, low, size, found)
    return low + low_end, low + high_end
