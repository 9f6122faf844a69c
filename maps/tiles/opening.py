"""Charts by the name of their network."""

from __future__ import annotations

import functools
from pathlib import Path

from maps import scenery
from maps.errors import RoadsError
from maps.network import MODES, RoadNetwork
from maps.scenery import Scenery
from maps.storage import library, store
from maps.tiles.cutting import Chart, chart

_CHARTS_KEPT = 3


def open_chart(name: str, *, folder: Path) -> Chart:
    """Open the chart of a network: of its roads for cars, or for bikes or walkers where only those are kept.

    The same files give the same chart for as long as they are not replaced.

    Raises
    ------
    RoadsError
        Those of ``library.open_network``.
    """
    network = _open_network(name, folder)
    return _chart(network, _stamp(folder, name), name, folder)


def _open_network(name: str, folder: Path) -> RoadNetwork:
    kept = {entry.mode for entry in store.names(folder) if entry.name == name}
    mode = next((mode for mode in MODES if mode in kept), MODES[0])
    return library.open_network(name, mode=mode, folder=folder)


@functools.lru_cache(maxsize=_CHARTS_KEPT)
def _chart(network: RoadNetwork, stamp: tuple[int, int] | None, name: str, folder: Path) -> Chart:
    del stamp
    return chart(network, _open_scenery(name, folder))


def _open_scenery(name: str, folder: Path) -> Scenery | None:
    """Open what is kept, or read it anew where it comes with the program; made roads know theirs themselves."""
    found = scenery.open_scenery(name, folder=folder)
    if found is None and name == "helsinki":
        try:
            scenery.keep(library.find_helsinki(), name=name, folder=folder)
        except (OSError, RoadsError):  # the map is drawn without it where nothing can be kept
            return None
        found = scenery.open_scenery(name, folder=folder)
    return found


def _stamp(folder: Path, name: str) -> tuple[int, int] | None:
    try:
        told = (folder / f"{name}.scenery").stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size
