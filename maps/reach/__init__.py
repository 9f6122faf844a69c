"""How far one comes: isochrones, which homes lie within reach of a base, and how much of a municipality does."""

from maps.kernels import NO_WAY
from maps.reach.areas import Area, draw_areas
from maps.reach.coverage import Coverage, cover
from maps.reach.geojson import to_geojson
from maps.reach.homes import Homes, are_unserved, arrivals, pick, within
from maps.reach.spreading import MOST_MINUTES, Pieces, Reach, find_roads, spread

__all__ = [
    "MOST_MINUTES",
    "NO_WAY",
    "Area",
    "Coverage",
    "Homes",
    "Pieces",
    "Reach",
    "are_unserved",
    "arrivals",
    "cover",
    "draw_areas",
    "find_roads",
    "pick",
    "spread",
    "to_geojson",
    "within",
]
