"""Roads between places: main roads by table or by the towns they join, and country roads."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree
from shapely.geometry.base import BaseGeometry

from maps.made import curves, names, tags, umea_roads
from maps.made.nearby import Nearby
from maps.made.noding import Line
from maps.made.places import Place
from maps.made.plane import Plane, Points
from maps.made.towns import Town, area_km2

_STEP_M = 60.0
_TRY_M2 = 14e6
"""Land for each try to place a hamlet."""
_RIM_M = 2_000.0
_POPULOUS = 500
_REMOTE_M = 40_000.0
"""So far from a place of that many, land is all but empty, and villages hang on roads that lead to nothing else."""
_REMOTE_ROOM = 0.5
"""How much farther apart hamlets are for each metre beyond."""
_SHORT_BRIDGE_M = 400.0
_BESIDE_M = 500.0
"""A place so near to a main road or a street lies on it."""
_LONGEST_LANE_M = 40_000.0


def known_roads(plane: Plane, *, rng: np.random.Generator) -> list[Line]:
    """Draw the main roads of the Umeå area through the points that they pass."""
    lines = []
    for road in umea_roads.MAIN_ROADS:
        roughness = 0.026 if road.highway == "trunk" else 0.042
        points = curves.through(plane.to_metres(road.course), rng=rng, roughness=roughness, step_m=_STEP_M)
        marks = {"highway": road.highway, "maxspeed": str(road.speed_kmh)}
        marks |= {"ref": road.ref} if road.ref else {}
        marks |= {"name": road.name} if road.name else {}
        lines.append(Line(points=points, tags=marks))
    return lines


def neighbours(points: Points) -> list[tuple[int, int]]:
    """Pairs of neighbours: Urquhart's graph (Delaunay's without each triangle's longest side), shortest first."""
    if len(points) < 4:
        return [(index, index + 1) for index in range(len(points) - 1)]
    sides: set[tuple[int, int]] = set()
    longest: set[tuple[int, int]] = set()
    for corners in np.sort(Delaunay(points).simplices, axis=1).tolist():
        triangle = [(corners[0], corners[1]), (corners[0], corners[2]), (corners[1], corners[2])]
        sides.update(triangle)
        longest.add(max(triangle, key=lambda side: _apart_m(points, side)))
    return sorted(sides - longest, key=lambda side: (_apart_m(points, side), side))


def invent_hamlets(
    places: Sequence[Place], *, plane: Plane, extent: BaseGeometry, wet: BaseGeometry, rng: np.random.Generator
) -> tuple[Place, ...]:
    """Scatter invented hamlets over dry land, nowhere near each other or a known place, sparser far from all places."""
    known = plane.to_metres([(place.lat, place.lon) for place in places])
    supply = names.hamlet_names(rng)
    tries = _in_extent(extent, rng=rng)
    shore = wet.buffer(250)
    shapely.prepare(shore)
    tries = tries[~shapely.contains_xy(shore, *tries.T)]
    remote = _far_m(tries, places, known)
    room_m = 2_600 + 3_600 * np.minimum(1.0, remote / 35_000) + _REMOTE_ROOM * np.maximum(0.0, remote - _REMOTE_M)
    taken = np.vstack((known, np.zeros_like(tries)))
    reach_m = np.zeros(len(taken))
    reach_m[: len(known)] = [1_400 * np.sqrt(area_km2(place.population) / np.pi) for place in places]
    count = len(known)
    hamlets = []
    for middle, room in zip(tries, room_m, strict=True):
        if count and (np.hypot(*(taken[:count] - middle).T) - reach_m[:count]).min() < room:
            continue
        taken[count] = middle
        count += 1
        lat, lon = plane.to_degrees(middle[None, :])[0]
        population = int(10 + rng.exponential(30))
        hamlets.append(Place(name=next(supply), lat=float(lat), lon=float(lon), population=population, made=True))
    return tuple(hamlets)


def _far_m(points: Points, places: Sequence[Place], middles: Points) -> NDArray[np.float64]:
    """Give how far each point is from the nearest place of many people."""
    populous = middles[[place.population >= _POPULOUS for place in places]] if len(places) else middles
    return np.asarray(cKDTree(populous).query(points)[0]) if len(populous) else np.full(len(points), np.inf)


