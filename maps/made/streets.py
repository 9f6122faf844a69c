"""Fills the districts of a town with streets."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.made import centre, curves, frames, names, tags
from maps.made.noding import Line
from maps.made.plane import Points
from maps.made.towns import Town

_CORNER_M = 3.0  # how far a side street runs over the street that it meets, before the joint is cut clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a district of rows looks, in metres: distance of rows, of side streets, and the green along its border."""

    rows_m: tuple[float, float]
    sides_m: tuple[float, float]
    margin_m: tuple[float, float]
    joined: float
    blind: float
    highway: str = "residential"


VILLAS = Style(rows_m=(66, 125), sides_m=(85, 270), margin_m=(18, 50), joined=0.5, blind=0.26)
WORKS = Style(rows_m=(120, 210), sides_m=(140, 320), margin_m=(25, 60), joined=0.6, blind=0.35, highway="unclassified")


def fill_town(town: Town, faces: list[shapely.Polygon], *, rng: np.random.Generator) -> list[Line]:
    """Draw the streets of all districts of a town."""
    warp = curves.Warp(rng, amplitude_m=16, wavelength_m=520)
    grid = centre.grid(town, rng=rng)
    parks = _parks(town, rng=rng)
    middle = shapely.Point(town.middle)
    lines: list[Line] = []
    for face in faces:
        away_m = face.centroid.distance(middle)
        if grid and away_m < centre.radius_m(town):
            lines += centre.clip(grid, face, rng=rng)
            continue
        kind = rng.random()
        if town.place.population > 8_000 and kind < 0.07:
            continue
        if town.place.population > 1_500 and kind < 0.17 and away_m > 0.3 * town.radius_m:
            lines += rows(face, town=town, style=WORKS, parks=parks, warp=warp, rng=rng)
        elif town.place.population > 2_000 and kind < 0.36 and 50_000 < face.area < 300_000:
            lines += estate(face, town=town, rng=rng)
        else:
            lines += rows(face, town=town, style=VILLAS, parks=parks, warp=warp, rng=rng)
    return lines


def rows(
    face: shapely.Polygon,
    *,
    town: Town,
    style: Style,
    parks: BaseGeometry,
    warp: curves.Warp,
    rng: np.random.Generator,
) -> list[Line]:
    """Fill a district with bent rows of houses, side streets between them and blind ends."""
    frame = _frame(face, warp=warp, rng=rng)
    reach_m = float(np.hypot(face.bounds[2] - face.bounds[0], face.bounds[3] - face.bounds[1])) / 2 + 60
    inner = face.buffer(-float(rng.uniform(*style.margin_m))).difference(parks)
    if inner.is_empty:
        return []
    supply = names.street_names(rng, works=style is WORKS)
    levels = frames.levels(reach_m, style.rows_m, rng=rng)
    shapely.prepare(inner)
    lines: list[Line] = []
    for level in levels:
        along = np.arange(-reach_m, reach_m + 20, 20.0)
        row = shapely.LineString(frame.place(along, np.full_like(along, level)))
        for part in curves.parts(row.intersection(face)):
            lines += _row_street(part, inner, town=town, style=style, name=next(supply), rng=rng)
    for low, high in pairwise(levels):
        for u in _inside(frame, inner, frames.levels(reach_m, style.sides_m, rng=rng), (low + high) / 2):
            lines += _side_street(frame, inner, u=u, low=low, high=high, style=style, supply=supply, rng=rng)
    return lines


def estate(face: shapely.Polygon, *, town: Town, rng: np.random.Generator) -> list[Line]:
    """Draw a quarter of flats: a road around, short service roads into the yards, one or two ways out."""
    marks = tags.street("residential", next(names.street_names(rng)), rng=rng)
    lines: list[Line] = []
    for part in shapely.get_parts(face.buffer(-95).buffer(35)):
        if part.geom_type != "Polygon" or part.area < 9_000:
            continue
        around = curves.resample(np.asarray(part.exterior.simplify(12).coords), step_m=22)
        ring = shapely.LineString(around)
        lines.append(Line(points=around, tags=marks))
        for at in rng.permutation(np.linspace(0, 0.9, 4))[: rng.integers(2, 4)]:
            way_out = _to_border(ring, float(at) * ring.length, face, town)
            if way_out is not None:
                lines.append(Line(points=way_out, tags=marks))
        at_m = float(rng.uniform(20, 60))
        while at_m < ring.length:
            lines.append(
                _yard(
                    ring,
                    at_m,
                    inwards=rng.random() < 0.75,
                    length_m=float(rng.uniform(50, max(70.0, 0.42 * float(np.sqrt(part.area))))),
                )
            )
            at_m += float(rng.uniform(60, 140))
    return lines


def _parks(town: Town, *, rng: np.random.Generator) -> BaseGeometry:
    """Woods and parks that no street goes into, smaller than a district and across its borders."""
    west, south, east, north = town.footprint.bounds
    count = int(town.footprint.area / 170_000)
    middles = rng.uniform((west, south), (east, north), (count, 2))
    outlines = [
        curves.blob(
            middle, long_m=rng.uniform(150, 420), wide_m=rng.uniform(90, 230), turn=rng.uniform(0, 180), rng=rng
        )
        for middle in middles
    ]
    return shapely.union_all([shapely.Polygon(outline).buffer(0) for outline in outlines])


