"""Which homes lie within reach of which base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from maps import estimates
from maps.conditions import CLOSED, FREE_FLOW, Conditions
from maps.kernels import NO_WAY
from maps.network import Bools, Ints, RoadNetwork
from maps.reach.spreading import Reach, sides, spread
from maps.snapping import Snaps


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Homes:
    """Drives from each base to each home, by base and home."""

    milliseconds: Ints
    """``NO_WAY`` where there is none, and to homes that no road reaches."""
    within: Bools
    """Whether the drive takes at most the minutes asked for."""
    nearest: Ints
    """By home the nearest base, the first of equally near ones; −1 where none reaches it."""
    far: Bools
    """By home whether no road of the network reaches it: it lies far from all, or on an island."""

    @property
    def least_ms(self) -> Ints:
        """By home the milliseconds from the nearest base."""
        return np.asarray(self.milliseconds.min(axis=0, initial=NO_WAY), dtype=np.int64)


def within(
    network: RoadNetwork,
    bases: Snaps,
    homes: Snaps,
    minutes: float,
    *,
    conditions: Conditions = FREE_FLOW,
    reverse: bool = False,
) -> Homes:
    """Measure from each base to each home, or back with ``reverse``, and say which are within ``minutes``."""
    far = are_unserved(homes)
    rows = [
        arrivals(spread(network, _only(bases, base), [minutes], conditions=conditions, reverse=reverse), homes)
        for base in range(len(bases))
    ]
    milliseconds = np.where(far, NO_WAY, np.array(rows, dtype=np.int64).reshape(len(bases), len(homes)))
    reached = (milliseconds < NO_WAY).any(axis=0)
    nearest = np.where(reached, milliseconds.argmin(axis=0) if len(bases) else -1, -1)
    return Homes(
        milliseconds=milliseconds, within=milliseconds <= minutes * 60_000, nearest=nearest.astype(np.int64), far=far
    )


def arrivals(reach: Reach, homes: Snaps) -> Ints:
    """Give the milliseconds between the reach's nearest place and each home."""
    network = reach.network
    along, against = network.line_edges()
    line = network.line[homes.edge]
    position = np.where(network.backward[homes.edge], 1 - homes.fraction, homes.fraction)
    best = np.full(len(homes), NO_WAY, dtype=np.int64)
    for edge, share in ((along[line], position), (against[line], 1 - position)):
        part = _part_ms(reach, edge, 1 - share if reach.reverse else share)
        start = reach.reached_ms[edge]
        known = (edge >= 0) & (start < NO_WAY) & (reach.edge_ms[edge] != CLOSED)
        best = np.where(known, np.minimum(best, start + part), best)
    return _beside(reach, homes, best)


def are_unserved(snaps: Snaps) -> Bools:
    """Tell which points no road of the network reaches: nothing is said to be within reach of them, nor they of it."""
    standing = estimates.stand(snaps)
    unserved: Bools = ~standing.covered | standing.unreachable
    return unserved


def _part_ms(reach: Reach, edge: npt.NDArray[np.integer], share: npt.NDArray[np.float64]) -> Ints:
    return np.asarray(np.rint(reach.edge_ms[edge] * share), dtype=np.int64)


def _beside(reach: Reach, homes: Snaps, best: Ints) -> Ints:
    """Better the times to homes on the line of a place by driving there straight."""
    network = reach.network
    for place in range(len(reach.places)):
        for edge, share in sides(network, reach.places, place):
            if reach.edge_ms[edge] == CLOSED:
                continue
            same = np.flatnonzero(network.line[homes.edge] == network.line[edge])
            turned = network.backward[homes.edge[same]] != network.backward[edge]
            there = np.where(turned, 1 - homes.fraction[same], homes.fraction[same])
            ahead = there <= share if reach.reverse else there >= share
            passed = [np.rint(reach.edge_ms[edge] * at).astype(np.int64) for at in (there, np.array(share))]
            best[same] = np.where(ahead, np.minimum(best[same], abs(passed[0] - passed[1])), best[same])
    return best


def _only(snaps: Snaps, row: int) -> Snaps:
    return pick(snaps, [row])


def pick(snaps: Snaps, rows: Sequence[int]) -> Snaps:
    """Give some of the points."""
    fields = {name: np.asarray(getattr(snaps, name)[list(rows)]) for name in snaps.__dataclass_fields__}
    return Snaps(**fields)
