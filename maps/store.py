"""Networks kept as files: one file each, written whole or not at all, refused if a bit of it changed.

A file is a line with the format and the SHA-256 of the rest, a line of JSON that describes the network, and the
arrays as a compressed ``.npz``. Nothing in it is ever unpickled.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from maps.errors import RoadsError
from maps.network import ARRAYS, MODES, Mode, Place, RoadNetwork, Tally

FORMAT: Final = "hemrutt-roads/2"
"""Goes up whenever the file or the rules by which networks are made change; older files are made anew."""

_SUFFIX: Final = ".roads"
_NAME: Final = re.compile(r"[a-z0-9åäö][a-z0-9åäö_-]{0,63}")
_LONGEST_LINE: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is kept of a network, told without reading its roads."""

    name: str
    mode: Mode
    made: bool
    source: str
    date: dt.date | None
    attribution: str
    licence: str
    nodes: int
    edges: int
    road_metres: int
    bounds: tuple[float, float, float, float]
    tally: Tally
    path: Path


def save(network: RoadNetwork, folder: Path) -> Path:
    """Keep a network in a folder, in place of one with the same name and mode; gives the file.

    Raises
    ------
    RoadsError
        ``bad_name``.
    """
    target = _path(folder, network.name, network.mode)
    folder.mkdir(parents=True, exist_ok=True)
    rest = json.dumps(_describe(network), ensure_ascii=False).encode() + b"\n" + _pack(network)
    first = f"{FORMAT} {hashlib.sha256(rest).hexdigest()}\n".encode()
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".", suffix=_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(first + rest)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync(folder)
    return target


def load(folder: Path, name: str, mode: Mode = "car") -> RoadNetwork:
    """Read a kept network.

    Raises
    ------
    RoadsError
        ``bad_name``, ``network_missing``, ``network_foreign`` (not one of ours), ``network_stale`` (of another
        version) or ``network_broken``.
    """
    path = _path(folder, name, mode)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RoadsError("network_missing", name=name, mode=mode) from error
    first, _, rest = content.partition(b"\n")
    _check_first(first, path)
    if hashlib.sha256(rest).hexdigest().encode() != first.split()[-1]:
        raise RoadsError("network_broken", file=path.name)
    try:
        line, _, packed = rest.partition(b"\n")
        return _unpack(json.loads(line), packed)
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise RoadsError("network_broken", file=path.name) from error


def names(folder: Path) -> tuple[Entry, ...]:
    """List what a folder keeps, by name and mode; files that are broken or of another version are passed over."""
    entries = []
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        with contextlib.suppress(RoadsError, OSError, ValueError, KeyError, TypeError):
            entries.append(_read_entry(path))
    return tuple(entries)


def _path(folder: Path, name: str, mode: Mode) -> Path:
    if not _NAME.fullmatch(name):
        raise RoadsError("bad_name", name=name[:80])
    if mode not in MODES:
        raise RoadsError("bad_mode", mode=str(mode)[:80], known=", ".join(MODES))
    return folder / f"{name}.{mode}{_SUFFIX}"


def _check_first(line: bytes, path: Path) -> None:
    family, _, _ = FORMAT.partition("/")
    if not line.startswith(f"{family}/".encode()):
        raise RoadsError("network_foreign", file=path.name)
    if line.split()[0] != FORMAT.encode():
        raise RoadsError("network_stale", file=path.name)


def _describe(network: RoadNetwork) -> dict[str, Any]:
    return {
        "name": network.name,
        "mode": network.mode,
        "made": network.made,
        "source": network.source,
        "date": network.date.isoformat() if network.date else None,
        "attribution": network.attribution,
        "licence": network.licence,
        "nodes": network.nodes,
        "edges": network.edges,
        "road_metres": network.road_metres,
        "bounds": network.bounds,
        "tally": dataclasses.asdict(network.tally),
    }


def _read_entry(path: Path) -> Entry:
    with path.open("rb") as file:
        _check_first(file.readline(_LONGEST_LINE), path)
        told = json.loads(file.readline(_LONGEST_LINE))
    return Entry(
        **{
            **told,
            "date": _date(told),
            "bounds": tuple(told["bounds"]),
            "tally": Tally(**told["tally"]),
            "path": path,
        }
    )


def _pack(network: RoadNetwork) -> bytes:
    words = {"names": network.names, "places": [dataclasses.asdict(place) for place in network.places]}
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        allow_pickle=False,
        words=np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), dtype=np.uint8),
        **{name: getattr(network, name) for name in ARRAYS},
    )
    return packed.getvalue()


def _unpack(told: Mapping[str, Any], packed: bytes) -> RoadNetwork:
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        words = json.loads(arrays["words"].tobytes())
        return RoadNetwork(
            name=told["name"],
            mode=told["mode"],
            made=told["made"],
            source=told["source"],
            date=_date(told),
            tally=Tally(**told["tally"]),
            names=tuple(words["names"]),
            places=tuple(Place(**place) for place in words["places"]),
            **{name: arrays[name] for name in ARRAYS},
        )


def _date(told: Mapping[str, Any]) -> dt.date | None:
    return dt.date.fromisoformat(told["date"]) if told["date"] else None


def _sync(folder: Path) -> None:
    """Make the new name last through a loss of power; only where folders can be opened for that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
