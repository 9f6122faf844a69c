"""The part of a contraction hierarchy that does not depend on weights, made once for a graph.

Customizable contraction hierarchies, J. Dibbelt, B. Strasser and D. Wagner, ACM JEA 2016: nodes are contracted in the
order of a nested dissection, whatever they weigh, and whenever one is, its neighbours that are left become adjacent. So
the neighbours above a node all lie on one chain, its ancestors in the elimination tree, and every way has an equally
good one that first climbs that chain and then descends along another. A node is known here by its **rank**, its place
in the order; ranks are renumbered so that each subtree is a run of ranks ending with its root, which keeps what is
used together together in memory. An **up-arc** leads from a rank to one above; the same stands for both directions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from maps.kernels import require
from maps.kernels.compiling import compiled, compiled_inside, fixed
from maps.network import Indices, Ints


class Tree(NamedTuple):
    """What compiled code needs of a hierarchy, as its fields of these names."""

    depth: Indices
    up_start: Ints
    up_head: Indices
    up_depth: Indices


class Queues(NamedTuple):
    """Ranks that wait for the head of one of their up-arcs, so that it finds all ranks below with an arc to it."""

    first: Indices
    """By rank waited for, −1 where none waits."""
    following: Indices
    """By rank that waits."""
    arc: Ints
    """By rank that waits: its up-arc."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hierarchy:
    """Nodes by rank and the up-arcs of each, ordered by head; read-only, and may be mapped from a file."""

    rank: Indices
    """By node."""
    depth: Indices
    """By rank: how many ancestors it has."""
    up_start: Ints
    """Where each rank's up-arcs begin, and their number at the end."""
    up_head: Indices
    """By up-arc: a rank; the first of each rank is its parent in the elimination tree."""
    up_depth: Indices
    """By up-arc: the depth of its head."""
    slot: Indices
    """By arc of the graph: 2 · up-arc, and 1 more if it leads down; −1 for an arc from a node to itself."""

    def __post_init__(self) -> None:
        for name, dtype in _ARRAYS.items():
            array = getattr(self, name)
            fits = isinstance(array, np.ndarray) and array.dtype == dtype and array.ndim == 1
            require(fits, f"hierarchy: {name} is not a row of {dtype.__name__}")
            object.__setattr__(self, name, fixed(array, dtype))
        require(len(self.rank) > 0, "hierarchy: no nodes")
        require(len(self.depth) == len(self.rank) == len(self.up_start) - 1, "hierarchy: ranks do not fit")
        require(len(self.up_head) == len(self.up_depth), "hierarchy: up-arcs do not fit")
        _check(self)

    @property
    def nodes(self) -> int:
        """How many there are."""
        return len(self.rank)

    @property
    def arcs(self) -> int:
        """How many the graph has."""
        return len(self.slot)

    @property
    def tree(self) -> Tree:
        """What compiled code needs."""
        return Tree(self.depth, self.up_start, self.up_head, self.up_depth)

    @property
    def height(self) -> int:
        """How many ranks the longest chain has."""
        return int(self.depth.max()) + 1

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give all there is to keep, by name."""
        return {name: getattr(self, name) for name in _ARRAYS}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Hierarchy:
        """Make a hierarchy of what ``arrays`` gave; without copying, so that it may be mapped from a file.

        Raises
        ------
        ValueError
            If one is missing, or they are not of a hierarchy.
        """
        for name in _ARRAYS:
            require(name in arrays, f"hierarchy: {name} is missing")
        return cls(**{name: arrays[name] for name in _ARRAYS})


_ARRAYS: Final[dict[str, Any]] = {
    "rank": np.int32,
    "depth": np.int32,
    "up_start": np.int64,
    "up_head": np.int32,
    "up_depth": np.int32,
    "slot": np.int32,
}


def make_queues(nodes: int) -> Queues:
    """Make queues in which none waits."""
    nobody = np.full((2, nodes), -1, dtype=np.int32)
    return Queues(nobody[0], nobody[1], np.zeros(nodes, dtype=np.int64))


@compiled_inside
def queue(up_start: Ints, up_head: Indices, queues: Queues, rank: int, arc: int) -> None:
    """Let a rank wait for the head of an up-arc, if it has that many."""
    if arc < up_start[rank + 1]:
        high = up_head[arc]
        queues.arc[rank] = arc
        queues.following[rank] = queues.first[high]
        queues.first[high] = rank


@compiled_inside
def find_up_arc(up_start: Ints, up_head: Indices, low: int, high: int) -> int:
    """Find an up-arc by bisection."""
    first, last = int(up_start[low]), int(up_start[low + 1]) - 1
    while first < last:
        middle = (first + last) >> 1
        if up_head[middle] < high:
            first = middle + 1
        else:
            last = middle
    return first


def _check(hierarchy: Hierarchy) -> None:
    """Refuse arrays that compiled code would go astray with, as it does not look where it reads."""
    nodes, arcs = len(hierarchy.rank), len(hierarchy.up_head)
    for name, bounds in {
        "rank": (0, nodes),
        "depth": (0, nodes),
        "up_head": (0, nodes),
        "slot": (-1, 2 * arcs),
    }.items():
        array = getattr(hierarchy, name)
        in_range = len(array) == 0 or (int(array.min()) >= bounds[0] and int(array.max()) < bounds[1])
        require(in_range, f"hierarchy: {name} is out of range")
    require((np.bincount(hierarchy.rank, minlength=nodes) == 1).all(), "hierarchy: a rank is given twice")
    start = hierarchy.up_start
    require(start[0] == 0 and start[-1] == arcs and (start[1:] >= start[:-1]).all(), "hierarchy: up_start does not fit")
    lowest = np.arange(nodes, dtype=np.int32)
    require(_is_tree(hierarchy.tree, lowest, np.ones(nodes, dtype=np.int32)), "hierarchy: broken tree")


@compiled
def _is_tree(tree: Tree, lowest: Indices, size: Indices) -> bool:
    """Tell whether each subtree is a run of ranks, and up-arcs lead to ancestors, in order, of the depths told."""
    depths, up_start, up_head, up_depth = tree
    nodes = len(depths)
    for low in range(nodes):
        first = up_start[low]
        if low - lowest[low] + 1 != size[low]:
            return False
        if first == up_start[low + 1]:
            if depths[low] != 0:
                return False
            continue
        parent = up_head[first]
        if parent <= low or depths[low] != depths[parent] + 1:
            return False
        size[parent] += size[low]
        lowest[parent] = min(lowest[parent], lowest[low])
    for low in range(nodes):
        before = low
        for arc in range(up_start[low], up_start[low + 1]):
            high = up_head[arc]
            # An ancestor's run of ranks holds all its descendants'.
            if high <= before or lowest[high] > low or up_depth[arc] != depths[high]:
                return False
            before = high
    return True
