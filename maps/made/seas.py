"""Sea and large lakes of a region, from Sweden's borders, which end at them."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps import borders
from maps.made import curves, towns
from maps.made.places import Place
from maps.made.plane import Plane
from maps.made.regions import Region
from maps.made.water import Water

# Where water that is not Sweden may be sea and not Norway, Finland or Denmark: rough, by general knowledge; inland
# it runs anywhere, as Sweden's land is known.
_SEAS = shapely.Polygon([
    (11.15, 59.12), (10.8, 59.1), (10.0, 58.5), (9.5, 58.0), (10.65, 57.75), (10.6, 57.0), (10.95, 56.45),
    (11.2, 56.0), (12.2, 56.13), (12.62, 56.05), (12.5, 55.9), (12.62, 55.7), (12.68, 55.58), (12.4, 55.3),
    (12.5, 54.95), (13.0, 54.6), (19.5, 54.9), (20.9, 56.5), (21.3, 57.5), (21.6, 58.5), (21.5, 59.3), (19.5, 59.9),
    (19.3, 60.4), (20.9, 60.8), (21.2, 61.5), (21.1, 62.5), (20.9, 63.2), (22.3, 63.8), (23.9, 64.9), (25.2, 65.2),
    (24.8, 65.6), (24.16, 65.82), (24.1, 66.0), (20.5, 65.8), (16.5, 63.2), (15.5, 61.0), (15.0, 59.5), (13.0, 59.6),
    (11.6, 59.2),
])  # fmt: skip
_LAKES = {
    "Vänern": (13.3, 58.9),
    "Vättern": (14.5, 58.3),
    "Mälaren": (17.2, 59.43),
    "Hjälmaren": (15.77, 59.25),
    "Storsjön": (14.34, 63.15),
    "Siljan": (14.8, 60.87),
    "Hornavan": (17.87, 65.99),
}
_STEP_M = 120.0
_ROUGH = 0.09
_BESIDE_M = 8_000.0
_BEYOND_DEG = 0.4
_LEAST_LAKE_M2 = 2e6
_LEAST_POND_M2 = 5e4
_LEAST_ISLET_M2 = 8e3


def around(region: Region, known: Sequence[Place], *, rng: np.random.Generator) -> Water:
    """Draw the coast and the shores of the large lakes in a region: the borders, which are coarse, with bays added.

    Known places always stand on land.
    """
    plane = region.plane
    box = shapely.box(*region.extent.buffer(_BESIDE_M).bounds)
    degrees = shapely.box(*shapely.transform(box, lambda metres: plane.to_degrees(metres)[:, ::-1]).bounds)
    land = _to_plane(borders.land().intersection(degrees.buffer(_BEYOND_DEG)), plane)
    parts = [part for part in shapely.get_parts(land) if part.geom_type == "Polygon"]
    dry = [_wander(part.exterior, rng=rng) for part in parts]
    ground = shapely.union_all([*dry, *(_ground(place, plane, rng=rng) for place in known)])
    sea = _to_plane(_SEAS.intersection(degrees), plane).difference(ground).intersection(box)
    holes = [ring for part in parts for ring in part.interiors if shapely.Polygon(ring).area > _LEAST_LAKE_M2]
    built = shapely.union_all([_ground(place, plane, rng=rng) for place in known])
    lakes = [(_lake_name(ring, plane), _wander(ring, rng=rng).difference(built).intersection(box)) for ring in holes]
    return Water(
        sea=_solid(sea),
        sea_name=_sea_name(plane),
        large=tuple((name, _solid(lake)) for name, lake in lakes if not _solid(lake).is_empty),
        wide=shapely.Polygon(),
        coast=None,
        islands=(),
        streams=(),
        lakes=(),
    )


def _to_plane(shape: BaseGeometry, plane: Plane) -> BaseGeometry:
    return shapely.transform(shape, lambda degrees: plane.to_metres(degrees[:, ::-1]))


def _wander(ring: shapely.LinearRing, *, rng: np.random.Generator) -> BaseGeometry:
    """Draw a shore that winds through the points of a ring."""
    course = curves.through(np.asarray(ring.coords), rng=rng, roughness=_ROUGH, step_m=_STEP_M)
    return shapely.Polygon(curves.simplify(course, tolerance_m=12)).buffer(0)


def _ground(place: Place, plane: Plane, *, rng: np.random.Generator) -> BaseGeometry:
    """Give the land that a place stands on, whatever the borders say."""
    long_m = 2 * (600 + 900 * float(np.sqrt(towns.area_km2(place.population) / np.pi)))
    middle = plane.to_metres((place.lat, place.lon))[0]
    outline = curves.blob(middle, long_m=long_m, wide_m=0.8 * long_m, turn=float(rng.uniform(0, 180)), rng=rng)
    return shapely.Polygon(outline).buffer(0).union(shapely.Point(middle).buffer(0.25 * long_m))


def _solid(shape: BaseGeometry) -> BaseGeometry:
    """Leave out slivers, and islets too small to draw."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > _LEAST_POND_M2]
    whole = [
        shapely.Polygon(
            part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > _LEAST_ISLET_M2]
        )
        for part in parts
    ]
    return shapely.union_all(whole) if whole else shapely.Polygon()


def _lake_name(ring: shapely.LinearRing, plane: Plane) -> str | None:
    area = shapely.Polygon(ring)
    for name, (lon, lat) in _LAKES.items():
        if area.contains(shapely.Point(plane.to_metres((lat, lon))[0])):
            return name
    return None


def _sea_name(plane: Plane) -> str:
    """Name the sea off a region by where it lies."""
    if plane.lon < 13.2 and plane.lat > 55.2:
        return "Skagerrak" if plane.lat > 57.8 else "Kattegatt" if plane.lat > 56.2 else "Öresund"
    return "Bottniska viken" if plane.lat > 60.2 else "Östersjön"
