"""Makes a road network: places, water, roads and streets, joined and written as OSM."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from maps import folding
from maps.made import (
    connecting,
    country,
    curves,
    gravel,
    noding,
    places,
    regions,
    roundabouts,
    seas,
    streets,
    tags,
    towns,
    umea,
    water,
    writing,
)
from maps.made.grounds import Ground
from maps.made.nearby import Nearby
from maps.made.noding import Line, Mesh
from maps.made.places import Place
from maps.made.plane import Plane, Points
from maps.made.regions import Region
from maps.made.towns import Town
from maps.made.water import Water

_UMEA_RADIUS_M = 70_000.0
_BEYOND_M = 40_000.0
"""How far outside its extent the places count that a region's main roads lead to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeNetwork:
    """A made network before it is written: points in metres on a plane, ways on them, water and places."""

    plane: Plane
    mesh: Mesh
    water: Water
    places: tuple[Place, ...]


def make_network_file(key: str, path: Path, *, seed: int = 1, radius_m: float | None = None) -> Path:
    """Make roads around a Swedish place and write them as OSM XML, gzipped.

    Parameters
    ----------
    key
        "umea", the name of any Swedish place, or a municipality or county as `umea-kommun`, `jamtlands-lan`; with or
        without å, ä, ö.
    path
        File to write, ending in `.osm.gz`.
    seed
        The same seed gives the same bytes.
    radius_m
        How far around the place; by default 70 km for Umeå, else as far as there are not too many towns. Of no
        meaning for municipalities and counties.

    Raises
    ------
    RoadsError
        When there is no such place, municipality or county.
    """
    network = make_network(key, seed=seed, radius_m=radius_m)
    points, ways = _with_water(network)
    writing.write_osm(path, latlon=network.plane.to_degrees(points), ways=ways, places=network.places)
    return path


def make_network(key: str, *, seed: int = 1, radius_m: float | None = None) -> MadeNetwork:
    """Make roads around a Swedish place or in an area; arguments as for `make_network_file`."""
    if regions.is_area(key):
        return _make_region(regions.of_area(key), seed=seed)
    middle = places.find_place(key)
    if middle.name == "Umeå":
        return _make_umea(middle, seed=seed, radius_m=radius_m or _UMEA_RADIUS_M)
    return _make_region(regions.around_place(middle, seed=folding.fold(middle.name), radius_m=radius_m), seed=seed)


def _make_umea(middle: Place, *, seed: int, radius_m: float) -> MadeNetwork:
    """Make the Umeå area, whose main roads and waters are known."""
    rng = np.random.default_rng([seed])
    region = regions.around_place(middle, seed="", radius_m=radius_m)
    main = country.known_roads(region.plane, rng=rng)
    wet = water.off_roads(water.around_umea(region.plane, rng=rng), [road.points for road in main])
    return _build(_umea_places(middle, radius_m), region=region, wet=wet, main=main, rng=rng)


def _make_region(region: Region, *, seed: int) -> MadeNetwork:
    """Make roads where only the places and the borders of the land are known."""
    rng = np.random.default_rng([seed, *region.seed.encode()])
    wider = regions.apart(regions.places_in(region, margin_m=_BEYOND_M))
    wet = seas.around(region, wider, rng=rng)
    middles = region.plane.to_metres([(place.lat, place.lon) for place in wider])
    surface = wet.surface
    ground = Ground(surface, region.extent.buffer(_BEYOND_M).bounds, dry=middles)
    main = connecting.main_roads(wider, middles=middles, wet=surface, ground=ground, rng=rng)
    return _build(regions.places_in(region), region=region, wet=wet, main=_within(main, region.extent), rng=rng)


