"""Seconds and metres of weights with lanes, compiled; importing this module costs what importing numba costs.

NumPy takes a dozen passes over each lane, and longer for them than the search takes.
"""

from __future__ import annotations

import numpy as np

from maps.drives.weights import BITS
from maps.kernels import NO_WAY
from maps.kernels.compiling import compiled
from maps.network import Ints


def decode_lanes(weights: Ints, nothing: int) -> tuple[Ints, Ints]:
    """Give whole seconds and metres, shape (lanes, from, to), of weights of shape (from, to, lanes).

    Both are ``nothing`` where there is no way. Halves of a second are rounded up, of a metre to even, as for one lane.
    """
    lanes = weights.shape[2]
    seconds, metres = np.empty((2, lanes, weights.shape[0] * weights.shape[1]), dtype=np.int64)
    _decode(np.ascontiguousarray(weights).reshape(-1, lanes), nothing, seconds, metres)
    shape = (lanes, *weights.shape[:2])
    return seconds.reshape(shape), metres.reshape(shape)


@compiled
def _decode(weights: Ints, nothing: int, seconds: Ints, metres: Ints) -> None:
    for pair in range(weights.shape[0]):
        for lane in range(weights.shape[1]):
            weight = weights[pair, lane]
            centimetres = weight & ((1 << BITS) - 1)
            seconds[lane, pair] = ((weight >> BITS) + 500) // 1000
            metres[lane, pair] = (centimetres + 49 + (centimetres // 100 & 1)) // 100
            if weight == NO_WAY:
                seconds[lane, pair] = metres[lane, pair] = nothing
