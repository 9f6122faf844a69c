"""What turning costs a car at a junction: milliseconds by the edge that it comes from and the one that it takes.

Sharper turns cost more, left more than right, as one drives on the right in Sweden. The curve and its figures are
those of OSRM's car profile, there fitted to real drives (``profiles/car.lua``, ``process_turn``). Besides, whoever
comes from a small road to where it meets a larger one gives way, unless signals, which the edge's own time already
holds, settle it.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from maps import mercator
from maps.mercator import Floats
from maps.network import CLASSES, Bools, Indices, Ints, RoadNetwork

Turns = Literal["free", "major", "all"]
"""Where turns cost: nowhere, at junctions of tertiary or larger roads, or at all junctions."""

DEFAULT_TURNS: Final[Turns] = "free"
"""Turn costs lengthen drives by 1–4 % (measured in Oslo and Porto), less than the shares of the limit in speeds.py are
sure to, and those stand for slow turns too; for them a matrix would take half as long again, preparing twice."""

FULL_TURN_MS: Final = 7_500
"""What a turn costs at most, as its angle grows."""
RIGHT_HAND_BIAS: Final = 1.075
"""How much likelier a left turn is to be slow than a right one."""
BACK_MS: Final = 20_000
"""For turning round on the spot where one could have driven on."""
GIVE_WAY_MS: Final = 3_000

_LOOK_M: Final = 15.0
"""How far from a junction the direction of a street is taken, so that a kink at its very end does not count."""
_STEP_MS: Final = 100
"""To what costs are rounded; nearly straight on is then free."""


def costly_junctions(network: RoadNetwork, turns: Turns) -> Bools:
    """Tell at which junctions some turn may cost; only cars lose time by turning."""
    if turns == "free" or network.mode != "car":
        return np.zeros(network.nodes, dtype=np.bool_)
    choices = np.bincount(network.tail, minlength=network.nodes) > 1
    return choices if turns == "all" else choices & _meets_major(network)


def cost_ms(network: RoadNetwork, edge_in: Ints, edge_out: Ints) -> Ints:
    """Give what turning from one edge into another at its head costs, pair by pair."""
    junction = network.head[edge_in]
    streets = _count_streets(network)[junction]
    back = (network.line[edge_in] == network.line[edge_out]) & (network.backward[edge_in] != network.backward[edge_out])
    leaving, arriving = _headings(network)
    angle = np.mod(arriving[edge_in] - leaving[edge_out] + 180, 360) - 180  # to the right is positive
    turn = np.where(streets > 2, _curve(angle), 0.0)
    gives_way = ~_is_major(network)[edge_in] & _meets_major(network)[junction] & (network.delay_ms[edge_in] == 0)
    cost = np.where(back, BACK_MS * (streets > 1), turn + GIVE_WAY_MS * (gives_way & (streets > 2)))
    return np.rint(cost / _STEP_MS).astype(np.int64) * _STEP_MS


def _curve(angle: Floats) -> Floats:
    """Give the milliseconds of a turn by degrees, positive to the right: two halves of sigmoids."""
    share = np.abs(angle) / 180
    right = 13 / RIGHT_HAND_BIAS * share - 6.5 * RIGHT_HAND_BIAS
    left = 13 * RIGHT_HAND_BIAS * share - 6.5 / RIGHT_HAND_BIAS
    return np.asarray(FULL_TURN_MS / (1 + np.exp(-np.where(angle >= 0, right, left))), dtype=np.float64)


def _headings(network: RoadNetwork) -> tuple[Floats, Floats]:
    """Give, by edge, the direction in which it leaves its tail and comes to its head, counter-clockwise in degrees."""
    points = mercator.project(network.line_lat, network.line_lon)
    steps = np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T) * np.cos(np.radians(network.line_lat))
    passed = np.cumsum(steps)
    first, last = network.line_start[:-1], network.line_start[1:] - 1
    near_first = np.clip(np.searchsorted(passed, passed[first] + _LOOK_M), first + 1, last)
    near_last = np.clip(np.searchsorted(passed, passed[last] - _LOOK_M, side="right") - 1, first, last - 1)
    at_first = _direction(points[near_first] - points[first])[network.line]
    at_last = _direction(points[last] - points[near_last])[network.line]
    # Against its line an edge leaves the way the line arrives, turned round.
    leaving = np.where(network.backward, at_last + 180, at_first)
    return leaving, np.where(network.backward, at_first + 180, at_last)


def _direction(steps: Floats) -> Floats:
    return np.asarray(np.degrees(np.arctan2(steps[:, 1], steps[:, 0])), dtype=np.float64)


def _is_major(network: RoadNetwork) -> Bools:
    return network.road_class <= CLASSES.index("tertiary_link")


def _meets_major(network: RoadNetwork) -> Bools:
    major = _is_major(network)
    found = np.zeros(network.nodes, dtype=np.bool_)
    found[network.tail[major]] = True
    found[network.head[major]] = True
    return found


def _count_streets(network: RoadNetwork) -> Indices:
    """Count the ends of lines at each junction."""
    _, first = np.unique(network.line, return_index=True)
    ends = np.concatenate([network.tail[first], network.head[first]])
    return np.bincount(ends, minlength=network.nodes).astype(np.int32)