def _build(
    known: Sequence[Place],
    *,
    region: Region,
    wet: Water,
    main: list[Line],
    rng: np.random.Generator,
) -> MadeNetwork:
    plane, extent = region.plane, region.extent
    surface = wet.surface
    hamlets = country.invent_hamlets(known, plane=plane, extent=extent, wet=surface, rng=rng)
    laid = towns.lay_out((*known, *hamlets), plane=plane, roads=main, wet=surface, rng=rng)
    nearby = Nearby(main)
    cells = [line for town in laid for line in towns.collectors(town, roads=nearby.lines(town.footprint), rng=rng)]
    roads = [*main, *cells]
    lanes = country.country_roads(laid, roads=roads, wet=surface, rng=rng)
    built = shapely.union_all([town.footprint for town in laid])
    tracks = gravel.gravel_roads(
        [*(road for road in main if "route" not in road.tags), *lanes],
        closed=[*shapely.get_parts(built.buffer(40)), *shapely.get_parts(surface.buffer(60))],
        radius_m=float(np.abs(extent.bounds).max()),
        rng=rng,
    )
    nearby = Nearby([*roads, *lanes])
    local = [line for town in laid for line in _streets(town, nearby.lines(town.footprint), rng=rng)]
    rural = [*_through_towns([*main, *lanes], laid), *tracks]
    lines = [*_bridged(rural, surface), *cells, *local]
    slim = [replace(line, points=curves.simplify(line.points, tolerance_m=1.2)) for line in lines]
    mesh = roundabouts.lay(_two_ways_where_needed(noding.join(slim)))
    lakes = water.invent_lakes(
        count=int(extent.area / np.pi / 9e6),
        roads=[line.points for line in lines],
        keep_off=shapely.union_all([built, surface.buffer(300)]),
        extent=extent,
        rng=rng,
    )
    return MadeNetwork(
        plane=plane,
        mesh=mesh,
        water=replace(wet, lakes=wet.lakes + lakes),
        places=_on_roads((*known, *hamlets), plane, mesh),
    )


def _on_roads(candidates: Sequence[Place], plane: Plane, mesh: Mesh) -> tuple[Place, ...]:
    """Leave out invented hamlets that no road came to."""
    spots = plane.to_metres([(place.lat, place.lon) for place in candidates])
    gaps = np.asarray(cKDTree(mesh.points).query(spots)[0])
    return tuple(place for place, gap in zip(candidates, gaps.tolist(), strict=True) if not place.made or gap < 300)


def _umea_places(middle: Place, radius_m: float) -> tuple[Place, ...]:
    known = [
        replace(place, population=umea.CORRECTED_POPULATIONS.get(place.name, place.population))
        for place in places.places_around(middle, radius_m=radius_m)
    ]
    known += [village for village in umea.VILLAGES if places.distance_m(village, middle) <= radius_m]
    return places.by_population(known)


def _within(roads: Sequence[Line], extent: BaseGeometry) -> list[Line]:
    """Cut roads at the rim of the map."""
    return [
        Line(points=course, tags=road.tags)
        for road in roads
        for course in _courses(shapely.LineString(road.points).intersection(extent))
    ]


def _streets(town: Town, roads: Sequence[Line], *, rng: np.random.Generator) -> list[Line]:
    return streets.fill_town(town, towns.districts(town, roads=roads), rng=rng)


def _through_towns(roads: Sequence[Line], laid: Sequence[Town]) -> list[Line]:
    """Cut roads at the towns' borders and slow them down inside."""
    tree = shapely.STRtree([town.footprint for town in laid])
    lines: list[Line] = []
    for road in roads:
        if "route" in road.tags:
            lines.append(road)
            continue
        outside: BaseGeometry = shapely.LineString(road.points)
        for at in sorted(tree.query(outside, predicate="intersects").tolist()):
            town = laid[at]
            inside = outside.intersection(town.footprint)
            outside = outside.difference(town.footprint)
            lines += [Line(points=part, tags=tags.through_town(road.tags, town.place)) for part in _courses(inside)]
        lines += [Line(points=part, tags=road.tags) for part in _courses(outside)]
    return lines


def _bridged(lines: Sequence[Line], wide: BaseGeometry) -> Iterator[Line]:
    """Cut roads at the water and mark what lies over the water as a bridge."""
    shapely.prepare(wide)
    for line in lines:
        shape = shapely.LineString(line.points)
        if wide.is_empty or not wide.intersects(shape) or "route" in line.tags:
            yield line
            continue
        for part in _courses(shape.intersection(wide)):
            yield Line(points=part[[0, -1]], tags={**line.tags, "bridge": "yes", "layer": "1"})
        for part in _courses(shape.difference(wide)):
            yield Line(points=part, tags=line.tags)


