"""The course along the streets of chosen legs, for drawing and for telling the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from maps import drives, travel
from maps.conditions import FREE_FLOW, Conditions
from maps.drives import Drives, Engine, Straights, courses, weights
from maps.drives.turns import DEFAULT_TURNS, Turns
from maps.kernels import NO_WAY
from maps.mercator import Floats
from maps.network import Ints, RoadNetwork
from maps.ragged import pick, starts_of
from maps.snapping import Snaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The parts of edges that are driven, in order; arrays by piece, read-only."""

    edge: Ints
    start: Floats
    end: Floats
    """From which fraction of the edge to which."""
    milliseconds: Ints
    """What turning into the edge costs included."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            getattr(self, name).setflags(write=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One leg: its course in degrees, at least two points, and what the matrix says of it.

    If walks are measured, seconds and metres hold them; course and pieces are the drive alone.
    """

    lats: Floats
    lons: Floats
    seconds: int
    metres: int
    pieces: Pieces
    walk_m: tuple[float, float] = (0.0, 0.0)
    """The walks to the road and from it that seconds and metres hold."""

    def __post_init__(self) -> None:
        self.lats.setflags(write=False)
        self.lons.setflags(write=False)


def find_paths(
    network: RoadNetwork,
    snaps: Snaps,
    legs: Sequence[tuple[int, int]],
    *,
    conditions: Conditions = FREE_FLOW,
    walk: bool = False,
    where: Turns = DEFAULT_TURNS,
    engine: Engine = "auto",
) -> tuple[Path | None, ...]:
    """Find the ways that ``travel.measure`` measures for the same snaps, leg by leg; None where there is no way.

    Parameters
    ----------
    network
        The roads.
    snaps
        Points on them.
    legs
        Pairs of positions in ``snaps``: from, to.
    conditions, walk, where, engine
        As for ``travel.measure``.
    """
    if not legs:
        return ()
    pairs = np.array(legs, dtype=np.int64)
    origins, origin = np.unique(pairs[:, 0], return_inverse=True)
    goals, goal = np.unique(pairs[:, 1], return_inverse=True)
    opened = drives.open_network(network, conditions, searches=len(origins), where=where, engine=engine)
    found = _find(
        opened, travel.take(snaps, origins), travel.take(snaps, goals), np.column_stack([origin, goal]).astype(np.int64)
    )
    if not walk:
        return _tell(network, found, found.weight)
    walks = travel.walk_weights(opened, snaps, pairs)
    told = _tell(network, found, weights.add(found.weight, walks))
    ends = np.where(walks[:, None] > 0, snaps.distance_m[pairs], 0.0).tolist()
    return tuple(
        path and replace(path, walk_m=(before, after)) for path, (before, after) in zip(told, ends, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Weights by leg, and the pieces of all legs, one after the other."""

    weight: Ints
    start: Ints
    edge: Ints
    begin: Floats
    end: Floats
    milliseconds: Ints


def _find(opened: Drives, origins: Snaps, goals: Snaps, pairs: Ints) -> _Found:
    sources, targets = opened.sources(origins), opened.targets(goals)
    routes = opened.kernel.find_arcs(sources.seeds, targets.seeds, pairs)
    straights = opened.straights(origins, goals)
    straight = _least_straights(straights, pairs, len(goals))
    stays = straight >= 0
    stays[stays] = straights.weight[straight[stays]] <= routes.weight[stays]
    goes = ~stays & (routes.weight != NO_WAY)
    arcs = np.diff(routes.start)
    start = starts_of(np.where(goes, arcs + 2, stays.astype(np.int64)))
    edge, ends = np.empty(start[-1], dtype=np.int64), np.tile([0.0, 1.0], (start[-1], 1))
    milliseconds = np.empty(start[-1], dtype=np.int64)
    arc = routes.arc[pick(routes.start[:-1][goes], arcs[goes])]
    into = pick(start[:-1][goes] + 1, arcs[goes])
    edge[into] = opened.states.edge_of(arc)
    milliseconds[into] = opened.milliseconds[edge[into]] + opened.states.extra_ms[arc]
    for side, seeds, picked, into in (
        (0, sources, routes.source_seed[goes], start[:-1][goes]),
        (1, targets, routes.target_seed[goes], start[1:][goes] - 1),
    ):
        edge[into], ends[into, side] = seeds.edge[picked], seeds.at[picked]
        milliseconds[into] = weights.milliseconds_of(seeds.seeds.cost[picked])
    into, straight = start[:-1][stays], straight[stays]
    edge[into], ends[into, 0], ends[into, 1] = (
        straights.edge[straight],
        straights.start[straight],
        straights.end[straight],
    )
    milliseconds[into] = weights.milliseconds_of(straights.weight[straight])
    weight = routes.weight.copy()
    weight[stays] = straights.weight[straight]
    return _without_nothing(
        _Found(weight=weight, start=start, edge=edge, begin=ends[:, 0], end=ends[:, 1], milliseconds=milliseconds)
    )


def _least_straights(straights: Straights, pairs: Ints, goals: int) -> Ints:
    """Give the position of the least straight drive of each leg, −1 where there is none."""
    key = straights.source * goals + straights.target
    order = np.lexsort((straights.weight, key))
    wanted = pairs[:, 0] * goals + pairs[:, 1]
    if not len(order):
        return np.full(len(pairs), -1)
    place = np.minimum(np.searchsorted(key[order], wanted), len(order) - 1)
    return np.where(key[order][place] == wanted, order[place], -1)


def _without_nothing(found: _Found) -> _Found:
    """Leave out pieces on which nothing is driven, but one of a leg that has no others."""
    leg = np.repeat(np.arange(len(found.start) - 1), np.diff(found.start))
    kept = (found.begin < found.end) | (found.milliseconds > 0)
    empty = (np.bincount(leg[kept], minlength=len(found.start) - 1) == 0) & (np.diff(found.start) > 0)
    kept[found.start[:-1][empty]] = True
    return _Found(
        weight=found.weight,
        start=starts_of(np.bincount(leg[kept], minlength=len(found.start) - 1)),
        edge=found.edge[kept],
        begin=found.begin[kept],
        end=found.end[kept],
        milliseconds=found.milliseconds[kept],
    )


def _tell(network: RoadNetwork, found: _Found, weight: Ints) -> tuple[Path | None, ...]:
    """Make the paths."""
    course = courses.join(courses.lay(network, found.edge, found.begin, found.end), np.diff(found.start))
    told = travel.decode(weight)
    paths: list[Path | None] = []
    for leg, (seconds, metres) in enumerate(zip(told.seconds.tolist(), told.metres.tolist(), strict=True)):
        pieces = slice(found.start[leg], found.start[leg + 1])
        points = slice(course.start[leg], course.start[leg + 1])
        path = Path(
            lats=course.lat[points],
            lons=course.lon[points],
            seconds=seconds,
            metres=metres,
            pieces=Pieces(
                edge=found.edge[pieces],
                start=found.begin[pieces],
                end=found.end[pieces],
                milliseconds=found.milliseconds[pieces],
            ),
        )
        paths.append(path if weight[leg] != NO_WAY else None)
    return tuple(paths)
