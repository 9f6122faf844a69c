"""Distances in a hierarchy with weights, along the elimination tree.

From a point, weights to all its ancestors are found by one climb along their chain, without a queue (S. Buchhold,
D. Wagner, T. Zeitz, M. Zündorf, Customizable contraction hierarchies with turn costs, ATMOS 2020; elimination tree
queries are of Dibbelt, Strasser and Wagner 2016, section 6). They are kept in a row by depth, so the distance of two
points is the least sum over the depths that their rows have in common: a loop over two contiguous rows. A matrix of
n points takes 2 n climbs, of as many up-arcs as there are above a node, and n² such loops, of at most the tree's height.

Seeds of one point that lie on one chain, as the ends of an edge do, share a row; a point has as many rows as it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.kernels import LIMIT, NO_WAY, Seeds
from maps.kernels.compiling import compiled, fixed
from maps.kernels.hierarchy import Hierarchy
from maps.network import Indices, Ints

LANES: Final = 8
"""How many lanes a block has."""

_INFINITE: Final = LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Weights by up-arc: of one lane, or of up to ``LANES`` side by side, the rest ``LIMIT``; read-only."""

    up: Ints
    down: Ints
    lanes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """The chains that points' seeds lie on, ordered by their lowest rank, and the seeds of each from there up."""

    point: Ints
    leaf: Indices
    """Rank."""
    seed_start: Ints
    """Where each chain's seeds begin, and their number at the end."""
    seed: Ints
    """Position in the point's ``Seeds``."""
    seed_rank: Indices
    row_start: Ints
    """Where each chain's row by depth begins, and the length of all at the end."""


def find_chains(hierarchy: Hierarchy, seeds: Seeds) -> Chains:
    """Group seeds by chain."""
    ranks = hierarchy.rank[seeds.node]
    of_point = np.repeat(np.arange(seeds.points), np.diff(seeds.start))
    order = np.lexsort((ranks, of_point))
    chain, count = _group(
        hierarchy.up_start, hierarchy.up_head, fixed(of_point[order], np.int64), fixed(ranks[order], np.int32)
    )
    # Of each chain the first seed is the lowest.
    firsts = np.zeros(count, dtype=np.int64)
    firsts[chain[::-1]] = np.arange(len(chain))[::-1]
    leaf = ranks[order][firsts]
    by_leaf = np.argsort(leaf, kind="stable")
    place = np.empty(count, dtype=np.int64)
    place[by_leaf] = np.arange(count)
    regroup = np.argsort(place[chain], kind="stable")
    return Chains(
        point=fixed(of_point[order][firsts][by_leaf], np.int64),
        leaf=fixed(leaf[by_leaf], np.int32),
        seed_start=fixed(_starts(np.bincount(place[chain], minlength=count)), np.int64),
        seed=fixed(order[regroup], np.int64),
        seed_rank=fixed(ranks[order][regroup], np.int32),
        row_start=fixed(_starts(hierarchy.depth[leaf[by_leaf]].astype(np.int64) + 1), np.int64),
    )


def distances(
    hierarchy: Hierarchy, blocks: tuple[Block, ...], sources: Seeds, targets: Seeds, *, lanes: int | None
) -> Ints:
    """Give the least weights between points; shape (sources, targets), with lanes (sources, targets, lanes)."""
    begun, ended = find_chains(hierarchy, sources), find_chains(hierarchy, targets)
    shared = _share(hierarchy.depth, hierarchy.up_start, hierarchy.up_head, ended.leaf)
    shape = (lanes or 1, sources.points, targets.points)
    result = np.full(shape, LIMIT, dtype=np.int64)
    lane = 0
    for block in blocks:
        climbed = _climb(hierarchy, begun, block.up, sources, lane, block.lanes)
        descended = _climb(hierarchy, ended, block.down, targets, lane, block.lanes)
        for row, other in zip(climbed, descended, strict=True):
            _meet(
                hierarchy.depth,
                hierarchy.up_start,
                hierarchy.up_head,
                begun.leaf,
                begun.point,
                begun.row_start,
                fixed(row, np.int64),
                ended.leaf,
                ended.point,
                ended.row_start,
                fixed(other, np.int64),
                fixed(shared, np.int32),
                result[lane],
            )
            lane += 1
    result[result >= LIMIT] = NO_WAY
    return result[0] if lanes is None else np.ascontiguousarray(np.moveaxis(result, 0, 2))


