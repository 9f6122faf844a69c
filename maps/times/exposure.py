"""How long drives stay on which roads, when they take the way that is fastest under given conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maps import conditions, paths
from maps.conditions import Conditions
from maps.mercator import Floats
from maps.network import Bools, Indices, Ints, RoadNetwork
from maps.snapping import Snaps
from maps.times.calibration import find_areas
from maps.times.traffic import edge_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedDrives:
    """ObservedDrives that were made; arrays by drive. ``origin`` and ``target`` are positions among the snaps."""

    origin: Ints
    target: Ints
    seconds: Floats
    weekend: Bools
    """Whether the drive began on a Saturday, a Sunday or a holiday."""
    second: Ints
    """Of the local day, at which the drive began."""

    def __len__(self) -> int:
        return len(self.origin)

    def take(self, chosen: Ints) -> ObservedDrives:
        """Give some of the drives."""
        return ObservedDrives(
            origin=self.origin[chosen],
            target=self.target[chosen],
            seconds=self.seconds[chosen],
            weekend=self.weekend[chosen],
            second=self.second[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What drives are made of: by piece of a drive its seconds in motion, by drive the seconds that it stands."""

    drive: Ints
    """By piece, ordered."""
    group: Ints
    area: Ints
    moving: Floats
    standing: Floats
    """By drive; not a number where there is no way."""

    def totals(self) -> Floats:
        """Give the seconds of each drive; not a number where there is no way."""
        return self.standing + np.bincount(self.drive, weights=self.moving, minlength=len(self.standing))


def expose(network: RoadNetwork, snaps: Snaps, drives: ObservedDrives, settings: Sequence[Conditions]) -> Exposure:
    """Follow each drive on the way that is fastest under its own conditions, of which ``settings`` has one a drive."""
    parts = [
        _expose(network, snaps, drives, np.array(rows, dtype=np.int64), chosen)
        for chosen, rows in _gather(settings).items()
    ]
    standing = np.full(len(drives), np.nan)
    for rows, _, _, _, stood in parts:
        standing[rows] = stood
    drive = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    edge = np.concatenate([part[2] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    moving: Floats = np.concatenate([part[3] for part in parts]) if parts else np.zeros(0)
    return _merge(network, drive, edge, moving, standing)


def predict(network: RoadNetwork, snaps: Snaps, drives: ObservedDrives, settings: Sequence[Conditions]) -> Floats:
    """Give the seconds that each drive takes under its own conditions; not a number where there is no way."""
    seconds = np.full(len(drives), np.nan)
    for chosen, rows in _gather(settings).items():
        legs = _legs(drives, np.array(rows, dtype=np.int64))
        for row, path in zip(rows, paths.find_paths(network, snaps, legs, conditions=chosen), strict=True):
            if path is not None:
                seconds[row] = path.seconds
    return seconds


def _gather(settings: Sequence[Conditions]) -> dict[Conditions, list[int]]:
    gathered: dict[Conditions, list[int]] = {}
    for row, chosen in enumerate(settings):
        gathered.setdefault(chosen, []).append(row)
    return gathered


def _legs(drives: ObservedDrives, rows: Ints) -> list[tuple[int, int]]:
    return list(zip(drives.origin[rows].tolist(), drives.target[rows].tolist(), strict=True))


def _expose(
    network: RoadNetwork, snaps: Snaps, drives: ObservedDrives, rows: Ints, chosen: Conditions
) -> tuple[Ints, Ints, Indices | Ints, Floats, Floats]:
    """Give, for the drives of some rows: the rows; drive, edge and moving seconds by piece; standing seconds."""
    ways = paths.find_paths(network, snaps, _legs(drives, rows), conditions=chosen)
    pieces = [way.pieces for way in ways if way is not None]
    counts = np.array([0 if way is None else len(way.pieces.edge) for way in ways], dtype=np.int64)
    drive = np.repeat(rows, counts)
    if not pieces:
        nothing = np.zeros(0, dtype=np.int64)
        return rows, nothing, nothing, np.zeros(0), np.full(len(rows), np.nan)
    edge = np.concatenate([piece.edge for piece in pieces]).astype(np.int64)
    seconds = np.concatenate([piece.milliseconds for piece in pieces]) / 1000
    share = np.concatenate([piece.end - piece.start for piece in pieces])
    cost = conditions.edge_milliseconds(network, chosen)[edge] - network.delay_ms[edge]
    # What is not slowed by traffic stands: signals, gates, quays, the turn into the edge, and ferries as a whole.
    moving: Floats = np.where(edge_groups(network)[edge] < 0, 0.0, share * cost / 1000)
    row = np.repeat(np.arange(len(rows)), counts)
    standing = np.bincount(row, weights=seconds - moving, minlength=len(rows))
    lost = np.array([way is None for way in ways])
    return rows, drive, edge, moving, np.where(lost, np.nan, standing)


def _merge(network: RoadNetwork, drive: Ints, edge: Ints, moving: Floats, standing: Floats) -> Exposure:
    """Add up the pieces of a drive that lie in one area and one group."""
    tail = network.tail[edge]
    area = find_areas(network.node_lat[tail], network.node_lon[tail])
    group = edge_groups(network)[edge]
    keys = np.column_stack([drive, group, area])[group >= 0]
    merged, piece_of = np.unique(keys, axis=0, return_inverse=True)
    seconds: Floats = np.bincount(piece_of.reshape(-1), moving[group >= 0], len(merged)).astype(np.float64)
    return Exposure(drive=merged[:, 0], group=merged[:, 1], area=merged[:, 2], moving=seconds, standing=standing)
