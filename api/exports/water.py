"""Water of a network for drawing: seas and lakes joined and clipped as areas, rivers as lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.polygon import orient

from maps.drawing import Bounds, Line
from maps.network import RoadNetwork

_Shapes = npt.NDArray[np.object_]


def draw_water(network: RoadNetwork, bounds: Bounds, *, detail_m: float) -> tuple[Line, ...]:
    """Give the shores of all water inside ``bounds`` as rings, islands too (for even-odd filling), and rivers as lines.

    Lines stray by at most ``detail_m`` metres. A sea that is stored as many areas side by side becomes one.
    """
    south, west, north, east = bounds
    tolerance = detail_m / 111_000
    areas, rivers = _split(network)
    clipped = shapely.clip_by_rect(shapely.make_valid(areas), west, south, east, north)
    # A seam between two areas may be a hair wide: grown and shrunk by a metre, they close.
    joined = shapely.union_all(shapely.buffer(clipped, 1e-5)).buffer(-1e-5)
    seas = shapely.simplify(shapely.get_parts(joined), tolerance)
    # Shores run one way and islands' shores the other, for those who fill by winding and not by even and odd.
    whole = [orient(sea) for sea in seas if isinstance(sea, shapely.Polygon) and not sea.is_empty]
    rings = shapely.get_rings(np.array(whole, dtype=object))
    within = shapely.get_parts(shapely.clip_by_rect(shapely.simplify(rivers, tolerance), west, south, east, north))
    lines = within[shapely.get_type_id(within) == shapely.GeometryType.LINESTRING]
    kept = [*rings[shapely.length(rings) > 8 * tolerance], *lines]
    return tuple(_line(course) for course in kept if not course.is_empty)


def _split(network: RoadNetwork) -> tuple[_Shapes, _Shapes]:
    """Tell closed courses, which are areas, from open ones."""
    starts = network.water_start
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    if not len(rows):
        return np.empty(0, dtype=object), np.empty(0, dtype=object)
    courses = shapely.linestrings(np.column_stack((network.water_lon, network.water_lat)), indices=rows)
    closed = shapely.is_closed(courses) & (shapely.get_num_points(courses) > 3)
    areas = [shapely.Polygon(shapely.get_coordinates(ring)) for ring in courses[closed]]
    return np.array(areas, dtype=object), courses[~closed]


def _line(course: shapely.LineString) -> Line:
    points = shapely.get_coordinates(course)
    return Line(name="", lats=points[:, 1], lons=points[:, 0])
