"""What is worked out of a network once and kept with it, so that opening it takes no time."""

from __future__ import annotations

import dataclasses
import zlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from maps import drives, snapping
from maps.network import ARRAYS, RoadNetwork

_ROADS: Final = "preparing.roads"


def prepare(network: RoadNetwork) -> RoadNetwork:
    """Give the network with everything prepared; itself, if that was done for these very roads before."""
    roads = _sum_up(network)
    if np.array_equal(network.prepared.get(_ROADS, ()), roads):
        return network
    arrays = {
        _ROADS: roads,
        **snapping.to_arrays(snapping.build_index(network)),
        **drives.work_out(network),
    }
    for array in arrays.values():
        array.setflags(write=False)
    return dataclasses.replace(network, prepared=arrays)


def _sum_up(network: RoadNetwork) -> npt.NDArray[Any]:
    """Give a checksum of each array: one changed by ``dataclasses.replace`` shows."""
    sums = [zlib.crc32(np.ascontiguousarray(getattr(network, name)).data) for name in ARRAYS]
    return np.array(sums, dtype=np.int64)