def spread(hierarchy: Hierarchy, block: Block, sources: Seeds) -> Ints:
    """Give the least weights from points to all nodes; shape (sources, nodes)."""
    chains = find_chains(hierarchy, sources)
    result = np.full((sources.points, hierarchy.nodes), NO_WAY, dtype=np.int64)
    rows = _climb(hierarchy, chains, block.up, sources, 0, 1)[0]
    by_point = np.argsort(chains.point, kind="stable")
    starts = np.searchsorted(chains.point[by_point], np.arange(sources.points + 1))
    for point in range(sources.points):
        _flood(
            hierarchy.rank,
            hierarchy.depth,
            hierarchy.up_start,
            hierarchy.up_head,
            block.down,
            chains.leaf,
            chains.row_start,
            fixed(rows, np.int64),
            fixed(by_point[starts[point] : starts[point + 1]], np.int64),
            result[point],
        )
    return result


def lane_costs(seeds: Seeds, chains: Chains, first: int, lanes: int) -> Ints:
    """Give the costs of seeds in the order of their chains, by lane; shape (seeds, lanes)."""
    costs = seeds.cost[:, None] if seeds.cost.ndim == 1 else seeds.cost[:, first : first + lanes]
    return np.minimum(np.broadcast_to(costs[chains.seed], (len(chains.seed), lanes)), LIMIT)


def _climb(hierarchy: Hierarchy, chains: Chains, weights: Ints, seeds: Seeds, first: int, lanes: int) -> Ints:
    """Give by lane and place in the rows the weight between a chain's point and an ancestor."""
    length = int(chains.row_start[-1])
    costs = lane_costs(seeds, chains, first, lanes)
    tree = hierarchy.depth, hierarchy.up_start, hierarchy.up_head, hierarchy.up_depth
    where = chains.leaf, chains.row_start, chains.seed_start, chains.seed_rank
    if len(weights) == len(hierarchy.up_head):
        row = np.full(length, LIMIT, dtype=np.int64)
        _climb_one(*tree, weights, *where, fixed(costs[:, 0], np.int64), row)
        return row[None]
    padded = np.full((len(costs), LANES), LIMIT, dtype=np.int64)
    padded[:, :lanes] = costs
    rows = np.full(length * LANES, LIMIT, dtype=np.int64)
    _climb_many(*tree, weights, *where, fixed(padded.reshape(-1), np.int64), rows)
    return np.ascontiguousarray(rows.reshape(length, LANES)[:, :lanes].T)


