"""Charts kept beside their roads: all bands as arrays in one file, mapped into memory and read a tile at a time.

A chart is worked out of a network and its scenery and tells their checksums: when either is replaced it is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt

from maps import ragged
from maps.network import Indices, Ints, RoadNetwork
from maps.storage import bundle
from maps.tiles import layers
from maps.tiles.cutting import Chart
from maps.tiles.encoding import Properties, Value
from maps.tiles.layers import Layer

FORMAT: Final = "hemrutt-chart/3"
"""Goes up whenever equal roads and scenery are drawn or cut differently: browsers keep tiles by it, too."""
SUFFIX: Final = ".chart"
_Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Sequence[Properties]):
    """What features tell, put together from tables when it is asked for."""

    keys: Sequence[str]
    values: Sequence[Value]
    start: Ints
    """Where the pairs of each feature begin."""
    key: Indices
    value: Indices

    def __len__(self) -> int:
        """Give how many features there are."""
        return len(self.start) - 1

    @overload
    def __getitem__(self, row: int) -> Properties: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Properties]: ...
    def __getitem__(self, row: int | slice) -> Properties | Sequence[Properties]:
        """Give what a feature tells."""
        if isinstance(row, slice):
            return [self[number] for number in range(*row.indices(len(self)))]
        pairs = slice(int(self.start[row]), int(self.start[row + 1]))
        told = zip(self.key[pairs].tolist(), self.value[pairs].tolist(), strict=True)
        return tuple((self.keys[key], self.values[value]) for key, value in told)


def save(chart: Chart, *, name: str, folder: Path, source: str) -> None:
    """Keep a chart with all its bands under a name, in place of what was there.

    ``source`` tells what it was made of; only who tells the same may load it.
    """
    told: dict[str, Any] = {"source": source, "bounds": chart.bounds, "bands": []}
    arrays: _Arrays = {}
    for band in layers.BANDS:
        shown = chart.at(band[1])
        told["bands"].append([[layer.name, layer.kind] for layer in shown])
        for layer in shown:
            before = f"{band[1]}.{layer.name}."
            arrays |= {before + key: array for key, array in {**layer.arrays, **_pack(layer.properties)}.items()}
    bundle.keep(folder / f"{name}{SUFFIX}", told, arrays, name=FORMAT)


def load(network: RoadNetwork, *, name: str, folder: Path, source: str) -> Chart | None:
    """Open the chart kept under a name; None where there is none, or a broken one, or one made of something else."""
    try:
        told, arrays = bundle.map_arrays(folder / f"{name}{SUFFIX}", name=FORMAT)
        if told["source"] != source:
            return None
        south, west, north, east = (float(side) for side in told["bounds"])
        bands = {
            band: tuple(_Kept(layer, kind, _part(arrays, f"{band[1]}.{layer}.")) for layer, kind in shown)
            for band, shown in zip(layers.BANDS, told["bands"], strict=True)
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None

    def read(band: tuple[int, int]) -> tuple[Layer, ...]:
        return tuple(kept.open() for kept in bands[band])

    return Chart(network=network, bounds=(south, west, north, east), make=read)


@dataclass(frozen=True, slots=True)
class _Kept:
    name: str
    kind: int
    arrays: Mapping[str, npt.NDArray[Any]]

    def open(self) -> Layer:
        properties = Told(
            keys=_read_list(self.arrays["told_keys"]),
            values=_read_list(self.arrays["told_values"]),
            start=self.arrays["told_start"],
            key=self.arrays["told_key"],
            value=self.arrays["told_value"],
        )
        arrays = {key: self.arrays[key] for key in layers.ARRAYS}
        return Layer(name=self.name, kind=self.kind, properties=properties, arrays=arrays)


def _part(arrays: _Arrays, before: str) -> _Arrays:
    found = {key.removeprefix(before): array for key, array in arrays.items() if key.startswith(before)}
    if missing := {*layers.ARRAYS, *_TOLD} - set(found):
        raise KeyError(*missing)
    return found


_TOLD: Final = ("told_keys", "told_values", "told_start", "told_key", "told_value")


def _pack(properties: Sequence[Properties]) -> _Arrays:
    """Give what features tell as tables of keys and values and the numbers of each feature in them."""
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    pairs = np.array(list(_number(properties, keys, values)), dtype=np.int32).reshape(-1, 2)
    return {
        "told_keys": _write_list(list(keys)),
        "told_values": _write_list([value for _, value in values]),
        "told_start": ragged.starts_of([len(told) for told in properties]),
        "told_key": np.ascontiguousarray(pairs[:, 0]),
        "told_value": np.ascontiguousarray(pairs[:, 1]),
    }


def _number(
    properties: Sequence[Properties], keys: dict[str, int], values: dict[tuple[type, Value], int]
) -> Iterator[tuple[int, int]]:
    for told in properties:
        for key, value in told:
            yield keys.setdefault(key, len(keys)), values.setdefault((type(value), value), len(values))


def _write_list(values: Sequence[Value]) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps(values, ensure_ascii=False).encode(), dtype=np.uint8)


def _read_list(array: npt.NDArray[np.uint8]) -> Any:
    return json.loads(array.tobytes())
