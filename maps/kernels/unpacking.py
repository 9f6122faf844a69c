"""Finding the arcs of ways in a hierarchy with weights.

The weight of an up-arc is that of an arc it stands for, or of a detour over a rank below; detours are opened until only
arcs are left (Dibbelt, Strasser and Wagner 2016, section 7). Of equal ways the first found is taken, always the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from maps.kernels import LIMIT, NO_WAY, Routes, Seeds
from maps.kernels.chains import Chains, count_common, find_chains, parent_of, seed_costs
from maps.kernels.compiling import compiled, compiled_inside, fixed
from maps.kernels.hierarchy import Hierarchy, Queues, Tree, find_up_arc, make_queues, queue
from maps.kernels.sweeps import Block, climb
from maps.network import Indices, Ints


class Origins(NamedTuple):
    """What the weights of up-arcs come from, by slot: 2 · up-arc, and 1 more for the way down; read-only."""

    arc: Indices
    """The arc of the graph, or −1."""
    middle: Indices
    """The rank below that the detour leads over, or −1."""


class _Side(NamedTuple):
    """The chains of sources, or of targets, with their weights."""

    chains: Chains
    rows: Ints
    """By chain and depth."""
    weights: Ints
    """By up-arc."""
    seed_start: Ints
    """Where each chain's seeds begin, and their number at the end."""
    cost: Ints
    """By seed of the chains."""
    point_start: Ints
    """Where each point's chains begin in ``by_point``, and their number at the end."""
    by_point: Ints


class _Meeting(NamedTuple):
    """By pair: where its chains' best sum is."""

    begun: Ints
    ended: Ints
    depth: Ints
    """−1 if there is no way."""
    weight: Ints


class _Room(NamedTuple):
    """By depth the up-arc of a way that leads there and the rank it comes from; and what is still shut."""

    arc: Ints
    tail: Ints
    stack_low: Ints
    stack_slot: Ints


def find_origins(hierarchy: Hierarchy, block: Block, weights: Ints) -> Origins:
    """Find for each up-arc and direction an arc and a detour of its weight, where there are."""
    slots = 2 * len(hierarchy.up_head)
    arc, middle = np.full(slots, -1, dtype=np.int32), np.full(slots, -1, dtype=np.int32)
    _find_arcs(hierarchy.slot, fixed(weights, np.int64), block.up, block.down, arc)
    row = np.zeros(hierarchy.height, dtype=np.int64)
    _find_detours(hierarchy.tree, block.up, block.down, middle, make_queues(hierarchy.nodes), row)
    return Origins(arc=fixed(arc, np.int32), middle=fixed(middle, np.int32))


def unpack(hierarchy: Hierarchy, block: Block, origins: Origins, sources: Seeds, targets: Seeds, pairs: Ints) -> Routes:
    """Find a way of least weight for each pair of a source and a target."""
    begun, ended = _look(hierarchy, block.up, sources), _look(hierarchy, block.down, targets)
    count = len(pairs)
    meeting = _Meeting(*(np.full(count, value, dtype=np.int64) for value in (-1, -1, -1, LIMIT)))
    _choose(hierarchy.tree, begun, ended, fixed(pairs, np.int64), meeting)
    # A way along a chain has at most its height of up-arcs, and so deep are detours within detours.
    room = _Room(*(np.zeros(4 * hierarchy.height, dtype=np.int64) for _ in _Room._fields))
    start = np.zeros(count + 1, dtype=np.int64)
    source_seed, target_seed = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    arcs = _follow(hierarchy.tree, origins, begun, ended, meeting, room, (start, source_seed, target_seed))
    weight = np.where(meeting.weight < LIMIT, meeting.weight, NO_WAY)
    return Routes(start=start, arc=arcs, source_seed=source_seed, target_seed=target_seed, weight=weight)


def _look(hierarchy: Hierarchy, weights: Ints, seeds: Seeds) -> _Side:
    chains = find_chains(hierarchy, seeds)
    by_point = np.argsort(chains.point, kind="stable")
    return _Side(
        chains=chains,
        rows=climb(hierarchy, weights, 1, seeds, chains, 0),
        weights=weights,
        seed_start=fixed(np.searchsorted(chains.seed_chain, np.arange(len(chains.leaf) + 1)), np.int64),
        cost=fixed(seed_costs(seeds, chains, 0, 1)[:, 0], np.int64),
        point_start=fixed(np.searchsorted(chains.point[by_point], np.arange(seeds.points + 1)), np.int64),
        by_point=fixed(by_point, np.int64),
    )


@compiled
def _find_arcs(slots: Indices, weights: Ints, up: Ints, down: Ints, arcs: Indices) -> None:
    """Find the first arc of each slot's weight."""
    for arc in range(len(slots)):
        slot = slots[arc]
        if slot >= 0 and arcs[slot] < 0 and weights[arc] == (down[slot >> 1] if slot & 1 else up[slot >> 1]):
            arcs[slot] = arc


