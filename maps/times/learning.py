"""Learning from drives that were made how long roads really take.

A drive's time is taken as the sum over the roads on its fastest way of seconds times the factor of their group, time
of day and area. The factors are found by ridge regression with Huber's weights (Huber 1964; found by iteratively
reweighted least squares), from the coarsest level to the finest, each drawn towards the coarser one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.stats import binomtest

from maps.conditions import FREE_FLOW, Conditions
from maps.mercator import Floats
from maps.network import Bools, Ints, RoadNetwork
from maps.snapping import Snaps
from maps.times import regression
from maps.times.calibration import LEAST_DRIVES, Calibration, Factor, Quality
from maps.times.exposure import Exposure, ObservedDrives, expose, predict
from maps.times.regression import Level
from maps.times.traffic import Moment, Traffic
from maps.times.usual_traffic import SWEDISH

FARTHEST_M: Final = 200
"""A drive that begins or ends farther than this from a road tells of other roads than these."""

SHORTEST_S: Final = 60
"""A shorter drive is mostly turning, parking and walking."""

FOLDS: Final = 5
"""Parts of the drives, each of which is held out once."""

_ODD: Final = 3.5
"""A drive whose ratio to the time expected is that many (robust) standard deviations off says nothing of roads."""
_LEAST_SPREAD: Final = 0.05
_SURE: Final = 0.05
"""Chance of claiming a gain where there is none."""

_ANY_TIME: Final = (
    Level(spread=0.5),
    Level(group=True, spread=0.25),
    Level(group=True, area=True, spread=0.1),
)
_TIMED: Final = (
    Level(spread=0.5),
    Level(group=True, spread=0.25),
    Level(group=True, period=True, spread=0.15),
    Level(group=True, period=True, area=True, spread=0.1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of the drives, and how good factors learned from them are; quality is None with too few drives."""

    given: int
    far: int
    """Begin or end far from all roads."""
    no_way: int
    short: int
    slow: int
    """Took so long that there was probably a stop on the way."""
    fast: int
    """Took less time than anyone needs, as when a satellite position slips."""
    used: int
    any_time: Quality | None = None
    timed: Quality | None = None


