"""The chains of a hierarchy's elimination tree that points lie on.

Seeds of one point that lie on one chain, as the ends of an edge do, are taken together; a point has as many chains as
it needs. Chains are ordered by their lowest rank. As ranks are numbered subtree by subtree, the chains that have a rank
in common are neighbours then, and the farther apart two are, the less they have in common.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from maps.kernels import LIMIT, Seeds
from maps.kernels.compiling import compiled, compiled_inside, fixed
from maps.kernels.hierarchy import Hierarchy, Tree
from maps.network import Indices, Ints
from maps.ragged import starts_of


class Chains(NamedTuple):
    """Chains from their lowest rank up, and the seeds that lie on each, lowest first; read-only."""

    point: Ints
    """By chain."""
    leaf: Indices
    """By chain: its lowest rank."""
    shared: Indices
    """By chain: how many ranks it has in common with the chain before."""
    seed: Ints
    """Position in the points' ``Seeds``."""
    seed_chain: Ints
    seed_rank: Indices


def find_chains(hierarchy: Hierarchy, seeds: Seeds) -> Chains:
    """Group seeds by chain."""
    ranks = hierarchy.rank[seeds.node]
    point = np.repeat(np.arange(seeds.points), np.diff(seeds.start))
    order = np.lexsort((ranks, point))
    ranks, point = ranks[order], point[order]
    group = np.empty(len(order), dtype=np.int64)
    count = _group(hierarchy.tree, fixed(point, np.int64), fixed(ranks, np.int32), group)
    # The first seed of each chain is the lowest.
    firsts = np.zeros(count, dtype=np.int64)
    firsts[group[::-1]] = np.arange(len(group))[::-1]
    by_leaf = np.argsort(ranks[firsts], kind="stable")
    place = np.empty(count, dtype=np.int64)
    place[by_leaf] = np.arange(count)
    leaf = fixed(ranks[firsts][by_leaf], np.int32)
    shared = np.zeros(count, dtype=np.int32)
    _share(hierarchy.tree, leaf, shared)
    regroup = np.argsort(place[group], kind="stable")
    return Chains(
        point=fixed(point[firsts][by_leaf], np.int64),
        leaf=leaf,
        shared=fixed(shared, np.int32),
        seed=fixed(order[regroup], np.int64),
        seed_chain=fixed(place[group][regroup], np.int64),
        seed_rank=fixed(ranks[regroup], np.int32),
    )


def seed_costs(seeds: Seeds, chains: Chains, first: int, lanes: int) -> Ints:
    """Give the costs of seeds in the order of their chains, ``LIMIT`` at most; shape (seeds, lanes)."""
    costs = seeds.cost[:, None] if seeds.cost.ndim == 1 else seeds.cost[:, first : first + lanes]
    return np.minimum(np.broadcast_to(costs[chains.seed], (len(chains.seed), lanes)), LIMIT)


def list_ranks(hierarchy: Hierarchy, chains: Chains) -> Indices:
    """Give all ranks on chains, ascending and each once."""
    lengths = hierarchy.depth[chains.leaf] + 1 - np.append(chains.shared[1:], 0)
    starts = starts_of(np.maximum(lengths, 0))
    ranks = np.empty(int(starts[-1]), dtype=np.int32)
    _list_ranks(hierarchy.tree, chains.leaf, fixed(starts, np.int64), ranks)
    return fixed(ranks, np.int32)


@compiled_inside
def parent_of(up_start: Ints, up_head: Indices, rank: int) -> int:
    """Give the rank above in the elimination tree, −1 above a root."""
    first = up_start[rank]
    return int(up_head[first]) if up_start[rank + 1] > first else -1


@compiled_inside
def count_common(tree: Tree, low: int, high: int) -> int:
    """Count the ranks that the chains of two ranks have in common; ``low`` is not above ``high``."""
    while 0 <= low < high:
        low = parent_of(tree.up_start, tree.up_head, low)
    return tree.depth[low] + 1 if low >= 0 else 0


@compiled
def _share(tree: Tree, leaf: Indices, shared: Indices) -> None:
    for chain in range(1, len(leaf)):
        shared[chain] = count_common(tree, leaf[chain - 1], leaf[chain])


@compiled
def _group(tree: Tree, point: Ints, rank: Indices, group: Ints) -> int:
    """Put each seed, ordered by point and rank, on the first chain that it lies on; give how many there are."""
    count = 0
    for seed in range(len(point)):
        group[seed] = -1
    for seed in range(len(point)):
        if group[seed] >= 0:
            continue
        group[seed] = count
        at = int(rank[seed])
        for other in range(seed + 1, len(point)):
            if point[other] != point[seed]:
                break
            while 0 <= at < rank[other]:
                at = parent_of(tree.up_start, tree.up_head, at)
            if at == rank[other] and group[other] < 0:
                group[other] = count
        count += 1
    return count


@compiled
def _list_ranks(tree: Tree, leaf: Indices, starts: Ints, ranks: Indices) -> None:
    """List each chain up to where the next one joins it."""
    for chain in range(len(leaf)):
        rank = int(leaf[chain])
        for place in range(starts[chain], starts[chain + 1]):
            ranks[place] = rank
            rank = parent_of(tree.up_start, tree.up_head, rank)
