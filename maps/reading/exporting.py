"""Networks out again, for other programs: GraphML and GeoPackage as OSMnx reads and writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from maps.errors import RoadsError
from maps.network import RoadNetwork

SUFFIXES: Final = (".graphml", ".gpkg")


def check_name(path: Path) -> None:
    """See to it that the name of a file tells a format that can be written.

    Raises
    ------
    RoadsError
        ``unknown_export``.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise RoadsError("unknown_export", file=path.name, known=", ".join(SUFFIXES))


def export(network: RoadNetwork, path: Path) -> None:
    """Write a network in the format that the name of the file tells.

    Raises
    ------
    RoadsError
        ``unknown_export``.
    """
    check_name(path)
    if path.suffix.lower() == ".gpkg":
        from maps.reading import geopackage  # noqa: PLC0415 (GeoPandas takes a second to import)

        geopackage.write_geopackage(network, path)
    else:
        from maps.reading import graphs  # noqa: PLC0415 (so does OSMnx)

        graphs.write_graphml(network, path)