def learn(
    network: RoadNetwork,
    snaps: Snaps,
    drives: ObservedDrives,
    *,
    traffic: Traffic | None,
    dates: tuple[dt.date, dt.date],
    seed: int = 0,
) -> tuple[Calibration | None, Report]:
    """Learn factors from drives, and try them on drives that they were not learned from.

    Parameters
    ----------
    network
        The roads.
    snaps
        Where the drives begin and end.
    drives
        What was measured.
    traffic
        The profile by time of day that factors by time rest on; None where time of day does not matter.
    dates
        The first and the last day on which a drive was made.
    seed
        Decides which drives are held out together.

    Returns
    -------
    The calibration, None where nothing got better by it, and what became of the drives.
    """
    expected = predict(network, snaps, drives, [FREE_FLOW] * len(drives))
    far = (snaps.distance_m[drives.origin] > FARTHEST_M) | (snaps.distance_m[drives.target] > FARTHEST_M)
    no_way = ~far & np.isnan(expected)
    short = ~far & ~no_way & (expected < SHORTEST_S)
    usable = np.flatnonzero(~(far | no_way | short))
    ratio = np.log(drives.seconds[usable] / expected[usable])
    slow, fast = _find_odd(ratio, _list_periods(drives.take(usable), traffic or SWEDISH))
    report = Report(
        given=len(drives),
        far=int(far.sum()),
        no_way=int(no_way.sum()),
        short=int(short.sum()),
        slow=int(slow.sum()),
        fast=int(fast.sum()),
        used=int((~slow & ~fast).sum()),
    )
    if report.used < 2 * LEAST_DRIVES:
        return None, report
    blank = Calibration(
        roads=network.name, mode=network.mode, first=dates[0], last=dates[1], drives=report.used, traffic=traffic
    )
    study = _Study(network=network, snaps=snaps, drives=drives.take(usable), odd=slow | fast, blank=blank, seed=seed)
    any_time = study.learn(timed=False)
    timed = study.learn(timed=True) if traffic is not None else None
    report = replace(report, any_time=any_time.quality, timed=None if timed is None else timed.quality)
    if any_time.better:
        blank = replace(blank, any_time=any_time.factors, any_time_quality=any_time.quality)
    if timed is not None and timed.better:
        blank = replace(blank, timed=timed.factors, timed_quality=timed.quality)
    return (blank if blank.any_time or blank.timed else None), report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    factors: tuple[Factor, ...]
    quality: Quality
    better: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Study:
    """ObservedDrives that can be learned from, and a calibration to be filled."""

    network: RoadNetwork
    snaps: Snaps
    drives: ObservedDrives
    odd: Bools
    blank: Calibration
    seed: int

    def learn(self, *, timed: bool) -> _Outcome:
        """Learn from all drives, and find out how good that is by holding out each part of them once."""
        settings = [self._setting(row, self.blank, timed=timed) for row in range(len(self.drives))]
        exposure = expose(self.network, self.snaps, self.drives, settings)
        before, after = exposure.totals(), np.full(len(self.drives), np.nan)
        folds = self._folds()
        for fold in range(FOLDS):
            held_out = np.flatnonzero(folds == fold)
            factors = self._fit(exposure, (folds != fold) & ~self.odd, timed=timed)
            learned = replace(self.blank, timed=factors) if timed else replace(self.blank, any_time=factors)
            settings = [self._setting(int(row), learned, timed=timed) for row in held_out]
            after[held_out] = predict(self.network, self.snaps, self.drives.take(held_out), settings)
        quality, better = _judge(self.drives.seconds, before, after)
        return _Outcome(factors=self._fit(exposure, ~self.odd, timed=timed), quality=quality, better=better)

    def _setting(self, row: int, calibration: Calibration, *, timed: bool) -> Conditions:
        traffic = calibration.traffic
        if not timed or traffic is None:
            return Conditions(calibration=calibration)
        return Conditions(traffic=traffic, moment=self._moment(row, traffic), calibration=calibration)

    def _moment(self, row: int, traffic: Traffic) -> Moment:
        """Give the middle of the slice that a drive began in, so that few different conditions are measured."""
        second = traffic.centres[traffic.slice_at(int(self.drives.second[row]))]
        return Moment(weekend=bool(self.drives.weekend[row]), second=second)

    def _folds(self) -> Ints:
        """Deal the drives out by the places that they join: what is held out goes where nothing was learned from."""
        pairs = np.sort(np.column_stack([self.drives.origin, self.drives.target]), axis=1)
        kinds, kind_of = np.unique(pairs, axis=0, return_inverse=True)
        dealt = np.random.default_rng(self.seed).permutation(len(kinds)) % FOLDS
        return np.asarray(dealt[kind_of.reshape(-1)], dtype=np.int64)

    def _fit(self, exposure: Exposure, chosen: Bools, *, timed: bool) -> tuple[Factor, ...]:
        pieces = chosen[exposure.drive]
        sample = regression.Sample(
            drive=exposure.drive[pieces],
            group=exposure.group[pieces],
            period=_list_periods(self.drives, self.blank.traffic or SWEDISH)[exposure.drive[pieces]],
            area=exposure.area[pieces],
            moving=exposure.moving[pieces],
            wanted=self.drives.seconds - exposure.standing,
            expected=exposure.totals(),
        )
        return regression.fit(sample, _TIMED if timed else _ANY_TIME)


def _list_periods(drives: ObservedDrives, traffic: Traffic) -> Ints:
    slices = np.searchsorted(traffic.starts, drives.second, side="right") - 1
    return np.asarray(slices + traffic.slices * drives.weekend, dtype=np.int64)


def _find_odd(ratio: Floats, period: Ints) -> tuple[Bools, Bools]:
    """Tell which drives are far slower and far faster than others at their time, by the logarithm of their ratio."""
    off = ratio - (np.median(ratio) if len(ratio) else 0.0)
    for one in np.unique(period):
        alike = period == one
        if alike.sum() >= LEAST_DRIVES:
            off[alike] = ratio[alike] - np.median(ratio[alike])
    spread = max(_LEAST_SPREAD, 1.4826 * float(np.median(np.abs(off)))) if len(off) else _LEAST_SPREAD
    return off > _ODD * spread, off < -_ODD * spread


def _judge(observed: Floats, before: Floats, after: Floats) -> tuple[Quality, bool]:
    """Compare two predictions; the second is better if its median error is, and if too many drives gained for chance.

    The chance is that of the sign test (Dixon and Mood 1946).
    """
    off_before, off_after = (100 * (predicted - observed) / observed for predicted in (before, after))
    quality = Quality(
        drives=len(observed),
        error_before=float(np.median(np.abs(off_before))),
        error_after=float(np.median(np.abs(off_after))),
        bias_before=float(np.median(off_before)),
        bias_after=float(np.median(off_after)),
    )
    gained = int((np.abs(off_after) < np.abs(off_before)).sum())
    changed = int((np.abs(off_after) != np.abs(off_before)).sum())
    sure = changed > 0 and binomtest(gained, changed, 0.5, alternative="greater").pvalue < _SURE
    return quality, bool(sure and quality.error_after < quality.error_before)
