"""Which ways a car, a bike or a person on foot may use, in which direction, and what stops them.

Access tags are read from the particular to the general, as OSM means them. A way is open, closed, or **private**: it
may be driven at the start or the end of a drive but not on the way past it. Documented in ``docs/roads.md``.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from maps.network import CLASSES, Mode

Access = Literal["open", "private", "closed"]

_CAR_CLASSES: Final = frozenset(CLASSES[: CLASSES.index("track") + 1])
_MOTOR_ONLY: Final = frozenset({"motorway", "motorway_link"})
_CLOSED: Final = frozenset({"no", "military", "emergency", "psv", "bus", "use_sidepath"})
_PRIVATE: Final = frozenset(
    {
        "private",
        "destination",
        "customers",
        "customer",
        "delivery",
        "permit",
        "residents",
        "resident",
        "employees",
        "members",
        "visitors",
        "agricultural",
        "forestry",
    },
)
"""Those who drive to a home there may pass; agricultural and forestry roads are how many farms are reached."""
_ONE_WAY: Final = frozenset({"yes", "true", "1", "reversible"})
_AGAINST: Final = frozenset({"-1", "reverse"})
_ROUNDABOUTS: Final = frozenset({"roundabout", "circular"})
_UNDRIVABLE: Final = frozenset({"horrible", "very_horrible", "impassable"})
_FERRY_OWNERS: Final = ("trafikverket", "färjerederiet")
"""Operators of the Swedish road ferries, which carry cars whether tagged or not."""

GATES: Final = frozenset(
    {"gate", "lift_gate", "swing_gate", "sliding_gate", "sliding_beam", "wicket_gate", "hampshire_gate"},
)
_BARRIERS: Final[Mapping[Mode, frozenset[str]]] = {
    "car": frozenset(
        {
            "block",
            "bollard",
            "bus_trap",
            "chain",
            "concrete",
            "cycle_barrier",
            "debris",
            "full-height_turnstile",
            "jersey_barrier",
            "kissing_gate",
            "log",
            "motorcycle_barrier",
            "planter",
            "stile",
            "turnstile",
        },
    ),
    "bike": frozenset({"full-height_turnstile", "stile", "turnstile"}),
    "walk": frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """Whether a way may be used along its nodes and against them."""

    forward: bool
    backward: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one way of travelling may use; ``access_keys`` go from the particular to the general."""

    classes: frozenset[str]
    access_keys: tuple[str, ...]
    own_keys: tuple[str, ...]
    """Those of the access keys that speak of this mode and not of all."""
    if_told: frozenset[str] = frozenset()
    """Classes that are used only where a tag of the mode allows it."""
    services_private: frozenset[str] = frozenset({"driveway"})
    services_closed: frozenset[str] = frozenset()


PROFILES: Final[Mapping[Mode, Profile]] = {
    "car": Profile(
        classes=_CAR_CLASSES | {"pedestrian"},
        access_keys=("motorcar", "motor_vehicle", "vehicle", "access"),
        own_keys=("motorcar", "motor_vehicle"),
        if_told=frozenset({"pedestrian"}),
        services_private=frozenset({"driveway", "parking", "parking_aisle", "private", "drive-through"}),
        services_closed=frozenset({"emergency_access"}),
    ),
    "bike": Profile(
        classes=frozenset(CLASSES) - _MOTOR_ONLY - {"steps", "ferry"},
        access_keys=("bicycle", "vehicle", "access"),
        own_keys=("bicycle",),
        if_told=frozenset({"pedestrian", "footway"}),
    ),
    "walk": Profile(
        classes=frozenset(CLASSES) - _MOTOR_ONLY - {"ferry"},
        access_keys=("foot", "access"),
        own_keys=("foot",),
        if_told=frozenset({"cycleway"}),
    ),
}


