"""A network opened for drives: its states, what each edge takes under some conditions, and an engine to search with.

Opening is dear and searching cheap, so what was opened is remembered for a few networks and conditions.
"""

from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from maps.conditions import CLOSED, Conditions, edge_milliseconds
from maps.drives import states, weights
from maps.drives.remembering import Memory
from maps.drives.states import States
from maps.drives.turns import DEFAULT_TURNS, Turns
from maps.kernels import Kernel, Seeds
from maps.mercator import Floats
from maps.network import Indices, Ints, RoadNetwork
from maps.ragged import pick, starts_of
from maps.snapping import Snaps

if TYPE_CHECKING:
    from maps.kernels.hierarchy import Hierarchy

Engine = Literal["auto", "hierarchy", "reference"]
"""What searches; all give the same answers. ``auto`` takes the hierarchy where it pays and can be loaded."""

SMALL: Final = 20_000
"""Up to so many junctions no hierarchy is kept with a network: one is built when so much is asked that it pays."""

FEW: Final = 1_500_000
"""Searches times junctions, up to which SciPy has answered on a small network before machine code is loaded (0.6 s)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Where drives begin or end: seeds of an engine, and by seed the edge and how far along it the point is."""

    seeds: Seeds
    edge: Ints
    at: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Straights:
    """Drives along a single edge, between points on one line; a pair may have two, there and against."""

    source: Ints
    target: Ints
    edge: Ints
    start: Floats
    end: Floats
    weight: Ints
    """Shape (straights,) or (straights, lanes)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drives:
    """A network under one or several conditions; the latter, lanes, give arrays a last axis."""

    network: RoadNetwork
    states: States
    along: Indices
    against: Indices
    milliseconds: Ints
    """Of each edge, ``CLOSED`` where it must not be used."""
    kernel: Kernel

    @property
    def nbytes(self) -> int:
        """How much memory is taken for these conditions alone."""
        return self.milliseconds.nbytes + self.kernel.nbytes

    def sources(self, snaps: Snaps) -> Ends:
        """Give where drives from points begin: at the end of their edges, in each direction that is open."""
        point, edge, at = self._parts(snaps)
        cost = self.weigh(edge, at, np.ones(len(at)))
        return _ends(point, self.states.arrival[edge], cost, edge=edge, at=at, points=len(snaps))

    def targets(self, snaps: Snaps) -> Ends:
        """Give where drives to points end: in the states from which their edges may be driven."""
        point, edge, at = self._parts(snaps)
        first = self.states.edge_start[edge]
        counts = self.states.edge_start[edge + 1] - first
        arc, row = pick(first, counts), np.repeat(np.arange(len(edge)), counts)
        cost = self.weigh(edge, np.zeros(len(at)), at)[row]
        turn = weights.pack(self.states.extra_ms[arc].astype(np.int64), np.zeros(len(arc), dtype=np.int64))
        cost = weights.add(cost, turn if cost.ndim == 1 else turn[:, None])
        return _ends(point[row], self.states.tail[arc], cost, edge=edge[row], at=at[row], points=len(snaps))

    def straights(self, snaps: Snaps, to: Snaps) -> Straights:
        """Give the drives from points to others ahead on the same edge."""
        line, position = self.spots(snaps)
        to_line, to_position = self.spots(to)
        source, target = _equal_pairs(line, to_line)
        start, end = position[source], to_position[target]
        along, against = self.along[line[source]], self.against[line[source]]
        ahead, behind = np.flatnonzero((along >= 0) & (start <= end)), np.flatnonzero((against >= 0) & (start >= end))
        kept = np.concatenate([ahead, behind])
        edge = np.concatenate([along[ahead], against[behind]]).astype(np.int64)
        start = np.concatenate([start[ahead], 1 - start[behind]])
        end = np.concatenate([end[ahead], 1 - end[behind]])
        weight = self.weigh(edge, start, end)
        return Straights(source=source[kept], target=target[kept], edge=edge, start=start, end=end, weight=weight)

    def weigh(self, edge: Ints, start: Floats, end: Floats) -> Ints:
        """Give what parts of edges weigh: the rounded share at their ends less that at their starts."""
        milliseconds = self.milliseconds[edge]
        lanes = (...,) if milliseconds.ndim == 1 else (..., None)
        time = _share(milliseconds, end[lanes]) - _share(milliseconds, start[lanes])
        length = weights.to_centimetres(self.network.metres[edge])
        length = _share(length, end) - _share(length, start)
        nothing = (start == end)[lanes]  # who is there already needs no open road
        return weights.closed(weights.pack(time, length), (milliseconds == CLOSED) & ~nothing)

    def spots(self, snaps: Snaps) -> tuple[Indices, Floats]:
        """Give the line of each point, and how far along it the point is."""
        backward = self.network.backward[snaps.edge]
        return self.network.line[snaps.edge], np.where(backward, 1 - snaps.fraction, snaps.fraction)

    def _parts(self, snaps: Snaps) -> tuple[Ints, Ints, Floats]:
        """Give the edges that points lie on, ordered by point: point, edge and how far along it the point is."""
        line, position = self.spots(snaps)
        edge = np.column_stack([self.along[line], self.against[line]]).astype(np.int64)
        point, side = np.nonzero(edge >= 0)
        return point, edge[point, side], np.column_stack([position, 1 - position])[point, side]


_OPENED: Final[Memory[Drives]] = Memory(most=6, most_bytes=1 << 30, size=lambda drives: drives.nbytes)
"""Eight times of day take 70 MB on 60,000 junctions."""


def open_network(
    network: RoadNetwork,
    *conditions: Conditions,
    searches: int = 1,
    where: Turns = DEFAULT_TURNS,
    engine: Engine = "auto",
) -> Drives:
    """Open a network for drives under one or several conditions, or give what is open already.

    Parameters
    ----------
    network
        The roads; if it is prepared, what was worked out then is used.
    conditions
        One, or several to be searched side by side, the engine's lanes.
    searches
        From how many points is to be searched, under each of the conditions.
    where
        At which junctions turns cost.
    engine
        What searches.
    """
    chosen = choose(network, engine, searches=searches * len(conditions))
    key = network, conditions, where, chosen
    return _OPENED.give(key, lambda: _open(network, conditions, where, chosen))


def choose(network: RoadNetwork, engine: Engine, *, searches: int = 1) -> Engine:
    """Give the engine that ``auto`` stands for with this network and so many searches."""
    if engine != "auto":
        return engine
    if network.nodes <= SMALL and network.nodes * searches <= FEW:
        return "reference"
    return "hierarchy" if _loads_hierarchy() else "reference"


def _loads_hierarchy() -> bool:
    try:
        importlib.import_module("maps.kernels.metrics")
    except ImportError:
        return False
    return True


def work_out(network: RoadNetwork) -> dict[str, npt.NDArray[Any]]:
    """Work out what opening a network takes longest for, under the names by which ``prepared`` keeps it.

    Without numba there is no hierarchy in it; where it can be loaded later, one is built at the first measurement.
    """
    made = states.make_states(network)
    arrays = {f"states.{name}": array for name, array in made.arrays().items()}
    if network.nodes <= SMALL or not _loads_hierarchy():
        return arrays
    from maps.kernels.contraction import build_hierarchy  # noqa: PLC0415 (loads numba, which takes half a second)

    hierarchy = build_hierarchy(made.count, made.tail, made.head, *_places(network, made), tied=made.tied)
    return arrays | {f"hierarchy.{name}": array for name, array in hierarchy.arrays().items()}


def _open(network: RoadNetwork, conditions: tuple[Conditions, ...], where: Turns, engine: Engine) -> Drives:
    lanes = [edge_milliseconds(network, one) for one in conditions]
    milliseconds = lanes[0] if len(lanes) == 1 else np.stack(lanes, axis=1)
    made = _states(network, where)
    along, against = _line_edges(network)
    return Drives(
        network=network,
        states=made,
        along=along,
        against=against,
        milliseconds=milliseconds,
        kernel=_make_kernel(network, made, where, engine, _weigh_arcs(network, made, milliseconds)),
    )


def _weigh_arcs(network: RoadNetwork, made: States, milliseconds: Ints) -> Ints:
    length = weights.to_centimetres(network.metres)
    whole = weights.closed(weights.pack(milliseconds, length), milliseconds == CLOSED)
    whole = np.repeat(whole, np.diff(made.edge_start), axis=0)
    if made.extra_ms.any():
        extra = weights.pack(made.extra_ms.astype(np.int64), np.zeros(len(made.tail), dtype=np.int64))
        whole = weights.add(whole, extra if whole.ndim == 1 else extra[:, None])
    return np.ascontiguousarray(whole)


def _make_kernel(network: RoadNetwork, made: States, where: Turns, engine: Engine, weight: Ints) -> Kernel:
    if engine == "reference":
        from maps.kernels.reference import reference  # noqa: PLC0415 (loads SciPy, which takes half a second)

        return reference(made.count, made.tail, made.head, weight)
    from maps.kernels.metrics import customise  # noqa: PLC0415 (loads numba, which takes half a second)

    return customise(_hierarchy(network, where), weight)


@functools.lru_cache(maxsize=4)
def _hierarchy(network: RoadNetwork, where: Turns) -> Hierarchy:
    from maps.kernels.contraction import build_hierarchy  # noqa: PLC0415 (as above)
    from maps.kernels.hierarchy import Hierarchy  # noqa: PLC0415 (as above)

    kept = _kept(network, "hierarchy", where)
    if kept:
        return Hierarchy.from_arrays(kept)
    made = _states(network, where)
    # Where turns cost there are so many pairs that tying them makes building and measuring slower, not faster.
    tied = made.tied if where == "free" else None
    return build_hierarchy(made.count, made.tail, made.head, *_places(network, made), tied=tied)


@functools.lru_cache(maxsize=4)
def _states(network: RoadNetwork, where: Turns) -> States:
    kept = _kept(network, "states", where)
    return States.from_arrays(kept) if kept else states.make_states(network, where=where)


@functools.lru_cache(maxsize=4)
def _line_edges(network: RoadNetwork) -> tuple[Indices, Indices]:
    return network.line_edges()


def _kept(network: RoadNetwork, module: str, where: Turns) -> dict[str, npt.NDArray[Any]]:
    """Give what ``work_out`` kept of a module with the network, nothing if it did not or other turns are wanted."""
    if where != DEFAULT_TURNS:
        return {}
    first = f"{module}."
    return {name.removeprefix(first): array for name, array in network.prepared.items() if name.startswith(first)}


def _places(network: RoadNetwork, made: States) -> tuple[Floats, Floats]:
    return network.node_lat[made.junction], network.node_lon[made.junction]


def _ends(point: Ints, node: Indices, cost: Ints, *, edge: Ints, at: Floats, points: int) -> Ends:
    start = starts_of(np.bincount(point, minlength=points))
    return Ends(seeds=Seeds(start=start, node=node, cost=np.ascontiguousarray(cost)), edge=edge, at=at)


def _share(whole: Ints, at: Floats) -> Ints:
    return np.rint(whole * at).astype(np.int64)


def _equal_pairs(first: Indices, second: Indices) -> tuple[Ints, Ints]:
    """Give the positions of all pairs of equal values of two arrays, ordered by the first."""
    order = np.argsort(second, kind="stable")
    begin = np.searchsorted(second[order], first, side="left")
    counts = np.searchsorted(second[order], first, side="right") - begin
    return np.repeat(np.arange(len(first)), counts), order[pick(begin, counts)]
