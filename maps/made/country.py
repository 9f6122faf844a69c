"""Roads between places: main roads by table or by the towns they join, and country roads."""

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.spatial import Delaunay
from shapely.geometry.base import BaseGeometry

from maps.made import curves, names, tags, umea_roads
from maps.made.noding import Line
from maps.made.places import Place
from maps.made.plane import Plane, Points
from maps.made.towns import Town, area_km2

_STEP_M = 60.0


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


def main_roads(places: Sequence[Place], *, plane: Plane, rng: np.random.Generator) -> list[Line]:
    """Join towns by main roads, their class by the people at both ends."""
    middles = plane.to_metres([(place.lat, place.lon) for place in places])
    lines = []
    for one, other in neighbours(middles):
        fewer, more = sorted((places[one].population, places[other].population))
        highway, speed = _class(fewer, more)
        points = curves.through(middles[[one, other]], rng=rng, roughness=0.035, step_m=_STEP_M)
        lines.append(Line(points=points, tags={"highway": highway, "maxspeed": speed}))
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
    places: Sequence[Place], *, plane: Plane, radius_m: float, wet: BaseGeometry, rng: np.random.Generator
) -> tuple[Place, ...]:
    """Scatter invented hamlets over dry land, nowhere near each other or a known place."""
    taken = [*plane.to_metres([(place.lat, place.lon) for place in places])]
    reach_m = [1_400 * np.sqrt(area_km2(place.population) / np.pi) for place in places]
    supply = names.hamlet_names(rng)
    shore = wet.buffer(250)
    shapely.prepare(shore)
    hamlets = []
    for middle in _in_disc(radius_m, count=1_400, rng=rng):
        room_m = 2_600 + 3_600 * min(1.0, float(np.hypot(*middle)) / 35_000)
        if (np.hypot(*(np.array(taken) - middle).T) - reach_m).min() < room_m or shore.contains(shapely.Point(middle)):
            continue
        taken.append(middle)
        reach_m.append(0.0)
        lat, lon = plane.to_degrees(middle[None, :])[0]
        population = int(10 + rng.exponential(30))
        hamlets.append(Place(name=next(supply), lat=float(lat), lon=float(lon), population=population, made=True))
    return tuple(hamlets)


def country_roads(
    towns: Sequence[Town], *, roads: Sequence[Line], wet: BaseGeometry, rng: np.random.Generator
) -> list[Line]:
    """Join neighbouring places that no road joins yet, and every place to the nearest road."""
    shapely.prepare(wet)
    middles = np.array([town.middle for town in towns])
    shapes = [shapely.LineString(road.points) for road in roads]
    lines: list[Line] = []
    for one, other in neighbours(middles):
        straight = shapely.LineString(middles[[one, other]])
        tree = shapely.STRtree(shapes)
        along = shapely.line_interpolate_point(straight, np.linspace(0, 1, 25), normalized=True)
        if len(np.unique(tree.query(along, predicate="dwithin", distance=1_000)[0])) > 13:
            continue
        ends = np.array([_gate(towns[a], middles[b], shapes, tree) for a, b in ((one, other), (other, one))])
        points = _dry_curve(ends, wet=wet, rng=rng)
        if points is not None:
            bigger = max(towns[one].place.population, towns[other].place.population)
            lines.append(Line(points=points, tags=tags.country_road(bigger, rng=rng)))
            shapes.append(shapely.LineString(points))
    for town in towns:
        here = shapely.Point(town.middle)
        target = shapes[shapely.STRtree(shapes).nearest(here)]
        if target.distance(here) > 40:
            foot = np.asarray(target.interpolate(target.project(here)).coords[0])
            points = _dry_curve(np.array([town.middle, foot]), wet=wet, rng=rng)
            if points is not None:
                lines.append(Line(points=points, tags=tags.country_road(0, rng=rng)))
                shapes.append(shapely.LineString(points))
    return lines


def _gate(town: Town, toward: Points, shapes: Sequence[BaseGeometry], tree: shapely.STRtree) -> Points:
    """Where a country road ends: in a hamlet's middle, or on a street at the side of a larger town."""
    if town.radius_m < 330:
        return town.middle
    way = (toward - town.middle) / np.hypot(*(toward - town.middle))
    side = shapely.Point(town.middle + way * town.radius_m * 0.8)
    nearest = shapes[tree.nearest(side)]
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


def _class(fewer: int, more: int) -> tuple[str, str]:
    if fewer >= 15_000:
        return "trunk", "100"
    if fewer >= 4_000 or more >= 40_000:
        return "primary", "90"
    if more >= 2_500:
        return "secondary", "80"
    return "tertiary", "70"


def _in_disc(radius_m: float, *, count: int, rng: np.random.Generator) -> Points:
    points = rng.uniform(-radius_m, radius_m, (count, 2))
    return np.asarray(points[np.hypot(*points.T) < radius_m])


def _apart_m(points: Points, side: tuple[int, int]) -> float:
    return float(np.hypot(*(points[side[0]] - points[side[1]])))
