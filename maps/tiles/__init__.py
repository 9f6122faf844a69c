"""Vector tiles of a network and its surroundings: what is shown from which zoom, cut, written and kept."""

from maps.tiles.baking import Baked, bake, pack
from maps.tiles.cutting import Chart, chart, cut_tile
from maps.tiles.document import describe_tiles, make_style
from maps.tiles.layers import LAST_ZOOM
from maps.tiles.opening import find_mode, open_chart
from maps.tiles.style import THEMES, Theme

__all__ = [
    "LAST_ZOOM",
    "THEMES",
    "Baked",
    "Chart",
    "Theme",
    "bake",
    "chart",
    "cut_tile",
    "describe_tiles",
    "find_mode",
    "make_style",
    "open_chart",
    "pack",
]
