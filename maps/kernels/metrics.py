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
from typing import Final

import numpy as np

from maps.kernels import LIMIT, Kernel, Routes, Seeds, check_one_lane, check_pairs, check_weights
from maps.kernels import sweeps
from maps.kernels.compiling import compiled, fixed
from maps.kernels.hierarchy import Hierarchy
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
    if weights.ndim == 1 or weights.shape[1] == 1:
        row = weights.reshape(-1)
        blocks = (_customise_one(hierarchy, row),)
        return _Customised(hierarchy=hierarchy, blocks=blocks, lanes=1, squeeze=weights.ndim == 1, weights=row.copy())
    lanes = weights.shape[1]
    parts = [weights[:, first : first + LANES] for first in range(0, lanes, LANES)]
    blocks = tuple(_customise_many(hierarchy, part) for part in parts)
    return _Customised(hierarchy=hierarchy, blocks=blocks, lanes=lanes, squeeze=False, weights=None)


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
        return sweeps.distances(
            self.hierarchy, self.blocks, sources, targets, lanes=None if self.squeeze else self.lanes
        )

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
        assert self.weights is not None  # noqa: S101
        return find_origins(self.hierarchy, self.blocks[0], self.weights)


def _customise_one(hierarchy: Hierarchy, weights: Ints) -> Block:
    arcs = len(hierarchy.up_head)
    up, down = np.full(arcs, LIMIT, dtype=np.int64), np.full(arcs, LIMIT, dtype=np.int64)
    _lay_one(hierarchy.slot, fixed(weights, np.int64), up, down)
    _relax_one(hierarchy.depth, hierarchy.up_start, hierarchy.up_head, hierarchy.up_depth, hierarchy.height, up, down)
    return Block(up=fixed(up, np.int64), down=fixed(down, np.int64), lanes=1)


def _customise_many(hierarchy: Hierarchy, weights: Ints) -> Block:
    lanes = weights.shape[1]
    padded = np.full((len(weights), LANES), LIMIT, dtype=np.int64)
    padded[:, :lanes] = weights
    size = len(hierarchy.up_head) * LANES
    up, down = np.full(size, LIMIT, dtype=np.int64), np.full(size, LIMIT, dtype=np.int64)
    _lay_many(hierarchy.slot, fixed(padded.reshape(-1), np.int64), up, down)
    _relax_many(hierarchy.depth, hierarchy.up_start, hierarchy.up_head, hierarchy.up_depth, hierarchy.height, up, down)
    return Block(up=fixed(up, np.int64), down=fixed(down, np.int64), lanes=lanes)


_WIDE: Final = LANES


@compiled
def _lay_one(slots: Indices, weights: Ints, up: Ints, down: Ints) -> None:
    """Give each up-arc the least weight of the arcs it stands for."""
    for arc in range(len(slots)):
        slot = slots[arc]
        if slot >= 0:
            if slot & 1:
                down[slot >> 1] = min(down[slot >> 1], weights[arc])
            else:
                up[slot >> 1] = min(up[slot >> 1], weights[arc])


@compiled
def _lay_many(slots: Indices, weights: Ints, up: Ints, down: Ints) -> None:
    """Do as ``_lay_one``, for a block of lanes."""
    for arc in range(len(slots)):
        slot = slots[arc]
        if slot >= 0:
            for lane in range(_WIDE):
                place = (slot >> 1) * _WIDE + lane
                if slot & 1:
                    down[place] = min(down[place], weights[arc * _WIDE + lane])
                else:
                    up[place] = min(up[place], weights[arc * _WIDE + lane])


@compiled
def _relax_one(
    depth: Indices, up_start: Ints, up_head: Indices, up_depth: Indices, height: int, up: Ints, down: Ints
) -> None:
    """Take all lower triangles into account; no sum exceeds 2 · LIMIT."""
    nodes = len(depth)
    # Each rank waits in the list of the head of its next up-arc.
    waiting = np.full(nodes, -1, np.int32)
    following = np.full(nodes, -1, np.int32)
    at = np.empty(nodes, np.int64)
    row_up = np.empty(height, np.int64)
    row_down = np.empty(height, np.int64)
    for middle in range(nodes):
        first, last = up_start[middle], up_start[middle + 1]
        for arc in range(first, last):
            row_up[up_depth[arc]] = up[arc]
            row_down[up_depth[arc]] = down[arc]
        low = waiting[middle]
        while low >= 0:
            beyond = following[low]
            arc = at[low]
            end = up_start[low + 1]
            climb, descend = up[arc], down[arc]
            for other in range(arc + 1, end):
                place = up_depth[other]
                row_up[place] = min(row_up[place], descend + up[other])
                row_down[place] = min(row_down[place], down[other] + climb)
            if arc + 1 < end:
                at[low] = arc + 1
                following[low] = waiting[up_head[arc + 1]]
                waiting[up_head[arc + 1]] = low
            low = beyond
        for arc in range(first, last):
            up[arc] = row_up[up_depth[arc]]
            down[arc] = row_down[up_depth[arc]]
        if last > first:
            at[middle] = first
            following[middle] = waiting[up_head[first]]
            waiting[up_head[first]] = middle


@compiled
def _relax_many(
    depth: Indices, up_start: Ints, up_head: Indices, up_depth: Indices, height: int, up: Ints, down: Ints
) -> None:
    """Do as ``_relax_one``, for a block of lanes."""
    nodes = len(depth)
    waiting = np.full(nodes, -1, np.int32)
    following = np.full(nodes, -1, np.int32)
    at = np.empty(nodes, np.int64)
    row_up = np.empty(height * _WIDE, np.int64)
    row_down = np.empty(height * _WIDE, np.int64)
    for middle in range(nodes):
        first, last = up_start[middle], up_start[middle + 1]
        for arc in range(first, last):
            for lane in range(_WIDE):
                row_up[up_depth[arc] * _WIDE + lane] = up[arc * _WIDE + lane]
                row_down[up_depth[arc] * _WIDE + lane] = down[arc * _WIDE + lane]
        low = waiting[middle]
        while low >= 0:
            beyond = following[low]
            arc = at[low]
            end = up_start[low + 1]
            for other in range(arc + 1, end):
                place = up_depth[other] * _WIDE
                for lane in range(_WIDE):
                    row_up[place + lane] = min(
                        row_up[place + lane], down[arc * _WIDE + lane] + up[other * _WIDE + lane]
                    )
                for lane in range(_WIDE):
                    row_down[place + lane] = min(
                        row_down[place + lane], down[other * _WIDE + lane] + up[arc * _WIDE + lane]
                    )
            if arc + 1 < end:
                at[low] = arc + 1
                following[low] = waiting[up_head[arc + 1]]
                waiting[up_head[arc + 1]] = low
            low = beyond
        for arc in range(first, last):
            for lane in range(_WIDE):
                up[arc * _WIDE + lane] = row_up[up_depth[arc] * _WIDE + lane]
                down[arc * _WIDE + lane] = row_down[up_depth[arc] * _WIDE + lane]
        if last > first:
            at[middle] = first
            following[middle] = waiting[up_head[first]]
            waiting[up_head[first]] = middle
