"""A plan set on its roads: the drives found along the streets, the map around them drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

from api.exports.scene import Leg, Scene, drives, straight_legs
from maps import drawing, paths, snapping
from maps.conditions import Conditions
from maps.drawing import Bounds, Drawing
from maps.network import RoadNetwork
from maps.storage import library
from maps.times import calibration_files
from maps.times.calibration import Calibration
from scheduler import protecting
from scheduler.day import Day, Mode
from scheduler.plan import Plan, Route
from scheduler.teams import name_team
from scheduler.texts import LANGUAGES
from scheduler.travelling import FAR_FROM_ROAD_M

MOST_POINTS: Final = 260_000
"""Points of a drawing at most: more make a page of over 3 MB that is slow to move."""

_MARGIN: Final = 0.5
"""Of the day's extent, drawn around it on each side, so that the map does not end where somebody looks."""

_WIDE: Final = 3.0
_LEAST_DEG: Final = 0.04
_FINEST_M: Final = 1.5


def make_scene(day: Day, plan: Plan, *, folder: Path, team: str | None = None, revealed: bool = False) -> Scene:
    """Set a plan on the networks its day names, from the networks kept in ``folder``.

    Where protected patients live is only in a scene that is ``revealed``: for those who drive there. ``team`` is what
    its people call the team.

    Raises
    ------
    maps.errors.RoadsError
        The network is not there or broken.
    """
    return set_scene(day, plan, open_roads(day, folder=folder), team=team, revealed=revealed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """Networks to set plans on, one per way of travelling; without one, drives are straight and marked estimated.

    ``learned`` is what plans on the networks count on, so that drives take the very ways that were measured.
    """

    networks: Mapping[Mode, RoadNetwork] = field(default_factory=dict)
    learned: Mapping[Mode, Calibration | None] = field(default_factory=dict)

    @property
    def main(self) -> RoadNetwork | None:
        """The network whose map lies beneath."""
        return self.networks.get("car") or next(iter(self.networks.values()), None)


def open_roads(day: Day, *, folder: Path) -> Roads:
    """Open the networks that a day's cars travel on; raises RoadsError where one is not there or broken."""
    if day.roads is None or day.travel is not None:
        return Roads()
    modes = sorted({car.mode for car in day.cars})
    networks = {mode: library.open_network(day.roads, mode=mode, folder=folder) for mode in modes}
    learned = {mode: calibration_files.find_calibration(network, folder) for mode, network in networks.items()}
    return Roads(networks=networks, learned=learned)


def find_legs(day: Day, plan: Plan, roads: Roads) -> dict[str, tuple[Leg, ...]]:
    """Find the drives of a plan along the streets, by car."""
    modes = {car.id: car.mode for car in day.cars}
    legs = {route.car: straight_legs(day, route) for route in plan.routes}
    for mode, network in roads.networks.items():
        # All cars at once: many searches together take the faster way through the roads.
        own = [route for route in plan.routes if modes[route.car] == mode]
        conditions = Conditions(calibration=roads.learned.get(mode))
        legs |= _bend(day, own, legs, network, conditions)
    return legs


def set_scene(day: Day, plan: Plan, roads: Roads, *, team: str | None = None, revealed: bool = False) -> Scene:
    """Set a plan on networks; ``team`` and ``revealed`` as for ``make_scene``."""
    day = day if revealed else protecting.conceal(day)
    legs = find_legs(day, plan, roads)
    network = roads.main
    around = _surround(day, legs)
    picture = _blank(around) if network is None else _draw(network, around)
    return Scene(
        titles={language: name_team(day.team, team, language) for language in LANGUAGES},
        day=day,
        plan=plan,
        legs=legs,
        drawing=picture,
        attribution=picture.attribution or plan.attribution,
        made=plan.roads_made or picture.made,
        estimated=plan.estimated_times,
    )


def _bend(
    day: Day, routes: Sequence[Route], legs: Mapping[str, tuple[Leg, ...]], network: RoadNetwork, conditions: Conditions
) -> dict[str, tuple[Leg, ...]]:
    """Lay straight legs along the roads; those that end far from any stay as they are."""
    ends = {route.car: [(source, target) for _, source, target, _ in drives(day, route)] for route in routes}
    rows = {key: row for row, key in enumerate({key: None for own in ends.values() for pair in own for key in pair})}
    if not rows:
        return {}
    points = [day.location(key) for key in rows]
    snaps = snapping.snap(network, [point.lat for point in points], [point.lon for point in points])
    on_roads = {key: snaps.distance_m[row] <= FAR_FROM_ROAD_M for key, row in rows.items()}
    wanted = [(rows[source], rows[target]) for own in ends.values() for source, target in own]
    found = iter(paths.find_paths(network, snaps, wanted, conditions=conditions, walk=True))
    return {
        car: tuple(
            leg if path is None or not (on_roads[source] and on_roads[target]) else _along(leg, path)
            for leg, path, (source, target) in zip(legs[car], islice(found, len(own)), own, strict=True)
        )
        for car, own in ends.items()
    }


def _along(leg: Leg, path: paths.Path) -> Leg:
    # Seconds and metres stay those of the plan, which the matrix and the path agree on.
    return Leg(
        car=leg.car,
        order=leg.order,
        stop=leg.stop,
        lats=path.lats,
        lons=path.lons,
        seconds=leg.seconds,
        metres=leg.metres,
        estimated=False,
    )


def _surround(day: Day, legs: Mapping[str, tuple[Leg, ...]]) -> Bounds:
    used = {patient.location for patient in day.patients} | {car.start for car in day.cars}
    points = [(place.lat, place.lon) for place in day.locations if place.id in used]
    lats = [lat for lat, _ in points] + _flatten(leg.lats.tolist() for route in legs.values() for leg in route)
    lons = [lon for _, lon in points] + _flatten(leg.lons.tolist() for route in legs.values() for leg in route)
    high, wide = max(lats) - min(lats), max(lons) - min(lons)
    # A degree of longitude is shorter up north; on a wide screen the map is several times as wide as high.
    stretch = math.cos(math.radians(sum(lats) / len(lats)))
    side = max(high, wide * stretch / _WIDE, _LEAST_DEG)
    above = side * _MARGIN + (side - high) / 2
    beside = (side * (_WIDE + 2 * _MARGIN) - wide * stretch) / 2 / stretch
    return min(lats) - above, min(lons) - beside, max(lats) + above, max(lons) + beside


def _flatten(rows: Iterable[list[float]]) -> list[float]:
    return [value for row in rows for value in row]


def _draw(network: RoadNetwork, around: Bounds) -> Drawing:
    """Draw as finely as a page of bearable size allows."""
    detail = max(_FINEST_M, (around[2] - around[0]) * 111_000 / 12_000)
    picture = drawing.draw(network, around, detail=detail)
    while _points(picture) > MOST_POINTS:
        detail *= 1.7
        picture = drawing.draw(network, around, detail=detail)
    return picture


def _points(picture: Drawing) -> int:
    return sum(len(line.lats) for lines in picture.lines.values() for line in lines)


def _blank(around: Bounds) -> Drawing:
    return Drawing(bounds=around, lines=MappingProxyType({}), water=(), places=(), attribution="", made=False)
