"""Land, water, buildings, railways and roads on a sheet, from the bottom up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path

from maps.mercator import Floats
from maps.prints.sheet import Bounds, Sheet
from maps.scenery.kinds import LAND_KINDS
from maps.tiles import layers, style
from maps.tiles.encoding import Properties
from maps.tiles.layers import Layer, Shapes

_LEVELS: Final = ("tunnel", "ground", "bridge")
_CASED_FROM: Final = 0.45
"""Points of width from which a road has a casing."""
_ARROW_ZOOM: Final = 15.4
_ARROW_EVERY: Final = 70.0


def paint(sheet: Sheet, shown: Mapping[str, Layer]) -> None:
    """Draw everything but names."""
    _paint_land(sheet, shown["land"])
    _paint_areas(sheet, shown["water"], "water", edge="shore", edge_width=0.35)
    _paint_waterways(sheet, shown["waterways"])
    edge_width = min(0.3, 0.12 * max(sheet.zoom - 12, 0))
    _paint_areas(sheet, shown["buildings"], "building", edge="building_edge", edge_width=edge_width)
    _paint_roads(sheet, shown["roads"], "tunnel")
    _paint_rails(sheet, shown["rail"])
    _paint_roads(sheet, shown["roads"], "ground")
    _paint_roads(sheet, shown["roads"], "bridge")


def shade_beyond(sheet: Sheet, bounds: Bounds) -> None:
    """Tell what lies outside the data, where the map knows nothing, from land on which there is nothing."""
    south, west, north, east = bounds
    corners = sheet.place(layers.to_world(np.array([north, south]), np.array([west, east])))
    window = shapely.box(-1, -1, sheet.width + 1, sheet.height + 1)
    beyond = shapely.difference(window, shapely.box(*corners.ravel()))
    _fill(sheet, np.array([beyond], dtype=object), sheet.colour("beyond"))


def _paint_land(sheet: Sheet, layer: Layer) -> None:
    shapes, rows = sheet.see(layer)
    kinds = np.array([dict(layer.properties[row])["kind"] for row in rows], dtype=str)
    for kind in LAND_KINDS:
        _fill(sheet, shapes[kinds == kind], sheet.colour(kind))


def _paint_areas(sheet: Sheet, layer: Layer, colour: str, *, edge: str, edge_width: float) -> None:
    shapes, _ = sheet.see(layer)
    _fill(sheet, shapes, sheet.colour(colour), edge=sheet.colour(edge), edge_width=edge_width)


def _paint_waterways(sheet: Sheet, layer: Layer) -> None:
    shapes, rows = sheet.see(layer)
    kinds = np.array([_told(layer, row)["kind"] for row in rows], dtype=str)
    open_air = np.array([not _told(layer, row).get("tunnel") for row in rows], dtype=np.bool_)
    for kind, width in style.WATERWAYS.items():
        _stroke(sheet, shapes[(kinds == kind) & open_air], sheet.colour("water"), sheet.size(width))


def _paint_rails(sheet: Sheet, layer: Layer) -> None:
    shapes, rows = sheet.see(layer)
    told = [_told(layer, row) for row in rows]
    kinds = np.array([one["kind"] for one in told], dtype=str)
    open_air = np.array([not one.get("tunnel") for one in told], dtype=np.bool_)
    _stroke(sheet, shapes[(kinds == "tram") & open_air], sheet.colour("tram"), sheet.size(style.TRAM))
    rails, width = shapes[(kinds == "rail") & open_air], sheet.size(style.RAIL)
    _stroke(sheet, rails, sheet.colour("rail"), width, cap="butt")
    if sheet.zoom >= 12:
        _stroke(sheet, rails, sheet.colour("rail_tie"), width * 0.5, cap="butt", dashes=(6.0, 6.0))


def _paint_roads(sheet: Sheet, layer: Layer, level: str) -> None:
    shapes, rows = sheet.see(layer)
    told = [_told(layer, row) for row in rows]
    here = np.array([_level(one) == level for one in told], dtype=np.bool_)
    classes = np.array([one["class"] for one in told], dtype=str)
    ramps = np.array([bool(one.get("ramp")) for one in told], dtype=np.bool_)
    cased = _CASED_FROM if level == "ground" else 0.0
    for name, road in style.ROADS.items():
        if road.casing is None:
            continue
        for ramp in (True, False):
            width = sheet.size(road.width) * (style.RAMP if ramp else 1.0)
            if width >= cased:
                chosen = shapes[here & (classes == name) & (ramps == ramp)]
                whole = width + 2 * sheet.size(style.CASING)
                cap, dashes = ("butt", None) if level == "bridge" else ("round", None)
                if level == "tunnel":
                    cap, dashes = "butt", (1.6, 1.2)
                _stroke(sheet, chosen, sheet.colour(road.casing), whole, cap=cap, dashes=dashes)
    for name, road in style.ROADS.items():
        for ramp in (True, False):
            chosen = shapes[here & (classes == name) & (ramps == ramp)]
            width = sheet.size(road.width) * (style.RAMP if ramp else 1.0)
            colour = style.road_colour(road, sheet.theme, sheet.zoom)
            if level == "tunnel":
                colour = style.mix(colour, sheet.colour("ground"))
            _stroke(sheet, chosen, colour, width, cap=road.cap, dashes=road.dashes)
    if level != "tunnel" and sheet.zoom >= _ARROW_ZOOM:
        one_way = np.array([bool(one.get("oneway")) for one in told], dtype=np.bool_)
        _paint_arrows(sheet, shapes[here & one_way & ~np.isin(classes, ("motorway", "trunk"))])


def _paint_arrows(sheet: Sheet, shapes: Shapes) -> None:
    """Mark one-way streets with small arrows along them."""
    arrow = np.array([(-2.6, 0.0), (1.2, 0.0), (0.2, -1.1), (2.6, 0.0), (0.2, 1.1), (1.2, 0.0)]) * 0.8
    paths = []
    for line in shapely.get_parts(shapes):
        count = int(line.length / _ARROW_EVERY)
        for number in range(count):
            along = (number + 0.5) * line.length / count
            here, ahead = (shapely.get_coordinates(line.interpolate(along + step))[0] for step in (0, 1))
            turn = np.arctan2(*(ahead - here)[::-1])
            rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
            paths.append(Path(arrow @ rotation + here))
    colour = sheet.colour("shield_edge")
    sheet.axes.add_collection(PathCollection(paths, facecolors=colour, edgecolors=colour, linewidths=0.45))


def _fill(sheet: Sheet, shapes: Shapes, colour: str, *, edge: str | None = None, edge_width: float = 0.0) -> None:
    paths = [path for path in (_path(shape) for shape in shapely.get_parts(shapes)) if path is not None]
    outline = colour if edge is None or not edge_width else edge
    sheet.axes.add_collection(
        PathCollection(paths, facecolors=colour, edgecolors=outline, linewidths=edge_width or 0.15)
    )


def _stroke(
    sheet: Sheet,
    shapes: Shapes,
    colour: str,
    width: float,
    *,
    cap: str = "round",
    dashes: Sequence[float] | None = None,
) -> None:
    parts = shapely.get_parts(shapes)
    lines = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    courses: list[Floats] = [shapely.get_coordinates(line) for line in lines]
    pattern = "solid" if dashes is None else (0, tuple(dashes))
    drawn = LineCollection(courses, colors=colour, linewidths=width, linestyles=[pattern])
    drawn.set_capstyle("butt" if cap == "butt" else "round")
    drawn.set_joinstyle("round")
    sheet.axes.add_collection(drawn, autolim=False)


def _path(shape: shapely.Geometry) -> Path | None:
    """Give a polygon as a path with its holes; None for what clipping left of another sort."""
    if shapely.get_type_id(shape) != shapely.GeometryType.POLYGON or shape.is_empty:
        return None
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shape)]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))


def _told(layer: Layer, row: int) -> dict[str, object]:
    told: Properties = layer.properties[row]
    return dict(told)


def _level(told: Mapping[str, object]) -> str:
    return next((level for level in ("bridge", "tunnel") if told.get(level)), _LEVELS[1])
