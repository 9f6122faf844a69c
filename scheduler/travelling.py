"""How long the drives of a day take: from its own matrices, from a road network, or estimated where neither reaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from maps import estimates, snapping, travel
from maps.conditions import Conditions
from maps.estimates import DETOUR, Standing
from maps.network import RoadNetwork
from maps.storage.caching import MatrixCache
from maps.times import timetable, usual_traffic
from maps.times.calibration import Calibration
from maps.times.timetable import DayMatrix
from maps.times.traffic import Traffic
from scheduler import clock
from scheduler.day import Day, Location, Matrix, Mode
from solver.travel import UNREACHABLE, Knots, Travel

__all__ = ["DETOUR", "FAR_FROM_ROAD_M", "DayTravel", "Roads", "measure_travel"]

FAR_FROM_ROAD_M: Final = snapping.FAR_M
"""A place farther than this from any road of a network that surrounds it counts as unreachable."""

OpenNetwork = Callable[[str, Mode], RoadNetwork]
FindCalibration = Callable[[RoadNetwork], Calibration | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """A network that a day's drives were measured on; row i of ``snaps`` is the day's location i."""

    network: RoadNetwork
    snaps: snapping.Snaps
    standing: Standing
    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTravel:
    """The drives of a day: one matrix pair per mode, rows and columns as ``day.locations``.

    ``estimated`` are ids of locations that no network covers, ``unreachable`` of those that one surrounds but does
    not reach, ``islands`` of those among the latter whose roads are joined to no others. The seconds of knots
    count from the first of the day's date.
    """

    modes: tuple[Mode, ...]
    travels: tuple[Travel, ...]
    roads: Mapping[Mode, Roads]
    estimated: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    islands: tuple[str, ...] = ()


def measure_travel(
    day: Day,
    open_network: OpenNetwork,
    *,
    find_calibration: FindCalibration = lambda _: None,
    cache: MatrixCache | None = None,
) -> DayTravel:
    """Measure the drives between all locations of a day for every mode its cars use.

    The walks between roads and locations count, and where drives have taught how long roads of a network really take,
    that. How traffic changes over the day counts where the day's rules ask for it and its roads come from a network.

    Parameters
    ----------
    day
        What is planned.
    open_network
        Opens a network by name and mode.
    find_calibration
        Gives what was learned of a network, if anything was.
    cache
        Keeps what takes long to measure.

    Raises
    ------
    maps.errors.RoadsError
        The day names a network that cannot be opened, or what was learned of it is broken.
    """
    modes = _modes_of(day)
    if day.travel is not None:
        given = tuple(_order_given(day, day.travel.modes[mode]) for mode in modes)
        return DayTravel(modes=modes, travels=given, roads={})
    if day.roads is None:
        guessed = tuple(_to_travel(_estimate(day.locations, mode)) for mode in modes)
        every = tuple(place.id for place in day.locations)
        return DayTravel(modes=modes, travels=guessed, roads={}, estimated=every)
    roads = {mode: _lay_on_roads(day, open_network(day.roads, mode), find_calibration) for mode in modes}
    standings = [road.standing for road in roads.values()]
    return DayTravel(
        modes=modes,
        travels=tuple(_measure_on_roads(day, roads[mode], cache or MatrixCache()) for mode in modes),
        roads=roads,
        estimated=_pick(day.locations, [~standing.covered for standing in standings]),
        unreachable=_pick(day.locations, [standing.unreachable for standing in standings]),
        islands=_pick(day.locations, [standing.cut_off for standing in standings]),
    )


def _modes_of(day: Day) -> tuple[Mode, ...]:
    every: tuple[Mode, ...] = ("car", "bike", "walk")
    used = {car.mode for car in day.cars}
    return tuple(mode for mode in every if mode in used) or ("car",)


def _lay_on_roads(day: Day, network: RoadNetwork, find_calibration: FindCalibration) -> Roads:
    snaps = snapping.snap(network, *_coordinates(day.locations))
    return Roads(
        network=network,
        snaps=snaps,
        standing=estimates.stand(snaps),
        conditions=Conditions(calibration=find_calibration(network), winter=day.rules.winter),
    )


def _measure_on_roads(day: Day, road: Roads, cache: MatrixCache) -> Travel:
    traffic = _traffic_on(road) if day.rules.traffic == "usual" else None
    estimated = _estimate(day.locations, road.network.mode)
    if traffic is not None:
        weekend = day.date.isoweekday() > 5
        conditions = replace(road.conditions, traffic=traffic)
        by_slice = timetable.measure_day(
            road.network, road.snaps, traffic, weekend=weekend, conditions=conditions, walk=True
        )
        return _to_timed(day, by_slice, lambda one: estimates.complete(one, estimated, road.standing, road.standing))
    measured = cache.measure(road.network, road.snaps, conditions=road.conditions, walk=True)
    return _to_travel(estimates.complete(measured, estimated, road.standing, road.standing))


def _traffic_on(road: Roads) -> Traffic | None:
    """Give the traffic that was learned together with a calibration, else the usual one; None for bikes and walkers."""
    learned = None if road.conditions.calibration is None else road.conditions.calibration.traffic
    return learned or usual_traffic.for_network(road.network)


def _to_timed(day: Day, matrix: DayMatrix, complete: Callable[[travel.Matrix], travel.Matrix]) -> Travel:
    """Give a day's matrices as drives by the second of departure, today and tomorrow; metres as at noon."""
    midday = _to_travel(complete(matrix.at(12 * 3_600)))
    moments = dict(_elapsed(day, matrix.knots()))
    measured = {second: _to_travel(complete(matrix.at(second))).seconds for second in set(moments.values())}
    seconds = np.stack([measured[second] for second in moments.values()])
    knots = Knots(at=np.array(list(moments), dtype=np.int64), seconds=seconds)
    return Travel(seconds=seconds.min(axis=0), metres=midday.metres, knots=knots)


