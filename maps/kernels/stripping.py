"""Contracting the nodes of degree one and two, which half of a road network's are, before the rest is cut."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from maps.kernels.compiling import compiled, compiled_inside
from maps.network import Bools, Indices, Ints
from maps.ragged import pick, starts_of


class _Rounds(NamedTuple):
    """What is known of the nodes, and those that wait for this round and for the next."""

    order: Indices
    left: Bools
    queued: Bools
    blocked: Indices
    """The last round in which a neighbour went."""
    now: Indices
    later: Indices


def strip(starts: Ints, neighbours: Indices) -> tuple[Indices, Bools, Indices]:
    """Contract nodes of degree up to two while there are any; changes neighbours to those left.

    Gives the order, with room for the rest, which nodes are left, and how many neighbours each has then.
    """
    nodes = len(starts) - 1
    degree = np.diff(starts).astype(np.int32)
    order, blocked, now, later = (np.zeros(nodes, dtype=np.int32) for _ in range(4))
    left, queued = np.ones(nodes, dtype=np.bool_), degree <= 2
    first = np.flatnonzero(queued)
    now[: len(first)] = first
    _strip(starts, neighbours, degree, _Rounds(order, left, queued, blocked, now, later), len(first))
    return order, left, degree


def compact(starts: Ints, neighbours: Indices, degree: Indices, core: Ints) -> tuple[Ints, Indices]:
    """Give the neighbours of what is left, numbered by their position in ``core``."""
    number = np.full(len(degree), -1, dtype=np.int32)
    number[core] = np.arange(len(core))
    counts = degree[core].astype(np.int64)
    return starts_of(counts), number[neighbours[pick(starts[core], counts)]]


@compiled
def _strip(starts: Ints, neighbours: Indices, degree: Indices, rounds: _Rounds, waiting: int) -> None:
    order, left, queued, blocked, now, later = rounds
    done = 0
    turn = 0
    while waiting:
        turn += 1
        more = 0
        for place in range(waiting):
            node = now[place]
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
