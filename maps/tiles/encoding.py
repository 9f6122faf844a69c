"""Mapbox Vector Tiles 2.1, written with whole arrays at a time.

Follows the specification's §4 (https://github.com/mapbox/vector-tile-spec/tree/master/2.1): coordinates on a square
of ``EXTENT`` units with y down, each feature a row of commands with zigzag differences, outer rings clockwise on the
screen and inner ones the other way, equal keys and values of a layer told once.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from maps import ragged
from maps.network import Bools, Ints

EXTENT: Final = 4096
Value = str | int | float | bool
Properties = tuple[tuple[str, Value], ...]

POINT, LINE, POLYGON = 1, 2, 3
_MOVE_TO, _LINE_TO, _CLOSE = 1, 2, 7
_ORIGIN: Final = np.zeros(2)
_LEAST: Final = {POINT: 1, LINE: 2, POLYGON: 3}
"""How many different points make a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Points, lines or rings of a layer in the units of a tile; outer rings come right before their inner ones."""

    points: Ints
    """Shape (points, 2)."""
    start: Ints
    feature: Ints
    """By part, ascending."""
    inner: Bools
    """By part, whether it is a hole."""


def encode_layer(name: str, *, kind: int, parts: Parts, ids: Sequence[int], properties: Sequence[Properties]) -> bytes:
    """Give the bytes of one layer of a tile; empty if nothing of it is left on the tile's grid."""
    kept = _tidy(parts, kind)
    if not len(kept.feature):
        return b""
    geometry, ends = _pack_commands(kept, kind)
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    features = []
    shown, first = np.unique(kept.feature, return_index=True)
    cuts = [*ends[first[1:] - 1].tolist(), len(geometry)]
    begin = 0
    for feature, end in zip(shown.tolist(), cuts, strict=True):
        tags = b"".join(
            _varint(keys.setdefault(key, len(keys))) + _varint(values.setdefault((type(value), value), len(values)))
            for key, value in properties[feature]
        )
        told = b"\x08" + _varint(ids[feature]) + _block(2, tags) + bytes((0x18, kind)) + _block(4, geometry[begin:end])
        features.append(_block(2, told))
        begin = end
    rest = [_block(3, key.encode()) for key in keys] + [_block(4, _value(value)) for _, value in values]
    return _block(3, b"\x78\x02" + _block(1, name.encode()) + b"".join([*features, *rest]) + b"\x28" + _varint(EXTENT))


def take_parts(
    shapes: npt.NDArray[np.object_], feature: Ints, *, corner: npt.NDArray[np.float64] = _ORIGIN, scale: float = 1.0
) -> Parts:
    """Give points, lines or polygons, ordered by the feature that each belongs to, in whole units from a corner."""
    rings, shape = shapes, np.arange(len(shapes), dtype=np.int64)
    inner = np.zeros(len(shapes), dtype=np.bool_)
    if len(shapes) and shapely.get_type_id(shapes[0]) == shapely.GeometryType.POLYGON:
        rings, shape = shapely.get_rings(shapes, return_index=True)
        inner = np.diff(shape, prepend=-1) == 0
    points, part = shapely.get_coordinates(rings, return_index=True)
    return Parts(
        points=np.rint((points - corner) * scale).astype(np.int64),
        start=ragged.starts_of(np.bincount(part, minlength=len(rings))),
        feature=feature[shape],
        inner=inner,
    )


def _tidy(parts: Parts, kind: int) -> Parts:
    """Drop points that repeat the one before, the closing points of rings, and parts with too few points."""
    counts = np.diff(parts.start)
    part = np.repeat(np.arange(len(counts)), counts)
    points = parts.points
    kept = np.ones(len(points), dtype=np.bool_)
    if kind != POINT:
        kept[1:] = (points[1:] != points[:-1]).any(axis=1) | (part[1:] != part[:-1])
    if kind == POLYGON:
        points, part = _open_rings(points[kept], part[kept])
    else:
        points, part = points[kept], part[kept]
    counts = np.bincount(part, minlength=len(counts))
    enough = counts >= _LEAST[kind]
    if kind == POLYGON:
        areas = _areas(points, ragged.starts_of(counts))
        enough &= areas != 0
        enough &= ~parts.inner | _outer_kept(enough, parts)
        points = _turn(points, part, counts, turned=(areas > 0) == parts.inner)
    return Parts(
        points=points[enough[part]],
        start=ragged.starts_of(counts[enough]),
        feature=parts.feature[enough],
        inner=parts.inner[enough],
    )


