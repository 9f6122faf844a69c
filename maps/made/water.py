"""Sea, rivers and lakes, and what lies in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.made import curves, umea
from maps.made.plane import Plane, Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The middle line of a river."""

    name: str
    points: Points
    width_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Water:
    """All water of a made area, in metres.

    `sea` and the `large` lakes have islands as holes; `wide` is the surface of the wide rivers; `lakes` are (name,
    outline) pairs.
    """

    sea: BaseGeometry
    sea_name: str
    large: tuple[tuple[str | None, BaseGeometry], ...] = ()
    wide: BaseGeometry
    coast: Points | None
    islands: tuple[Points, ...]
    streams: tuple[Stream, ...]
    lakes: tuple[tuple[str | None, Points], ...]

    @property
    def surface(self) -> BaseGeometry:
        """Everything wet that a road cannot lie on without a bridge."""
        lakes = [shapely.Polygon(outline) for _, outline in self.lakes]
        return shapely.union_all([self.sea, self.wide, *(lake for _, lake in self.large), *lakes])


def around_umea(plane: Plane, *, rng: np.random.Generator) -> Water:
    """Draw the Gulf of Bothnia, the rivers and the known lakes around Umeå."""
    coast = _wander(plane, umea.COAST, rng=rng, roughness=0.11)
    islands = tuple(
        _wander(plane, (*course, course[0]), rng=rng, roughness=0.07) for course in (*umea.ISLANDS,)
    ) + _skerries(coast, rng=rng)
    offshore = np.array([[coast[-1, 0] + 60_000, coast[-1, 1]], [coast[-1, 0] + 60_000, coast[0, 1] - 20_000]])
    corner = np.array([[coast[0, 0], coast[0, 1] - 20_000]])
    mainland_sea = shapely.Polygon(np.vstack((coast, offshore, corner))).buffer(0)
    land = shapely.union_all([shapely.Polygon(island).buffer(0) for island in islands])
    streams = tuple(
        Stream(name=river.name, points=_wander(plane, river.course, rng=rng, roughness=0.045), width_m=river.width_m)
        for river in umea.RIVERS
    )
    wide = shapely.union_all([_surface(stream, rng=rng) for stream in streams if stream.width_m])
    lakes = tuple((lake.name, _outline(plane, lake, rng=rng)) for lake in umea.LAKES)
    return Water(
        sea=mainland_sea.difference(land),
        sea_name="Bottniska viken",
        wide=wide,
        coast=coast,
        islands=islands,
        streams=streams,
        lakes=lakes,
    )


def off_roads(wet: Water, roads: Sequence[Points]) -> Water:
    """Draw back the shores of the lakes from the main roads."""
    lines = [shapely.LineString(road) for road in roads]
    lakes = []
    for name, outline in wet.lakes:
        lake = shapely.Polygon(outline).buffer(0)
        near = shapely.union_all([line for line in lines if line.intersects(lake.buffer(150))]).buffer(110)
        shore = max(shapely.get_parts(lake.difference(near)), key=lambda part: part.area).exterior
        lakes.append((name, np.asarray(shore.coords)))
    return replace(wet, lakes=tuple(lakes))


def invent_lakes(
    *, count: int, roads: Sequence[Points], keep_off: BaseGeometry, extent: BaseGeometry, rng: np.random.Generator
) -> tuple[tuple[str | None, Points], ...]:
    """Lay nameless lakes where there are no roads."""
    lines = shapely.STRtree([shapely.LineString(road) for road in roads])
    shapely.prepare(keep_off)
    shapely.prepare(extent)
    west, south, east, north = extent.bounds
    middles = rng.uniform((west, south), (east, north), (count * 3, 2))
    found: list[tuple[str | None, Points]] = []
    drawn = []
    for middle in middles[shapely.contains_xy(extent, *middles.T)]:
        long_m = float(np.exp(rng.normal(6.6, 0.55)))
        outline = curves.blob(
            middle, long_m=long_m, wide_m=long_m * rng.uniform(0.3, 0.7), turn=rng.uniform(95, 150), rng=rng
        )
        drawn.append((outline, shapely.Polygon(outline).buffer(60)))
    outlines, lakes = zip(*drawn, strict=True) if drawn else ((), ())
    surfaces = np.array(lakes, dtype=object)
    wet = np.ones(len(surfaces), dtype=bool)
    wet[lines.query(surfaces, predicate="intersects")[0]] = False
    wet &= ~shapely.intersects(keep_off, surfaces)
    others = shapely.STRtree(surfaces)
    for at in np.flatnonzero(wet).tolist():
        if wet[at]:
            found.append((None, outlines[at]))
            wet[others.query(surfaces[at], predicate="intersects")] = False
        if len(found) == count:
            break
    return tuple(found)


def _wander(plane: Plane, course: umea.Course, *, rng: np.random.Generator, roughness: float) -> Points:
    return curves.through(plane.to_metres(course), rng=rng, roughness=roughness, step_m=110)


def _skerries(coast: Points, *, rng: np.random.Generator) -> tuple[Points, ...]:
    """Small islands off the coast."""
    skerries = []
    tangent = np.gradient(coast, axis=0)
    tangent /= np.hypot(*tangent.T)[:, None]
    for index in rng.choice(len(coast), 40):
        offshore = np.array([tangent[index, 1], -tangent[index, 0]])
        middle = coast[index] + offshore * rng.exponential(900) + rng.normal(0, 300, 2)
        long_m = float(np.exp(rng.normal(5.6, 0.5)))
        skerries.append(curves.blob(middle, long_m=long_m, wide_m=long_m * 0.6, turn=rng.uniform(0, 180), rng=rng))
    return tuple(skerries)


def _surface(stream: Stream, *, rng: np.random.Generator) -> BaseGeometry:
    """Draw a river's surface: discs of slowly varying width along its middle."""
    points = curves.resample(stream.points, step_m=60)
    knots = rng.uniform(0.6, 1.35, len(points) // 12 + 3)
    widths = stream.width_m * np.interp(np.arange(len(points)) / 12, np.arange(len(knots)), knots)
    pieces = shapely.linestrings(np.stack((points[:-1], points[1:]), axis=1))
    return shapely.union_all(shapely.buffer(pieces, widths[:-1] / 2, quad_segs=4)).simplify(3)


def _outline(plane: Plane, lake: umea.Lake, *, rng: np.random.Generator) -> Points:
    middle = plane.to_metres((lake.lat, lake.lon))[0]
    return curves.blob(middle, long_m=lake.long_m, wide_m=lake.wide_m, turn=lake.turn, rng=rng)
