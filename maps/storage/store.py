"""Networks kept as files: one file each, written whole or not at all, refused if a bit of it changed.

A file is a ``maps.storage.bundle``: everything is verified once, when it is opened, and then mapped into memory, so
that a large network takes no more of it than is used. A new network is written beside the old one, read back, and
only then put in its place; the old one stays as ``<name>.<mode>.roads.before`` for as long as it is the last good one.

On Windows a file that is mapped by any process cannot be replaced: saving then raises ``PermissionError`` and leaves
everything as it was. Elsewhere whoever has the old file open goes on with it undisturbed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from maps.errors import RoadsError
from maps.network import ARRAYS, MODES, Mode, Place, RoadNetwork, Tally
from maps.storage import bundle, naming, replacing

FORMAT: Final = "hemrutt-roads/4"
"""Goes up whenever the file or the rules by which networks are made or prepared change; older files are made anew."""

_SUFFIX: Final = ".roads"
_BEFORE: Final = ".before"
_PREPARED: Final = "prepared."
_WORDS: Final = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that a network was read from."""

    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is kept of a network, told without reading its roads."""

    name: str
    mode: Mode
    made: bool
    source: str
    origin: Origin | None
    date: dt.date | None
    attribution: str
    licence: str
    nodes: int
    edges: int
    road_metres: int
    bounds: tuple[float, float, float, float]
    tally: Tally
    path: Path
    size: int
    """Bytes of the file."""
    before: bool
    """Whether this is the last good one, used because a newer file is damaged."""


def save(network: RoadNetwork, folder: Path, *, origin: Origin | None = None) -> Path:
    """Prepare a network and keep it in a folder, in place of one with the same name and mode; gives the file.

    Raises
    ------
    RoadsError
        ``bad_name``, ``bad_mode``, or ``network_unsaved`` where what was read back is not what was written.
    OSError
        It cannot be written; what was kept is untouched.
    """
    target = _path(folder, network.name, network.mode)
    from maps.storage import preparing  # noqa: PLC0415 (loads the engines and shapely; reading needs neither)

    prepared = preparing.prepare(network)
    told = _describe(prepared, origin)
    folder.mkdir(parents=True, exist_ok=True)
    with replacing.drafting(folder, suffix=_SUFFIX) as draft:
        bundle.write(draft.file, told, _arrays(prepared), name=FORMAT)
        draft.finish()
        try:
            _load_file(draft.path)
        except RoadsError as error:
            raise RoadsError("network_unsaved", file=target.name) from error
        with replacing.locked(folder):
            if is_whole(target):
                replacing.link(target, _before(target))
            draft.move_to(target)
    return target


def load(folder: Path, name: str, mode: Mode = "car", *, before: bool = False) -> RoadNetwork:
    """Open a kept network, or the one that was kept under its name before.

    Raises
    ------
    RoadsError
        ``bad_name``, ``bad_mode``, ``network_missing``, ``network_foreign`` (not one of ours), ``network_stale`` (of
        another version) or ``network_broken``.
    """
    try:
        return _load_file(_path(folder, name, mode, before=before))
    except FileNotFoundError as error:
        raise RoadsError("network_missing", name=name, mode=mode) from error


def restore(folder: Path, name: str, mode: Mode = "car") -> Path:
    """Put the network that was kept before in place of the newest, and that one, if it is whole, in its place.

    Raises
    ------
    RoadsError
        As ``load``, or ``nothing_before`` where but the newest is kept; nothing is changed then.
    """
    target = _path(folder, name, mode)
    if target.exists() and not _before(target).exists():
        raise RoadsError("nothing_before", name=name)
    load(folder, name, mode, before=True)
    with replacing.locked(folder):
        replacing.swap(_before(target), target, keep=is_whole(target))
    return target


def has_before(folder: Path, name: str, mode: Mode = "car") -> bool:
    """Tell whether a network before the newest one is kept."""
    return _before(_path(folder, name, mode)).exists()


def names(folder: Path) -> tuple[Entry, ...]:
    """List what a folder keeps, by name and mode.

    In place of files that are visibly not whole the ones before are told, if there are such.
    """
    entries = []
    for path in _files(folder):
        with contextlib.suppress(RoadsError):
            entries.append(_read_entry(path))
            continue
        with contextlib.suppress(RoadsError):
            entries.append(_read_entry(_before(path)))
    return tuple(entries)


def faults(folder: Path) -> tuple[RoadsError, ...]:
    """Tell what is wrong with the newest files of a folder, each verified to its last bit."""
    found = []
    for path in _files(folder):
        try:
            bundle.map_arrays(path, name=FORMAT)
            _read_entry(path)
        except RoadsError as error:
            found.append(error)
        except (OSError, ValueError) as error:
            found.append(_fault(error, path))
    return tuple(found)


def is_whole(path: Path) -> bool:
    """Tell whether a file is a kept network of this version with every bit right."""
    try:
        bundle.map_arrays(path, name=FORMAT)
    except (OSError, ValueError):
        return False
    return True


def stamp(folder: Path, name: str, mode: Mode = "car", *, before: bool = False) -> tuple[int, ...] | None:
    """Give what changes whenever another file is put in place of a kept network; None where there is none."""
    try:
        told = _path(folder, name, mode, before=before).stat()
    except OSError:
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns


def describe_file(path: Path) -> Origin:
    """Give the checksum and size of a file that networks are read from."""
    with path.open("rb") as file:
        return Origin(sha256=hashlib.file_digest(file, "sha256").hexdigest(), size=os.fstat(file.fileno()).st_size)


def _path(folder: Path, name: str, mode: Mode, *, before: bool = False) -> Path:
    if mode not in MODES:
        raise RoadsError("bad_mode", mode=str(mode)[:80], known=", ".join(MODES))
    path = naming.file_of(folder, name, f".{mode}{_SUFFIX}")
    return _before(path) if before else path


def _before(path: Path) -> Path:
    return path.with_name(path.name + _BEFORE)


def _files(folder: Path) -> list[Path]:
    """Give the files of a folder that are, or were before, kept networks."""
    newest = {path for path in folder.glob(f"*{_SUFFIX}") if not path.name.startswith(".")}
    before = {path.with_name(path.name.removesuffix(_BEFORE)) for path in folder.glob(f"*{_SUFFIX}{_BEFORE}")}
    return sorted(newest | before)


def _fault(error: Exception, path: Path) -> RoadsError:
    if isinstance(error, bundle.ForeignError):
        return RoadsError("network_foreign", file=path.name)
    if isinstance(error, bundle.StaleError):
        return RoadsError("network_stale", file=path.name)
    return RoadsError("network_broken", file=path.name)


def _load_file(path: Path) -> RoadNetwork:
    try:
        return _unpack(*bundle.map_arrays(path, name=FORMAT))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _fault(error, path) from error


def _read_entry(path: Path) -> Entry:
    try:
        with path.open("rb") as file:
            told = bundle.read_header(file, name=FORMAT).told
        rest = {"date": _date(told), "origin": _origin(told), "bounds": tuple(told["bounds"])}
        tally = Tally(**told["tally"])
        shown = {**told, **rest, "tally": tally, "size": path.stat().st_size, "before": path.suffix == _BEFORE}
        return Entry(**shown, path=path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _fault(error, path) from error


def _describe(network: RoadNetwork, origin: Origin | None) -> dict[str, Any]:
    return {
        "name": network.name,
        "mode": network.mode,
        "made": network.made,
        "source": network.source,
        "origin": None if origin is None else dataclasses.asdict(origin),
        "date": network.date.isoformat() if network.date else None,
        "attribution": network.attribution,
        "licence": network.licence,
        "nodes": network.nodes,
        "edges": network.edges,
        "road_metres": network.road_metres,
        "bounds": network.bounds,
        "tally": dataclasses.asdict(network.tally),
    }


def _arrays(network: RoadNetwork) -> dict[str, npt.NDArray[Any]]:
    words = {"names": network.names, "places": [dataclasses.asdict(place) for place in network.places]}
    return {
        _WORDS: np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), dtype=np.uint8),
        **{name: getattr(network, name) for name in ARRAYS},
        **{_PREPARED + name: array for name, array in network.prepared.items()},
    }


def _unpack(told: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> RoadNetwork:
    words = json.loads(arrays[_WORDS].tobytes())
    prepared = {name.removeprefix(_PREPARED): array for name, array in arrays.items() if name.startswith(_PREPARED)}
    return RoadNetwork(
        name=told["name"],
        mode=told["mode"],
        made=told["made"],
        source=told["source"],
        date=_date(told),
        tally=Tally(**told["tally"]),
        names=tuple(words["names"]),
        places=tuple(Place(**place) for place in words["places"]),
        prepared=prepared,
        **{name: arrays[name] for name in ARRAYS},
    )


def _date(told: Mapping[str, Any]) -> dt.date | None:
    return dt.date.fromisoformat(told["date"]) if told["date"] else None


def _origin(told: Mapping[str, Any]) -> Origin | None:
    return None if told["origin"] is None else Origin(**told["origin"])
