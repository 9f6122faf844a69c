"""Matrices kept by their content: what was measured once with equal roads, points and conditions is read again.

Worth it only where measuring takes longer than finding out that nothing has changed; ``docs/roads.md`` has figures.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import io
import mmap
import tempfile
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from maps import travel
from maps.conditions import FREE_FLOW, Conditions
from maps.network import ARRAYS, RoadNetwork
from maps.snapping import Snaps
from maps.travel import Matrix

WORTH_NODES: Final = 50_000
"""On smaller networks measuring takes less than a tenth of a second, and nothing is kept."""

FORMAT: Final = "hemrutt-matrix/1"
"""Goes up whenever equal input is measured differently."""

_SUFFIX: Final = ".matrix.npz"
_SUMS: Final = "preparing.roads"
"""Where a kept network has the checksums of its arrays."""
_NAMES: Final = ("seconds", "metres")
_UNSEEN: Final = frozenset({"water_start", "water_lat", "water_lon", "line_lat", "line_lon", "cut_lat", "cut_lon"})
"""Arrays of a network that no drive depends on, once its points are snapped."""


class MatrixCache:
    """Keeps matrices in memory, and in a folder if there is one, up to a number and a size; safe between threads.

    What it keeps names no places: seconds and metres under a checksum.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        least_nodes: int = WORTH_NODES,
        most_kept: int = 8,
        most_bytes: int = 1 << 28,
    ) -> None:
        self._folder = folder
        self._least_nodes = least_nodes
        self._most_kept = most_kept
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, Matrix] = OrderedDict()
        self._lock = threading.Lock()

    def measure(
        self,
        network: RoadNetwork,
        snaps: Snaps,
        *,
        to: Snaps | None = None,
        conditions: Conditions = FREE_FLOW,
        walk: bool = False,
    ) -> Matrix:
        """Measure as ``travel.measure`` does, or give what was measured before."""
        if network.nodes < self._least_nodes:
            return travel.measure(network, snaps, to=to, conditions=conditions, walk=walk)
        key = find_key(network, snaps, to=to, conditions=conditions, walk=walk)
        shape = (len(snaps), len(snaps if to is None else to))
        found = self._recall(key) or self._read(key, shape)
        if found is None:
            found = travel.measure(network, snaps, to=to, conditions=conditions, walk=walk)
            self._write(key, found)
        self._keep(key, found)
        return found

    def _recall(self, key: str) -> Matrix | None:
        with self._lock:
            return self._kept.get(key)

    def _keep(self, key: str, matrix: Matrix) -> None:
        with self._lock:
            self._kept[key] = matrix
            self._kept.move_to_end(key)
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)

    def _read(self, key: str, shape: tuple[int, int]) -> Matrix | None:
        """Read a kept file; None where there is none, or one that is broken."""
        if self._folder is None:
            return None
        path = self._folder / (key + _SUFFIX)
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
                seconds, metres = (arrays[name].astype(np.int64) for name in _NAMES)
            path.touch()
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        good = seconds.shape == metres.shape == shape and seconds.min(initial=0) >= 0
        return Matrix(seconds=seconds, metres=metres) if good else None

    def _write(self, key: str, matrix: Matrix) -> None:
        """Keep a file, and drop the oldest if they are too large together; a full disk only means none is kept."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._folder, prefix=".") as drafts:
                draft = Path(drafts) / (key + _SUFFIX)
                np.savez(draft, seconds=matrix.seconds.astype(np.int32), metres=matrix.metres.astype(np.int32))
                draft.replace(self._folder / draft.name)
            self._trim(self._folder)

    def _trim(self, folder: Path) -> None:
        files = [(path.stat(), path) for path in folder.glob(f"*{_SUFFIX}")]
        total = sum(told.st_size for told, _ in files)
        for told, path in sorted(files, key=lambda file: file[0].st_mtime_ns):
            if total <= self._most_bytes:
                return
            path.unlink(missing_ok=True)
            total -= told.st_size


def find_key(
    network: RoadNetwork,
    snaps: Snaps,
    *,
    to: Snaps | None = None,
    conditions: Conditions = FREE_FLOW,
    walk: bool = False,
) -> str:
    """Give the SHA-256 of all that a matrix depends on."""
    held = hashlib.sha256(FORMAT.encode())
    held.update(_digest(network))
    for points in (snaps, to):
        held.update(b"none" if points is None else _digest_arrays(points, Snaps.__slots__))
    held.update(repr((_spell(conditions), walk)).encode())
    return held.hexdigest()


@functools.lru_cache(maxsize=4)
def _digest(network: RoadNetwork) -> bytes:
    """Give the SHA-256 of what drives on a network depend on; networks are their own keys, as they never change.

    Of a network as its file has it, the checksums in that file stand for its arrays: reading all of a country would
    take longer than measuring.
    """
    held = hashlib.sha256(f"{network.mode} {network.name}".encode())
    sums = network.prepared.get(_SUMS)
    arrays = [getattr(network, name) for name in ARRAYS]
    if sums is not None and _from_one_file([sums, *arrays]):
        held.update(np.ascontiguousarray(sums).data)
    else:
        held.update(_digest_arrays(network, [name for name in ARRAYS if name not in _UNSEEN]))
    return held.digest()


def _from_one_file(arrays: Sequence[npt.NDArray[Any]]) -> bool:
    """Tell whether all arrays are mapped from one file, so that none was replaced in memory."""
    sources = [_source(array) for array in arrays if array.size]
    return isinstance(sources[0], mmap.mmap) and all(source is sources[0] for source in sources)


def _source(array: npt.NDArray[Any]) -> object:
    base: object = array
    while isinstance(base, np.ndarray) and base.base is not None:
        base = base.base
    return base.obj if isinstance(base, memoryview) else base


def _digest_arrays(value: object, names: Sequence[str]) -> bytes:
    held = hashlib.sha256()
    for name in names:
        array = np.ascontiguousarray(getattr(value, name))
        held.update(f"{name} {array.dtype} {array.shape} ".encode())
        held.update(array.data)
    return held.digest()


def _spell(value: Any) -> Any:
    """Write a value so that equal ones are written equally: sets in order, dataclasses field by field."""
    if dataclasses.is_dataclass(value):
        return [(field.name, _spell(getattr(value, field.name))) for field in dataclasses.fields(value)]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_spell(part) for part in value]
    return value
