"""Scenery kept beside the roads: one file a name, written whole or not at all, refused if a bit of it changed.

A file is a line with the format and the SHA-256 of the rest, a line of JSON that says what is in it, and the arrays
one after the other, little-endian, coordinates as OSM has them: whole numbers of 10⁻⁷ degrees.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from maps.errors import RoadsError
from maps.scenery import kinds
from maps.scenery.reading import read_scenery
from maps.scenery.shapes import Areas, Lines, Points, Roads, Scenery, Shapes

FORMAT: Final = "hemrutt-scenery/1"
SUFFIX: Final = ".scenery"
_NAME: Final = re.compile(r"[a-z0-9åäö][a-z0-9åäö_-]{0,63}")
_UNITS: Final = 1e7
_ALIGNED: Final = 64
Arrays = dict[str, npt.NDArray[Any]]


def keep(source: Path, *, name: str, folder: Path) -> Path:
    """Read the scenery of an OSM file and keep it under a name, in place of what was there; gives the file.

    Raises
    ------
    RoadsError
        ``bad_name`` or ``unreadable``.
    """
    if not _NAME.fullmatch(name):
        raise RoadsError("bad_name", name=name[:80])
    scenery = read_scenery(source)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}{SUFFIX}"
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".", suffix=SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_pack(scenery))
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return target


def open_scenery(name: str, *, folder: Path) -> Scenery | None:
    """Open the scenery kept under a name.

    None where there is none, or one that was changed, cut or made by another version: a map is drawn without it then.
    """
    if not _NAME.fullmatch(name):
        return None
    try:
        content = np.memmap(folder / f"{name}{SUFFIX}", dtype=np.uint8, mode="r")
        return _unpack(content.data)
    except (OSError, ValueError, KeyError, TypeError, IndexError, shapely.errors.ShapelyError):
        return None


def _pack(scenery: Scenery) -> bytes:
    arrays = _arrays(scenery)
    told: dict[str, Any] = {
        "source": scenery.source,
        "bounds": scenery.bounds,
        "dropped": scenery.dropped,
        "names": scenery.names,
        "kinds": _kinds(),
    }
    place = 0
    told["arrays"] = {}
    for key, array in arrays.items():
        told["arrays"][key] = [array.dtype.str, place, *array.shape]
        place += -(-array.nbytes // _ALIGNED) * _ALIGNED
    told["bytes"] = place
    line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
    body = bytearray(place)
    for (_, start, *_), array in zip(told["arrays"].values(), arrays.values(), strict=True):
        body[start : start + array.nbytes] = array.tobytes()
    first = f"{FORMAT} {hashlib.sha256(line + body).hexdigest()}\n".encode()
    return first + line + bytes(body)


def _unpack(content: memoryview) -> Scenery:
    first = bytes(content[:128]).partition(b"\n")[0]
    told_format, told_sum = first.decode("ascii").split(" ")
    rest = content[len(first) + 1 :]
    if told_format != FORMAT or hashlib.sha256(rest).hexdigest() != told_sum:
        raise ValueError("not whole, or of another version")
    head = _first_line(rest)
    told = json.loads(head)
    if told["kinds"] != _kinds():
        raise ValueError("of another version")
    body = rest[len(head) + 1 :]
    arrays = {
        key: np.frombuffer(body, dtype=dtype, count=int(np.prod(shape)), offset=start).reshape(shape)
        for key, (dtype, start, *shape) in told["arrays"].items()
    }
    return _scenery(told, arrays)


def _first_line(rest: memoryview) -> bytes:
    """Find the end of the first line without copying all the rest."""
    end, step = 0, 1 << 16
    while end < len(rest):
        found = bytes(rest[end : end + step]).find(b"\n")
        if found >= 0:
            return bytes(rest[: end + found])
        end += step
    raise ValueError("no line")


def _kinds() -> list[list[str]]:
    return [list(kinds.AREA_KINDS), list(kinds.LINE_KINDS), list(kinds.POINT_KINDS)]


def _arrays(scenery: Scenery) -> Arrays:
    areas, lines, points, roads = scenery.areas, scenery.lines, scenery.points, scenery.roads
    _, area_points, (ring_start, area_start) = _ragged(areas.shape, 2)
    _, line_points, (line_start,) = _ragged(lines.shape, 1)
    return {
        **{f"area_{key}": getattr(areas, key) for key in ("id", "kind", "name")},
        "area_points": area_points,
        "ring_start": ring_start,
        "area_start": area_start,
        **{f"line_{key}": getattr(lines, key) for key in ("id", "kind", "name", "level")},
        "line_points": line_points,
        "line_start": line_start,
        **{f"point_{key}": getattr(points, key) for key in ("kind", "name", "lat", "lon", "population")},
        **{f"road_{key}": getattr(roads, key) for key in ("id", "ref", "level")},
    }


def _ragged(shapes: Shapes, depth: int) -> tuple[Any, npt.NDArray[np.int32], tuple[npt.NDArray[np.int64], ...]]:
    if not len(shapes):
        return None, np.zeros((0, 2), dtype=np.int32), (np.zeros(1, dtype=np.int64),) * depth
    kind, points, starts = shapely.to_ragged_array(shapes)
    return kind, np.rint(points * _UNITS).astype(np.int32), tuple(start.astype(np.int64) for start in starts)


def _scenery(told: Mapping[str, Any], arrays: Arrays) -> Scenery:
    areas, lines = np.zeros(0, dtype=object), np.zeros(0, dtype=object)
    if len(arrays["area_kind"]):
        starts = arrays["ring_start"], arrays["area_start"]
        areas = shapely.from_ragged_array(shapely.GeometryType.POLYGON, arrays["area_points"] / _UNITS, starts)
    if len(arrays["line_kind"]):
        places = arrays["line_points"] / _UNITS
        lines = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, places, (arrays["line_start"],))
    return Scenery(
        source=told["source"],
        bounds=None if told["bounds"] is None else tuple(told["bounds"]),
        dropped=told["dropped"],
        names=tuple(told["names"]),
        areas=Areas(**{key: arrays[f"area_{key}"] for key in ("id", "kind", "name")}, shape=areas),
        lines=Lines(**{key: arrays[f"line_{key}"] for key in ("id", "kind", "name", "level")}, shape=lines),
        points=Points(**{key: arrays[f"point_{key}"] for key in ("kind", "name", "lat", "lon", "population")}),
        roads=Roads(**{key: arrays[f"road_{key}"] for key in ("id", "ref", "level")}),
    )
