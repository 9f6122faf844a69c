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


def left_out(network: RoadNetwork, path: Path) -> dict[str, int]:
    """Count what the format that the name of a file tells has no room for; nothing that is not there."""
    counts = {"places": len(network.places), "water": len(network.water_start) - 1}
    if path.suffix.lower() == ".gpkg":
        counts |= {
            "bans": len(network.ban_start) - 1,
            "gates": network.tally.gates,
            "date": int(network.date is not None),
        }
    return {name: count for name, count in counts.items() if count}


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
        from maps.reading import graphing  # noqa: PLC0415 (so does OSMnx)

        graphing.write_graphml(network, path)
