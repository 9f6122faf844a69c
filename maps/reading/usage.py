"""What the tags of a way mean for one way of travelling, all in one value; the same tags always mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from maps.network import CLASSES, Mode
from maps.reading import durations, profiles, speeds
from maps.reading.speeds import Speed

KEYS: Final = frozenset(
    {
        *(f"{key}{end}" for key in ("motorcar", "motor_vehicle", "vehicle", "access", "bicycle", "foot")
          for end in ("", ":forward", ":backward")),
        *("highway", "route", "area", "service", "junction", "oneway", "oneway:bicycle", "tracktype", "surface"),
        *("cycleway", "cycleway:left", "cycleway:right", "cycleway:both", "smoothness", "4wd_only"),
        *("maxspeed", "maxspeed:forward", "maxspeed:backward", "maxspeed:conditional", "lit", "sidewalk"),
        *("maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic"),
        *("ferry", "operator", "duration", "interval"),
    },
)  # fmt: skip
"""Tags that a rule may ask for; all others are dropped before, so that ways with the same rules are judged once."""

_FERRY: Final = CLASSES.index("ferry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How a way may be used; ``speeds`` along its nodes and against them."""

    road_class: int
    private: bool
    unpaved: bool
    roundabout: bool
    forward: bool
    backward: bool
    speeds: tuple[Speed, Speed]
    conditional: bool
    """Whether it has limits for certain times, which are not used."""
    crossing_s: float = 0.0
    """Seconds that a ferry takes from one end to the other; 0 where no tag tells."""
    wait_ms: int = 0
    """Milliseconds waited where one comes to a ferry from the land."""
    unreadable: bool = False
    """Whether a ferry has a duration or interval that no rule understands."""
    surface_assumed: bool = False
    """Whether no tag tells what a road is made of."""
    ferry_assumed: bool = False
    """Whether no tag tells how long a ferry takes, or how often it goes."""


def find_usage(tags: Mapping[str, str], mode: Mode) -> Usage | None:
    """Tell how a way may be used by a mode; None if not at all."""
    if tags.get("route") == "ferry":
        return _find_ferry(tags, mode)
    access = profiles.find_access(tags, mode)
    if access == "closed":
        return None
    directions = profiles.find_directions(tags, mode)
    if not (directions.forward or directions.backward):
        return None
    return Usage(
        road_class=CLASSES.index(tags["highway"]),
        private=access == "private",
        unpaved=speeds.is_unpaved(tags),
        roundabout=profiles.is_roundabout(tags),
        forward=directions.forward,
        backward=directions.backward,
        speeds=speeds.find_speeds(tags, mode=mode),
        conditional="maxspeed:conditional" in tags,
        surface_assumed=not speeds.tells_surface(tags),
    )


def _find_ferry(tags: Mapping[str, str], mode: Mode) -> Usage | None:
    if profiles.find_ferry_access(tags, mode) == "closed":
        return None
    directions = profiles.find_directions(tags, "car")
    crossing, interval = (durations.read_duration(tags.get(key, "")) for key in ("duration", "interval"))
    speed = Speed(limit=speeds.FERRY_KMH, free=speeds.FERRY_KMH, told=False)
    return Usage(
        road_class=_FERRY,
        private=False,
        unpaved=False,
        roundabout=False,
        forward=directions.forward,
        backward=directions.backward,
        speeds=(speed, speed),
        conditional=False,
        crossing_s=crossing or 0.0,
        wait_ms=round(speeds.FERRY_WAIT_MS if interval is None else min(interval, speeds.FERRY_LONGEST_S) * 500),
        unreadable=("duration" in tags and crossing is None) or ("interval" in tags and interval is None),
        ferry_assumed=crossing is None or interval is None,
    )
