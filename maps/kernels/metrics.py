"""Giving a hierarchy weights (customisation), and the engine that results.

An up-arc weighs, in each direction, the least of the arcs it stands for and of the detours over ranks below both its
ends. Ranks are visited upwards; for each, every rank below that has an arc to it offers a detour to each other end of
its own arcs (a lower triangle; Dibbelt, Strasser and Wagner 2016, section 4). As all ends lie on one chain, the arc an
offer is for is noted in a row by depth, so nothing is searched for. Time is in proportion to the triangles: some 20 a
node on roads.

Lanes go through in blocks of eight, each a vector to the processor.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from maps.kernels import LIMIT, Kernel, Routes, Seeds, check_one_lane, check_pairs, check_weights, sweeps
from maps.kernels.compiling import compiled, fixed
from maps.kernels.hierarchy import Hierarchy, Queues, Tree, make_queues, queue
from maps.kernels.lanes import LANES, fill_aligned, lower
from maps.kernels.sweeps import Block
from maps.kernels.unpacking import Origins, find_origins, unpack
from maps.network import Indices, Ints


def customise(hierarchy: Hierarchy, weights: Ints) -> Kernel:
    """Make the engine for a graph with weights.

    Parameters
    ----------
    hierarchy
        Of the graph.
    weights
        By arc as the graph was given, ``NO_WAY`` where closed; shape (arcs,) or (arcs, lanes).

    Raises
    ------
    ValueError
        If the shape does not fit, or a weight is neither from 1 to below ``LIMIT`` nor ``NO_WAY``.
    """
    check_weights(weights, hierarchy.arcs)
    columns = weights.reshape(-1, 1) if weights.ndim == 1 else weights
    lanes = columns.shape[1]
    return _Customised(
        hierarchy=hierarchy,
        blocks=tuple(_customise(hierarchy, columns[:, first : first + LANES]) for first in range(0, lanes, LANES)),
        lanes=lanes,
        squeeze=weights.ndim == 1,
        weights=columns[:, 0].copy() if lanes == 1 else None,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Customised:
    hierarchy: Hierarchy
    blocks: tuple[Block, ...]
    lanes: int
    squeeze: bool
    """Whether weights had one axis, so that distances have two."""
    weights: Ints | None
    """As given; only kept for one lane, to find arcs."""

    @property
    def nodes(self) -> int:
        return self.hierarchy.nodes

    @property
    def nbytes(self) -> int:
        # Those for finding arcs, two more arrays, are counted before they are there.
        up = sum(block.up.nbytes for block in self.blocks)
        return 2 * up if self.weights is None else 3 * up + self.weights.nbytes

    def distances(self, sources: Seeds, targets: Seeds) -> Ints:
        for seeds in (sources, targets):
            seeds.check(nodes=self.nodes, lanes=self.lanes)
        found = sweeps.distances(self.hierarchy, self.blocks, sources, targets)
        return found[:, :, 0] if self.squeeze else found

    def spread(self, sources: Seeds) -> Ints:
        check_one_lane(self.lanes)
        sources.check(nodes=self.nodes, lanes=1)
        return sweeps.spread(self.hierarchy, self.blocks[0], sources)

    def find_arcs(self, sources: Seeds, targets: Seeds, pairs: Ints) -> Routes:
        check_one_lane(self.lanes)
        for seeds in (sources, targets):
            seeds.check(nodes=self.nodes, lanes=1)
        check_pairs(pairs, sources=sources.points, targets=targets.points)
        return unpack(self.hierarchy, self.blocks[0], self._origins, sources, targets, pairs)

    @functools.cached_property
    def _origins(self) -> Origins:
        """What each up-arc's weight comes from; found when first asked for, as few engines are."""
        assert self.weights is not None
        return find_origins(self.hierarchy, self.blocks[0], self.weights)


def _customise(hierarchy: Hierarchy, weights: Ints) -> Block:
    """Give up-arcs their weights for up to ``LANES`` lanes; shape of weights (arcs, lanes)."""
    lanes = weights.shape[1]
    width = 1 if lanes == 1 else LANES
    padded = np.full((len(weights), width), LIMIT, dtype=np.int64)
    padded[:, :lanes] = weights
    arcs = len(hierarchy.up_head)
    up, down = fill_aligned(arcs * width, LIMIT), fill_aligned(arcs * width, LIMIT)
    _lay(hierarchy.slot, fixed(padded.reshape(-1), np.int64), width, up, down)
    relax = _relax_one if width == 1 else _relax_many
    relax(hierarchy.tree, up, down, make_queues(hierarchy.nodes), np.empty(hierarchy.height, dtype=np.int64))
    return Block(up=fixed(up, np.int64), down=fixed(down, np.int64), lanes=lanes)


@compiled
def _lay(slots: Indices, weights: Ints, width: int, up: Ints, down: Ints) -> None:
    """Give each up-arc the least weights of the arcs it stands for."""
    for arc in range(len(slots)):
        slot = slots[arc]
        if slot >= 0:
            side = down if slot & 1 else up
            for lane in range(width):
                place = (slot >> 1) * width + lane
                side[place] = min(side[place], weights[arc * width + lane])


@compiled
def _relax_one(tree: Tree, up: Ints, down: Ints, queues: Queues, row: Ints) -> None:
    """Take all lower triangles into account; no sum exceeds 2 · LIMIT.

    Each rank waits for the head of its next up-arc, so that all ranks with an arc to one are at hand; ``row`` is room
    to note the up-arcs of one rank by the depth of their heads.
    """
    depths, up_start, up_head, up_depth = tree
    waiting, following, at = queues
    for high in range(len(depths)):
        for arc in range(up_start[high], up_start[high + 1]):
            row[up_depth[arc]] = arc
        low = waiting[high]
        while low >= 0:
            beyond = following[low]
            arc = at[low]
            rise, fall = up[arc], down[arc]
            for other in range(arc + 1, up_start[low + 1]):
                closed = row[up_depth[other]]
                up[closed] = min(up[closed], fall + up[other])
                down[closed] = min(down[closed], rise + down[other])
            queue(up_start, up_head, queues, low, arc + 1)
            low = beyond
        queue(up_start, up_head, queues, high, up_start[high])


@compiled
def _relax_many(tree: Tree, up: Ints, down: Ints, queues: Queues, row: Ints) -> None:
    """Do as ``_relax_one``, for a block of lanes side by side."""
    depths, up_start, up_head, up_depth = tree
    waiting, following, at = queues
    for high in range(len(depths)):
        for arc in range(up_start[high], up_start[high + 1]):
            row[up_depth[arc]] = arc * LANES
        low = waiting[high]
        while low >= 0:
            beyond = following[low]
            arc = at[low] * LANES
            for other in range(at[low] + 1, up_start[low + 1]):
                closed = row[up_depth[other]]
                lower(up, closed, down, arc, up, other * LANES)
                lower(down, closed, up, arc, down, other * LANES)
            queue(up_start, up_head, queues, low, at[low] + 1)
            low = beyond
        queue(up_start, up_head, queues, high, up_start[high])