def _open_rings(points: Ints, part: Ints) -> tuple[Ints, Ints]:
    """Take the last point of each ring away, as it is the first again."""
    last = np.diff(part, append=-1) != 0
    return points[~last], part[~last]


def _areas(points: Ints, start: Ints) -> Ints:
    """Give twice the area of each ring, positive where it runs clockwise on a screen whose y points down."""
    counts = np.diff(start)
    after = np.arange(1, len(points) + 1)
    after[start[1:][counts > 0] - 1] = start[:-1][counts > 0]
    cross = points[:, 0] * points[after, 1] - points[after, 0] * points[:, 1]
    total = np.concatenate([[0], np.cumsum(cross)])
    return np.asarray(total[start[1:]] - total[start[:-1]], dtype=np.int64)


def _outer_kept(enough: Bools, parts: Parts) -> Bools:
    """Tell, by ring, whether the outer ring that it belongs to is kept."""
    outer = np.maximum.accumulate(np.where(parts.inner, 0, np.arange(len(enough))))
    return np.asarray(enough[outer], dtype=np.bool_)


def _turn(points: Ints, part: Ints, counts: Ints, *, turned: Bools) -> Ints:
    """Turn the marked rings round, each in its place."""
    start = ragged.starts_of(counts)
    at = np.arange(len(points))
    back = start[part] + start[part + 1] - 1 - at
    return np.asarray(points[np.where(turned[part], back, at)], dtype=np.int64)


def _pack_commands(parts: Parts, kind: int) -> tuple[bytes, Ints]:
    """Give the commands of all features, and where the bytes of each part end."""
    if kind == POINT:
        return _pack_points(parts)
    counts = np.diff(parts.start)
    part = np.repeat(np.arange(len(counts)), counts)
    closing = int(kind == POLYGON)
    begin = ragged.starts_of(2 * counts + 2 + closing)
    numbers = np.zeros(int(begin[-1]), dtype=np.uint32)
    numbers[begin[:-1]] = 1 << 3 | _MOVE_TO
    numbers[begin[:-1] + 3] = (counts - 1) << 3 | _LINE_TO
    if closing:
        numbers[begin[1:] - 1] = 1 << 3 | _CLOSE
    inside = np.arange(len(part)) - parts.start[part]
    at = begin[part] + 1 + 2 * inside + (inside > 0)
    steps = _zigzag(_steps(parts))
    numbers[at], numbers[at + 1] = steps[:, 0], steps[:, 1]
    return _varints(numbers, begin)


def _pack_points(parts: Parts) -> tuple[bytes, Ints]:
    """Give the commands of features that are one point each."""
    steps = _zigzag(parts.points)
    numbers = np.column_stack([np.full(len(steps), 1 << 3 | _MOVE_TO), steps]).astype(np.uint32).ravel()
    return _varints(numbers, np.arange(0, len(numbers) + 1, 3))


def _steps(parts: Parts) -> Ints:
    """Give the differences from point to point; the first point of a feature counts from the corner of the tile."""
    steps = np.diff(parts.points, axis=0, prepend=0)
    new = np.diff(parts.feature, prepend=-1) != 0
    first = parts.start[:-1][new]
    steps[first] = parts.points[first]
    return np.asarray(steps, dtype=np.int64)


def _zigzag(steps: Ints) -> Ints:
    return np.asarray((steps << 1) ^ (steps >> 63), dtype=np.int64)


def _varints(numbers: npt.NDArray[np.uint32], begin: Ints) -> tuple[bytes, Ints]:
    """Give numbers as protobuf's varints, and where the bytes of each row of them end."""
    sizes = np.ones(len(numbers), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        sizes += numbers >= 1 << bits
    ends = np.cumsum(sizes)
    packed = np.zeros(int(ends[-1]), dtype=np.uint8)
    first = ends - sizes
    for place in range(int(sizes.max())):
        longer = sizes > place
        last = sizes[longer] == place + 1
        packed[first[longer] + place] = (numbers[longer] >> (7 * place) & 127) | np.where(last, 0, 128)
    return packed.tobytes(), ends[begin[1:] - 1]


def _varint(number: int) -> bytes:
    if number < 128:
        return bytes((number,))
    packed = bytearray()
    while number > 127:
        packed.append(number & 127 | 128)
        number >>= 7
    packed.append(number)
    return bytes(packed)


def _block(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return b"\x38" + _varint(value)
    if isinstance(value, int):
        return b"\x28" + _varint(value) if value >= 0 else b"\x30" + _varint((value << 1) ^ (value >> 63))
    if isinstance(value, float):
        return b"\x19" + struct.pack("<d", value)
    return _block(1, value.encode())
