"""Drives by the time of day at which they begin.

Each slice of the day is measured by itself, exactly, as if it lasted for ever. Between slices a drive's time goes over
from one to the next in a straight line, and nobody who leaves later arrives earlier (FIFO): Ichoua, Gendreau and Potvin
(2003, section 2) show why this is wanted, and that times that jump break it. ``docs/roads.md`` tells how far this is
from ways found with roads that change during the drive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from maps import paths, travel
from maps.conditions import FREE_FLOW, Conditions
from maps.network import Ints, RoadNetwork
from maps.paths import Path
from maps.snapping import Snaps
from maps.times.traffic import DAY_S, Moment, Traffic
from maps.travel import UNREACHABLE, Matrix

CHANGE_S: Final = 3_600
"""Seconds over which one slice goes over into the next; less where a slice is shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMatrix:
    """From each point to each other in each slice of a day: shape (slices, points, points), read-only.

    ``starts`` are the seconds from midnight at which the slices begin; the day repeats itself.
    """

    starts: tuple[int, ...]
    seconds: Ints
    metres: Ints

    def __post_init__(self) -> None:
        if len(self.starts) != len(self.seconds) or self.seconds.shape != self.metres.shape:
            raise ValueError("starts, seconds and metres do not fit")
        self.seconds.setflags(write=False)
        self.metres.setflags(write=False)

    def knots(self) -> tuple[int, ...]:
        """Give the seconds of the day between which times change in straight lines (or do not), in order."""
        halves = tuple(self._halves())
        borders = zip((*self.starts[1:], DAY_S), halves, strict=True)
        around = {(border + side) % DAY_S for border, half in borders for side in (-half, half)}
        return tuple(sorted(around))

    def at(self, departure_s: int) -> Matrix:
        """Give the drives that begin at a second of the day, metres as in the slice that it lies in.

        Exact in whole seconds: for whole a ≤ b, a + at(a).seconds ≤ b + at(b).seconds. Where a slice is better than
        the one before by more than the time between them, who leaves early is not overtaken: the time of the earlier
        departure, less the seconds since it, holds until the later slice is reached.
        """
        second = departure_s % DAY_S
        seconds = self._going_over(second)
        for number, end in enumerate(self._ends()):
            passed = (second - end) % DAY_S
            np.maximum(seconds, self.seconds[number] - passed, out=seconds)
        seconds[(self.seconds >= UNREACHABLE).any(axis=0)] = UNREACHABLE
        return Matrix(seconds=seconds, metres=self.metres[self._slice_at(second)].copy())

    def _going_over(self, second: int) -> Ints:
        """Give the seconds in a straight line between the slices, before it is seen to that nobody is overtaken."""
        count = len(self.starts)
        for number, half in enumerate(self._halves()):
            after = (number + 1) % count
            into = (second - self.starts[after] + half) % DAY_S
            if into < 2 * half:
                step = self.seconds[after] - self.seconds[number]
                # Rounded down, so that arrivals in whole seconds keep their order.
                between: Ints = self.seconds[number] + step * into // (2 * half)
                return between
        within: Ints = self.seconds[self._slice_at(second)].copy()
        return within

    def _slice_at(self, second: int) -> int:
        return bisect_right(self.starts, second) - 1

    def _halves(self) -> Iterator[int]:
        """Give, by slice, half of the seconds over which it goes over into the next."""
        ends = (*self.starts[1:], DAY_S)
        lengths = [end - start for start, end in zip(self.starts, ends, strict=True)]
        for length, following in zip(lengths, [*lengths[1:], lengths[0]], strict=True):
            yield min(CHANGE_S, length, following) // 2 if len(lengths) > 1 else 0

    def _ends(self) -> Iterator[int]:
        """Give, by slice, the last second of the day at which its own times hold."""
        for following, half in zip((*self.starts[1:], DAY_S), self._halves(), strict=True):
            yield following - half


def measure_day(
    network: RoadNetwork,
    snaps: Snaps,
    traffic: Traffic,
    *,
    weekend: bool = False,
    conditions: Conditions = FREE_FLOW,
    to: Snaps | None = None,
    walk: bool = False,
) -> DayMatrix:
    """Measure all drives in each slice of a traffic profile, on top of what else holds all day.

    Parameters
    ----------
    network
        The roads.
    snaps
        Where drives begin, and end unless ``to`` is given.
    traffic
        How much slower it goes when.
    weekend
        Whether it is Saturday, Sunday or a holiday.
    conditions
        What holds all day: ferries, closed ways, winter, a calibration.
    to
        Where drives end.
    walk
        Whether the walk between points and roads counts.
    """
    slices = [
        replace(conditions, traffic=traffic, moment=Moment(weekend=weekend, second=second))
        for second in traffic.centres
    ]
    matrices = travel.measure_slices(network, snaps, slices, to=to, walk=walk)
    return DayMatrix(
        starts=traffic.starts,
        seconds=np.stack([matrix.seconds for matrix in matrices]),
        metres=np.stack([matrix.metres for matrix in matrices]),
    )


def find_paths(
    network: RoadNetwork,
    snaps: Snaps,
    legs: Sequence[tuple[int, int]],
    traffic: Traffic,
    *,
    moment: Moment,
    conditions: Conditions = FREE_FLOW,
    walk: bool = False,
) -> tuple[Path | None, ...]:
    """Find the ways of drives that begin at a moment; seconds and metres are those of ``measure_day`` for then.

    A way is the fastest of the slice that the moment lies in, as the metres are. Its pieces' times are stretched by
    one factor to what the drive takes.

    Parameters
    ----------
    network
        The roads.
    snaps
        Points on them.
    legs
        Pairs of positions in ``snaps``: from, to.
    traffic
        How much slower it goes when.
    moment
        When the drives begin.
    conditions, walk
        As for ``measure_day``.
    """
    if not legs:
        return ()
    pairs = np.array(legs, dtype=np.int64)
    origins, goals = np.unique(pairs[:, 0]), np.unique(pairs[:, 1])
    day = measure_day(
        network,
        travel.take(snaps, origins),
        traffic,
        weekend=moment.weekend,
        conditions=conditions,
        to=travel.take(snaps, goals),
        walk=walk,
    )
    took = day.at(moment.second).seconds
    # The slice's own moment, so that what was opened for one departure serves the others in it.
    centre = replace(moment, second=traffic.centres[traffic.slice_at(moment.second)])
    begun = replace(conditions, traffic=traffic, moment=centre)
    found = paths.find_paths(network, snaps, legs, conditions=begun, walk=walk)
    row, column = np.searchsorted(origins, pairs[:, 0]), np.searchsorted(goals, pairs[:, 1])
    return tuple(path and _stretch(path, time) for path, time in zip(found, took[row, column].tolist(), strict=True))


def _stretch(path: Path, seconds: int) -> Path:
    """Give a way other seconds, the change being spread over its pieces in proportion to what each takes."""
    before = np.cumsum(path.pieces.milliseconds)
    drive = int(before[-1])
    after = max(0, drive + 1000 * (seconds - path.seconds))
    passed = before * after // drive if drive else np.where(np.arange(len(before)) < len(before) - 1, 0, after)
    pieces = replace(path.pieces, milliseconds=np.diff(passed, prepend=0))
    return replace(path, seconds=seconds, pieces=pieces)
