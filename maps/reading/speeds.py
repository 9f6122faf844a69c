"""How fast a street is driven when nothing is in the way; ``docs/roads.md`` tells the rules and where they come from.

The legal limit is read from the tags or assumed; free flow is a share of it, lower on small streets, and never
above it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.mercator import Floats
from maps.network import CLASSES, Mode, RoadNetwork

URBAN: Final = 50
RURAL: Final = 70
MOTORWAY: Final = 110
LIVING_STREET: Final = 7
"""km/h: Swedish law's limits where no sign stands: 3 kap. 17 §, 9 kap. 1 § and 8 kap. 1 § trafikförordningen."""

BIKE_KMH: Final = 16
WALK_KMH: Final = 5
_STEPS_KMH: Final = 2
_PUSHED_KMH: Final = 4
_UNPAVED_KMH: Final = 50

FERRY_KMH: Final = 15
"""Eight knots: what a ferry without a ``duration`` is assumed to go."""
FERRY_SLOWEST_KMH: Final = 1
FERRY_FASTEST_KMH: Final = 75
FERRY_WAIT_MS: Final = 600_000
"""Milliseconds that are waited for a ferry without an ``interval``: half of 20 minutes."""
FERRY_LONGEST_S: Final = 24 * 3600
_KMH_PER_MPH: Final = 1.609344
_SLOWEST: Final = 3
_FASTEST: Final = 150
"""km/h: a tag outside these is taken for a slip of the pen."""

