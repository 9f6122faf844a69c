"""Distances in a hierarchy with weights, along its elimination tree.

Weights from a point to all its ancestors are found by one climb along their chain, without a queue (Dibbelt, Strasser
and Wagner 2016, section 6: elimination tree queries). Points whose chains meet climb together from there on. The
weights are kept in a row by depth, so that the distance of two points is the least sum over the depths that their
chains have in common: a loop over two contiguous rows. A matrix of n points takes 2 n climbs, each of as many up-arcs
as there are above a node, and n² such loops, each of at most the tree's height.

From one point to many, what one climb found descends to all ranks on the others' chains instead, from the top down
(PHAST, D. Delling, A. Goldberg, A. Nowatzyk, R. Werneck 2011): an effort of that many up-arcs, for each such point.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.kernels import LIMIT, NO_WAY, Seeds
from maps.kernels.chains import Chains, count_common, find_chains, list_ranks, parent_of, seed_costs
from maps.kernels.compiling import compiled, compiled_inside, fixed
from maps.kernels.hierarchy import Hierarchy, Tree
from maps.kernels.lanes import LANES, fill_aligned, lower_along, lower_to_sums
from maps.network import Indices, Ints

_FEW: Final = 4
"""From so many points it is quicker to descend from each than to climb from all others."""
_ROOM: Final = 4 << 20
"""How many weights the rows of sources may have at once."""
_NEAR: Final = 32
"""How many rows of targets with lanes stay in a processor's second cache."""