def _elapsed(day: Day, seconds: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Pair the seconds that have passed since the day began with seconds of its clock, and of the day's after it."""
    begin = clock.day_start(day.date, day.timezone)
    last = -1
    for days in range(2):
        date = day.date + dt.timedelta(days=days)
        for second in seconds:
            wall = dt.datetime.combine(date, dt.time(), tzinfo=ZoneInfo(day.timezone)) + dt.timedelta(seconds=second)
            passed = round((wall.astimezone(dt.UTC) - begin).total_seconds())
            if passed > last:
                yield passed, second
                last = passed


def _estimate(places: tuple[Location, ...], mode: Mode) -> travel.Matrix:
    points = _coordinates(places)
    return estimates.estimate(points, points, mode=mode)


def _coordinates(places: tuple[Location, ...]) -> tuple[list[float], list[float]]:
    return [place.lat for place in places], [place.lon for place in places]


def _order_given(day: Day, matrix: Matrix) -> Travel:
    rows = {} if day.travel is None else {key: row for row, key in enumerate(day.travel.locations)}
    order = np.array([rows[place.id] for place in day.locations], dtype=np.int64)
    picked = np.ix_(order, order)
    return _to_travel(Matrix(seconds=matrix.seconds[picked], metres=matrix.metres[picked]))


def _to_travel(matrix: Matrix | travel.Matrix) -> Travel:
    seconds, metres = (np.minimum(values, UNREACHABLE).astype(np.int64) for values in (matrix.seconds, matrix.metres))
    np.fill_diagonal(seconds, 0)
    np.fill_diagonal(metres, 0)
    return Travel(seconds=seconds, metres=metres)


def _pick(places: tuple[Location, ...], masks: list[npt.NDArray[np.bool_]]) -> tuple[str, ...]:
    wanted = np.logical_or.reduce(masks)
    return tuple(place.id for place, chosen in zip(places, wanted, strict=True) if chosen)
