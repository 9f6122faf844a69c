"""Scenery kept beside the roads: one bundle a name, coordinates as OSM has them: whole numbers of 10⁻⁷ degrees."""

from __future__ import annotations

import json
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
from maps.storage import bundle
from maps.storage.naming import file_of

FORMAT: Final = "hemrutt-scenery/2"
SUFFIX: Final = ".scenery"
_UNITS: Final = 1e7
Arrays = dict[str, npt.NDArray[Any]]


def keep(source: Path, *, name: str, folder: Path) -> Path:
    """Read the scenery of an OSM file and keep it under a name, in place of what was there; gives the file.

    Raises
    ------
    RoadsError
        ``bad_name`` or ``unreadable``.
    """
    target = file_of(folder, name, SUFFIX)
    scenery = read_scenery(source)
    told = {"source": scenery.source, "bounds": scenery.bounds, "dropped": scenery.dropped, "kinds": _kinds()}
    bundle.keep(target, told, _arrays(scenery), name=FORMAT)
    return target


def open_scenery(name: str, *, folder: Path) -> Scenery | None:
    """Open the scenery kept under a name; None where there is none.

    Raises
    ------
    RoadsError
        ``scenery_broken``: changed, cut or made by another version.
    """
    if not is_kept(name, folder=folder):
        return None
    path = file_of(folder, name, SUFFIX)
    try:
        told, arrays = bundle.map_arrays(path, name=FORMAT)
        return _scenery(told, arrays)
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise RoadsError("scenery_broken", file=path.name) from error


def is_kept(name: str, *, folder: Path) -> bool:
    """Tell whether scenery is kept under a name, read to its last bit without making anything of it.

    Raises
    ------
    RoadsError
        ``scenery_broken``: changed, cut or made by another version.
    """
    path = file_of(folder, name, SUFFIX)
    try:
        told, _ = bundle.map_arrays(path, name=FORMAT)
        if told["kinds"] != _kinds():
            raise bundle.StaleError(FORMAT)
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RoadsError("scenery_broken", file=path.name) from error
    return True


def _kinds() -> list[list[str]]:
    return [list(kinds.AREA_KINDS), list(kinds.LINE_KINDS), list(kinds.POINT_KINDS)]


def _arrays(scenery: Scenery) -> Arrays:
    areas, lines, points, roads = scenery.areas, scenery.lines, scenery.points, scenery.roads
    _, area_points, (ring_start, area_start) = _ragged(areas.shape, 2)
    _, line_points, (line_start,) = _ragged(lines.shape, 1)
    return {
        # In an array, as a country's names are longer than a header may be.
        "names": np.frombuffer(json.dumps(scenery.names, ensure_ascii=False).encode(), dtype=np.uint8),
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
        names=tuple(json.loads(arrays["names"].tobytes())),
        areas=Areas(**{key: arrays[f"area_{key}"] for key in ("id", "kind", "name")}, shape=areas),
        lines=Lines(**{key: arrays[f"line_{key}"] for key in ("id", "kind", "name", "level")}, shape=lines),
        points=Points(**{key: arrays[f"point_{key}"] for key in ("kind", "name", "lat", "lon", "population")}),
        roads=Roads(**{key: arrays[f"road_{key}"] for key in ("id", "ref", "level")}),
    )
