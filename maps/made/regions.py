"""What a made network covers: the surroundings of a place, a municipality or a county."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps import borders, folding
from maps.made import places, towns
from maps.made.places import Place
from maps.made.plane import Plane

_AREA = re.compile(r"-(kommun|lan)$")
_MARGIN_M = 5_000.0
_MOST_RADIUS_M = 45_000.0
_MOST_TOWN_KM2 = 130.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A name to draw random numbers by, a plane, and the extent on it in metres."""

    seed: str
    plane: Plane
    extent: BaseGeometry


def is_area(key: str) -> bool:
    """Tell whether a key means a municipality (`…-kommun`) or a county (`…-lan`) and not a place."""
    return bool(_AREA.search(folding.fold(key)))


def around_place(middle: Place, *, seed: str, radius_m: float | None = None) -> Region:
    """Give the surroundings of a place, by default as far as there are not too many towns."""
    plane = Plane(lat=middle.lat, lon=middle.lon)
    return Region(seed=seed, plane=plane, extent=disc(radius_m or _fitting_radius_m(middle)))


def of_area(key: str) -> Region:
    """Give a municipality or county and a margin around it.

    Raises
    ------
    RoadsError
        When there is no such area.
    """
    area = borders.find(folding.fold(key).removeprefix("made-"))
    outline = borders.outline(area)
    middle = outline.centroid
    plane = Plane(lat=round(middle.y, 4), lon=round(middle.x, 4))
    extent = shapely.transform(outline, lambda degrees: plane.to_metres(degrees[:, ::-1])).buffer(_MARGIN_M)
    return Region(seed=area.code, plane=plane, extent=extent.simplify(200))


def disc(radius_m: float) -> BaseGeometry:
    """Give a disc around the middle of the plane."""
    return shapely.Point(0, 0).buffer(radius_m, quad_segs=64)


def places_in(region: Region, *, margin_m: float = 0.0) -> tuple[Place, ...]:
    """All known places in a region and a margin around it, the most populous first."""
    known = places.all_places()
    spots = region.plane.to_metres([(place.lat, place.lon) for place in known])
    inside = shapely.contains_xy(region.extent.buffer(margin_m), spots[:, 0], spots[:, 1])
    return places.by_population(place for place, here in zip(known, inside.tolist(), strict=True) if here)


def apart(known: Sequence[Place]) -> list[Place]:
    """Places that are not districts of a larger one nearby."""
    kept: list[Place] = []
    for place in places.by_population(known):
        reach = [(other, 900 * np.sqrt(towns.area_km2(other.population) / np.pi)) for other in kept]
        if all(places.distance_m(place, other) > reach_m for other, reach_m in reach):
            kept.append(place)
    return kept


def _fitting_radius_m(middle: Place) -> float:
    """Find the widest radius whose towns still make a network of a size to plan on at once."""
    radius_m = _MOST_RADIUS_M
    while radius_m > 8_000:
        near = apart(places.places_around(middle, radius_m=radius_m))
        if sum(towns.area_km2(place.population) for place in near) <= _MOST_TOWN_KM2:
            break
        radius_m -= 2_500
    return radius_m
