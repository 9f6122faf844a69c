"""Finding the arcs of ways in a hierarchy with weights.

An up-arc's weight is that of an arc it stands for, or of a detour over a rank below; detours are opened until only arcs
are left (Dibbelt, Strasser and Wagner 2016, section 7). Of equal ways the first found is taken, always the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.kernels import LIMIT, NO_WAY, Routes, Seeds
from maps.kernels.compiling import compiled, fixed
from maps.kernels.hierarchy import Hierarchy
from maps.kernels.sweeps import Block, find_chains, lane_costs
from maps.network import Indices, Ints

_INFINITE: Final = LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """What the weights of up-arcs come from, by slot; read-only."""

    arc: Indices
    """The arc of the graph, or −1."""
    middle: Indices
    """The rank below that the detour leads over, or −1."""


def find_origins(hierarchy: Hierarchy, block: Block, weights: Ints) -> Origins:
    """Find for each up-arc and direction an arc or a detour of its weight, arcs first."""
    slots = 2 * len(hierarchy.up_head)
    arc, middle = np.full(slots, -1, dtype=np.int32), np.full(slots, -1, dtype=np.int32)
    _find_origins(
        hierarchy.depth,
        hierarchy.up_start,
        hierarchy.up_head,
        hierarchy.up_depth,
        hierarchy.height,
        hierarchy.slot,
        fixed(weights, np.int64),
        block.up,
        block.down,
        arc,
        middle,
    )
    return Origins(arc=fixed(arc, np.int32), middle=fixed(middle, np.int32))


def unpack(hierarchy: Hierarchy, block: Block, origins: Origins, sources: Seeds, targets: Seeds, pairs: Ints) -> Routes:
    """Find a way of least weight for each pair of a source and a target."""
    parts = []
    for seeds in (sources, targets):
        chains = find_chains(hierarchy, seeds)
        order = np.argsort(chains.point, kind="stable")
        starts = np.searchsorted(chains.point[order], np.arange(seeds.points + 1))
        parts += [fixed(starts, np.int64), fixed(order, np.int64), chains.leaf, chains.seed_start, chains.seed_rank]
        parts += [chains.seed, fixed(lane_costs(seeds, chains, 0, 1)[:, 0], np.int64)]
    start, arc, seed, weight = _unpack(
        hierarchy.up_start,
        hierarchy.up_head,
        block.up,
        block.down,
        origins.arc,
        origins.middle,
        tuple(parts[:7]),
        tuple(parts[7:]),
        fixed(pairs, np.int64),
    )
    return Routes(
        start=start,
        arc=arc,
        source_seed=seed[:, 0].copy(),
        target_seed=seed[:, 1].copy(),
        weight=np.where(weight < LIMIT, weight, NO_WAY),
    )


_Side = tuple[Ints, Ints, Indices, Ints, Indices, Ints, Ints]


@compiled
def _find_origins(
    depth: Indices,
    up_start: Ints,
    up_head: Indices,
    up_depth: Indices,
    height: int,
    slots: Indices,
    weights: Ints,
    up: Ints,
    down: Ints,
    arcs: Indices,
    middles: Indices,
) -> None:
    for arc in range(len(slots)):
        slot = slots[arc]
        if slot >= 0 and arcs[slot] < 0 and weights[arc] == (down[slot >> 1] if slot & 1 else up[slot >> 1]):
            arcs[slot] = arc
    nodes = len(depth)
    waiting = np.full(nodes, -1, np.int32)
    following = np.full(nodes, -1, np.int32)
    at = np.empty(nodes, np.int64)
    row = np.empty(height, np.int64)
    for middle in range(nodes):
        first, last = up_start[middle], up_start[middle + 1]
        for arc in range(first, last):
            row[up_depth[arc]] = arc
        low = waiting[middle]
        while low >= 0:
            beyond = following[low]
            arc = at[low]
            end = up_start[low + 1]
            for other in range(arc + 1, end):
                closed = row[up_depth[other]]
                if down[arc] + up[other] == up[closed] and middles[2 * closed] < 0:
                    middles[2 * closed] = low
                if down[other] + up[arc] == down[closed] and middles[2 * closed + 1] < 0:
                    middles[2 * closed + 1] = low
            if arc + 1 < end:
                at[low] = arc + 1
                following[low] = waiting[up_head[arc + 1]]
                waiting[up_head[arc + 1]] = low
            low = beyond
        if last > first:
            at[middle] = first
            following[middle] = waiting[up_head[first]]
            waiting[up_head[first]] = middle


@compiled
def _climb(
    up_start: Ints,
    up_head: Indices,
    weights: Ints,
    side: _Side,
    point: int,
    stamp: int,
    stamps: Ints,
    found: Ints,
    before: Ints,
    tail: Indices,
) -> None:
    """Find weights to all ancestors of a point; ``before`` is the up-arc taken, or −1 − a seed."""
    starts, chains, leaf, seed_start, seed_rank, seeds, cost = side
    for position in range(starts[point], starts[point + 1]):
        chain = chains[position]
        node = leaf[chain]
        seed = seed_start[chain]
        while True:
            if stamps[node] != stamp:
                stamps[node] = stamp
                found[node] = _INFINITE
            while seed < seed_start[chain + 1] and seed_rank[seed] == node:
                if cost[seed] < found[node]:
                    found[node] = cost[seed]
                    before[node] = -1 - seeds[seed]
                seed += 1
            first, last = up_start[node], up_start[node + 1]
            for arc in range(first, last):
                high = up_head[arc]
                if stamps[high] != stamp:
                    stamps[high] = stamp
                    found[high] = _INFINITE
                if found[node] + weights[arc] < found[high]:
                    found[high] = found[node] + weights[arc]
                    before[high] = arc
                    tail[high] = node
            if first == last:
                break
            node = up_head[first]


@compiled
def _find_arc(up_start: Ints, up_head: Indices, low: int, high: int) -> int:
    first, last = up_start[low], up_start[low + 1] - 1
    while first < last:
        middle = (first + last) // 2
        if up_head[middle] < high:
            first = middle + 1
        else:
            last = middle
    return first


@compiled
def _unpack(
    up_start: Ints,
    up_head: Indices,
    up: Ints,
    down: Ints,
    arcs: Indices,
    middles: Indices,
    sources: _Side,
    targets: _Side,
    pairs: Ints,
) -> tuple[Ints, Ints, Ints, Ints]:
    nodes = len(up_start) - 1
    stamps = np.full((2, nodes), -1, np.int64)
    found = np.empty((2, nodes), np.int64)
    before = np.empty((2, nodes), np.int64)
    tail = np.empty((2, nodes), np.int32)
    start = np.zeros(len(pairs) + 1, np.int64)
    seeds = np.full((len(pairs), 2), -1, np.int64)
    weight = np.full(len(pairs), _INFINITE, np.int64)
    way = np.empty(1024, np.int64)
    stack = np.empty((1024, 2), np.int64)
    filled = 0
    for pair in range(len(pairs)):
        _climb(up_start, up_head, up, sources, pairs[pair, 0], pair, stamps[0], found[0], before[0], tail[0])
        _climb(up_start, up_head, down, targets, pairs[pair, 1], pair, stamps[1], found[1], before[1], tail[1])
        top = -1
        for position in range(sources[0][pairs[pair, 0]], sources[0][pairs[pair, 0] + 1]):
            node = sources[2][sources[1][position]]
            while True:
                if stamps[1, node] == pair and found[0, node] + found[1, node] < weight[pair]:
                    weight[pair] = found[0, node] + found[1, node]
                    top = node
                if up_start[node + 1] == up_start[node]:
                    break
                node = up_head[up_start[node]]
        start[pair + 1] = filled
        if top < 0:
            continue
        # The descent goes onto the stack from its end, so that its beginning comes off first; then the climb.
        waiting = 0
        node = top
        while before[1, node] >= 0:
            node = tail[1, node]
            waiting += 1
        seeds[pair, 1] = -1 - before[1, node]
        while waiting + _count_above(before, tail, top) + 64 > len(stack):
            stack = np.empty((2 * len(stack), 2), np.int64)
        place = waiting
        node = top
        while before[1, node] >= 0:
            place -= 1
            stack[place, 0] = tail[1, node]
            stack[place, 1] = 2 * before[1, node] + 1
            node = tail[1, node]
        node = top
        while before[0, node] >= 0:
            stack[waiting, 0] = tail[0, node]
            stack[waiting, 1] = 2 * before[0, node]
            waiting += 1
            node = tail[0, node]
        seeds[pair, 0] = -1 - before[0, node]
        while waiting:
            waiting -= 1
            low, slot = stack[waiting]
            if arcs[slot] >= 0:
                if filled == len(way):
                    more = np.empty(2 * filled, np.int64)
                    more[:filled] = way
                    way = more
                way[filled] = arcs[slot]
                filled += 1
                continue
            if waiting + 2 > len(stack):
                taller = np.empty((2 * len(stack), 2), np.int64)
                taller[:waiting] = stack[:waiting]
                stack = taller
            middle = middles[slot]
            high = up_head[slot >> 1]
            to_low = _find_arc(up_start, up_head, middle, low)
            to_high = _find_arc(up_start, up_head, middle, high)
            stack[waiting, 0] = middle
            stack[waiting + 1, 0] = middle
            # Down to the middle first, which comes off the stack last in, then up from it.
            stack[waiting, 1] = 2 * (to_low if slot & 1 else to_high)
            stack[waiting + 1, 1] = 2 * (to_high if slot & 1 else to_low) + 1
            waiting += 2
        start[pair + 1] = filled
    return start, way[:filled].copy(), seeds, weight


@compiled
def _count_above(before: Ints, tail: Indices, top: int) -> int:
    """Count the up-arcs from a source to the top of its way."""
    count = 0
    while before[0, top] >= 0:
        top = tail[0, top]
        count += 1
    return count