def _starts(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


@compiled
def _group(up_start: Ints, up_head: Indices, point: Ints, rank: Indices) -> tuple[Ints, int]:
    """Number chains such that each seed, ordered by point and rank, is on the first that it lies on."""
    chain = np.full(len(point), -1, np.int64)
    count = 0
    for seed in range(len(point)):
        if chain[seed] >= 0:
            continue
        chain[seed] = count
        at = rank[seed]
        other = seed + 1
        while other < len(point) and point[other] == point[seed]:
            while at >= 0 and at < rank[other]:
                at = up_head[up_start[at]] if up_start[at + 1] > up_start[at] else -1
            if at < 0:
                break
            if at == rank[other] and chain[other] < 0:
                chain[other] = count
            other += 1
        count += 1
    return chain, count


@compiled
def _common(depth: Indices, up_start: Ints, up_head: Indices, low: int, high: int) -> int:
    """Count the ancestors, themselves included, that two ranks have in common; ``low`` is not above ``high``."""
    while low < high:
        if up_start[low + 1] == up_start[low]:
            return 0
        low = up_head[up_start[low]]
    return depth[low] + 1


@compiled
def _share(depth: Indices, up_start: Ints, up_head: Indices, leaf: Indices) -> Indices:
    """Count by chain the ancestors it has in common with the chain before; 0 for the first."""
    shared = np.zeros(len(leaf), np.int32)
    for chain in range(1, len(leaf)):
        shared[chain] = _common(depth, up_start, up_head, leaf[chain - 1], leaf[chain])
    return shared


@compiled
def _climb_one(
    depth: Indices,
    up_start: Ints,
    up_head: Indices,
    up_depth: Indices,
    weights: Ints,
    leaf: Indices,
    row_start: Ints,
    seed_start: Ints,
    seed_rank: Indices,
    cost: Ints,
    rows: Ints,
) -> None:
    """Fill each chain's row from its seeds upwards; no sum exceeds 2 · LIMIT."""
    for chain in range(len(leaf)):
        row = rows[row_start[chain] : row_start[chain + 1]]
        seed = seed_start[chain]
        node = leaf[chain]
        while True:
            here = row[depth[node]]
            while seed < seed_start[chain + 1] and seed_rank[seed] == node:
                here = min(here, cost[seed])
                seed += 1
            row[depth[node]] = here
            first, last = up_start[node], up_start[node + 1]
            if here < _INFINITE:
                for arc in range(first, last):
                    place = up_depth[arc]
                    row[place] = min(row[place], here + weights[arc])
            if first == last:
                break
            node = up_head[first]


@compiled
def _climb_many(
    depth: Indices,
    up_start: Ints,
    up_head: Indices,
    up_depth: Indices,
    weights: Ints,
    leaf: Indices,
    row_start: Ints,
    seed_start: Ints,
    seed_rank: Indices,
    cost: Ints,
    rows: Ints,
) -> None:
    """Do as ``_climb_one``, for a block of lanes side by side in ``weights``, ``cost`` and ``rows``."""
    for chain in range(len(leaf)):
        row = rows[row_start[chain] * LANES : row_start[chain + 1] * LANES]
        seed = seed_start[chain]
        node = leaf[chain]
        while True:
            here = depth[node] * LANES
            while seed < seed_start[chain + 1] and seed_rank[seed] == node:
                for lane in range(LANES):
                    row[here + lane] = min(row[here + lane], cost[seed * LANES + lane])
                seed += 1
            first, last = up_start[node], up_start[node + 1]
            for arc in range(first, last):
                place = up_depth[arc] * LANES
                for lane in range(LANES):
                    row[place + lane] = min(row[place + lane], row[here + lane] + weights[arc * LANES + lane])
            if first == last:
                break
            node = up_head[first]


@compiled
def _meet(
    depth: Indices,
    up_start: Ints,
    up_head: Indices,
    source_leaf: Indices,
    source_point: Ints,
    source_start: Ints,
    source_rows: Ints,
    target_leaf: Indices,
    target_point: Ints,
    target_start: Ints,
    target_rows: Ints,
    shared: Indices,
    result: Ints,
) -> None:
    """Lower each pair's result to the least sum over the depths that their chains have in common.

    Leaves ascend, and ranks are numbered subtree by subtree: so of two chains on one side of a third, the farther has
    in common with it what it has with the nearer and the nearer has with it.
    """
    for source in range(len(source_leaf)):
        leaf = source_leaf[source]
        split = np.searchsorted(target_leaf, leaf)
        row = source_rows[source_start[source] : source_start[source + 1]]
        if split < len(target_leaf):
            common = _common(depth, up_start, up_head, leaf, target_leaf[split])
            for target in range(split, len(target_leaf)):
                if target > split:
                    common = min(common, shared[target])
                least = _least(row[:common], target_rows[target_start[target] : target_start[target] + common])
                place = target_point[target]
                result[source_point[source], place] = min(result[source_point[source], place], least)
        if split > 0:
            common = _common(depth, up_start, up_head, target_leaf[split - 1], leaf)
            for target in range(split - 1, -1, -1):
                if target < split - 1:
                    common = min(common, shared[target + 1])
                least = _least(row[:common], target_rows[target_start[target] : target_start[target] + common])
                place = target_point[target]
                result[source_point[source], place] = min(result[source_point[source], place], least)


@compiled
def _least(row: Ints, other: Ints) -> int:
    """Give the least sum of two rows, ``LIMIT`` at most."""
    least = np.int64(_INFINITE)
    for place in range(len(row)):
        least = min(least, row[place] + other[place])
    return least


@compiled
def _flood(
    rank: Indices,
    depth: Indices,
    up_start: Ints,
    up_head: Indices,
    down: Ints,
    leaf: Indices,
    row_start: Ints,
    rows: Ints,
    chains: Ints,
    result: Ints,
) -> None:
    """Give one point's weights to all nodes: its chains' rows, and from the top down what is best above (PHAST).

    D. Delling, A. Goldberg, A. Nowatzyk and R. Werneck, PHAST: hardware-accelerated shortest path trees, 2011.
    """
    nodes = len(rank)
    found = np.full(nodes, _INFINITE, np.int64)
    for chain in chains:
        node = leaf[chain]
        while True:
            found[node] = min(found[node], rows[row_start[chain] + depth[node]])
            if up_start[node + 1] == up_start[node]:
                break
            node = up_head[up_start[node]]
    for low in range(nodes - 1, -1, -1):
        least = found[low]
        for arc in range(up_start[low], up_start[low + 1]):
            least = min(least, found[up_head[arc]] + down[arc])
        found[low] = least
    for node in range(nodes):
        if found[rank[node]] < _INFINITE:
            result[node] = found[rank[node]]
