"""A reach as a picture: areas of the minutes on the map of the roads."""

from __future__ import annotations

import io
from typing import Final

import numpy as np
import shapely
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as MarkerPath
from shapely.geometry.base import BaseGeometry

from api.exports.picture.lettering import INK, SOFT, WARNING, Pen, cut, lettering
from maps import drawing, mercator, reach
from maps.drawing import Drawing, Line
from maps.mercator import Floats
from maps.reach import Area, Reach
from scheduler.texts import Language, say

_PAPER: Final = "#fbfaf6"
_LAND: Final = "#f3f1ea"
_WATER: Final = "#c9dde6"
_ROADS: Final = {"street": (0.3, "#cfcabd"), "minor": (0.5, "#c6bfae"), "main": (1.0, "#b9a877"),
                 "motorway": (1.5, "#ad9150")}  # fmt: skip
_NEAR: Final = "#0b6e6e"
_FAR: Final = "#9fd0c4"
_WIDE_IN: Final = 10.0
_SIDE_IN: Final = 0.4
_TOP_IN: Final = 0.8
_LEAST_SPAN_M: Final = 4_000.0
_MARGIN: Final = 0.06
_NAMES: Final = 28


def picture_bytes(found: Reach, *, language: Language = "sv", dpi: int = 160) -> bytes:
    """Draw a reach as a PNG; nothing of matplotlib's global state is read for colours or fonts."""
    areas = reach.draw_areas(found)
    low, high = _frame(found, areas)
    inner = _WIDE_IN - 2 * _SIDE_IN
    tall = float(np.clip(inner * (high - low)[1] / (high - low)[0], 4.0, 12.0))
    figure = Figure(figsize=(_WIDE_IN, tall + _TOP_IN + _SIDE_IN))
    FigureCanvasAgg(figure)
    pen = Pen(figure)
    axes = pen.axes((_SIDE_IN, _SIDE_IN, inner, tall))
    axes.set_facecolor(_LAND)
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    (south, north), (west, east) = mercator.unproject(np.array([low, high]))
    detail = float((high - low).max()) / 1_500 * float(np.cos(np.radians(south)))
    drawn = drawing.draw(found.network, (float(south), float(west), float(north), float(east)), detail=detail)
    _draw_ground(axes, drawn)
    _draw_areas(axes, areas)
    _draw_places(axes, drawn, float((high - low)[0]) / inner)
    spots = mercator.project(found.places.lat, found.places.lon)
    axes.plot(*spots.T, "o", markersize=9, markerfacecolor="white", markeredgecolor=INK, markeredgewidth=2.2, zorder=9)
    _write(pen, found, areas, language)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=dpi, facecolor=_PAPER)
    return content.getvalue()


def _frame(found: Reach, areas: tuple[Area, ...]) -> tuple[Floats, Floats]:
    spots = [mercator.project(found.places.lat, found.places.lon)]
    spots += [_points(area.shape) for area in areas]
    points = np.vstack(spots)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    half = np.maximum((points.max(axis=0) - points.min(axis=0)) * (0.5 + _MARGIN), _LEAST_SPAN_M)
    half = np.maximum(half, half.max() * 0.6)
    return middle - half, middle + half


def _points(shape: BaseGeometry) -> Floats:
    degrees = shapely.get_coordinates(shape)
    return mercator.project(degrees[:, 1], degrees[:, 0])


def _course(line: Line) -> Floats:
    return mercator.project(line.lats, line.lons)


def _draw_ground(axes: Axes, drawn: Drawing) -> None:
    courses = [_course(line) for line in drawn.water]
    lakes = [course for course in courses if len(course) > 3 and np.allclose(course[0], course[-1])]
    rivers = [course for course in courses if not (len(course) > 3 and np.allclose(course[0], course[-1]))]
    if lakes:
        shores = MarkerPath.make_compound_path(*(MarkerPath(lake, closed=True) for lake in lakes))
        axes.add_patch(PathPatch(shores, facecolor=_WATER, edgecolor="#b4cdd8", linewidth=0.4, zorder=1))
    axes.add_collection(LineCollection(rivers, colors=_WATER, linewidths=0.9, zorder=1))
    for order, (kind, (width, colour)) in enumerate(_ROADS.items()):
        lines = [_course(line) for name, all_of in drawn.lines.items() if name == kind for line in all_of]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, zorder=4 + order * 0.1))


def _draw_areas(axes: Axes, areas: tuple[Area, ...]) -> None:
    for area, colour in zip(areas, _shades(len(areas)), strict=True):
        rings = shapely.get_rings(shapely.get_parts(area.shape))
        if not len(rings):
            continue
        shape = MarkerPath.make_compound_path(*(MarkerPath(_points(ring), closed=True) for ring in rings))
        axes.add_patch(PathPatch(shape, facecolor=colour, edgecolor="none", alpha=0.55, zorder=2))
        axes.add_patch(PathPatch(shape, facecolor="none", edgecolor=_NEAR, linewidth=0.7, alpha=0.8, zorder=5))


def _shades(count: int) -> list[str]:
    far, near = (np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) for colour in (_FAR, _NEAR))
    shares = np.linspace(0, 0.8, count) if count > 1 else np.array([0.4])
    return ["#{:02x}{:02x}{:02x}".format(*np.round(far + (near - far) * share).astype(int)) for share in shares]


def _draw_places(axes: Axes, drawn: Drawing, inch: float) -> None:
    halo = [patheffects.withStroke(linewidth=2.4, foreground="#f7f5ef")]
    taken: list[tuple[float, float, float]] = []
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    for place in drawn.places:
        x, y = mercator.project(np.array([place.lat]), np.array([place.lon]))[0].tolist()
        half = len(place.name) * 0.045 * inch
        inside = left + half < x < right - half and bottom + 0.1 * inch < y < top - 0.1 * inch
        if not inside or any(abs(x - ox) < half + w and abs(y - oy) < 0.2 * inch for ox, oy, w in taken):
            continue
        taken.append((x, y, half))
        large = (place.population or 0) > 20_000
        style = lettering(size=10 if large else 8, colour=SOFT, weight="bold" if large else "normal", ha="center")
        axes.text(x, y, cut(place.name, 40), zorder=8, path_effects=halo, **style)
        if len(taken) == _NAMES:
            return


def _write(pen: Pen, found: Reach, areas: tuple[Area, ...], language: Language) -> None:
    tall = float(pen.figure.get_size_inches()[1])
    title = say("reach.title_back" if found.reverse else "reach.title", language=language)
    pen.write(_SIDE_IN, tall - 0.36, title, size=14, weight="bold")
    pen.write(_SIDE_IN, tall - 0.62, say("reach.note", language=language), size=8, colour=SOFT)
    if found.network.made:
        made = say("page.banner.made", language=language)
        pen.write(_WIDE_IN - _SIDE_IN, tall - 0.62, made, size=8, colour=WARNING, weight="bold", ha="right")
    pen.write(_WIDE_IN - _SIDE_IN, 0.14, found.network.attribution, size=7, colour=SOFT, ha="right")
    x = _WIDE_IN - _SIDE_IN
    for area, colour in zip(areas, _shades(len(areas)), strict=True):
        text = say("page.unit.min", language=language, n=f"{area.minutes:g}")
        x -= 0.16 + 0.085 * len(text)
        pen.write(x, tall - 0.36, text, size=9)
        x -= 0.24
        wide, high = pen.figure.get_size_inches()
        box = Rectangle((x / wide, (tall - 0.38) / high), 0.18 / wide, 0.14 / high, facecolor=colour)
        box.set_transform(pen.figure.transFigure)
        pen.figure.add_artist(box)