_Two = tuple[int, int]
_Four = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Weights by up-arc: of one lane, or of up to ``LANES`` side by side, the rest ``LIMIT``; read-only."""

    up: Ints
    down: Ints
    lanes: int

    @property
    def width(self) -> int:
        """How many weights an up-arc has in a row."""
        return 1 if self.lanes == 1 else LANES


def distances(hierarchy: Hierarchy, blocks: tuple[Block, ...], sources: Seeds, targets: Seeds) -> Ints:
    """Give the least weights between points; shape (sources, targets, lanes)."""
    begun, ended = find_chains(hierarchy, sources), find_chains(hierarchy, targets)
    shape = (sources.points, targets.points)
    if blocks[0].width == 1 and min(len(begun.leaf), len(ended.leaf)) <= _FEW:
        result = np.full((*shape, 1), LIMIT, dtype=np.int64)
        if len(begun.leaf) <= _FEW:
            _descend(hierarchy, blocks[0].up, blocks[0].down, (sources, begun), (targets, ended), result[:, :, 0])
        else:
            _descend(hierarchy, blocks[0].down, blocks[0].up, (targets, ended), (sources, begun), result[:, :, 0].T)
    else:
        parts = []
        for number, block in enumerate(blocks):
            part = fill_aligned(math.prod(shape) * block.width, LIMIT).reshape(*shape, block.width)
            _meet(hierarchy, block, (sources, begun), (targets, ended), part, number * LANES)
            parts.append(part[:, :, : block.lanes])
        result = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=2)
    np.copyto(result, NO_WAY, where=result >= LIMIT)
    return result


def spread(hierarchy: Hierarchy, block: Block, sources: Seeds) -> Ints:
    """Give the least weights from points to all nodes; shape (sources, nodes)."""
    chains = find_chains(hierarchy, sources)
    rows = climb(hierarchy, block.up, 1, sources, chains, 0)
    ranks = fixed(np.arange(hierarchy.nodes), np.int32)
    result = np.empty((sources.points, hierarchy.nodes), dtype=np.int64)
    found = np.empty(hierarchy.nodes, dtype=np.int64)
    for point in range(sources.points):
        found.fill(LIMIT)
        for chain in np.flatnonzero(chains.point == point):
            _lay(hierarchy.tree, int(chains.leaf[chain]), rows[chain], found)
        _flood(hierarchy.tree, block.down, ranks, found)
        result[point] = found[hierarchy.rank]
    result[result >= LIMIT] = NO_WAY
    return result


def _descend(
    hierarchy: Hierarchy,
    rise: Ints,
    fall: Ints,
    few: tuple[Seeds, Chains],
    many: tuple[Seeds, Chains],
    result: Ints,
) -> None:
    """Lower results, shape (few, many), by descending from each chain of the few to all chains of the many."""
    seeds, chains = many
    rows = climb(hierarchy, rise, 1, *few, 0)
    ranks = list_ranks(hierarchy, chains)
    costs = seed_costs(seeds, chains, 0, 1)[:, 0]
    points = chains.point[chains.seed_chain]
    # Memory that no rank in question lies in is never touched.
    found = np.empty(hierarchy.nodes, dtype=np.int64)
    for chain, point in enumerate(few[1].point.tolist()):
        found[ranks] = LIMIT
        _lay(hierarchy.tree, int(few[1].leaf[chain]), rows[chain], found)
        _flood(hierarchy.tree, fall, ranks, found)
        np.minimum.at(result[point], points, found[chains.seed_rank] + costs)


def _meet(
    hierarchy: Hierarchy,
    block: Block,
    sources: tuple[Seeds, Chains],
    targets: tuple[Seeds, Chains],
    result: Ints,
    first: int,
) -> None:
    """Lower results, shape (sources, targets, width), by what chains have in common."""
    (seeds, begun), ended = sources, targets[1]
    descended = climb(hierarchy, block.down, block.width, *targets, first)
    meet = _meet_one if block.width == 1 else _meet_many
    size = max(1, _ROOM // (hierarchy.height * block.width))
    for low in range(0, len(begun.leaf), size):
        part = _cut(begun, low, low + size)
        climbed = climb(hierarchy, block.up, block.width, seeds, part, first)
        common = np.empty((len(part.leaf), len(ended.leaf)), dtype=np.int64)
        meet(hierarchy.tree, part, climbed, ended, descended, common, result)


def _cut(chains: Chains, low: int, high: int) -> Chains:
    """Give some of the chains, in a row."""
    seeds = slice(*np.searchsorted(chains.seed_chain, [low, high]).tolist())
    shared = chains.shared[low:high].copy()
    shared[:1] = 0
    return Chains(
        point=chains.point[low:high],
        leaf=chains.leaf[low:high],
        shared=fixed(shared, np.int32),
        seed=chains.seed[seeds],
        seed_chain=fixed(chains.seed_chain[seeds] - low, np.int64),
        seed_rank=chains.seed_rank[seeds],
    )


def climb(hierarchy: Hierarchy, weights: Ints, width: int, seeds: Seeds, chains: Chains, first: int) -> Ints:
    """Give by chain and depth the weights between its point and its ancestors; shape (chains, height · width)."""
    height, count = hierarchy.height, len(chains.leaf)
    lanes = width if seeds.cost.ndim == 1 else min(width, seeds.cost.shape[1] - first)
    costs = seed_costs(seeds, chains, first, lanes)
    depths, begin = hierarchy.depth[chains.seed_rank], np.empty(height, dtype=np.int64)
    if width > 1:
        rows = fill_aligned(count * height * width, LIMIT).reshape(count, height, width)
        np.minimum.at(rows[:, :, :lanes], (chains.seed_chain, depths), costs)
        _climb_many(hierarchy.tree, weights, chains.leaf, chains.shared, rows.reshape(-1), begin)
        return fixed(rows.reshape(count, height * width), np.int64)
    by_depth = np.full((height, count), LIMIT, dtype=np.int64)
    np.minimum.at(by_depth, (depths, chains.seed_chain), costs[:, 0])
    _climb_one(hierarchy.tree, weights, chains.leaf, chains.shared, by_depth.reshape(-1), begin)
    return fixed(by_depth.T, np.int64)


@compiled
def _climb_one(tree: Tree, weights: Ints, leaf: Indices, shared: Indices, rows: Ints, begin: Ints) -> None:
    """Fill rows by depth and chain from the lowest ranks up; no sum exceeds 2 · LIMIT.

    Each rank is climbed from once, by the last of the chains that have it in common; ``begin`` is room to remember by
    depth which the first is.
    """
    depths, up_start, up_head, up_depth = tree
    count = len(leaf)
    for chain in range(count):
        for depth in range(shared[chain], depths[leaf[chain]] + 1):
            begin[depth] = chain
        rank = int(leaf[chain])
        beyond = leaf[chain + 1] if chain + 1 < count else len(depths)
        while 0 <= rank < beyond:
            low = depths[rank] * count
            first = begin[depths[rank]]
            here = rows[low + first : low + chain + 1]
            for arc in range(up_start[rank], up_start[rank + 1]):
                high = up_depth[arc] * count
                weight = weights[arc]
                if first == chain:
                    rows[high + chain] = min(rows[high + chain], here[0] + weight)
                else:
                    there = rows[high + first : high + chain + 1]
                    for place in range(len(here)):
                        there[place] = min(there[place], here[place] + weight)
            rank = parent_of(up_start, up_head, rank)


@compiled
def _climb_many(tree: Tree, weights: Ints, leaf: Indices, shared: Indices, rows: Ints, begin: Ints) -> None:
    """Do as ``_climb_one``, for a block of lanes side by side and rows by chain and depth."""
    depths, up_start, up_head, up_depth = tree
    count = len(leaf)
    length = len(begin) * LANES
    for chain in range(count):
        for depth in range(shared[chain], depths[leaf[chain]] + 1):
            begin[depth] = chain
        rank = int(leaf[chain])
        beyond = leaf[chain + 1] if chain + 1 < count else len(depths)
        while 0 <= rank < beyond:
            for row in range(begin[depths[rank]] * length, (chain + 1) * length, length):
                here = row + depths[rank] * LANES
                lower_along(rows, row, here, weights, up_depth, up_start[rank], up_start[rank + 1])
            rank = parent_of(up_start, up_head, rank)


@compiled_inside
def _overlap(tree: Tree, leaf: int, leaves: Indices, shared: Indices, common: Ints) -> None:
    """Count the ranks that a chain has in common with each of some others."""
    split = 0
    while split < len(leaves) and leaves[split] < leaf:
        split += 1
    if split < len(leaves):
        common[split] = count_common(tree, leaf, leaves[split])
        for chain in range(split + 1, len(leaves)):
            common[chain] = min(common[chain - 1], shared[chain])
    if split > 0:
        common[split - 1] = count_common(tree, leaves[split - 1], leaf)
        for chain in range(split - 2, -1, -1):
            common[chain] = min(common[chain + 1], shared[chain + 1])


@compiled
def _meet_one(
    tree: Tree, begun: Chains, climbed: Ints, ended: Chains, descended: Ints, common: Ints, result: Ints
) -> None:
    """Lower each pair's result to the least sum over the depths that their chains have in common."""
    source_leaf, source_point = begun.leaf, begun.point
    target_leaf, target_point, shared = ended.leaf, ended.point, ended.shared
    for source in range(len(source_leaf)):
        _overlap(tree, source_leaf[source], target_leaf, shared, common[source])
        row = climbed[source]
        for target in range(len(target_leaf)):
            other = descended[target]
            least = np.int64(LIMIT)
            for depth in range(common[source, target]):
                least = min(least, row[depth] + other[depth])
            first, last = source_point[source], target_point[target]
            result[first, last, 0] = min(result[first, last, 0], least)


