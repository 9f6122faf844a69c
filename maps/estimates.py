"""What is said of drives where no network helps: estimated where none covers, unreachable where no road leads.

Nothing here is ever taken for measured: whoever uses it keeps the marks beside the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from maps import mercator
from maps.mercator import Floats
from maps.network import Bools, Mode
from maps.snapping import Snaps
from maps.travel import UNREACHABLE, Matrix

DETOUR: Final = 1.4
"""Road distance over straight-line distance where a drive is estimated (see docs/roads.md)."""

ESTIMATED_KMH: Final[Mapping[Mode, float]] = {"car": 50.0, "bike": 15.0, "walk": 5.0}
"""Mean speed where a drive is estimated."""

ISLAND_M: Final = 100
"""A place whose nearest road is cut off, and that is farther than this from any other, counts as unreachable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a network serves points; arrays by point, read-only."""

    covered: Bools
    """Whether the network surrounds the point; if not, its drives are estimated."""
    far: Bools
    """Whether it is covered, but far from any road."""
    cut_off: Bools
    """Whether it is covered and not far, but lies at roads that no other road or ferry reaches, as on an island."""

    def __post_init__(self) -> None:
        for array in (self.covered, self.far, self.cut_off):
            array.setflags(write=False)

    @property
    def unreachable(self) -> Bools:
        """Whether no drive begins or ends there."""
        return self.far | self.cut_off


def stand(snaps: Snaps) -> Standing:
    """Tell how a network serves points that were snapped to it."""
    far = snaps.covered & snaps.far
    cut_off = snaps.covered & ~far & snaps.cut_off & (snaps.distance_m > ISLAND_M)
    return Standing(covered=snaps.covered, far=far, cut_off=cut_off)


def complete(measured: Matrix, estimated: Matrix, rows: Standing, columns: Standing) -> Matrix:
    """Put estimates where a point is not covered, and ``UNREACHABLE`` where one is not reached.

    Parameters
    ----------
    measured
        What the network says: from each point of the rows to each of the columns.
    estimated
        Estimates of the same drives.
    rows, columns
        How the network serves the points.
    """
    covered = rows.covered[:, None] & columns.covered[None, :]
    lost = rows.unreachable[:, None] | columns.unreachable[None, :]
    seconds, metres = (
        np.where(lost, UNREACHABLE, np.where(covered, known, guessed))
        for known, guessed in ((measured.seconds, estimated.seconds), (measured.metres, estimated.metres))
    )
    return Matrix(seconds=seconds, metres=metres)


def estimate(
    start: tuple[npt.ArrayLike, npt.ArrayLike], end: tuple[npt.ArrayLike, npt.ArrayLike], *, mode: Mode
) -> Matrix:
    """Estimate drives from the straight line, from each start to each end, both as latitudes and longitudes."""
    start_lat, start_lon = (_column(values) for values in start)
    end_lat, end_lon = (_column(values).T for values in end)
    metres = DETOUR * mercator.distances(start_lat, start_lon, end_lat, end_lon)
    seconds = metres / (ESTIMATED_KMH[mode] / 3.6)
    return Matrix(seconds=np.rint(seconds).astype(np.int64), metres=np.rint(metres).astype(np.int64))


def _column(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64).reshape(-1, 1)
