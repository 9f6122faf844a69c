"""Roads from the internet: Geofabrik's extracts by the names that pyrosm knows, else a place by OSMnx (Overpass)."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import networkx as nx

from maps.errors import RoadsError
from maps.network import Mode, RoadNetwork
from maps.reading import files, usage

_TAGS: Final = ("name", "ref")


def fetch_networks(place: str, *, name: str, modes: Iterable[Mode] = ("car",)) -> tuple[RoadNetwork, ...]:
    """Fetch the roads of a place for some ways of travelling.

    Parameters
    ----------
    place
        A region that Geofabrik or BBBike has an extract of (``sweden``, ``liechtenstein``, ``europe/georgia``), or
        any place that OpenStreetMap knows with an outline, as ``Umeå kommun, Sverige``.
    name
        What the networks are called.
    modes
        Ways of travelling.

    Raises
    ------
    RoadsError
        ``no_internet`` if nothing could be fetched, ``place_not_found``, and those of ``files.read_network``.
    """
    wanted = place.strip()
    if not wanted or not wanted.isprintable():
        raise RoadsError("place_not_found", place=ascii(wanted[:80]), detail="")
    with tempfile.TemporaryDirectory() as folder:
        path = _download(wanted, Path(folder))
        if path is not None:
            read = [files.read_network(path, name=name, mode=mode) for mode in modes]
            return tuple(dataclasses.replace(network, source=f"Geofabrik: {path.name}") for network in read)
        return _ask_overpass(wanted, Path(folder), name=name, modes=modes)


def _download(place: str, folder: Path) -> Path | None:
    """Fetch an extract; None if there is none of that name."""
    import pyrosm  # noqa: PLC0415 (it takes a second to import)

    try:
        return Path(pyrosm.get_data(place, directory=str(folder), progress=False))
    except OSError as error:
        raise RoadsError("no_internet", place=place, detail=_cut(error)) from error
    except ValueError:
        return None


def _ask_overpass(place: str, folder: Path, *, name: str, modes: Iterable[Mode]) -> tuple[RoadNetwork, ...]:
    import osmnx as ox  # noqa: PLC0415 (it takes a second to import)

    from maps.reading import graphs  # noqa: PLC0415

    try:
        with _settings(ox.settings, folder):
            graph = ox.graph_from_place(place, network_type="all", retain_all=True)
    except OSError as error:
        raise RoadsError("no_internet", place=place, detail=_cut(error)) from error
    except (TypeError, ValueError) as error:
        raise RoadsError("place_not_found", place=place[:80], detail=_cut(error)) from error
    options: dict[str, Any] = {"name": name, "source": f"Overpass: {place}", "date": _date(graph)}
    return tuple(graphs.from_graph(graph, mode=mode, **options) for mode in modes)


@contextlib.contextmanager
def _settings(settings: Any, folder: Path) -> Iterator[None]:
    """Let OSMnx keep the tags that our rules ask for, and its cache out of the folder one works in."""
    wanted = {"useful_tags_way": [*_TAGS, *sorted(usage.KEYS)], "cache_folder": str(folder), "log_console": False}
    before = {key: getattr(settings, key) for key in wanted}
    try:
        for key, value in wanted.items():
            setattr(settings, key, value)
        yield
    finally:
        for key, value in before.items():
            setattr(settings, key, value)


def _date(graph: nx.MultiDiGraph[Any]) -> dt.date | None:
    """Give the day on which OSMnx asked for the graph."""
    try:
        return dt.datetime.fromisoformat(str(graph.graph.get("created_date", ""))).date()
    except ValueError:
        return None


def _cut(error: BaseException) -> str:
    return str(error)[:200]
