"""What was learned from drives that were made: factors by group of roads, time of day and area, and how good they are.

No drive can be found again in it: a factor stands for at least ``LEAST_DRIVES`` drives, an area is about 11 km wide,
and of the drives only their number and their first and last date are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.mercator import Floats
from maps.network import Ints, Mode, RoadNetwork
from maps.times.traffic import GROUPS, Moment, Traffic, edge_groups

LEAST_LEARNED: Final = 0.7
MOST_LEARNED: Final = 3.0
"""Bounds of a learned factor on the time that a road takes."""

LEAST_DRIVES: Final = 30
"""A factor of its own needs that many drives; with fewer the coarser one holds."""

AREA_LAT_DEG: Final = 0.1
AREA_LON_DEG: Final = 0.2
"""Size of an area: about 11 km in both directions in southern Sweden, 8 km wide in the north."""

_AREA_ROW: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Factor:
    """How many times longer than measured roads of a group take; what is None is all of it."""

    group: int | None = None
    """Index into ``traffic.GROUPS``."""
    period: int | None = None
    """Slice of the day, counted on by the number of slices for weekends."""
    area: int | None = None
    """As ``find_areas`` counts."""
    value: float
    drives: int

    def __post_init__(self) -> None:
        if not LEAST_LEARNED <= self.value <= MOST_LEARNED or self.drives < LEAST_DRIVES:
            raise ValueError("value or drives: out of range")
        if self.group is not None and not 0 <= self.group < len(GROUPS):
            raise ValueError("group: out of range")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How far from the truth travel times are, over drives that the factors were not learned from, in percent.

    ``error`` is the median of the absolute errors, ``bias`` the median of the errors: above 0 where drives are said to
    take longer than they did.
    """

    drives: int
    error_before: float
    error_after: float
    bias_before: float
    bias_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Factors for one network: ``any_time`` on free flow, ``timed`` on top of the traffic profile beside them.

    Each goes from the coarsest to the finest, the later ones in place of the earlier. Where there are none, drives did
    not show that they would make travel times better.
    """

    roads: str
    mode: Mode
    first: dt.date
    last: dt.date
    drives: int
    traffic: Traffic | None = None
    any_time: tuple[Factor, ...] = ()
    any_time_quality: Quality | None = None
    timed: tuple[Factor, ...] = ()
    timed_quality: Quality | None = None

    def __post_init__(self) -> None:
        if self.timed and self.traffic is None:
            raise ValueError("traffic: missing, as factors by time of day rest on it")

    def edge_factors(self, network: RoadNetwork, moment: Moment | None) -> Floats:
        """Give the factor of each edge at a moment, or what holds at any time; shape (edges,), 1 for ferries."""
        period = None if moment is None or self.traffic is None else period_of(self.traffic, moment)
        factors = self.any_time if moment is None else self.timed
        chosen = [factor for factor in factors if factor.period in (None, period)]
        areas = np.array(sorted({factor.area for factor in chosen if factor.area is not None}), dtype=np.int64)
        place = _positions(areas, find_areas(network.node_lat, network.node_lon))[network.tail]
        table: Floats = _fill(chosen, areas)
        return table[place, edge_groups(network)]


def period_of(traffic: Traffic, moment: Moment) -> int:
    """Give the slice of the day, counted on for weekends."""
    return traffic.slice_at(moment.second) + traffic.slices * moment.weekend


def find_areas(lat: Floats, lon: Floats) -> Ints:
    """Give the number of the area that points lie in."""
    row = np.floor((lat + 90) / AREA_LAT_DEG).astype(np.int64)
    column = np.floor((lon + 180) / AREA_LON_DEG).astype(np.int64)
    return row * _AREA_ROW + column


def _positions(known: Ints, areas: Ints) -> Ints:
    """Give the position of areas among the known ones, and their number for the others."""
    at = np.searchsorted(known, areas)
    found = at < len(known)
    found[found] = known[at[found]] == areas[found]
    return np.where(found, at, len(known))


def _fill(factors: Iterable[Factor], areas: Ints) -> Floats:
    """Make a table of factors by area (the last row is for all others) and group (the last column is 1)."""
    table = np.ones((len(areas) + 1, len(GROUPS) + 1))
    for factor in factors:
        rows = slice(None) if factor.area is None else int(np.searchsorted(areas, factor.area))
        columns = slice(len(GROUPS)) if factor.group is None else factor.group
        table[rows, columns] = factor.value
    return table
