"""One reader of road data: OSM extracts, and GraphML and GeoPackages as OSMnx saves them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from maps.errors import RoadsError
from maps.network import Mode, RoadNetwork
from maps.reading import building, osm

SUFFIXES: Final = (*osm.SUFFIXES, ".graphml", ".gpkg")
"""Ends of the names of files that can be read."""


def read_network(path: Path, *, name: str, mode: Mode = "car", made: bool = False) -> RoadNetwork:
    """Read a network from ``.osm``, ``.osm.gz``, ``.osm.bz2``, ``.osm.pbf`` or OSMnx's ``.graphml`` or ``.gpkg``.

    Parameters
    ----------
    path
        The file.
    name
        What the network is called from now on.
    mode
        Way of travelling; it decides which ways are usable, their directions and speeds.
    made
        Whether the roads are made up.

    Raises
    ------
    RoadsError
        ``no_file``, ``unknown_format``, ``empty_file``, ``unreadable``, ``history``, ``no_roads`` or
        ``not_connected``.
    """
    if not path.is_file():
        raise RoadsError("no_file", file=str(path))
    if not path.name.lower().endswith(SUFFIXES):
        raise RoadsError("unknown_format", file=path.name, known=", ".join(SUFFIXES))
    if not path.stat().st_size:
        raise RoadsError("empty_file", file=path.name)
    if path.name.lower().endswith(".graphml"):
        from maps.reading import graphs  # noqa: PLC0415 (OSMnx and GeoPandas take a second to import)

        return graphs.read_graphml(path, name=name, mode=mode, made=made)
    if path.name.lower().endswith(".gpkg"):
        from maps.reading import geopackage  # noqa: PLC0415

        return geopackage.read_geopackage(path, name=name, mode=mode, made=made)
    return building.build(osm.read(path, mode=mode), name=name, mode=mode, made=made, source=path.name)
