"""Which ways a car, a bike or a person on foot may use, and in which direction.

For cars the rules are those of OSMnx's ``drive_service``, told as a list of what is allowed, with access tags read
from the particular to the general, as OSM means them. Documented in ``docs/roads.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from maps.network import CLASSES, Mode

_CAR_CLASSES: Final = frozenset(CLASSES[: CLASSES.index("track")])
_MOTOR_ONLY: Final = frozenset({"motorway", "motorway_link"})
_REFUSED: Final = frozenset(
    {"no", "private", "agricultural", "forestry", "military", "emergency", "psv", "bus"},
)
_ALLOWED: Final = frozenset({"yes", "designated", "permissive", "destination", "official"})
_CAR_SERVICES_REFUSED: Final = frozenset({"emergency_access", "parking", "parking_aisle", "private"})
_ONE_WAY: Final = frozenset({"yes", "true", "1", "reversible"})
_AGAINST: Final = frozenset({"-1", "reverse"})
_BLOCKING: Final = frozenset(
    {
        "bollard",
        "block",
        "jersey_barrier",
        "log",
        "debris",
        "concrete",
        "chain",
        "cycle_barrier",
        "planter",
        "bus_trap",
    },
)


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
    if_told: frozenset[str] = frozenset()
    """Classes that are used only where a tag of the mode allows it."""
    services_refused: frozenset[str] = frozenset()


PROFILES: Final[Mapping[Mode, Profile]] = {
    "car": Profile(
        classes=_CAR_CLASSES,
        access_keys=("motorcar", "motor_vehicle", "vehicle", "access"),
        services_refused=_CAR_SERVICES_REFUSED,
    ),
    "bike": Profile(
        classes=frozenset(CLASSES) - _MOTOR_ONLY - {"steps"},
        access_keys=("bicycle", "vehicle", "access"),
        if_told=frozenset({"pedestrian", "footway"}),
    ),
    "walk": Profile(
        classes=frozenset(CLASSES) - _MOTOR_ONLY,
        access_keys=("foot", "access"),
        if_told=frozenset({"cycleway"}),
    ),
}


def usable(tags: Mapping[str, str], mode: Mode) -> bool:
    """Tell whether a way may be used at all."""
    profile = PROFILES[mode]
    road_class = tags.get("highway", "")
    if road_class not in profile.classes or tags.get("area") == "yes":
        return False
    if tags.get("service") in profile.services_refused:
        return False
    told = _access(tags, profile)
    if road_class in profile.if_told:
        return tags.get(profile.access_keys[0]) in _ALLOWED
    return told not in _REFUSED


def find_directions(tags: Mapping[str, str], mode: Mode) -> Directions:
    """Tell which way along a usable way one may go."""
    one_way = tags.get("oneway", "")
    if mode == "walk":
        return Directions(forward=True, backward=True)
    if mode == "bike" and _against_allowed(tags):
        return Directions(forward=True, backward=True)
    if one_way in _AGAINST:
        return Directions(forward=False, backward=True)
    implied = tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"
    only_forward = one_way in _ONE_WAY or (implied and one_way != "no")
    return Directions(forward=True, backward=not only_forward)


def blocks(tags: Mapping[str, str], mode: Mode) -> bool:
    """Tell whether a node (a bollard, say) keeps this mode from passing; only cars are ever kept."""
    if mode != "car" or tags.get("barrier") not in _BLOCKING:
        return False
    return _access(tags, PROFILES[mode]) not in _ALLOWED


def _access(tags: Mapping[str, str], profile: Profile) -> str | None:
    return next((tags[key] for key in profile.access_keys if key in tags), None)


def _against_allowed(tags: Mapping[str, str]) -> bool:
    if tags.get("oneway:bicycle") == "no":
        return True
    lanes = (tags.get(key, "") for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both"))
    return any(lane.startswith("opposite") for lane in lanes)
