"""Seconds and metres between locations, the same all day or by the time of departure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from solver.errors import require

Ints = npt.NDArray[np.int64]

UNREACHABLE: Final = 1_000_000_000
"""Seconds (and metres) in a travel matrix that mean: there is no way from here to there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knots:
    """Drives by the second at which they begin, in straight lines between ``at``.

    ``at`` has shape (knots,) and rises; ``seconds`` has shape (knots, locations, locations). Before the first knot its
    drives hold, after the last the last's. Nobody who leaves later arrives earlier (FIFO; Ichoua, Gendreau and Potvin
    2003, section 2): between two knots no drive falls by more than the seconds between them.
    """

    at: Ints
    seconds: Ints

    def __post_init__(self) -> None:
        require(self.at.dtype == np.int64 and self.seconds.dtype == np.int64, "knots: dtype int64 wanted")
        require(self.at.ndim == 1 and self.at.size > 0, "knots: at least one is wanted")
        require(self.seconds.ndim == 3 and len(self.seconds) == self.at.size, "knots: one matrix each is wanted")
        require(bool((np.diff(self.at) > 0).all()), "knots: their seconds do not rise")
        falls = -np.diff(self.seconds, axis=0)
        require(bool((falls <= np.diff(self.at)[:, None, None]).all()), "knots: who leaves later would arrive earlier")
        away = self.seconds >= UNREACHABLE
        require(bool((away == away[0]).all()), "knots: reachable at some times only")
        self.at.setflags(write=False)
        self.seconds.setflags(write=False)

    def __reduce__(self) -> tuple[Callable[[], Knots], tuple[()]]:
        # Made anew in another process, as arrays that have been pickled can be written to.
        return partial(Knots, at=self.at, seconds=self.seconds), ()

    def drive(self, origin: int, destination: int, leave: int) -> int:
        """Give the seconds of a drive that begins at ``leave``, rounded down, which keeps it FIFO."""
        at, seconds = self.at, self.seconds
        after = bisect_right(at, leave)
        if after in {0, at.size}:
            return seconds.item(min(after, at.size - 1), origin, destination)
        begin, end = at.item(after - 1), at.item(after)
        first, last = seconds.item(after - 1, origin, destination), seconds.item(after, origin, destination)
        return first + (last - first) * (leave - begin) // (end - begin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Seconds and metres from each location to each other for one way of travelling.

    Both arrays are int64 of shape (locations, locations) with a zero diagonal, need not be symmetric or
    metric, and hold ``UNREACHABLE`` where there is no way. Where drives depend on the time of day, ``knots`` tells
    them and ``seconds`` is the least of each.
    """

    seconds: Ints
    metres: Ints
    knots: Knots | None = None

    def __post_init__(self) -> None:
        for name, matrix in (("seconds", self.seconds), ("metres", self.metres)):
            require(matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1], f"travel.{name}: not square")
            require(matrix.dtype == np.int64, f"travel.{name}: dtype {matrix.dtype}, int64 wanted")
            require(bool((matrix >= 0).all()), f"travel.{name}: negative")
            require(bool((matrix <= UNREACHABLE).all()), f"travel.{name}: above UNREACHABLE")
            require(not np.diagonal(matrix).any(), f"travel.{name}: the diagonal is not zero")
            matrix.setflags(write=False)
        require(self.seconds.shape == self.metres.shape, "travel: seconds and metres differ in shape")
        if self.knots is not None:
            require(self.knots.seconds.shape[1:] == self.seconds.shape, "travel: knots and seconds differ in shape")
            least = self.knots.seconds.min(axis=0)
            require(bool((least == self.seconds).all()), "travel: seconds are not the least of the knots")

    def __reduce__(self) -> tuple[Callable[[], Travel], tuple[()]]:
        return partial(Travel, seconds=self.seconds, metres=self.metres, knots=self.knots), ()

    def drive(self, origin: int, destination: int, leave: int) -> int:
        """Give the seconds of a drive that begins at ``leave``."""
        if self.knots is None:
            return self.seconds.item(origin, destination)
        return self.knots.drive(origin, destination, leave)
