"""What lies around the roads: water, woods, buildings, railways, paths, places; read once for all modes."""

from maps.scenery.keeping import is_kept, keep, open_scenery
from maps.scenery.reading import read_scenery
from maps.scenery.shapes import Areas, Lines, Points, Roads, Scenery, from_network

__all__ = [
    "Areas",
    "Lines",
    "Points",
    "Roads",
    "Scenery",
    "from_network",
    "is_kept",
    "keep",
    "open_scenery",
    "read_scenery",
]