_FREE_FLOW: Final[Mapping[str, tuple[float, float]]] = {
    # class: (share of the limit, km/h that are not passed whatever the limit)
    "motorway": (0.95, 115),
    "motorway_link": (0.80, 70),
    "trunk": (0.93, 100),
    "trunk_link": (0.80, 60),
    "primary": (0.90, 90),
    "primary_link": (0.80, 50),
    "secondary": (0.88, 80),
    "secondary_link": (0.80, 50),
    "tertiary": (0.85, 75),
    "tertiary_link": (0.80, 45),
    "unclassified": (0.80, 65),
    "residential": (0.75, 40),
    "living_street": (1.0, 10),
    "service": (0.75, 15),
    "road": (0.75, 40),
    "track": (1.0, 20),
    "pedestrian": (1.0, 7),
}
_TRACK_KMH: Final[Mapping[str, float]] = {"grade1": 40, "grade2": 30, "grade3": 20, "grade4": 15, "grade5": 10}
_BIKE_KMH: Final[Mapping[str, float]] = {"track": 14, "path": 12, "footway": 10, "pedestrian": 8}
_ROUGH: Final = frozenset({"cobblestone", "unhewn_cobblestone", "sett", "pebblestone", "rock"})
_LOOSE: Final = frozenset({"sand", "mud", "grass"})
_BIKE_UNPAVED_KMH: Final = 13
_BIKE_ROUGH_KMH: Final = 11
_BIKE_LOOSE_KMH: Final = 7
_ALWAYS_URBAN: Final = frozenset({"residential", "living_street", "service", "road"})
_UNPAVED: Final = frozenset(
    {
        "unpaved",
        "gravel",
        "fine_gravel",
        "compacted",
        "dirt",
        "earth",
        "ground",
        "grass",
        "sand",
        "mud",
        "pebblestone",
        "rock",
    },
)
_FIRM_TRACKS: Final = frozenset({"grade1"})
_WINTER: Final[Mapping[str, float]] = {
    # class: how many times as long as on a bare road
    **dict.fromkeys(("motorway", "trunk"), 1.06),
    **dict.fromkeys(("motorway_link", "trunk_link", "primary", "secondary"), 1.10),
    **dict.fromkeys(("primary_link", "secondary_link", "tertiary", "tertiary_link"), 1.12),
    **dict.fromkeys(("unclassified", "residential", "living_street", "service", "road"), 1.15),
    "track": 1.25,
    "ferry": 1.0,
}
_WINTER_UNPAVED: Final = 1.20
_WINTER_SLOW: Final[Mapping[Mode, float]] = {"car": 1.15, "bike": 1.25, "walk": 1.15}
_ZONES: Final[Mapping[str, int]] = {
    "urban": URBAN,
    "rural": RURAL,
    "motorway": MOTORWAY,
    "living_street": LIVING_STREET,
    "walk": LIVING_STREET,
    "none": MOTORWAY,
}
_ZONE_KEYS: Final = ("maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic")
_NUMBER: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s*(km/h|kmh|kph|mph)?", re.ASCII)
_ZONE: Final = re.compile(r"(?:[A-Za-z]{2}:)?(?:zone:?)?([a-z_]+|\d{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Limit and free flow in km/h, one direction of a way; ``told`` by its tags or assumed, maybe ``unreadable``."""

    limit: float
    free: float
    told: bool
    unreadable: bool = False


def find_speeds(tags: Mapping[str, str], *, mode: Mode) -> tuple[Speed, Speed]:
    """Read or assume both directions of a way, along its nodes and against them."""
    forward = find_speed(tags, mode=mode)
    if "maxspeed:forward" in tags or "maxspeed:backward" in tags:
        return forward, find_speed(tags, mode=mode, backward=True)
    return forward, forward


def find_speed(tags: Mapping[str, str], *, mode: Mode, backward: bool = False) -> Speed:
    """Read or assume the limit of a way and how fast it is travelled."""
    limit, unreadable = _told_limit(tags, backward=backward)
    told = limit is not None
    if limit is None:
        limit = assumed_limit(tags)
    return Speed(limit=limit, free=_free_flow(tags, limit, mode), told=told, unreadable=unreadable)


@functools.lru_cache(maxsize=4096)
def read_limit(text: str) -> float | None:
    """Read a ``maxspeed``: ``50``, ``30 mph``, ``SE:urban``, ``walk``, ``none``; of a list (``50;70``) the lowest.

    None is given for what cannot be understood.
    """
    parts = [part.strip() for part in re.split(r"[;|,]", text[:64])]
    limits = [_read_one(part) for part in parts if part]
    known = [limit for limit in limits if limit is not None]
    return min(known, default=None)


def is_unpaved(tags: Mapping[str, str]) -> bool:
    """Tell whether a way is gravel or softer: by its surface, else a track by its grade."""
    surface = tags.get("surface")
    if surface is not None:
        return surface in _UNPAVED
    graded = "tracktype" in tags or tags.get("highway") == "track"
    return graded and tags.get("tracktype") not in _FIRM_TRACKS


def tells_surface(tags: Mapping[str, str]) -> bool:
    """Tell whether tags say what a way is made of; elsewhere ``is_unpaved`` goes by its kind."""
    return "surface" in tags or "tracktype" in tags


def winter_factors(network: RoadNetwork) -> Floats:
    """Give by edge how many times as long it takes to drive it on snow or ice as on a bare road, at least 1.

    To be applied to the time in motion, without ``delay_ms``. Ferries go as ever.
    """
    slow = _WINTER_SLOW[network.mode]
    by_class = [_WINTER.get(road_class, slow) if network.mode == "car" else slow for road_class in CLASSES]
    by_class[CLASSES.index("ferry")] = _WINTER["ferry"]
    factors = np.array(by_class)[network.road_class]
    if network.mode == "car":
        factors = np.where(network.unpaved, np.maximum(factors, _WINTER_UNPAVED), factors)
    factors.setflags(write=False)
    return factors


def assumed_limit(tags: Mapping[str, str]) -> float:
    """Assume the limit of a way without a readable ``maxspeed``: the law's, by whether it lies in a town."""
    road_class = tags.get("highway", "")
    if road_class == "motorway":
        return MOTORWAY
    if road_class == "living_street":
        return LIVING_STREET
    in_town = road_class in _ALWAYS_URBAN or tags.get("lit") == "yes"
    in_town = in_town or tags.get("sidewalk", "no") not in {"no", "none"}
    return URBAN if in_town else RURAL


def _told_limit(tags: Mapping[str, str], *, backward: bool) -> tuple[float | None, bool]:
    direction = "maxspeed:backward" if backward else "maxspeed:forward"
    texts = [tags[key] for key in (direction, "maxspeed") if key in tags]
    for text in texts:
        limit = read_limit(text)
        if limit is not None:
            return limit, False
    for key in _ZONE_KEYS:
        limit = _read_one(tags[key]) if key in tags else None
        if limit is not None:
            return limit, False
    return None, bool(texts)


def _read_one(text: str) -> float | None:
    number = _NUMBER.fullmatch(text)
    if number is not None:
        figure = float(number[1]) * (_KMH_PER_MPH if number[2] == "mph" else 1)
        return figure if _SLOWEST <= figure <= _FASTEST else None
    zone = _ZONE.fullmatch(text)
    if zone is None:
        return None
    return _read_one(zone[1]) if zone[1].isdigit() and zone[1] != text else _ZONES.get(zone[1])


def _free_flow(tags: Mapping[str, str], limit: float, mode: Mode) -> float:
    road_class = tags.get("highway", "")
    if mode == "walk":
        return _STEPS_KMH if road_class == "steps" else min(WALK_KMH, limit)
    if mode == "bike":
        return min(_bike_kmh(tags), limit)
    share, most = _FREE_FLOW[road_class]
    if road_class == "track":
        most = _TRACK_KMH.get(tags.get("tracktype", ""), most)
    if is_unpaved(tags):
        most = min(most, _UNPAVED_KMH)
    return min(share * limit, most)


def _bike_kmh(tags: Mapping[str, str]) -> float:
    if tags.get("bicycle") == "dismount":
        return _PUSHED_KMH
    fastest = _BIKE_KMH.get(tags.get("highway", ""), BIKE_KMH)
    surface = tags.get("surface", "")
    if surface in _LOOSE:
        return min(fastest, _BIKE_LOOSE_KMH)
    if surface in _ROUGH:
        return min(fastest, _BIKE_ROUGH_KMH)
    return min(fastest, _BIKE_UNPAVED_KMH) if is_unpaved(tags) else fastest
