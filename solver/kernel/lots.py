"""Lots drawn in compiled code from a state of its own, so that a search is the same whatever runs beside it.

Marsaglia's xorshift64*, as in Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled",
ACM Trans. Math. Softw. 42(4), 2016.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from solver.kernel.compiling import compiled

_FACTOR = np.uint64(0x2545F4914F6CDD1D)
_A, _B, _C, _D = np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(11)
_UNIT = 1.0 / 9007199254740992.0


def lots_from(seed: int) -> npt.NDArray[np.uint64]:
    """Give the state of a generator for a seed."""
    return np.random.default_rng(seed).integers(1, 1 << 63, size=1, dtype=np.uint64)


@compiled
def draw(lots: npt.NDArray[np.uint64]) -> float:
    """Draw a number from 0 up to but not including 1."""
    x = lots[0]
    x ^= x >> _A
    x ^= x << _B
    x ^= x >> _C
    lots[0] = x
    return float(((x * _FACTOR) >> _D) * _UNIT)


@compiled
def below(lots: npt.NDArray[np.uint64], count: int) -> int:
    """Draw a whole number from 0 up to but not including ``count``."""
    return int(draw(lots) * count)
