"""Areas to draw around the streets that are reached.

The streets are exact, the areas a drawing: each point of a fine grid gets the least time of the streets around it plus
the walk from there, and areas end where that time does. Larger times give areas that hold the smaller ones.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from shapely.geometry.base import BaseGeometry

from maps import mercator, ragged
from maps.conditions import CLOSED
from maps.mercator import Floats
from maps.network import Ints
from maps.reach.spreading import Reach, sides

_CELLS: Final = 600
"""Of the grid along its longer side, at most."""
_LEAST_CELL_M: Final = 40.0
_WALK_M_A_MINUTE: Final = 5_000 / 60
_FRINGE_M: Final = 300.0
"""How far from a street an area reaches at most."""
_LEAST_CELLS: Final = 6.0
"""Smaller islands and holes are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What is reached within ``minutes``, in degrees, longitude first."""

    minutes: float
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class _Grid:
    east: Floats
    north: Floats
    cell_m: float
    """On the ground."""
    minutes: Floats


def draw_areas(reach: Reach) -> tuple[Area, ...]:
    """Draw an area for each of the reach's minutes, the longest first; each holds those after it."""
    points, minutes = _sample(reach)
    if not len(points):
        return tuple(Area(minutes=limit, shape=shapely.Polygon()) for limit in reversed(reach.minutes))
    grid = _lay_grid(points, minutes, lat=float(reach.places.lat.mean()))
    areas: list[Area] = []
    around: BaseGeometry | None = None
    for limit in reversed(reach.minutes):
        shape = _outline(grid, limit)
        if around is not None:
            shape = _polygons(shape.intersection(around))
        around = shape
        degrees = shapely.transform(shape, lambda xy: np.round(np.column_stack(mercator.unproject(xy)[::-1]), 6))
        areas.append(Area(minutes=limit, shape=_polygons(shapely.make_valid(degrees))))
    return tuple(areas)


def _sample(reach: Reach) -> tuple[Floats, Floats]:
    """Give points along all streets that are reached, on the map, and the minutes to them."""
    network, places = reach.network, reach.places
    xy = mercator.project(network.line_lat, network.line_lon)
    rows = [_along(reach, xy), (mercator.project(places.lat, places.lon), np.zeros(len(places)))]
    for place in range(len(places)):
        beside = sides(network, places, place)
        rows += [_own(reach, edge, share, xy) for edge, share in beside if reach.edge_ms[edge] != CLOSED]
    points, minutes = (np.concatenate(part) for part in zip(*rows, strict=True))
    kept = minutes <= reach.minutes[-1]
    return points[kept], minutes[kept]


def _along(reach: Reach, xy: Floats) -> tuple[Floats, Floats]:
    """Give points every few metres along edges, their ends too, and the minutes to them."""
    network = reach.network
    edges = np.flatnonzero((reach.edge_ms != CLOSED) & (reach.reached_ms <= reach.minutes[-1] * 60_000))
    count = np.maximum(1, np.ceil(network.metres[edges] / (_LEAST_CELL_M / 2)).astype(np.int64))
    count = np.minimum(count, 2_000) + 1
    edge = np.repeat(edges, count)
    share = ragged.pick(np.zeros(len(edges), dtype=np.int64), count) / np.repeat(count - 1, count)
    minutes = (reach.reached_ms[edge] + reach.edge_ms[edge] * share) / 60_000
    kept = minutes <= reach.minutes[-1]
    edge, share, minutes = edge[kept], share[kept], minutes[kept]
    on_line = np.where(network.backward[edge] != reach.reverse, 1 - share, share)
    return _place(reach, network.line[edge].astype(np.int64), on_line, xy), minutes


def _own(reach: Reach, edge: int, share: float, xy: Floats) -> tuple[Floats, Floats]:
    """Give points along an edge that a place lies on, as far as no junction is passed, and the minutes to them."""
    network = reach.network
    goal = 0.0 if reach.reverse else 1.0
    shares = np.linspace(share, goal, 2 + int(network.metres[edge] / (_LEAST_CELL_M / 2)))
    minutes = np.abs(shares - share) * reach.edge_ms[edge] / 60_000
    on_line = 1 - shares if network.backward[edge] else shares
    return _place(reach, np.full(len(shares), network.line[edge], dtype=np.int64), on_line, xy), minutes


