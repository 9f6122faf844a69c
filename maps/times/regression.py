"""Robust regression of factors in levels, each finer one drawn towards the coarser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import lsq_linear
from scipy.sparse import csr_array

from maps.mercator import Floats
from maps.network import Ints
from maps.times.calibration import LEAST_DRIVES, LEAST_LEARNED, MOST_LEARNED, Factor

_HUBER: Final = 1.345
"""Standard deviations up to which an error counts in full: 95 % efficient where errors are normal (Huber 1964)."""
_MAD: Final = 1.4826
"""From the median absolute deviation to a standard deviation."""
_LEAST_NOISE: Final = 0.01
_ROUNDS: Final = 30
_STILL: Final = 1e-5
_LEAST_SHARE: Final = 0.1
"""Share of a drive's time that makes it count as one that tells of a factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What factors are told apart by, and how far (one standard deviation) they may lie from the coarser ones."""

    group: bool = False
    period: bool = False
    area: bool = False
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Pieces of drives, and by drive the seconds in motion that are wanted and the seconds expected of it in all."""

    drive: Ints
    group: Ints
    period: Ints
    area: Ints
    moving: Floats
    wanted: Floats
    expected: Floats


def fit(sample: Sample, levels: Sequence[Level]) -> tuple[Factor, ...]:
    """Find the factors that make the pieces of drives add up to what is wanted, from the coarsest to the finest.

    Errors count in relation to the seconds expected. What too few drives tell of has no factor of its own.
    """
    values = np.ones(len(sample.drive))
    factors: list[Factor] = []
    for level in levels:
        cells, cell_of = _tell_apart(sample, level)
        drives = _count_drives(sample, cell_of, len(cells))
        own = drives >= LEAST_DRIVES
        if not own.any():
            break
        solved = _solve(sample, values, np.where(own, np.cumsum(own) - 1, -1)[cell_of], level.spread)
        for cell, value, count in zip(cells[own].tolist(), solved.tolist(), drives[own].tolist(), strict=True):
            group, period, area = (None if part < 0 else part for part in cell)
            factors.append(Factor(group=group, period=period, area=area, value=round(value, 4), drives=count))
        fresh = own[cell_of]
        values[fresh] = solved[np.cumsum(own)[cell_of[fresh]] - 1]
    return tuple(factors)


def _tell_apart(sample: Sample, level: Level) -> tuple[Ints, Ints]:
    """Give the cells of a level as group, period and area, −1 for all of them, and the cell of each piece."""
    every = np.full(len(sample.drive), -1)
    columns = [getattr(sample, name) if getattr(level, name) else every for name in ("group", "period", "area")]
    cells, cell_of = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    return cells, cell_of.reshape(-1)


def _count_drives(sample: Sample, cell_of: Ints, cells: int) -> Ints:
    """Count the drives that spend a good part of their time in each cell."""
    pairs, pair_of = np.unique(np.column_stack([sample.drive, cell_of]), axis=0, return_inverse=True)
    seconds = np.bincount(pair_of.reshape(-1), weights=sample.moving, minlength=len(pairs))
    telling = seconds >= _LEAST_SHARE * sample.expected[pairs[:, 0]]
    return np.bincount(pairs[telling, 1], minlength=cells).astype(np.int64)


def _solve(sample: Sample, values: Floats, column: Ints, spread: float) -> Floats:
    """Find the factors of the columns; pieces in column −1 keep their value."""
    free = column >= 0
    drives, row = np.unique(sample.drive, return_inverse=True)
    scale = sample.expected[drives]
    kept = np.bincount(row[~free], weights=(sample.moving * values)[~free], minlength=len(drives))
    wanted = (sample.wanted[drives] - kept) / scale
    columns = int(column.max()) + 1
    shares = csr_array(((sample.moving / scale[row])[free], (row[free], column[free])), shape=(len(drives), columns))
    coarser = np.ones(columns)
    coarser[column[free]] = values[free]
    found = coarser
    for _ in range(_ROUNDS):
        previous = found
        found = _reweigh(shares, wanted, found, coarser, spread)
        if np.abs(found - previous).max() < _STILL:
            break
    return found


def _reweigh(shares: csr_array, wanted: Floats, found: Floats, coarser: Floats, spread: float) -> Floats:
    """Solve once more, with less weight on the drives that fit badly; ``spread`` is that of factors around coarser."""
    errors = np.abs(wanted - shares @ found)
    noise = max(_LEAST_NOISE, _MAD * float(np.median(errors)))
    weights = np.minimum(1.0, _HUBER * noise / np.maximum(errors, 1e-12))
    pull = (noise / spread) ** 2
    weighted = shares.T.multiply(weights)
    square = (weighted @ shares).toarray() + pull * np.eye(len(found))
    lower = cholesky(square, lower=True)
    right = solve_triangular(lower, weighted @ wanted + pull * coarser, lower=True)
    solution = lsq_linear(lower.T, right, bounds=(LEAST_LEARNED, MOST_LEARNED))
    return np.asarray(solution.x, dtype=np.float64)
