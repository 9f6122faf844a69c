"""Searching a tree of pieces, compiled; importing this module costs what importing numba costs."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import types

from maps.kernels.compiling import compiled_for
from maps.mercator import EARTH_RADIUS, LAST_LATITUDE, Floats
from maps.network import Indices, Ints
from maps.trees.tree import FANOUT

_DEEPEST: Final = 10
"""Levels; sixteen to the tenth is more pieces than an int32 counts."""

_NEAR_DEG: Final = 0.05

_SLACK: Final = 1e-9
"""Relative and absolute: boxes and pieces are measured with different roundings."""

_FLOATS: Final = types.Array(types.float64, 1, "C", readonly=True)
_PAIRS: Final = types.Array(types.float64, 2, "C", readonly=True)
_INDICES: Final = types.Array(types.int32, 1, "C", readonly=True)
_INTS: Final = types.Array(types.int64, 1, "C", readonly=True)
# One signature for memory-mapped and for made arrays: numba accepts writable ones where read-only ones are asked for.
_SEARCH: Final = types.void(
    _FLOATS, _FLOATS, types.int64, _INDICES, _PAIRS, _INTS, _PAIRS, types.Array(types.int64, 1, "C")
)


@compiled_for("float64(float64)")
def _clip(lat: float) -> float:
    return min(max(lat, -LAST_LATITUDE), LAST_LATITUDE)


@compiled_for("float64(float64)")
def _project_lat(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat))) * EARTH_RADIUS


@compiled_for("float64(float64, float64, float64, float64, float64, float64)")
def _squared(x: float, y: float, from_x: float, from_y: float, to_x: float, to_y: float) -> float:
    """Give the square of the distance from a point to a piece."""
    along_x, along_y = to_x - from_x, to_y - from_y
    length = along_x * along_x + along_y * along_y
    at = ((x - from_x) * along_x + (y - from_y) * along_y) / length if length > 0 else 0.0
    # At an end the end itself counts, to the last bit, so that all pieces which meet there are equally near.
    if at <= 0:
        return (x - from_x) ** 2 + (y - from_y) ** 2
    if at >= 1:
        return (x - to_x) ** 2 + (y - to_y) ** 2
    across = (from_y - y) * along_x - (from_x - x) * along_y
    return across * across / length


@compiled_for("float64(float64, float64, float64, float64, float64, float64, float64)")
def _bound(
    lat: float, lon: float, scale: float, from_lat: float, from_lon: float, to_lat: float, to_lon: float
) -> float:
    """Bound the squared distance to a piece from below by its box, without projecting it."""
    aside = math.radians(max(min(from_lon, to_lon) - lon, 0.0, lon - max(from_lon, to_lon))) * EARTH_RADIUS
    south, north = min(_clip(from_lat), _clip(to_lat)), max(_clip(from_lat), _clip(to_lat))
    above = max(south - lat, 0.0, lat - north)
    above = math.radians(above) * (scale if above < _NEAR_DEG else EARTH_RADIUS)
    return aside * aside + above * above


@compiled_for("float64(float64, float64, float64, float64, float64, float64)")
def _measure(x: float, y: float, from_lat: float, from_lon: float, to_lat: float, to_lon: float) -> float:
    """Give the squared distance from a projected point to a piece in degrees."""
    return _squared(
        x,
        y,
        math.radians(from_lon) * EARTH_RADIUS,
        _project_lat(_clip(from_lat)),
        math.radians(to_lon) * EARTH_RADIUS,
        _project_lat(_clip(to_lat)),
    )


@compiled_for(_SEARCH)
def search(
    lats: Floats, lons: Floats, step: int, pieces: Indices, boxes: Floats, levels: Ints, asked: Floats, found: Ints
) -> None:
    """Write into ``found`` the nearest piece of each point, of equally near ones the first; −1 without pieces.

    Points of pieces, and those ``asked`` for, shape (points, 2), are in degrees; the rest is a ``Tree``. All are
    projected here, so that a point which is the end of a piece lies there to the last bit.

    Branch and bound, nearer boxes first (Roussopoulos et al., "Nearest Neighbor Queries", SIGMOD 1995, section 3).
    """
    top = len(levels) - 2
    stack = np.empty(_DEEPEST * FANOUT, dtype=np.int64)
    depth = np.empty(_DEEPEST * FANOUT, dtype=np.int64)
    bound = np.empty(_DEEPEST * FANOUT, dtype=np.float64)
    for number in range(len(asked)):
        lat, lon = _clip(asked[number, 0]), asked[number, 1]
        x, y = math.radians(lon) * EARTH_RADIUS, _project_lat(lat)
        # Mercator's scale grows from the equator, so that of somewhat nearer to it bounds distances from below.
        scale = EARTH_RADIUS / math.cos(math.radians(max(abs(lat) - _NEAR_DEG, 0.0)))
        best, nearest = np.inf, np.int64(-1)
        stack[0], depth[0], bound[0] = 0, top, 0.0
        waiting = 1 if len(pieces) else 0
        while waiting:
            waiting -= 1
            level, group = depth[waiting], stack[waiting]
            if bound[waiting] > best + best * _SLACK + _SLACK:
                continue
            first = group * FANOUT
            if level == 0:
                for slot in range(first, min(first + FANOUT, len(pieces))):
                    piece = np.int64(pieces[slot])
                    bounded = _bound(lat, lon, scale, lats[piece], lons[piece], lats[piece + step], lons[piece + step])
                    if bounded > best + best * _SLACK + _SLACK:
                        continue
                    distance = _measure(x, y, lats[piece], lons[piece], lats[piece + step], lons[piece + step])
                    if distance < best or (distance == best and piece < nearest):
                        best, nearest = distance, piece
                continue
            below = levels[level - 1]
            begin = waiting
            for child in range(first, min(first + FANOUT, levels[level] - below)):
                aside = max(boxes[below + child, 0] - x, 0.0, x - boxes[below + child, 2])
                above = max(boxes[below + child, 1] - y, 0.0, y - boxes[below + child, 3])
                distance = aside * aside + above * above
                if distance > best + best * _SLACK + _SLACK:
                    continue
                # Kept in order of distance, the nearest last, where it is taken first.
                place = waiting
                while place > begin and bound[place - 1] < distance:
                    stack[place], depth[place], bound[place] = stack[place - 1], level - 1, bound[place - 1]
                    place -= 1
                stack[place], depth[place], bound[place] = child, level - 1, distance
                waiting += 1
        found[number] = nearest
