"""Giving a hierarchy weights (customisation), and the engine that results.

An up-arc weighs, in each direction, the least of the arcs it stands for and of the detours over ranks below both its
ends. Ranks are visited upwards; for each, every rank below that has an arc to it offers a detour to each other end of
its own arcs (a lower triangle; Dibbelt, Strasser and Wagner 2016, section 4). As all ends lie on one chain, offers are
gathered in a row by depth, so nothing is searched for. Time is in proportion to the triangles: some 20 a node on roads.

Lanes go through in blocks of eight, which compilers turn into vector instructions.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from maps.kernels import LIMIT, Kernel, Routes, Seeds, check_one_lane, check_pairs, check_weights, sweeps
from maps.kernels.compiling import compiled, fixed
from maps.kernels.hierarchy import Hierarchy, Queues, Tree, make_queues, queue
from maps.kernels.sweeps import LANES, Block
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
    up, down = np.full(arcs * width, LIMIT, dtype=np.int64), np.full(arcs * width, LIMIT, dtype=np.int64)
    _lay(hierarchy.slot, fixed(padded.reshape(-1), np.int64), width, up, down)
    rows = np.zeros((2, hierarchy.height * width), dtype=np.int64)
    relax = _relax_one if width == 1 else _relax_many
    relax(hierarchy.tree, up, down, make_queues(hierarchy.nodes), rows[0], rows[1])
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
def _relax_one(tree: Tree, up: Ints, down: Ints, queues: Queues, row_up: Ints, row_down: Ints) -> None:
    """Take all lower triangles into account; no sum exceeds 2 · LIMIT.

    Each rank waits for the head of its next up-arc, so that all ranks with an arc to one are at hand.
    """
    depths, up_start, up_head, up_depth = tree
    waiting, following, at = queues
    for high in range(len(depths)):
        first, last = up_start[high], up_start[high + 1]
        for arc in range(first, last):
            row_up[up_depth[arc]] = up[arc]
            row_down[up_depth[arc]] = down[arc]
        low = waiting[high]
        while low >= 0:
            beyond = following[low]
            arc = at[low]
            rise, fall = up[arc], down[arc]
            for other in range(arc + 1, up_start[low + 1]):
                place = up_depth[other]
                row_up[place] = min(row_up[place], fall + up[other])
                row_down[place] = min(row_down[place], down[other] + rise)
            queue(up_start, up_head, queues, low, arc + 1)
            low = beyond
        for arc in range(first, last):
            up[arc] = row_up[up_depth[arc]]
            down[arc] = row_down[up_depth[arc]]
        queue(up_start, up_head, queues, high, first)


@compiled
def _relax_many(tree: Tree, up: Ints, down: Ints, queues: Queues, row_up: Ints, row_down: Ints) -> None:
    """Do as ``_relax_one``, for a block of lanes side by side."""
    depths, up_start, up_head, up_depth = tree
    waiting, following, at = queues
    for high in range(len(depths)):
        first, last = up_start[high], up_start[high + 1]
        for arc in range(first, last):
            for lane in range(LANES):
                row_up[up_depth[arc] * LANES + lane] = up[arc * LANES + lane]
                row_down[up_depth[arc] * LANES + lane] = down[arc * LANES + lane]
        low = waiting[high]
        while low >= 0:
            beyond = following[low]
            arc = at[low]
            rise, fall = up[arc * LANES : arc * LANES + LANES], down[arc * LANES : arc * LANES + LANES]
            for other in range(arc + 1, up_start[low + 1]):
                place = up_depth[other] * LANES
                for lane in range(LANES):
                    row_up[place + lane] = min(row_up[place + lane], fall[lane] + up[other * LANES + lane])
                for lane in range(LANES):
                    row_down[place + lane] = min(row_down[place + lane], rise[lane] + down[other * LANES + lane])
            queue(up_start, up_head, queues, low, arc + 1)
            low = beyond
        for arc in range(first, last):
            for lane in range(LANES):
                up[arc * LANES + lane] = row_up[up_depth[arc] * LANES + lane]
                down[arc * LANES + lane] = row_down[up_depth[arc] * LANES + lane]
        queue(up_start, up_head, queues, high, first)