def _frame(face: shapely.Polygon, *, warp: curves.Warp, rng: np.random.Generator) -> frames.Frame:
    """Axes along the longest side of the district, bent like an arc."""
    corners = np.asarray(face.minimum_rotated_rectangle.exterior.coords)
    sides = np.diff(corners, axis=0)
    longest = sides[np.hypot(*sides.T).argmax()]
    angle = np.arctan2(longest[1], longest[0]) + rng.normal(0, 0.12) + (np.pi / 2 if rng.random() < 0.25 else 0)
    bend = float(rng.choice((-1, 1)) / rng.uniform(280, 1_500))
    return frames.Frame(middle=np.asarray(face.centroid.coords[0]), angle=float(angle), bend=bend, warp=warp)


def _inside(frame: frames.Frame, inner: BaseGeometry, at_u: Points, v: float) -> Points:
    """Those places along a row that lie in the built-up part of a district."""
    spots = frame.place(at_u, np.full_like(at_u, v))
    return np.asarray(at_u[shapely.contains_xy(inner, spots[:, 0], spots[:, 1])])


def _row_street(
    part: BaseGeometry, inner: BaseGeometry, *, town: Town, style: Style, name: str, rng: np.random.Generator
) -> list[Line]:
    """One street along a row: each end meets the road around the district or stays back from it."""
    kept = curves.parts(part.intersection(inner))
    if not kept or part.length < 50:
        return []
    edge = town.footprint.boundary
    start_m, end_m = 0.0, part.length
    if rng.random() > style.joined or edge.distance(shapely.Point(part.coords[0])) < 8:
        start_m = part.project(shapely.Point(kept[0].coords[0])) + float(rng.uniform(0, 25))
    if rng.random() > style.joined or edge.distance(shapely.Point(part.coords[-1])) < 8:
        end_m = part.project(shapely.Point(kept[-1].coords[-1])) - float(rng.uniform(0, 25))
    marks = tags.street(style.highway, name, rng=rng)
    cuts = [part.project(shapely.Point(piece.coords[at])) for piece in kept for at in (0, -1)]
    cuts[0], cuts[-1] = start_m, end_m
    spans = [half for at in range(0, len(cuts), 2) for half in _broken(cuts[at], cuts[at + 1], rng=rng)]
    return [frames.stretch(part, *span, tags=marks) for span in spans if span[1] - span[0] > 40]


def _broken(start_m: float, end_m: float, *, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Take a stretch of street, a long one often interrupted by a gap between two blind ends."""
    if end_m - start_m < 260 or rng.random() > 0.6:
        return [(start_m, end_m)]
    at_m = start_m + float(rng.uniform(0.3, 0.7)) * (end_m - start_m)
    half_m = float(rng.uniform(25, 60))
    return [(start_m, at_m - half_m), *_broken(at_m + half_m, end_m, rng=rng)]


def _side_street(
    frame: frames.Frame,
    inner: BaseGeometry,
    *,
    u: float,
    low: float,
    high: float,
    style: Style,
    supply: Iterator[str],
    rng: np.random.Generator,
) -> list[Line]:
    """Draw a street from one row to the next, or part of the way."""
    start, end = (low, high) if rng.random() < 0.5 else (high, low)
    toward = np.sign(end - start)
    blind = rng.random() < style.blind
    end = start + (end - start) * rng.uniform(0.55, 0.7) if blind else end + toward * _CORNER_M
    across = np.linspace(start - toward * _CORNER_M, end, 5)
    lean = float(rng.normal(0, 9))
    points = frame.place(u + lean * np.linspace(-1, 1, 5), across)
    parts = curves.parts(shapely.LineString(points).intersection(inner))
    service = blind and rng.random() < 0.5
    marks = tags.street("service" if service else style.highway, None if service else next(supply), rng=rng)
    return [Line(points=np.asarray(part.coords), tags=marks) for part in parts if part.length > 25]


def _to_border(ring: BaseGeometry, at_m: float, face: shapely.Polygon, town: Town) -> Points | None:
    """Draw a straight way from a ring to the road around its district."""
    start = ring.interpolate(at_m)
    border = face.exterior
    target = border.interpolate(border.project(start))
    if town.footprint.boundary.distance(target) < 8:
        return None
    gate, here = np.asarray(target.coords[0]), np.asarray(start.coords[0])
    return np.vstack((here, (here + gate) / 2, gate))


def _yard(ring: BaseGeometry, at_m: float, *, inwards: bool, length_m: float) -> Line:
    """Draw a service road at right angles from a ring."""
    here, ahead = (np.asarray(ring.interpolate((at_m + step) % ring.length).coords[0]) for step in (0.0, 5.0))
    along = (ahead - here) / max(0.1, np.hypot(*(ahead - here)))
    aside = np.array([-along[1], along[0]]) * (1 if inwards == bool(shapely.LinearRing(ring.coords).is_ccw) else -1)
    length_m = length_m if inwards else min(length_m, 55.0)
    points = here + np.outer((-2.0, length_m * 0.6, length_m), aside)
    points[2] += along * length_m * 0.2
    return Line(points=points, tags={"highway": "service"})