@compiled
def _find_detours(tree: Tree, up: Ints, down: Ints, middles: Indices, lists: Queues, row: Ints) -> None:
    """Find a detour of each slot's weight, by lower triangles as customisation does."""
    depths, up_start, up_head, up_depth = tree
    waiting, following, at = lists
    for high in range(len(depths)):
        for arc in range(up_start[high], up_start[high + 1]):
            row[up_depth[arc]] = arc
        low = waiting[high]
        while low >= 0:
            beyond = following[low]
            arc = at[low]
            for other in range(arc + 1, up_start[low + 1]):
                closed = row[up_depth[other]]
                if down[arc] + up[other] == up[closed]:
                    middles[2 * closed] = low
                if down[other] + up[arc] == down[closed]:
                    middles[2 * closed + 1] = low
            queue(up_start, up_head, lists, low, arc + 1)
            low = beyond
        queue(up_start, up_head, lists, high, up_start[high])


@compiled
def _choose(tree: Tree, begun: _Side, ended: _Side, pairs: Ints, meeting: _Meeting) -> None:
    """Find for each pair the chains and the depth at which the sum is least."""
    for pair in range(len(pairs)):
        source, target = pairs[pair, 0], pairs[pair, 1]
        for first in begun.by_point[begun.point_start[source] : begun.point_start[source + 1]]:
            for last in ended.by_point[ended.point_start[target] : ended.point_start[target + 1]]:
                one, other = begun.chains.leaf[first], ended.chains.leaf[last]
                for depth in range(count_common(tree, min(one, other), max(one, other))):
                    total = begun.rows[first, depth] + ended.rows[last, depth]
                    if total < meeting.weight[pair]:
                        meeting.weight[pair] = total
                        meeting.begun[pair], meeting.ended[pair] = first, last
                        meeting.depth[pair] = depth


@compiled
def _follow(
    tree: Tree,
    origins: Origins,
    begun: _Side,
    ended: _Side,
    meeting: _Meeting,
    room: _Room,
    told: tuple[Ints, Ints, Ints],
) -> Ints:
    """Give the arcs of all ways one after the other, and tell where each begins and by which seeds."""
    start, source_seed, target_seed = told
    arcs = np.empty(1024, np.int64)
    filled = 0
    for pair in range(len(meeting.depth)):
        if meeting.depth[pair] >= 0:
            # What lies on the stack last comes first: the way down from the meeting, and on it the way up to there.
            chain, depth = meeting.ended[pair], meeting.depth[pair]
            target_seed[pair], shut = _trace(tree, ended, chain, depth, room, 0)
            for place in range(shut // 2):
                mirror = shut - 1 - place
                _swap(room.stack_low, place, mirror)
                _swap(room.stack_slot, place, mirror)
            for place in range(shut):
                room.stack_slot[place] += 1
            source_seed[pair], shut = _trace(tree, begun, meeting.begun[pair], depth, room, shut)
            while shut > 0:
                shut -= 1
                slot = room.stack_slot[shut]
                if origins.arc[slot] >= 0:
                    if filled == len(arcs):
                        arcs = np.concatenate((arcs, np.empty(filled, np.int64)))
                    arcs[filled] = origins.arc[slot]
                    filled += 1
                else:
                    shut = _open(tree, origins, room, shut)
        start[pair + 1] = filled
    return arcs[:filled].copy()


@compiled_inside
def _swap(array: Ints, one: int, other: int) -> None:
    array[one], array[other] = array[other], array[one]


@compiled_inside
def _trace(tree: Tree, side: _Side, chain: int, depth: int, room: _Room, shut: int) -> tuple[int, int]:
    """Put the up-arcs of the way along a chain on the stack, the last first; give its seed and the height."""
    row = side.rows[chain]
    rank = int(side.chains.leaf[chain])
    for at in range(depth, tree.depth[rank] + 1):
        room.arc[at] = -1
    while tree.depth[rank] > depth:
        here = row[tree.depth[rank]]
        for arc in range(tree.up_start[rank], tree.up_start[rank + 1]):
            at = tree.up_depth[arc]
            if at >= depth and here + side.weights[arc] == row[at]:
                room.arc[at], room.tail[at] = arc, rank
        rank = parent_of(tree.up_start, tree.up_head, rank)
    while True:
        for seed in range(side.seed_start[chain], side.seed_start[chain + 1]):
            if side.chains.seed_rank[seed] == rank and side.cost[seed] == row[depth]:
                return side.chains.seed[seed], shut
        room.stack_low[shut] = room.tail[depth]
        room.stack_slot[shut] = 2 * room.arc[depth]
        shut += 1
        rank = room.tail[depth]
        depth = tree.depth[rank]


@compiled_inside
def _open(tree: Tree, origins: Origins, room: _Room, shut: int) -> int:
    """Put the two parts of a detour in its place on the stack: on top the way down to the middle."""
    low, slot = room.stack_low[shut], room.stack_slot[shut]
    middle = origins.middle[slot]
    to_low = find_up_arc(tree.up_start, tree.up_head, middle, low)
    to_high = find_up_arc(tree.up_start, tree.up_head, middle, tree.up_head[slot >> 1])
    down, up = (to_high, to_low) if slot & 1 else (to_low, to_high)
    room.stack_low[shut] = room.stack_low[shut + 1] = middle
    room.stack_slot[shut], room.stack_slot[shut + 1] = 2 * up, 2 * down + 1
    return shut + 2