def find_access(tags: Mapping[str, str], mode: Mode) -> Access:
    """Tell whether a road may be used by all, by those with an errand there, or not at all."""
    profile = PROFILES[mode]
    road_class = tags.get("highway", "")
    service = tags.get("service", "")
    if road_class not in profile.classes or tags.get("area") == "yes" or service in profile.services_closed:
        return "closed"
    told = _told(tags, profile.access_keys)
    if road_class in profile.if_told:
        own = _told(tags, profile.own_keys)
        return "closed" if own is None else "private" if own == "open" and mode == "car" else own
    if told == "closed":
        return "closed"
    if mode == "car" and road_class == "track":
        return _find_track_access(tags, profile)
    return "private" if told == "private" or service in profile.services_private else "open"


def find_ferry_access(tags: Mapping[str, str], mode: Mode) -> Access:
    """Tell whether a ferry takes this mode; cars only where a tag or the operator tells so, others unless refused."""
    told = _told(tags, PROFILES[mode].access_keys)
    if told == "closed":
        return "closed"
    if mode != "car" or _told(tags, PROFILES[mode].own_keys) is not None:
        return "open"
    owner = tags.get("operator", "").lower()
    carries_cars = "ferry" in tags or "vehicle" in tags or any(word in owner for word in _FERRY_OWNERS)
    return "open" if carries_cars else "closed"


def find_directions(tags: Mapping[str, str], mode: Mode) -> Directions:
    """Tell which way along a usable way one may go."""
    if mode == "walk":
        return Directions(forward=True, backward=True)
    if mode == "bike" and _against_allowed(tags):
        return Directions(forward=True, backward=True)
    one_way = tags.get("oneway", "")
    if one_way in _AGAINST:
        return Directions(forward=False, backward=True)
    implied = is_roundabout(tags) or tags.get("highway") == "motorway"
    only_forward = one_way in _ONE_WAY or (implied and one_way != "no")
    keys = PROFILES[mode].access_keys
    return Directions(
        forward=not _refused(tags, keys, "forward"),
        backward=not only_forward and not _refused(tags, keys, "backward"),
    )


def is_roundabout(tags: Mapping[str, str]) -> bool:
    """Tell whether a way is part of a roundabout."""
    return tags.get("junction") in _ROUNDABOUTS


def find_passage(tags: Mapping[str, str], mode: Mode) -> Access:
    """Tell whether one may pass a node (a bollard, a gate): always, on an errand behind it, or never."""
    barrier = tags.get("barrier")
    if barrier is None:
        return "open"
    told = _told(tags, PROFILES[mode].access_keys)
    if barrier in _BARRIERS[mode]:
        return "closed" if told is None else told
    if told is None and mode == "car" and barrier in GATES:
        return "private"
    return "open" if told is None else told


def _find_track_access(tags: Mapping[str, str], profile: Profile) -> Access:
    """Tell whether cars may use a track: to a home at its end, and further where a sign for cars says so."""
    if tags.get("4wd_only") == "yes" or tags.get("smoothness") in _UNDRIVABLE:
        return "closed"
    return "open" if _told(tags, profile.own_keys) == "open" else "private"


def _told(tags: Mapping[str, str], keys: tuple[str, ...]) -> Access | None:
    for key in keys:
        if key in tags:
            return _level(tags[key])
    return None


@functools.lru_cache(maxsize=1024)
def _level(value: str) -> Access:
    """Read an access value; of a list (``agricultural;forestry``) the kindest counts, what is unknown is open."""
    parts = [part.strip() for part in value.split(";")]
    if all(part in _CLOSED for part in parts):
        return "closed"
    return "private" if all(part in _CLOSED | _PRIVATE for part in parts) else "open"


def _refused(tags: Mapping[str, str], keys: tuple[str, ...], direction: str) -> bool:
    told = next((tags[f"{key}:{direction}"] for key in keys if f"{key}:{direction}" in tags), None)
    return told is not None and _level(told) == "closed"


def _against_allowed(tags: Mapping[str, str]) -> bool:
    if tags.get("oneway:bicycle") == "no":
        return True
    lanes = (tags.get(key, "") for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both"))
    return any(lane.startswith("opposite") for lane in lanes)
