"""How much slower than free flow it goes at a time of day, by group of roads: a profile that anyone may set.

``docs/roads.md`` tells where the figures of the default profile come from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from maps.mercator import Floats
from maps.network import CLASSES, Ints, RoadNetwork

DAY_S: Final = 86_400

GROUPS: Final = ("motorway", "main", "street", "local", "path")
"""Roads that slow down together: motorways and trunk roads, large, middle and small streets, and ways without cars."""

_GROUP_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("motorway", "motorway_link", "trunk", "trunk_link"), "motorway"),
    **dict.fromkeys(("primary", "primary_link", "secondary", "secondary_link"), "main"),
    **dict.fromkeys(("tertiary", "tertiary_link", "unclassified"), "street"),
    **dict.fromkeys(("residential", "living_street", "service", "road", "track"), "local"),
    **dict.fromkeys(("pedestrian", "cycleway", "path", "footway", "steps"), "path"),
}

LEAST_FACTOR: Final = 0.7
MOST_FACTOR: Final = 10.0
"""Bounds of every factor on the time that a road takes."""

MOST_SLICES: Final = 48

Profile = tuple[tuple[float, ...], ...]
"""Factors by group, then by slice of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time of a local day: ``second`` from midnight; ``weekend`` also means a public holiday."""

    weekend: bool = False
    second: int

    def __post_init__(self) -> None:
        _require(0 <= self.second < DAY_S, "second")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Slices of the day, and by group how many times longer than in free flow a road takes in each."""

    name: str
    starts: tuple[int, ...]
    """Seconds from midnight at which the slices begin; the first is 0."""
    weekday: Profile
    weekend: Profile

    def __post_init__(self) -> None:
        faults = find_faults(self.starts, {"weekday": self.weekday, "weekend": self.weekend})
        _require(not faults, ", ".join(faults))

    @property
    def slices(self) -> int:
        """How many slices there are."""
        return len(self.starts)

    @property
    def centres(self) -> tuple[int, ...]:
        """Seconds from midnight in the middle of each slice."""
        ends = (*self.starts[1:], DAY_S)
        return tuple((start + end) // 2 for start, end in zip(self.starts, ends, strict=True))

    def slice_at(self, second: int) -> int:
        """Give the slice that a second of the day lies in."""
        return bisect_right(self.starts, second % DAY_S) - 1

    def factors(self, moment: Moment) -> Floats:
        """Give the factor of each group at a moment, shape (groups,)."""
        profile = self.weekend if moment.weekend else self.weekday
        return np.array([row[self.slice_at(moment.second)] for row in profile])

    def soften(self, strength: float) -> Traffic:
        """Give the same profile with only a share of its delays."""
        weekday, weekend = (
            tuple(tuple(round(1 + (factor - 1) * strength, 4) for factor in row) for row in profile)
            for profile in (self.weekday, self.weekend)
        )
        return replace(self, weekday=weekday, weekend=weekend)


def edge_groups(network: RoadNetwork) -> Ints:
    """Give the group of each edge, −1 for ferries, which no traffic slows down; shape (edges,)."""
    of_class = [GROUPS.index(_GROUP_OF[name]) if name in _GROUP_OF else -1 for name in CLASSES]
    return np.array(of_class, dtype=np.int64)[network.road_class]


def find_faults(starts: Sequence[int], profiles: Mapping[str, Profile]) -> tuple[str, ...]:
    """Name the fields of a profile that cannot be used: ``slices``, ``weekday.main`` and the like."""
    faults = []
    if not (1 <= len(starts) <= MOST_SLICES and starts[0] == 0 and starts[-1] < DAY_S and _rise(starts)):
        faults.append("slices")
    for day, profile in profiles.items():
        if len(profile) != len(GROUPS):
            faults.append(day)
        for group, row in zip(GROUPS, profile, strict=False):
            # Not a number is neither above nor below a bound.
            if len(row) != len(starts) or not all(LEAST_FACTOR <= factor <= MOST_FACTOR for factor in row):
                faults.append(f"{day}.{group}")
    return tuple(faults)


def _rise(starts: Sequence[int]) -> bool:
    return all(before < after for before, after in pairwise(starts))


def _require(holds: object, message: str) -> None:
    if not holds:
        raise ValueError(message)