def _two_ways_where_needed(mesh: Mesh) -> Mesh:
    """Drop `oneway` where it would leave a junction that one cannot come to, or leave."""
    mesh = noding.split_at_junctions(mesh, tag="oneway")
    while True:
        tails, heads = _arcs(mesh)
        size = len(mesh.points)
        arcs = coo_array((np.ones(len(tails)), (tails, heads)), shape=(size, size))
        _, label = connected_components(arcs, directed=True, connection="strong")
        main = np.bincount(label).argmax()
        outside = [
            (index, label[list(way.nodes)] != main) for index, way in enumerate(mesh.ways) if "oneway" in way.tags
        ]
        lost = [index for index, out in outside if out.any()]
        if not lost:
            return mesh
        # Those at the border first: two ways there often bring back what lies behind.
        lost = [index for index, out in outside if out[0] != out[-1]] or lost
        ways = list(mesh.ways)
        for index in lost:
            marks = {key: value for key, value in ways[index].tags.items() if key != "oneway"}
            ways[index] = replace(ways[index], tags=marks)
        mesh = replace(mesh, ways=tuple(ways))


def _arcs(mesh: Mesh) -> tuple[list[int], list[int]]:
    tails: list[int] = []
    heads: list[int] = []
    for way in mesh.ways:
        tails += way.nodes[:-1]
        heads += way.nodes[1:]
        if "oneway" not in way.tags:
            tails += way.nodes[1:]
            heads += way.nodes[:-1]
    return tails, heads


def _with_water(network: MadeNetwork) -> tuple[Points, list[writing.Drawn]]:
    """All points and ways to write: roads first, then water."""
    points = [network.mesh.points]
    ways = [writing.Drawn(nodes=way.nodes, tags=way.tags) for way in network.mesh.ways]
    total = len(network.mesh.points)
    for outline, marks in _water_ways(network.water):
        closed = bool(np.allclose(outline[0], outline[-1]))
        own = outline[:-1] if closed else outline
        row = (*range(total, total + len(own)), *((total,) if closed else ()))
        ways.append(writing.Drawn(nodes=row, tags=marks))
        points.append(own)
        total += len(own)
    return np.vstack(points), ways


def _water_ways(wet: Water) -> Iterator[tuple[Points, dict[str, str]]]:
    for part in _without_holes(wet.sea):
        yield part, {"natural": "water", "water": "sea", "name": wet.sea_name}
    for name, lake in wet.large:
        for part in _without_holes(lake):
            yield part, {"natural": "water", "water": "lake", **({"name": name} if name else {})}
    if wet.coast is not None:
        yield wet.coast, {"natural": "coastline"}
    for outline in wet.islands:
        yield outline, {"place": "island"}
    for part in _without_holes(wet.wide):
        yield part, {"natural": "water", "water": "river"}
    for stream in wet.streams:
        yield curves.simplify(stream.points, tolerance_m=8), {"waterway": "river", "name": stream.name}
    for name, outline in wet.lakes:
        yield outline, {"natural": "water", "water": "lake", **({"name": name} if name else {})}


def _without_holes(area: BaseGeometry) -> Iterator[Points]:
    """Outlines of an area, cut through its islands so that none has a hole."""
    todo = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon" and part.area > 500]
    while todo:
        part = todo.pop()
        if not part.interiors:
            yield np.asarray(part.exterior.coords)
            continue
        west, south, east, north = part.bounds
        cut = part.interiors[0].centroid.x
        island = part.interiors[0].bounds
        lap = 0.6 * min(cut - island[0], island[2] - cut)  # so that no seam shows
        for left, right in ((west, cut + lap), (cut - lap, east)):
            half = part.intersection(shapely.box(left, south, right, north))
            todo += [piece for piece in shapely.get_parts(half) if piece.geom_type == "Polygon" and piece.area > 1]


def _courses(shape: BaseGeometry) -> list[Points]:
    return [np.asarray(part.coords) for part in curves.parts(shape)]
