"""Charts by the name of their network."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
from pathlib import Path
from typing import Final

from maps import scenery
from maps.errors import RoadsError
from maps.network import MODES, Mode, RoadNetwork
from maps.scenery.keeping import SUFFIX
from maps.storage import library, store
from maps.tiles import keeping
from maps.tiles.cutting import Chart, chart

_CHARTS_KEPT: Final = 3
_LONGEST_LINE: Final = 128
_VERSION_LETTERS: Final = 16
_EMBEDDED: Final = ("helsinki", "Helsinki.osm.pbf")
"""Name and source of the extract that comes with the program."""


def open_chart(name: str, *, folder: Path) -> Chart:
    """Open the chart of a network: of its roads for cars, or for bikes or walkers where only those are kept.

    The same files give the same chart for as long as they are not replaced.

    Raises
    ------
    RoadsError
        Those of ``library.open_network``.
    """
    network = library.open_network(name, mode=find_mode(name, folder=folder) or MODES[0], folder=folder)
    return _chart(network, _stamp(folder, name), name, folder)


def find_mode(name: str, *, folder: Path) -> Mode | None:
    """Give the way of travelling whose kept roads a chart of this name shows; None where none are kept.

    It opens no file, as it is asked for each tile.
    """
    stamps = ((mode, before) for mode in MODES for before in (False, True))
    return next((mode for mode, before in stamps if store.stamp(folder, name, mode, before=before)), None)


@functools.lru_cache(maxsize=_CHARTS_KEPT)
def _chart(network: RoadNetwork, stamp: tuple[int, int] | None, name: str, folder: Path) -> Chart:
    """Open what is kept, or else make it and keep it for the next process."""
    del stamp
    whole = _see_to_scenery(network, name, folder)
    source = _source(network, name, folder)
    if source is None:
        return _make(network, name, folder, whole=whole)
    version = hashlib.sha256(f"{keeping.FORMAT} {source}".encode()).hexdigest()[:_VERSION_LETTERS]
    found = keeping.load(network, name=name, folder=folder, source=source)
    if found is not None:
        return dataclasses.replace(found, version=version)
    made = _make(network, name, folder, whole=whole)
    if not whole:
        return made
    with contextlib.suppress(OSError):  # the map is drawn where nothing can be kept, too
        keeping.save(made, name=name, folder=folder, source=source)
    return dataclasses.replace(made, version=version)


def _make(network: RoadNetwork, name: str, folder: Path, *, whole: bool) -> Chart:
    return chart(network, scenery.open_scenery(name, folder=folder) if whole else None)


def _see_to_scenery(network: RoadNetwork, name: str, folder: Path) -> bool:
    """Tell of damaged scenery, without which a map is drawn; that which comes with the program is kept anew."""
    try:
        whole, kept = True, scenery.is_kept(name, folder=folder)
    except RoadsError as error:
        whole, kept, fault = False, False, error
    if not kept and (name, network.source) == _EMBEDDED:
        with contextlib.suppress(OSError, RoadsError):  # where nothing can be kept the map is drawn without it
            scenery.keep(library.find_helsinki(), name=name, folder=folder)
            return True
    if not whole:
        library.LOG.warning("%s", fault)
    return whole


def _source(network: RoadNetwork, name: str, folder: Path) -> str | None:
    """Tell by their checksums what a chart is made of; None for roads that are not kept."""
    sums = network.prepared.get("preparing.roads")
    if sums is None:
        return None
    told = hashlib.sha256(sums.tobytes())
    told.update(repr((network.name, network.attribution, network.made)).encode())
    with contextlib.suppress(OSError), (folder / f"{name}{SUFFIX}").open("rb") as file:
        told.update(file.readline(_LONGEST_LINE))  # which holds the checksum of the rest
    return told.hexdigest()


def _stamp(folder: Path, name: str) -> tuple[int, int] | None:
    try:
        told = (folder / f"{name}{SUFFIX}").stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size