@compiled_inside
def _meet_four(one: Ints, begins: _Two, other: Ints, ends: _Two, depths: _Four, sums: Ints, at: _Four) -> None:
    """Lower the sums of two rows with two others: over the depths that all have in common, then pair by pair."""
    every = min(depths[0], depths[1], depths[2], depths[3])
    lower_to_sums(sums, at, one, begins, other, ends, every)
    if max(depths[0], depths[1], depths[2], depths[3]) > every:
        for pair in range(4):
            begin, end = begins[pair >> 1] + every * LANES, ends[pair & 1] + every * LANES
            lower_to_sums(sums, (at[pair],), one, (begin,), other, (end,), depths[pair] - every)


@compiled
def _meet_many(
    tree: Tree, begun: Chains, climbed: Ints, ended: Chains, descended: Ints, common: Ints, result: Ints
) -> None:
    """Do as ``_meet_one``, for a block of lanes side by side, two by two, and for so many targets as stay in cache."""
    source_leaf, source_point = begun.leaf, begun.point
    target_leaf, target_point, shared = ended.leaf, ended.point, ended.shared
    for source in range(len(source_leaf)):
        _overlap(tree, source_leaf[source], target_leaf, shared, common[source])
    one, other, sums = climbed.reshape(-1), descended.reshape(-1), result.reshape(-1)
    length, wide = climbed.shape[1], result.shape[1]
    for begin in range(0, len(target_leaf), _NEAR):
        for up in range(0, len(source_leaf), 2):
            # The last one may be taken twice: the least of two equal sums is the same.
            high = min(up + 1, len(source_leaf) - 1)
            row, below = source_point[up] * wide, source_point[high] * wide
            for left in range(begin, min(begin + _NEAR, len(target_leaf)), 2):
                right = min(left + 1, len(target_leaf) - 1)
                column, beside = target_point[left], target_point[right]
                at = (row + column) * LANES, (row + beside) * LANES, (below + column) * LANES, (below + beside) * LANES
                depths = common[up, left], common[up, right], common[high, left], common[high, right]
                begins, ends = (up * length, high * length), (left * length, right * length)
                _meet_four(one, begins, other, ends, depths, sums, at)


@compiled
def _lay(tree: Tree, leaf: int, row: Ints, found: Ints) -> None:
    """Lower the weights of a chain's ranks to what is in its row."""
    rank = leaf
    while rank >= 0:
        found[rank] = min(found[rank], row[tree.depth[rank]])
        rank = parent_of(tree.up_start, tree.up_head, rank)


@compiled
def _flood(tree: Tree, weights: Ints, ranks: Indices, found: Ints) -> None:
    """Lower weights from the top down to what is best above; with each rank, all its ancestors are among ``ranks``."""
    up_start, up_head = tree.up_start, tree.up_head
    for place in range(len(ranks) - 1, -1, -1):
        rank = ranks[place]
        least = found[rank]
        for arc in range(up_start[rank], up_start[rank + 1]):
            least = min(least, found[up_head[arc]] + weights[arc])
        found[rank] = least