def _place(reach: Reach, line: Ints, share: Floats, xy: Floats) -> Floats:
    """Give where lines are after a share of their length."""
    start = reach.network.line_start
    steps = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    steps[start[:-1]] = 0.0
    passed = np.cumsum(steps)
    first, last = start[line], start[line + 1] - 1
    wanted = passed[first] + share * (passed[last] - passed[first])
    # Steps of 0 between lines make ``passed`` one rising row, on which all points are found at once.
    at = np.clip(np.searchsorted(passed, wanted, side="right"), first + 1, last)
    step = np.maximum(passed[at] - passed[at - 1], 1e-9)
    part = np.clip((wanted - passed[at - 1]) / step, 0.0, 1.0)
    return np.asarray(xy[at - 1] + part[:, None] * (xy[at] - xy[at - 1]))


def _lay_grid(points: Floats, minutes: Floats, *, lat: float) -> _Grid:
    stretch = 1 / float(np.cos(np.radians(lat)))
    low, high = points.min(axis=0), points.max(axis=0)
    cell = max(_LEAST_CELL_M * stretch, float((high - low).max()) / _CELLS)
    cell_m = cell / stretch
    steps = max(2, int(np.ceil(_FRINGE_M / cell_m)))
    origin = low - cell * (steps + 2)
    size = np.ceil((high - origin) / cell).astype(int) + steps + 3
    field = np.full((size[1], size[0]), np.inf)
    at = np.floor((points - origin) / cell).astype(int)
    np.minimum.at(field, (at[:, 1], at[:, 0]), minutes)
    field = _walked(field, steps, cell_m / _WALK_M_A_MINUTE)
    east, north = (origin[axis] + (np.arange(size[axis]) + 0.5) * cell for axis in (0, 1))
    return _Grid(east, north, cell_m, field)


def _walked(field: Floats, steps: int, step: float) -> Floats:
    """Let time walk so many cells in all directions, ``step`` minutes for each."""
    grown = field.copy()
    inner = np.pad(field, steps, constant_values=np.inf)
    rows, columns = field.shape
    for down in range(2 * steps + 1):
        for right in range(2 * steps + 1):
            far = float(np.hypot(down - steps, right - steps))
            if 0 < far <= steps + 0.5:
                np.minimum(grown, inner[down : down + rows, right : right + columns] + step * far, out=grown)
    return grown


def _outline(grid: _Grid, limit: float) -> BaseGeometry:
    """Give where the time is at most ``limit``, without crumbs and pinholes."""
    # What lies beyond is cut a step above the limit, so that contours run as near to the streets for each limit.
    field = np.minimum(grid.minutes, limit + 2 * grid.cell_m / _WALK_M_A_MINUTE)
    generator = contour_generator(x=grid.east, y=grid.north, z=field, fill_type=FillType.OuterOffset)
    rings, offsets = cast("tuple[list[Floats], list[Ints]]", generator.filled(-1.0, limit))
    cell = float(grid.east[1] - grid.east[0])
    least = _LEAST_CELLS * cell**2
    polygons = []
    for points, cuts in zip(rings, offsets, strict=True):
        parts = [shapely.Polygon(points[low:high]) for low, high in itertools.pairwise(cuts)]
        if parts[0].area >= least:
            holes = [part.exterior.coords for part in parts[1:] if part.area >= least]
            polygons.append(shapely.Polygon(parts[0].exterior.coords, holes))
    if not polygons:
        polygons = [shapely.Polygon(points[cuts[0] : cuts[1]]) for points, cuts in zip(rings, offsets, strict=True)]
    smooth = shapely.simplify(shapely.make_valid(np.array(polygons, dtype=object)), 0.35 * cell)
    return _polygons(shapely.union_all(smooth))


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Keep the polygons of a mixed shape."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts) if parts else shapely.Polygon()
