"""A sheet of paper with a window onto the world: where things come to lie, and how large they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps import mercator
from maps.mercator import Floats
from maps.network import Bools
from maps.tiles import layers, style
from maps.tiles.layers import Shapes
from maps.tiles.style import Stops, Theme

MM: Final = 72 / 25.4
"""Points to a millimetre."""
MARGIN_MM: Final = 9.0
FOOT_MM: Final = 11.0
_PIXEL: Final = 0.62
"""Points that a pixel of the style takes on paper, which is read from nearer and is finer than a screen."""
_MORE: Final = 0.6
_BLEED: Final = 12.0
"""Points beyond the window from which things still reach into it."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A figure whose window, in points from its upper left corner with y down, shows part of the world."""

    figure: Figure
    axes: Axes
    theme: Theme
    width: float
    height: float
    """Of the window, in points."""
    west: float
    north: float
    scale: float
    """Points that the whole world would be wide."""

    @property
    def zoom(self) -> float:
        """The zoom at which a screen would show it as large."""
        return float(np.log2(self.scale / _PIXEL / layers.PIXELS))

    @property
    def detail(self) -> int:
        """The zoom whose things are shown: paper holds a little more than a screen."""
        return min(round(self.zoom + _MORE), layers.LAST_ZOOM)

    @property
    def metre(self) -> float:
        """Points that a metre on the ground takes in the middle of the window."""
        middle = np.array([[self.west, self.north + self.height / self.scale / 2]])
        lat, _ = layers.from_world(middle)
        return float(self.scale / (2 * np.pi * mercator.EARTH_RADIUS * np.cos(np.radians(lat[0]))))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, north, east and south of the window with its bleed, on the world's square."""
        bleed = _BLEED / self.scale
        east, south = self.west + self.width / self.scale, self.north + self.height / self.scale
        return self.west - bleed, self.north - bleed, east + bleed, south + bleed

    def place(self, points: Floats) -> Floats:
        """Give points of the world's square as points of the window."""
        return (points - (self.west, self.north)) * self.scale

    def holds(self, points: Floats, *, margin: float = 0.0) -> Bools:
        """Tell which points of the window lie inside it, by a margin."""
        inside = (points >= margin) & (points <= np.array([self.width, self.height]) - margin)
        return np.asarray(inside.all(axis=-1), dtype=np.bool_)

    def colour(self, name: str) -> str:
        """Give a colour of the theme."""
        return style.COLOURS[self.theme][name]

    def size(self, stops: Stops) -> float:
        """Give what the style says in pixels, in points."""
        return style.at_zoom(stops, self.zoom) * _PIXEL

    def see(self, layer: layers.Layer) -> tuple[Shapes, list[int]]:
        """Give the shapes of a layer that reach into the window, in points, and their features."""
        found = layer.find(self.box, self.detail)
        clipped = shapely.clip_by_rect(layer.take(found), *self.box)
        return shapely.transform(clipped, self.place), layer.row[found].tolist()


def open_sheet(*, bounds: Bounds, size_mm: tuple[float, float], theme: Theme) -> Sheet:
    """Lay out a sheet whose window shows at least the bounds: south, west, north and east in degrees."""
    south, west, north, east = bounds
    corners = layers.to_world(np.array([north, south]), np.array([west, east]))
    span = corners[1] - corners[0]
    across, down = max(size_mm), min(size_mm)
    if span[0] < span[1]:
        across, down = down, across
    width = (across - 2 * MARGIN_MM) * MM
    height = (down - 2 * MARGIN_MM - FOOT_MM) * MM
    scale = min(width / span[0], height / span[1])
    middle = corners.mean(axis=0)
    figure = Figure(figsize=(across / 25.4, down / 25.4))
    page = width + 2 * MARGIN_MM * MM, height + (2 * MARGIN_MM + FOOT_MM) * MM
    left, bottom = MARGIN_MM * MM / page[0], (MARGIN_MM + FOOT_MM) * MM / page[1]
    axes = figure.add_axes((left, bottom, width / page[0], height / page[1]))
    axes.set(xlim=(0, width), ylim=(height, 0), xticks=(), yticks=())
    figure.set_facecolor(style.COLOURS[theme]["ground"])
    axes.set_facecolor(style.COLOURS[theme]["ground"])
    return Sheet(
        figure=figure,
        axes=axes,
        theme=theme,
        width=width,
        height=height,
        west=float(middle[0] - width / scale / 2),
        north=float(middle[1] - height / scale / 2),
        scale=float(scale),
    )
