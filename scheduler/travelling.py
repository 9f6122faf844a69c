"""How long the drives of a day take: from its own matrices, from a road network, or estimated where neither reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from maps import snapping, travel
from maps.network import RoadNetwork
from scheduler.day import Day, Location, Matrix, Mode
from solver.problem import UNREACHABLE, Travel

FAR_FROM_ROAD_M: Final = 1_000
"""A place farther than this from any road of a network that surrounds it counts as unreachable."""

COVER_MARGIN_DEG: Final = 0.02
"""A place outside a network's bounds by more than this (1–2 km) is not covered: its drives are estimated."""

DETOUR: Final = 1.4
"""Road distance over straight-line distance where a drive is estimated (see docs/roads.md)."""

ESTIMATED_KMH: Final[Mapping[Mode, float]] = {"car": 50.0, "bike": 15.0, "walk": 5.0}
"""Mean speed where a drive is estimated."""

_EARTH_RADIUS_M: Final = 6_371_009.0

OpenNetwork = Callable[[str, Mode], RoadNetwork]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """A network that a day's drives were measured on; row i of ``snaps`` is the day's location i."""

    network: RoadNetwork
    snaps: snapping.Snaps
    covered: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTravel:
    """The drives of a day: one matrix pair per mode, rows and columns as ``day.locations``.

    ``estimated`` are ids of locations that no network covers, ``unreachable`` of those that one surrounds but does
    not reach.
    """

    modes: tuple[Mode, ...]
    travels: tuple[Travel, ...]
    roads: Mapping[Mode, Roads]
    estimated: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()


def measure_travel(day: Day, open_network: OpenNetwork) -> DayTravel:
    """Measure the drives between all locations of a day for every mode its cars use.

    Raises
    ------
    maps.errors.RoadsError
        The day names a network that cannot be opened.
    """
    modes = _modes_of(day)
    if day.travel is not None:
        given = tuple(_order_given(day, day.travel.modes[mode]) for mode in modes)
        return DayTravel(modes=modes, travels=given, roads={})
    if day.roads is None:
        estimates = tuple(_to_travel(_estimate(day.locations, mode)) for mode in modes)
        every = tuple(place.id for place in day.locations)
        return DayTravel(modes=modes, travels=estimates, roads={}, estimated=every)
    roads = {mode: _lay_on_roads(day.locations, open_network(day.roads, mode)) for mode in modes}
    return DayTravel(
        modes=modes,
        travels=tuple(_measure_on_roads(day.locations, roads[mode], mode) for mode in modes),
        roads=roads,
        estimated=_pick(day.locations, [~road.covered for road in roads.values()]),
        unreachable=_pick(day.locations, [_is_far(road) for road in roads.values()]),
    )


def _modes_of(day: Day) -> tuple[Mode, ...]:
    every: tuple[Mode, ...] = ("car", "bike", "walk")
    used = {car.mode for car in day.cars}
    return tuple(mode for mode in every if mode in used) or ("car",)


def _lay_on_roads(places: tuple[Location, ...], network: RoadNetwork) -> Roads:
    lats = np.array([place.lat for place in places])
    lons = np.array([place.lon for place in places])
    south, west, north, east = network.bounds
    inside_lat = (lats >= south - COVER_MARGIN_DEG) & (lats <= north + COVER_MARGIN_DEG)
    inside_lon = (lons >= west - COVER_MARGIN_DEG) & (lons <= east + COVER_MARGIN_DEG)
    return Roads(network=network, snaps=snapping.snap(network, lats, lons), covered=inside_lat & inside_lon)


def _is_far(road: Roads) -> npt.NDArray[np.bool_]:
    far: npt.NDArray[np.bool_] = road.covered & (road.snaps.distance_m > FAR_FROM_ROAD_M)
    return far


def _measure_on_roads(places: tuple[Location, ...], road: Roads, mode: Mode) -> Travel:
    measured = travel.measure(road.network, road.snaps)
    estimated = _estimate(places, mode)
    both_covered = road.covered[:, None] & road.covered[None, :]
    seconds = np.where(both_covered, measured.seconds, estimated.seconds)
    metres = np.where(both_covered, measured.metres, estimated.metres)
    far = _is_far(road)
    cut_off = (far[:, None] | far[None, :]) & ~np.eye(len(places), dtype=bool)
    seconds[cut_off] = metres[cut_off] = UNREACHABLE
    return _to_travel(Matrix(seconds=seconds, metres=metres))


def _estimate(places: tuple[Location, ...], mode: Mode) -> Matrix:
    lat = np.radians([place.lat for place in places])
    lon = np.radians([place.lon for place in places])
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    metres = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(half)) * DETOUR
    seconds = metres / (ESTIMATED_KMH[mode] / 3.6)
    return Matrix(seconds=np.rint(seconds).astype(np.int64), metres=np.rint(metres).astype(np.int64))


def _order_given(day: Day, matrix: Matrix) -> Travel:
    rows = {} if day.travel is None else {key: row for row, key in enumerate(day.travel.locations)}
    order = np.array([rows[place.id] for place in day.locations], dtype=np.int64)
    picked = np.ix_(order, order)
    return _to_travel(Matrix(seconds=matrix.seconds[picked], metres=matrix.metres[picked]))


def _to_travel(matrix: Matrix) -> Travel:
    seconds, metres = (np.minimum(values, UNREACHABLE).astype(np.int64) for values in (matrix.seconds, matrix.metres))
    np.fill_diagonal(seconds, 0)
    np.fill_diagonal(metres, 0)
    return Travel(seconds=seconds, metres=metres)


def _pick(places: tuple[Location, ...], masks: list[npt.NDArray[np.bool_]]) -> tuple[str, ...]:
    wanted = np.logical_or.reduce(masks)
    return tuple(place.id for place, chosen in zip(places, wanted, strict=True) if chosen)
