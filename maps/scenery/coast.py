"""The sea, closed from the pieces of coastline that an extract holds.

Coastlines of OSM run with the land on their left and the water on their right. Cut by the edge of an extract, they
close nothing by themselves: the extract's box is cut along them into faces, and each face whose border runs mostly
against the direction of the coast, so that it lies on its right, is sea.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from shapely.geometry.polygon import orient

from maps.scenery.shapes import Bounds

_REACH: Final = 0.05
"""Share of the box within which an end of a coastline, lost with the nodes outside, is led straight to the edge."""


def close_sea(coast: Sequence[shapely.LineString], bounds: Bounds) -> list[shapely.Polygon]:
    """Give the sea inside the bounds; nothing where no coastline tells where it is."""
    south, west, north, east = bounds
    box = shapely.box(west, south, east, north)
    if not len(coast) or box.area == 0:
        return []
    joined = shapely.line_merge(shapely.clip_by_rect(shapely.multilinestrings(list(coast)), *box.bounds), directed=True)
    lines = [line for line in shapely.get_parts(joined) if line.length > 0]
    led = [_lead(line, box) for line in lines]
    whole = shapely.unary_union([box.exterior, *led])
    faces = shapely.get_parts(shapely.polygonize([whole]))
    steps = _directed_steps(led)
    return [face for face in faces if _is_sea(face, steps)]


def _lead(line: shapely.LineString, box: shapely.Polygon) -> shapely.LineString:
    """Give a coastline whose open ends reach the edge of the box where they come near it."""
    if line.is_closed:
        return line
    points = shapely.get_coordinates(line)
    reach = _REACH * min(box.bounds[2] - box.bounds[0], box.bounds[3] - box.bounds[1])
    first, last = (_nearest(box, end) for end in (points[0], points[-1]))
    before = [first] if 0 < np.hypot(*(first - points[0])) <= reach else []
    after = [last] if 0 < np.hypot(*(last - points[-1])) <= reach else []
    return shapely.LineString(np.vstack([*before, points, *after]))


def _nearest(box: shapely.Polygon, end: np.ndarray) -> np.ndarray:
    edge = box.exterior
    found: np.ndarray = shapely.get_coordinates(edge.interpolate(edge.project(shapely.Point(end))))[0]
    return found


def _is_sea(face: shapely.Polygon, steps: frozenset[tuple[float, ...]]) -> bool:
    """Tell whether more of the coast along a face has it on its right than on its left."""
    right = left = 0.0
    # Outer ring clockwise, holes the other way: what is inside lies on the right of both.
    for ring in shapely.get_rings(orient(face, -1.0)):
        points = np.round(shapely.get_coordinates(ring), 9)
        for start, end in pairwise(points.tolist()):
            length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
            right += length * ((*start, *end) in steps)
            left += length * ((*end, *start) in steps)
    return right > left


def _directed_steps(coast: Sequence[shapely.LineString]) -> frozenset[tuple[float, ...]]:
    steps: set[tuple[float, ...]] = set()
    for line in coast:
        points = np.round(shapely.get_coordinates(line), 9).tolist()
        steps.update((*start, *end) for start, end in pairwise(points))
    return frozenset(steps)
