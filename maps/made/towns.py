"""Where towns lie, how far they reach, and the roads that divide them into districts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import Voronoi, cKDTree
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from maps.made import curves, names, tags
from maps.made.noding import Line
from maps.made.places import Place
from maps.made.plane import Plane, Points

_SHORE_M = 35.0
_BESIDE_ROAD_M = 110.0
_LINK_M = 220.0
_DISTRICT_M2 = 380_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A place with streets: its middle and footprint in metres; `angle` turns the grid of its centre (radians)."""

    place: Place
    middle: Points
    radius_m: float
    footprint: BaseGeometry
    angle: float


def area_km2(population: int) -> float:
    """Built-up area by population: dense cities, roomy villages; 0.5 km² for 600, 35 km² for 130,000."""
    return float(min(110.0, 0.0026 * max(population, 20) ** 0.81))


def lay_out(
    places: Sequence[Place], *, plane: Plane, roads: Sequence[Line], wet: BaseGeometry, rng: np.random.Generator
) -> tuple[Town, ...]:
    """Give each place a footprint on dry land, the greatest first; places inside another town get none."""
    shore = wet.buffer(_SHORE_M)
    lines = [shapely.LineString(road.points) for road in roads]
    tree = shapely.STRtree(lines) if lines else None
    towns: list[Town] = []
    middles = plane.to_metres([(place.lat, place.lon) for place in places])
    laid, reach_m = np.zeros_like(middles), np.zeros(len(middles))
    for place, middle in zip(places, middles, strict=True):
        count = len(towns)
        close = np.hypot(*(laid[:count] - middle).T) < reach_m[:count]
        near = [towns[at] for at in np.flatnonzero(close).tolist()]
        if any(town.footprint.contains(shapely.Point(middle)) for town in near):
            continue
        radius_m = float(np.sqrt(area_km2(place.population) / np.pi) * 1_000)
        angle = _angle_of_road(middle, tree, lines, rng=rng)
        footprint = _footprint(middle, radius_m=radius_m, angle=angle, slim=place.population < 20_000, rng=rng)
        footprint = footprint.difference(shapely.union_all([town.footprint for town in near]).buffer(60))
        footprint = _pieces(
            footprint.difference(shapely.clip_by_rect(shore, *footprint.bounds)), at_least_m2=min(8_000, radius_m**2)
        )
        if not footprint.is_empty:
            laid[len(towns)], reach_m[len(towns)] = middle, 3 * radius_m + 2_000
            towns.append(Town(place=place, middle=middle, radius_m=radius_m, footprint=footprint, angle=angle))
    return tuple(towns)


def collectors(town: Town, *, roads: Sequence[Line], rng: np.random.Generator) -> list[Line]:
    """Draw the roads between a town's districts: sides of irregular cells, away from the main roads."""
    seeds = _district_seeds(town, rng=rng)
    if len(seeds) < 3:
        return []
    box = 6 * town.radius_m
    corners = town.middle + np.array([(-box, -box), (-box, box), (box, -box), (box, box)])
    cells = Voronoi(np.vstack((seeds, corners)))
    inside = [shapely.LineString(road.points).intersection(town.footprint) for road in roads]
    inside = shapely.union_all([shape for shape in inside if not shape.is_empty])
    beside = inside.buffer(_BESIDE_ROAD_M)
    supply = iter(rng.permutation(names.COLLECTORS).tolist() * 20)
    warp = curves.Warp(rng, amplitude_m=45, wavelength_m=600)
    lines: list[Line] = []
    for ends in cells.ridge_vertices:
        if -1 in ends or rng.random() < 0.02:
            continue
        curve = shapely.LineString(warp(curves.through(cells.vertices[ends], rng=rng, roughness=0.04, step_m=40)))
        kept = _longest(curve.intersection(town.footprint))
        if kept is None or kept.length < 100 or kept.intersection(beside).length > 0.6 * kept.length:
            continue
        points = _linked(np.asarray(kept.coords), inside)
        lines.append(Line(points=points, tags=tags.collector(next(supply), town.place, rng=rng)))
    return lines


