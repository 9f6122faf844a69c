"""Which tags of OSM make which kind of scenery; the first rule that fits decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Tags = Mapping[str, str]
Rules = tuple[tuple[str, str, frozenset[str]], ...]

_NEVER: Final = frozenset({"no", "razed", "demolished", "abandoned", "proposed"})


def _rule(kind: str, key: str, values: str) -> tuple[str, str, frozenset[str]]:
    return kind, key, frozenset(values.split())


_AREA_RULES: Final[Rules] = (
    _rule("water", "natural", "water"),
    _rule("water", "waterway", "riverbank dock"),
    _rule("water", "landuse", "reservoir basin"),
    _rule("hospital", "amenity", "hospital clinic nursing_home"),
    _rule("school", "amenity", "school university college kindergarten"),
    _rule("cemetery", "landuse", "cemetery"),
    _rule("cemetery", "amenity", "grave_yard"),
    _rule("wetland", "natural", "wetland"),
    _rule("wood", "landuse", "forest"),
    _rule("wood", "natural", "wood"),
    _rule("scrub", "natural", "scrub heath fell tundra"),
    _rule("sand", "natural", "beach sand dune"),
    _rule("rock", "natural", "bare_rock scree shingle rock"),
    _rule("ice", "natural", "glacier"),
    _rule("pitch", "leisure", "pitch track stadium sports_centre"),
    _rule("park", "leisure", "park garden common golf_course nature_reserve dog_park playground"),
    _rule("park", "landuse", "recreation_ground village_green"),
    _rule("grass", "landuse", "grass meadow greenfield"),
    _rule("grass", "natural", "grassland"),
    _rule("farmland", "landuse", "farmland farmyard orchard vineyard allotments greenhouse_horticulture plant_nursery"),
    _rule("industrial", "landuse", "industrial commercial retail railway quarry landfill port garages"),
    _rule("industrial", "aeroway", "aerodrome"),
    _rule("residential", "landuse", "residential"),
    _rule("square", "place", "square"),
)
_LINE_RULES: Final[Rules] = (
    _rule("river", "waterway", "river"),
    _rule("canal", "waterway", "canal"),
    _rule("stream", "waterway", "stream ditch drain brook"),
    _rule("rail", "railway", "rail narrow_gauge preserved"),
    _rule("tram", "railway", "tram light_rail subway funicular"),
    _rule("ferry", "route", "ferry"),
)
_PATHS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("footway", "path", "bridleway", "steps"), "path"),
    "service": "service",
    "cycleway": "cycleway",
    "track": "track",
    "pedestrian": "pedestrian",
}
_POINT_RULES: Final[Rules] = (
    _rule("hospital", "amenity", "hospital"),
    _rule("hospital", "healthcare", "hospital hospice"),
    _rule("clinic", "amenity", "clinic doctors"),
    _rule("clinic", "healthcare", "clinic centre doctor"),
    _rule("care_home", "amenity", "nursing_home"),
    _rule("care_home", "social_facility", "nursing_home assisted_living group_home"),
    _rule("pharmacy", "amenity", "pharmacy"),
    _rule("station", "railway", "station halt"),
)
PLACES: Final = (
    "city",
    "town",
    "village",
    "suburb",
    "island",
    "quarter",
    "hamlet",
    "neighbourhood",
    "isolated_dwelling",
    "locality",
)
"""Values of OSM's ``place`` that have a name on the map, the most important first."""

AREA_KINDS: Final = ("sea", *dict.fromkeys(kind for kind, _, _ in _AREA_RULES), "building")
LAND_KINDS: Final = (
    "residential",
    "industrial",
    "farmland",
    "grass",
    "scrub",
    "wood",
    "rock",
    "sand",
    "ice",
    "wetland",
    "hospital",
    "school",
    "park",
    "cemetery",
    "pitch",
    "square",
)
"""Kinds of areas that are land use, those that lie below others first."""
LINE_KINDS: Final = (*dict.fromkeys(kind for kind, _, _ in _LINE_RULES), *dict.fromkeys(_PATHS.values()))
PATH_KINDS: Final = frozenset(_PATHS.values()) | {"ferry"}
"""Kinds of lines that are roads of a sort, and may also be in a network."""
POINT_KINDS: Final = (*PLACES, *dict.fromkeys(kind for kind, _, _ in _POINT_RULES))
BRIDGE: Final = 1
TUNNEL: Final = 2


def find_area(tags: Tags) -> str | None:
    """Give the kind of a closed way or multipolygon with these tags."""
    kind = _first(_AREA_RULES, tags)
    if kind is not None:
        return kind
    if tags.get("building", "no") not in _NEVER:
        return "building"
    if tags.get("highway") in {"pedestrian", "footway"} and tags.get("area") == "yes":
        return "square"
    return None


def find_line(tags: Tags) -> str | None:
    """Give the kind of a way with these tags; the greater roads are none, as the network has them."""
    if tags.get("area") == "yes":
        return None
    kind = _first(_LINE_RULES, tags)
    if kind is not None:
        return None if kind == "tram" and find_level(tags) == TUNNEL else kind
    highway = _PATHS.get(tags.get("highway", ""))
    return None if tags.get("indoor") == "yes" else highway


def find_point(tags: Tags) -> str | None:
    """Give the kind of a place or of somewhere that care teams go; either must have a name."""
    if not tags.get("name"):
        return None
    place = tags.get("place")
    return place if place in PLACES else _first(_POINT_RULES, tags)


def find_level(tags: Tags) -> int:
    """Tell bridges and tunnels from what lies on the ground, which is 0."""
    if tags.get("bridge", "no") not in _NEVER:
        return BRIDGE
    return TUNNEL if tags.get("tunnel", "no") not in _NEVER or tags.get("covered") == "yes" else 0


def _first(rules: Rules, tags: Tags) -> str | None:
    return next((kind for kind, key, values in rules if tags.get(key) in values), None)
