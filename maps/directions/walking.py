"""The steps of a path with the walks to the road and from it, whose metres and seconds are the path's in all."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from maps.directions.junctions import bearing
from maps.directions.steps import Step, describe_drive
from maps.network import RoadNetwork
from maps.paths import Path
from maps.travel import WALK_KMH

_WORTH_M: Final = 3.0
"""A shorter walk is not told; it counts to the drive."""


def describe(
    network: RoadNetwork,
    path: Path,
    *,
    start: tuple[float, float] | None = None,
    goal: tuple[float, float] | None = None,
) -> tuple[Step, ...]:
    """Tell what to do along a path; the first drive departs, the last step arrives.

    Parameters
    ----------
    network
        The roads.
    path
        A leg on them; the walks that it holds are steps of their own.
    start, goal
        Latitude and longitude of what is left and what is driven to, for the walks, and to tell on which side of the
        road the goal lies.
    """
    out, home = (_measure(metres) for metres in path.walk_m)
    steps = describe_drive(network, path, goal=goal, walked=(out[0] + home[0], out[1] + home[1]))
    first, last = steps[0], steps[-1]
    if home[0]:
        side = last.phrase.removeprefix("arrive.")
        there = goal or (last.lat, last.lon)
        walk = _walk(last, home, phrase=f"walk.to.{side}", begin=(last.lat, last.lon), end=there)
        arrive = replace(last, phrase="arrive.here", lat=there[0], lon=there[1])
        steps = (*steps[:-1], walk, arrive)
    if out[0]:
        phrase = "walk.from.named" if first.street else "walk.from.plain"
        road = (first.lat, first.lon)
        steps = (_walk(first, out, phrase=phrase, begin=start or road, end=road), *steps)
    return steps


def _measure(metres: float) -> tuple[int, int]:
    """Give whole metres and seconds of a walk, none where it is not worth telling."""
    return (round(metres), round(metres / WALK_KMH * 3.6)) if metres >= _WORTH_M else (0, 0)


def _walk(
    beside: Step, walked: tuple[int, int], *, phrase: str, begin: tuple[float, float], end: tuple[float, float]
) -> Step:
    lat, lon = np.array([begin[0], end[0]]), np.array([begin[1], end[1]])
    return replace(
        beside,
        kind="walk",
        phrase=phrase,
        metres=walked[0],
        seconds=walked[1],
        lat=begin[0],
        lon=begin[1],
        bearing=round(bearing(lat, lon), 1) % 360 if begin != end else beside.bearing,
    )
