"""Time and length in one whole number, so that one search finds both: milliseconds · 2²⁸ + centimetres.

Of two ways that take the same time the shorter weighs less. 2²⁸ cm are 2,684 km, more than a drive has.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from maps.kernels import NO_WAY
from maps.mercator import Floats
from maps.network import Bools, Ints

BITS: Final = 28
"""How many of the lowest bits tell the length."""
_UNIT: Final = 1 << BITS


def pack(milliseconds: Ints, centimetres: Ints) -> Ints:
    """Give weights; milliseconds may have a last axis of lanes more than centimetres."""
    if milliseconds.ndim > centimetres.ndim:
        centimetres = centimetres[..., None]
    return milliseconds * _UNIT + centimetres


def closed(weights: Ints, where: Bools) -> Ints:
    """Give weights with those marked as no way."""
    return np.where(where, NO_WAY, weights)


def add(weights: Ints, more: Ints) -> Ints:
    """Add, where there is a way."""
    return np.where(weights == NO_WAY, NO_WAY, weights + more)


def milliseconds_of(weights: Ints) -> Ints:
    """Give the milliseconds of weights; where there is no way a number that means nothing."""
    return weights >> BITS


def centimetres_of(weights: Ints) -> Ints:
    """Give the centimetres of weights; where there is no way a number that means nothing."""
    return weights & (_UNIT - 1)


def to_centimetres(metres: Floats) -> Ints:
    """Round lengths."""
    return np.rint(metres * 100).astype(np.int64)
