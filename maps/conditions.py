"""Under which conditions drives are measured: what is closed, and how much slower than free flow it goes."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from maps.mercator import Floats
from maps.network import CLASSES, Ints, RoadNetwork
from maps.reading import speeds
from maps.times.calibration import Calibration
from maps.times.traffic import LEAST_FACTOR, Moment, Traffic, edge_groups

CLOSED: Final = -1
"""Milliseconds of an edge that must not be used."""

_FERRY: Final = CLASSES.index("ferry")
_MS_PER_M_AT_KMH: Final = 3600
_DUST: Final = 1e-6
"""Milliseconds by which a product of factors may be off without a millisecond being added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """A value that can be compared and hashed; what is not told is as in free flow."""

    ferries: bool = True
    """Whether ferries may be taken."""
    closed_ways: frozenset[int] = field(default_factory=frozenset)
    """Ids of OSM's ways that are closed today."""
    winter: bool = False
    """Whether there is snow and ice on the roads."""
    moment: Moment | None = None
    """The time of day; without it ``traffic`` slows nothing down, and ``calibration`` gives what holds at any time."""
    traffic: Traffic | None = None
    calibration: Calibration | None = None
    """Learned from drives; where it was learned together with a traffic profile, that one stands in ``traffic``."""

    def __post_init__(self) -> None:
        learned = None if self.calibration is None else self.calibration.traffic
        if self.moment is not None and learned is not None and learned != self.traffic:
            raise ValueError("traffic: the calibration was learned with another profile")


FREE_FLOW: Final = Conditions()


def edge_milliseconds(network: RoadNetwork, conditions: Conditions) -> Ints:
    """Give the milliseconds of each edge, ``CLOSED`` where it must not be used; read-only, shape (edges,).

    The time lost standing stays; the rest is multiplied by the factors of winter, traffic and calibration and rounded
    up. A product below ``LEAST_FACTOR`` counts as that, and no factor makes a road faster than its limit: a plan
    never counts on speeding.
    """
    milliseconds = network.milliseconds
    factors = _edge_factors(network, conditions)
    if factors is not None:
        moving = milliseconds - network.delay_ms
        slowed = np.ceil(moving * np.maximum(factors, LEAST_FACTOR) - _DUST).astype(np.int64)
        milliseconds = network.delay_ms + np.maximum(slowed, np.minimum(moving, _least_ms(network)))
    milliseconds = np.where(_closed(network, conditions), CLOSED, milliseconds)
    milliseconds.setflags(write=False)
    return milliseconds


def _edge_factors(network: RoadNetwork, conditions: Conditions) -> Floats | None:
    """Multiply the factors of all edges; None where all are as in free flow."""
    parts = []
    if conditions.winter:
        parts.append(speeds.winter_factors(network))
    if conditions.traffic is not None and conditions.moment is not None:
        by_group = np.append(conditions.traffic.factors(conditions.moment), 1.0)
        parts.append(by_group[edge_groups(network)])
    if conditions.calibration is not None:
        parts.append(conditions.calibration.edge_factors(network, conditions.moment))
    return functools.reduce(np.multiply, parts) if parts else None


def _least_ms(network: RoadNetwork) -> Ints:
    limited = np.ceil(network.metres * _MS_PER_M_AT_KMH / np.maximum(network.limit_kmh, 1.0) - _DUST)
    return np.maximum(limited.astype(np.int64), 1)


def _closed(network: RoadNetwork, conditions: Conditions) -> np.ndarray:
    closed = np.isin(network.way_id, np.array(sorted(conditions.closed_ways), dtype=np.int64))
    if not conditions.ferries:
        closed |= network.road_class == _FERRY
    return closed
