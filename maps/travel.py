"""Seconds and metres between points on a network."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from maps import drives
from maps.conditions import FREE_FLOW, Conditions
from maps.drives import Drives, Engine, weights
from maps.drives.turns import DEFAULT_TURNS, Turns
from maps.kernels import NO_WAY
from maps.network import Bools, Ints, RoadNetwork
from maps.snapping import Snaps

UNREACHABLE: Final = 1_000_000_000
"""Seconds and metres in a matrix that mean: there is no way."""

WALK_KMH: Final = 5.0
"""From a road to a place beside it."""

_LONGEST_WALK_M: Final = 500_000.0
"""What a walk counts as at most: a point on another continent must not overflow the metres of a weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """From each point to each other, in the order of the snaps: shape (from, to), read-only."""

    seconds: Ints
    metres: Ints

    def __post_init__(self) -> None:
        self.seconds.setflags(write=False)
        self.metres.setflags(write=False)


def measure(
    network: RoadNetwork,
    snaps: Snaps,
    *,
    to: Snaps | None = None,
    conditions: Conditions = FREE_FLOW,
    walk: bool = False,
    where: Turns = DEFAULT_TURNS,
    engine: Engine = "auto",
) -> Matrix:
    """Find the fastest way between all points, and how long it is; of ways equally fast, the shortest.

    Exact in whole milliseconds. A matrix does not depend on which other points are measured with it. A drive may start
    in either direction in which its street is open, so it may turn round at a stop; on the way it keeps turn
    restrictions, and private roads only begin and end it.

    Parameters
    ----------
    network
        The roads.
    snaps
        Where drives begin, and end unless ``to`` is told.
    to
        Where they end.
    conditions
        What is closed and how slow the roads are.
    walk
        Whether to add the walks between the road and the points, at ``WALK_KMH``; between one point and itself there
        is none.
    where
        At which junctions turns cost.
    engine
        What searches; it changes nothing but the time it takes.
    """
    opened = drives.open_network(network, conditions, searches=len(snaps), where=where, engine=engine)
    return decode(_weigh(opened, snaps, snaps if to is None else to, walk=walk))


def measure_slices(
    network: RoadNetwork,
    snaps: Snaps,
    conditions: Sequence[Conditions],
    *,
    to: Snaps | None = None,
    walk: bool = False,
    where: Turns = DEFAULT_TURNS,
    engine: Engine = "auto",
) -> tuple[Matrix, ...]:
    """Measure under several conditions, such as times of day, at once: cheaper than one by one, with equal results."""
    different = tuple(dict.fromkeys(conditions))
    if len(different) <= 1:
        return tuple(
            measure(network, snaps, to=to, conditions=one, walk=walk, where=where, engine=engine) for one in conditions
        )
    opened = drives.open_network(network, *different, searches=len(snaps), where=where, engine=engine)
    found = _weigh(opened, snaps, snaps if to is None else to, walk=walk)
    from maps.drives.lanes import decode_lanes  # noqa: PLC0415 (loads numba, which takes half a second)

    decoded = zip(*decode_lanes(found, UNREACHABLE), strict=True)
    matrices = {
        one: Matrix(seconds=seconds, metres=metres) for one, (seconds, metres) in zip(different, decoded, strict=True)
    }
    return tuple(matrices[one] for one in conditions)


def extend(
    network: RoadNetwork,
    matrix: Matrix,
    snaps: Snaps,
    added: Snaps,
    *,
    conditions: Conditions = FREE_FLOW,
    walk: bool = False,
    where: Turns = DEFAULT_TURNS,
    engine: Engine = "auto",
) -> Matrix:
    """Give the matrix of ``snaps`` and then ``added``, from that of ``snaps`` under the same conditions.

    Only the rows and columns of what was added are measured.
    """
    searches = len(snaps) + len(added)
    opened = drives.open_network(network, conditions, searches=searches, where=where, engine=engine)
    rows = decode(_weigh(opened, added, join(snaps, added), walk=walk))
    columns = decode(_weigh(opened, snaps, added, walk=walk))
    return Matrix(
        seconds=np.block([[np.column_stack([matrix.seconds, columns.seconds])], [rows.seconds]]),
        metres=np.block([[np.column_stack([matrix.metres, columns.metres])], [rows.metres]]),
    )


def decode(weight: Ints) -> Matrix:
    """Give whole seconds and metres of weights, ``UNREACHABLE`` where there is no way."""
    weight = np.ascontiguousarray(weight)
    seconds = (weights.milliseconds_of(weight) + 500) // 1000
    metres = np.rint(weights.centimetres_of(weight) / 100).astype(np.int64)
    unreached = weight == NO_WAY
    for numbers in (seconds, metres):
        np.copyto(numbers, UNREACHABLE, where=unreached)
    return Matrix(seconds=seconds, metres=metres)


def walk_weights(opened: Drives, snaps: Snaps, pairs: Ints, *, to: Snaps | None = None) -> Ints:
    """Give what the walks between the road and both points of pairs weigh: nothing from a point to itself."""
    to = snaps if to is None else to
    origin, goal = pairs.T
    walks = _walk(snaps)[origin] + _walk(to)[goal]
    (line, position), (to_line, to_position) = opened.spots(snaps), opened.spots(to)
    same = (line[origin] == to_line[goal]) & (position[origin] == to_position[goal])
    same &= (snaps.distance_m[origin] == to.distance_m[goal]) & (
        _side(opened, snaps)[origin] == _side(opened, to)[goal]
    )
    return np.where(same, 0, walks)


def join(snaps: Snaps, added: Snaps) -> Snaps:
    """Give points and more points as one."""
    names = [field.name for field in dataclasses.fields(Snaps)]
    return Snaps(**{name: np.concatenate([getattr(snaps, name), getattr(added, name)]) for name in names})


def take(snaps: Snaps, rows: Ints) -> Snaps:
    """Give some points, in the order of their rows."""
    return Snaps(**{field.name: getattr(snaps, field.name)[rows] for field in dataclasses.fields(Snaps)})


def _weigh(opened: Drives, snaps: Snaps, to: Snaps, *, walk: bool) -> Ints:
    """Give the least weights, shape (from, to) or (from, to, lanes)."""
    found = opened.kernel.distances(opened.sources(snaps).seeds, opened.targets(to).seeds)
    straights = opened.straights(snaps, to)
    np.minimum.at(found, (straights.source, straights.target), straights.weight)
    if not walk:
        return found
    pairs = np.indices((len(snaps), len(to))).reshape(2, -1).T
    walks = walk_weights(opened, snaps, pairs, to=to).reshape(len(snaps), len(to))
    return weights.add(found, walks if found.ndim == 2 else walks[..., None])


def _side(opened: Drives, snaps: Snaps) -> Bools:
    """Tell by point on which side of its line it lies."""
    return np.asarray(snaps.right != opened.network.backward[snaps.edge], dtype=np.bool_)


def _walk(snaps: Snaps) -> Ints:
    distance = np.minimum(snaps.distance_m, _LONGEST_WALK_M)
    milliseconds = np.rint(distance / WALK_KMH * 3600).astype(np.int64)
    return weights.pack(milliseconds, weights.to_centimetres(distance))
