"""Maximum flows of unit capacities through a cell, from the nodes labelled 1 to those labelled 2 (E. Dinic 1970)."""

from __future__ import annotations

from maps.kernels.cells import Cell
from maps.kernels.compiling import compiled_inside


@compiled_inside
def push(cell: Cell, size: int, most: float) -> int:
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
def _layer(cell: Cell, size: int, fronts: int) -> bool:
    """Tell whether the sink is reached, and number the layers from the source up to the sink's."""
    level = cell.level
    for node in range(size):
        level[node] = -1
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
def _advance(cell: Cell, root: int) -> int:
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
def reach_back(cell: Cell, size: int) -> int:
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