def districts(town: Town, *, roads: Sequence[Line]) -> list[shapely.Polygon]:
    """Return the pieces of the footprint between the roads that lie in it."""
    shapes = [shapely.LineString(road.points).intersection(town.footprint) for road in roads]
    lines = shapely.union_all([town.footprint.boundary, *(shape for shape in shapes if not shape.is_empty)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = [face for face in faces if town.footprint.contains(face.representative_point())]
    return [piece for face in inside for piece in _halved(face) if piece.area > 4_000]


def _linked(points: Points, roads: BaseGeometry) -> Points:
    """Lead an end that comes near a main road on to it."""
    if roads.is_empty or shapely.LineString(points).intersects(roads):
        return points
    gaps = [roads.distance(shapely.Point(points[at])) for at in (0, -1)]
    end = 0 if gaps[0] < gaps[1] else -1
    if min(gaps) > _LINK_M:
        return points
    foot = np.asarray(nearest_points(roads, shapely.Point(points[end]))[0].coords[0])
    return np.asarray(np.vstack((foot, points) if end == 0 else (points, foot)))


def _halved(face: shapely.Polygon) -> list[shapely.Polygon]:
    """Cut a face through its centroid, across its longer side, until its pieces have the size of a district."""
    if face.area <= _DISTRICT_M2:
        return [face]
    box = np.asarray(face.minimum_rotated_rectangle.exterior.coords)
    sides = np.diff(box[:3], axis=0)
    along = sides[np.hypot(*sides.T).argmax()]
    along = along / np.hypot(*along) * face.length  # longer than the face is wide
    across = np.array([-along[1], along[0]])
    middle = np.asarray(face.centroid.coords[0])
    half = shapely.Polygon([middle - across, middle + across, middle + across + along, middle - across + along])
    parts = shapely.get_parts([face.intersection(half), face.difference(half)])
    return [piece for part in parts if part.geom_type == "Polygon" for piece in _halved(part)]


def _district_seeds(town: Town, *, rng: np.random.Generator) -> Points:
    """Scatter points no nearer to each other than a spacing that grows from the centre outwards."""
    west, south, east, north = town.footprint.bounds
    tries = rng.uniform((west, south), (east, north), (int(40 + (east - west) * (north - south) / 6_000), 2))
    tries = tries[shapely.contains_xy(town.footprint, tries[:, 0], tries[:, 1])]
    outwards = np.hypot(*(tries - town.middle).T) / max(town.radius_m, 1_200.0)
    spacing = 400 + 240 * np.minimum(1.2, outwards)
    kept: list[int] = []
    tree = cKDTree(tries) if len(tries) else None
    free = np.ones(len(tries), dtype=bool)
    for at in range(len(tries)):
        if free[at] and tree is not None:
            kept.append(at)
            free[tree.query_ball_point(tries[at], spacing[at])] = False
    return np.asarray(tries[kept])


def _footprint(middle: Points, *, radius_m: float, angle: float, slim: bool, rng: np.random.Generator) -> BaseGeometry:
    """Draw a round shape with lobes, drawn out along the road when slim."""
    around = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    radius = np.full_like(around, radius_m)
    for wave in (2, 3, 4, 5, 7, 9):
        radius *= 1 + rng.normal(0, (0.25 if slim else 0.12) / np.sqrt(wave)) * np.sin(
            wave * around + rng.uniform(0, 2 * np.pi)
        )
    stretch = rng.uniform(1.25, 1.7) if slim else 1.08
    oval = np.column_stack((np.cos(around) * stretch, np.sin(around) / stretch)) * radius[:, None]
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return shapely.Polygon(middle + oval @ turn).buffer(0)


def _angle_of_road(
    middle: Points, tree: shapely.STRtree | None, lines: Sequence[BaseGeometry], *, rng: np.random.Generator
) -> float:
    """Direction of the nearest road within 600 m, or any."""
    here = shapely.Point(middle)
    found = None if tree is None else tree.query_nearest(here, max_distance=600, all_matches=False)
    if found is None or not len(found):
        return float(rng.uniform(0, np.pi))
    line = lines[found[0]]
    at = line.project(here)
    back, ahead = (np.array(line.interpolate(at + step).coords[0]) for step in (-120, 120))
    return float(np.arctan2(*(ahead - back)[::-1]))


def _pieces(shape: BaseGeometry, *, at_least_m2: float) -> BaseGeometry:
    """Return the shape without its small pieces."""
    return shapely.union_all([part for part in shapely.get_parts(shape) if part.area >= at_least_m2])


def _longest(shape: BaseGeometry) -> shapely.LineString | None:
    return max(curves.parts(shape), key=lambda part: part.length, default=None)