def country_roads(
    towns: Sequence[Town], *, roads: Sequence[Line], wet: BaseGeometry, rng: np.random.Generator
) -> list[Line]:
    """Join neighbouring places that no road joins yet, and every place to the nearest road.

    Where places are remote, roads make no rings.
    """
    shapely.prepare(wet)
    middles = np.array([town.middle for town in towns])
    nearby = Nearby(roads)
    remote = _far_m(middles, [town.place for town in towns], middles) > _REMOTE_M
    on_road = np.array([nearby.near(np.array([shapely.Point(middle)]), _BESIDE_M) for middle in middles], dtype=bool)
    part = np.where(on_road, 0, np.arange(1, len(towns) + 1))
    lines: list[Line] = []
    for one, other in neighbours(middles):
        if remote[one] and remote[other] and part[one] == part[other]:
            continue
        straight = shapely.LineString(middles[[one, other]])
        if straight.length > _LONGEST_LANE_M:
            continue
        along = shapely.line_interpolate_point(straight, np.linspace(0, 1, 25), normalized=True)
        if nearby.near(along, 1_000) > 13:
            part[part == part[other]] = part[one]
            continue
        ends = np.array([_gate(towns[a], middles[b], nearby) for a, b in ((one, other), (other, one))])
        points = _dry_curve(ends, wet=wet, rng=rng)
        if points is not None:
            bigger = max(towns[one].place.population, towns[other].place.population)
            lines.append(Line(points=points, tags=tags.country_road(bigger, rng=rng)))
            nearby.add(lines[-1])
            part[part == part[other]] = part[one]
    for town in towns:
        here = shapely.Point(town.middle)
        target = nearby.nearest(here)
        if target.distance(here) > 40:
            foot = np.asarray(target.interpolate(target.project(here)).coords[0])
            points = _dry_curve(np.array([town.middle, foot]), wet=wet, rng=rng)
            straight = shapely.LineString([town.middle, foot])
            if points is None and straight.intersection(wet).length < _SHORT_BRIDGE_M:
                points = np.asarray(straight.coords)
            if points is not None:
                lines.append(Line(points=points, tags=tags.country_road(0, rng=rng)))
                nearby.add(lines[-1])
    return lines


def _gate(town: Town, toward: Points, nearby: Nearby) -> Points:
    """Where a country road ends: in a hamlet's middle, or on a street at the side of a larger town."""
    if town.radius_m < 330:
        return town.middle
    way = (toward - town.middle) / np.hypot(*(toward - town.middle))
    side = shapely.Point(town.middle + way * town.radius_m * 0.8)
    nearest = nearby.nearest(side)
    if nearest.distance(side) > town.radius_m:
        return town.middle
    return np.asarray(nearest.interpolate(nearest.project(side)).coords[0])


def _dry_curve(ends: Points, *, wet: BaseGeometry, rng: np.random.Generator) -> Points | None:
    """Draw a winding road between two points that stays out of the water, if a few tries find one."""
    if np.hypot(*(ends[1] - ends[0])) < 30:
        return None
    for attempt in range(6):
        aside = (ends[1] - ends[0])[::-1] * (-1, 1) * rng.normal(0, 0.06 + 0.05 * attempt)
        controls = np.array([ends[0], ends.mean(axis=0) + aside, ends[1]])
        points = curves.through(controls, rng=rng, roughness=0.05, step_m=_STEP_M)
        if not wet.intersects(shapely.LineString(points)):
            return points
    return None


def _in_extent(extent: BaseGeometry, *, rng: np.random.Generator) -> Points:
    west, south, east, north = extent.bounds
    count = int((east - west) * (north - south) / _TRY_M2)
    points = rng.uniform((west, south), (east, north), (count, 2))
    return np.asarray(points[shapely.contains_xy(extent.buffer(-_RIM_M), *points.T)])


def _apart_m(points: Points, side: tuple[int, int]) -> float:
    return float(np.hypot(*(points[side[0]] - points[side[1]])))
