"""Exact least weights between nodes of a graph of arcs, by engines that all give the same answers.

``reference`` is SciPy's Dijkstra; ``dissection``, ``hierarchy``, ``metrics`` and ``sweeps`` are a customizable
contraction hierarchy. Nothing here knows roads: arrays go in and arrays come out. A weight is a whole number of
anything, from 1 to below ``LIMIT``; a way that weighs ``LIMIT`` or more in all counts as none, in every engine, so that
no sum can overflow: an int64 holds twice that and more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from maps.network import Indices, Ints

NO_WAY: Final = 1 << 62
"""Weight where there is no way; of an arc or a seed: closed."""

LIMIT: Final = 1 << 61
"""What a way weighs less than: in units of 2⁻²⁸ milliseconds 99 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """Where drives may begin, or end: for each point some nodes, and what it costs to get there from the point.

    Arrays are read-only; a point without seeds is reached by no way.
    """

    start: Ints
    """Where each point's seeds begin, and their number at the end; shape (points + 1,)."""
    node: Indices
    """Shape (seeds,)."""
    cost: Ints
    """From 0 to below ``LIMIT``, or ``NO_WAY``; shape (seeds,), or (seeds, lanes) where it depends on the lane."""

    def __post_init__(self) -> None:
        rows = (("start", np.int64, (1,)), ("node", np.int32, (1,)), ("cost", np.int64, (1, 2)))
        for name, dtype, dimensions in rows:
            array = getattr(self, name)
            require(isinstance(array, np.ndarray) and array.dtype == dtype, f"seeds: {name} is not of {dtype.__name__}")
            require(array.ndim in dimensions, f"seeds: {name} has the shape {array.shape}")
            array.setflags(write=False)
        require(len(self.start) > 0 and self.start[0] == 0, "seeds: start does not begin with 0")
        require((np.diff(self.start) >= 0).all(), "seeds: start descends")
        require(self.start[-1] == len(self.node) == len(self.cost), "seeds: start, node and cost do not fit")
        require(are_weights(self.cost, least=0), "seeds: a cost is neither from 0 to below LIMIT nor NO_WAY")

    @property
    def points(self) -> int:
        """How many points there are."""
        return len(self.start) - 1

    def check(self, *, nodes: int, lanes: int) -> None:
        """Refuse seeds that do not fit a graph.

        Raises
        ------
        ValueError
            If a node is out of range, or costs are given for other than ``lanes`` lanes.
        """
        in_range = len(self.node) == 0 or (int(self.node.min()) >= 0 and int(self.node.max()) < nodes)
        require(in_range, f"seeds: a node is not from 0 to below {nodes}")
        require(self.cost.ndim == 1 or self.cost.shape[1] == lanes, f"seeds: costs are not for {lanes} lanes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The arcs driven for each pair, in order; read-only."""

    start: Ints
    """Where each pair's arcs begin in ``arc``, and their number at the end; shape (pairs + 1,)."""
    arc: Ints
    """As the arcs were given; none where a way begins and ends at one node, or there is no way."""
    source_seed: Ints
    """Position in the sources' ``node`` of the seed that the way begins with, −1 if there is no way."""
    target_seed: Ints
    """Position in the targets' ``node`` of the seed that the way ends with, −1 if there is no way."""
    weight: Ints
    """Of the whole way, the costs of both seeds included; ``NO_WAY`` if there is none."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            getattr(self, name).setflags(write=False)


class Kernel(Protocol):
    """An engine with a graph and its weights inside; threads may share it."""

    @property
    def nodes(self) -> int:
        """How many nodes the graph has."""

    @property
    def lanes(self) -> int:
        """How many weights each arc has, side by side."""

    @property
    def nbytes(self) -> int:
        """How much memory its weights take."""

    def distances(self, sources: Seeds, targets: Seeds) -> Ints:
        """Give the least weight from each source to each target, ``NO_WAY`` where there is no way.

        Shape (sources, targets), or (sources, targets, lanes) if the weights had a second axis.

        Raises
        ------
        ValueError
            If seeds do not fit the graph.
        """

    def spread(self, sources: Seeds) -> Ints:
        """Give the least weight from each source to every node; shape (sources, nodes); for one lane only.

        Raises
        ------
        ValueError
            If seeds do not fit the graph, or there are several lanes.
        """

    def find_arcs(self, sources: Seeds, targets: Seeds, pairs: Ints) -> Routes:
        """Find the arcs of a way of least weight for pairs of a source and a target; for one lane only.

        Which of several ways of equal weight is found depends on the engine, but is always the same.

        Parameters
        ----------
        sources
            Where ways begin.
        targets
            Where they end.
        pairs
            Positions in sources and targets; shape (pairs, 2).

        Raises
        ------
        ValueError
            If seeds do not fit the graph, a pair is out of range, or there are several lanes.
        """


def require(holds: object, message: str) -> None:
    """Refuse input that does not hold what it must.

    Raises
    ------
    ValueError
        With the message.
    """
    if not holds:
        raise ValueError(message)


def are_weights(weights: Ints, *, least: int) -> bool:
    """Tell whether all are from ``least`` to below ``LIMIT``, or ``NO_WAY``."""
    if not len(weights):
        return True
    return bool(int(weights.min()) >= least and ((weights < LIMIT) | (weights == NO_WAY)).all())


def check_arcs(nodes: int, tail: Indices, head: Indices) -> None:
    """Refuse ends of arcs that are not nodes.

    Raises
    ------
    ValueError
        If there are no nodes, or an end of an arc is out of range or of another type than int32.
    """
    require(0 < nodes < 1 << 31, f"{nodes} nodes")
    for name, ends in (("tail", tail), ("head", head)):
        require(
            isinstance(ends, np.ndarray) and ends.dtype == np.int32 and ends.ndim == 1, f"{name}: not int32 in a row"
        )
        require(len(ends) == 0 or (int(ends.min()) >= 0 and int(ends.max()) < nodes), f"{name}: not below {nodes}")
    require(len(tail) == len(head), f"{len(tail)} tails, {len(head)} heads")


def check_weights(weights: Ints, arcs: int) -> None:
    """Refuse weights that are not one row by arc, or one row of lanes by arc.

    Raises
    ------
    ValueError
        If the shape or type does not fit, or a weight is neither from 1 to below ``LIMIT`` nor ``NO_WAY``.
    """
    fits = isinstance(weights, np.ndarray) and weights.dtype == np.int64 and weights.ndim in {1, 2}
    require(fits, "weights: not int64 in one or two axes")
    require(len(weights) == arcs, f"weights: {len(weights)} for {arcs} arcs")
    require(weights.ndim == 1 or weights.shape[1] > 0, "weights: no lanes")
    require(are_weights(weights, least=1), "weights: one is neither from 1 to below LIMIT nor NO_WAY")


def check_pairs(pairs: Ints, *, sources: int, targets: int) -> None:
    """Refuse pairs that are not positions of a source and a target.

    Raises
    ------
    ValueError
        If the shape does not fit or a position is out of range.
    """
    fits = isinstance(pairs, np.ndarray) and pairs.dtype == np.int64 and pairs.ndim == 2 and pairs.shape[1] == 2
    require(fits, "pairs: not int64 of shape (pairs, 2)")
    require((pairs >= 0).all() and (pairs < np.array([sources, targets])).all(), "pairs: a position is out of range")


def check_one_lane(lanes: int) -> None:
    """Refuse to find ways for several lanes at once.

    Raises
    ------
    ValueError
        If there are several lanes.
    """
    require(lanes == 1, f"ways are found for one lane, not {lanes}")
