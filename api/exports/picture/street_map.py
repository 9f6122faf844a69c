"""The map of the picture: streets and water beneath, routes with their direction, numbered stops."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path as MarkerPath

from api.exports import colours
from api.exports.page.content import rank
from api.exports.picture.lettering import INK, SOFT, WARNING, Pen, cut, lettering
from api.exports.scene import Floats, Leg, Scene, number_visits, place_of
from maps.drawing import Line
from scheduler.day import Location

LAND: Final = "#f3f1ea"
WATER: Final = "#c9dde6"
_WIDTHS: Final = {"street": 0.55, "minor": 0.8, "main": 1.5, "motorway": 2.0}
_PAINT: Final = {
    "street": ("#ffffff", "#dad5c7"),
    "minor": ("#ffffff", "#d8d3c4"),
    "main": ("#fdf3d7", "#d9c898"),
    "motorway": ("#f7dfa9", "#c9a765"),
}
_NAME_SIZE: Final = (12.5, 10.5, 9.0, 8.0, 7.5)
_SHIFTS: Final = (0, 20, -20, 38, -38)
_CITY_SHIFTS: Final = (*_SHIFTS, -60, 60, -85, 85, -110, 110)
_HALO: Final = [patheffects.withStroke(linewidth=2.6, foreground="#f7f5ef")]
_ARROW_EVERY_PX: Final = 85.0
_ROUNDS: Final = 40
_HOUSE: Final = MarkerPath([(-7, 0), (0, 7), (7, 0), (5, 0), (5, -6), (-5, -6), (-5, 0), (-7, 0)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """The plane of the map: metres around its middle; ``pixel`` metres make a hundredth of an inch."""

    axes: Axes
    lat: float
    lon: float
    pixel: float

    def project(self, lats: npt.ArrayLike, lons: npt.ArrayLike) -> Floats:
        return _project(np.asarray(lats, dtype=float), np.asarray(lons, dtype=float), self.lat, self.lon)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    text: str
    colour: str
    spot: Floats


def draw(pen: Pen, scene: Scene, axes: Axes) -> None:
    """Draw the map into axes, whole routes in sight."""
    sheet = _lay_out(pen, scene, axes)
    _draw_water(sheet, scene.drawing.water)
    _draw_roads(sheet, scene)
    styles = colours.styles_of(scene.day.cars)
    for number, car in enumerate(scene.day.cars):
        legs = scene.legs.get(car.id, ())
        places = [_target(scene, leg) for leg in legs]
        _draw_route(sheet, legs, places, styles[car.id], lane=1.2 + number % 3 * 1.9)
    spots = _draw_marks(sheet, scene)
    _draw_places(sheet, scene, spots)
    _draw_scale(sheet)


def _project(lats: Floats, lons: Floats, lat0: float, lon0: float) -> Floats:
    squeeze = np.cos(np.radians(lat0)) * 6_378_137
    rise = np.arcsinh(np.tan(np.radians(lats))) - np.arcsinh(np.tan(np.radians(lat0)))
    points: Floats = np.column_stack((np.radians(lons - lon0) * squeeze, rise * squeeze))
    return points


def _lay_out(pen: Pen, scene: Scene, axes: Axes) -> _Sheet:
    south, west, north, east = scene.drawing.bounds
    lat, lon = (south + north) / 2, (west + east) / 2
    homes = {patient.location for patient in scene.day.patients} | {car.start for car in scene.day.cars}
    places = [place for place in scene.day.locations if place.id in homes]
    spots = [_project(np.array([place.lat]), np.array([place.lon]), lat, lon) for place in places]
    spots += [_project(leg.lats, leg.lons, lat, lon) for route in scene.legs.values() for leg in route]
    points = np.vstack(spots)
    low, high = points.min(axis=0), points.max(axis=0)
    wide_in, high_in = np.array(pen.figure.get_size_inches()) * axes.get_position().size
    # 0.45 inches stay free on each side for labels; a hundredth of an inch is the unit of lengths on paper.
    pixel = max((high[0] - low[0]) / (wide_in - 0.9), (high[1] - low[1]) / (high_in - 0.9), 500.0) / 100
    middle = (low + high) / 2
    axes.set_xlim(middle[0] - wide_in * 50 * pixel, middle[0] + wide_in * 50 * pixel)
    axes.set_ylim(middle[1] - high_in * 50 * pixel, middle[1] + high_in * 50 * pixel)
    axes.set_facecolor(LAND)
    return _Sheet(axes=axes, lat=lat, lon=lon, pixel=pixel)


def _draw_water(sheet: _Sheet, water: tuple[Line, ...]) -> None:
    courses = [sheet.project(line.lats, line.lons) for line in water]
    lakes = [course for course in courses if len(course) > 3 and np.allclose(course[0], course[-1])]
    rivers = [course for course in courses if not (len(course) > 3 and np.allclose(course[0], course[-1]))]
    if lakes:
        # One path of all shores keeps islands dry; as an artist it is not measured, which takes half a second.
        shores = MarkerPath.make_compound_path(*(MarkerPath(lake, closed=True) for lake in lakes))
        sheet.axes.add_artist(PathPatch(shores, facecolor=WATER, edgecolor="#b4cdd8", linewidth=0.5, zorder=1))
    sheet.axes.add_collection(LineCollection(rivers, colors=WATER, linewidths=1.1, capstyle="round", zorder=1))


def _draw_roads(sheet: _Sheet, scene: Scene) -> None:
    # Far out, streets thin to a hint, so that a town reads as a tone and not as a blot.
    fine = float(np.clip(12 / sheet.pixel, 0.35, 1.6))
    for order, (kind, width) in enumerate(_WIDTHS.items()):
        lines = [sheet.project(line.lats, line.lons) for name, all_of in scene.drawing.lines.items() if name == kind
                 for line in all_of]  # fmt: skip
        size = width * (fine if kind in {"street", "minor"} else max(fine, 0.8))
        fill, casing = _PAINT[kind]
        for part, colour, extra in ((0, casing, 0.7), (1, fill, 0.0)):
            collection = LineCollection(lines, colors=colour, linewidths=size + extra, capstyle="round")
            collection.set_zorder(2 + part * 0.5 + order * 0.1)
            sheet.axes.add_collection(collection)


def _draw_places(sheet: _Sheet, scene: Scene, marks: Floats) -> None:
    """Write names of places, each a little higher or lower where a stop or another name lies on it."""
    (left, right), (bottom, top) = sheet.axes.get_xlim(), sheet.axes.get_ylim()
    taken = [(float(x), float(y), 14 * sheet.pixel) for x, y in marks]
    edge = 14 * sheet.pixel
    least = 4 if sheet.pixel < 12 else 3 if sheet.pixel < 40 else 2
    for place in sorted(scene.drawing.places, key=rank):
        x, spot = sheet.project([place.lat], [place.lon])[0]
        half = len(place.name) * 4.2 * sheet.pixel
        inside = left + half < x < right - half and bottom + edge < spot < top - edge
        heights = (spot + shift * sheet.pixel for shift in (_CITY_SHIFTS if rank(place) < 2 else _SHIFTS))
        clear = (
            y
            for y in heights
            if bottom + edge < y < top - edge
            and all(abs(x - ox) > half + w or abs(y - oy) > 18 * sheet.pixel for ox, oy, w in taken)
        )
        y = next(clear, None)
        if rank(place) > least or not inside or y is None:
            continue
        taken.append((x, y, half))
        weight = "bold" if rank(place) < 2 else "normal"
        style = lettering(size=_NAME_SIZE[rank(place)], colour=SOFT, weight=weight, ha="center", va="center")
        sheet.axes.text(x, y, cut(place.name, 40), zorder=7.5, path_effects=_HALO, **style)


def _target(scene: Scene, leg: Leg) -> Location | None:
    route = next(route for route in scene.plan.routes if route.car == leg.car)
    key = route.stops[leg.stop].location
    return None if key is None else scene.day.location(key)


def _draw_route(
    sheet: _Sheet, legs: tuple[Leg, ...], places: list[Location | None], style: colours.Style, *, lane: float
) -> None:
    lines = [_beside(sheet.project(leg.lats, leg.lons), lane * sheet.pixel, sheet.pixel) for leg in legs]
    sheet.axes.add_collection(LineCollection(lines, colors="#fbfaf6", linewidths=4.4, capstyle="round", zorder=5))
    for leg, line in zip(legs, lines, strict=True):
        dash: tuple[float, ...] = (0.6, 2.2) if leg.estimated else tuple(part / 3 for part in style.dash)
        collection = LineCollection([line], colors=style.light, linewidths=2.3, zorder=6)
        collection.set_linestyle([(0, dash)] if dash else "solid")
        sheet.axes.add_collection(collection)
    doors = [
        (line[-1], sheet.project([place.lat], [place.lon])[0])
        for line, place in zip(lines, places, strict=True)
        if place is not None
    ]
    stubs = LineCollection(doors, colors=style.light, linewidths=1.1, linestyles=[(0, (1, 2))], zorder=5.5)
    sheet.axes.add_collection(stubs)
    arrows = [arrow for line in lines for arrow in _arrows(line, sheet.pixel)]
    sheet.axes.add_collection(
        PolyCollection(arrows, facecolor=style.light, edgecolor="#fbfaf6", linewidth=0.7, zorder=7)
    )


def _beside(line: Floats, by: float, pixel: float) -> Floats:
    """Move a line to the right of its direction, so that there and back lie side by side."""
    far = np.ones(len(line), dtype=bool)
    far[1:-1] = np.hypot(*np.diff(line, axis=0)[:-1].T) > pixel / 2
    course = line[far]
    steps = np.diff(course, axis=0)
    steps = steps / np.maximum(np.hypot(*steps.T), 1e-9)[:, None]
    along = np.vstack((steps[:1], steps[:-1] + steps[1:], steps[-1:])) if len(steps) else np.zeros_like(course)
    length = np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    right = np.column_stack((along[:, 1], -along[:, 0])) / length
    moved: Floats = course + right * by
    return moved


def _arrows(line: Floats, pixel: float) -> list[Floats]:
    steps = np.diff(line, axis=0)
    lengths = np.hypot(*steps.T) / pixel
    passed = np.concatenate(([0.0], np.cumsum(lengths)))
    arrows = []
    for at in np.arange(_ARROW_EVERY_PX / 2, passed[-1], _ARROW_EVERY_PX):
        step = int(np.searchsorted(passed, at, side="right")) - 1
        if step >= len(steps) or lengths[step] == 0:
            continue
        along = steps[step] / (lengths[step] * pixel)
        across = np.array([-along[1], along[0]])
        spot = line[step] + along * (at - passed[step]) * pixel
        shape = ((5.0, 0.0), (-3.4, 3.4), (-1.6, 0.0), (-3.4, -3.4))
        arrows.append(np.array([spot + (along * ahead + across * aside) * pixel for ahead, aside in shape]))
    return arrows


def _draw_marks(sheet: _Sheet, scene: Scene) -> Floats:
    """Draw stops, visits left out and bases; gives where they came to lie."""
    styles = colours.styles_of(scene.day.cars)
    marks = [
        _Mark(
            text=f"{styles[item.car].label}{item.number}",
            colour=styles[item.car].light,
            spot=sheet.project([item.location.lat], [item.location.lon])[0],
        )
        for item in number_visits(scene.day, scene.plan)
        if item.location is not None
    ]
    visits = {visit.id: visit for visit in scene.day.visits}
    out = [place_of(scene.day, visits[item.visit]) for item in scene.plan.unassigned]
    marks += [
        _Mark(text="!", colour=WARNING, spot=sheet.project([place.lat], [place.lon])[0]) for place in out if place
    ]
    bases = dict.fromkeys(key for car in scene.day.cars for key in (car.start, car.end) if key)
    houses = [sheet.project([place.lat], [place.lon])[0] for place in map(scene.day.location, bases)]
    for x, y in houses:
        sheet.axes.plot(x, y, marker="s", markersize=13, color=INK, markeredgecolor="white", zorder=9)
        sheet.axes.plot(x, y, marker=_HOUSE, markersize=7.5, color="white", markeredgewidth=0, zorder=9.1)
    spots = _spread(
        np.array([mark.spot for mark in marks]).reshape(-1, 2), np.array(houses).reshape(-1, 2), sheet.pixel
    )
    for mark, spot in zip(marks, spots, strict=True):
        _draw_mark(sheet, mark, spot)
    return np.vstack((spots, np.array(houses).reshape(-1, 2)))


def _draw_mark(sheet: _Sheet, mark: _Mark, spot: Floats) -> None:
    if np.hypot(*(spot - mark.spot)) > 7 * sheet.pixel:
        sheet.axes.plot(*zip(spot, mark.spot, strict=True), color=SOFT, linewidth=0.9, zorder=8)
        sheet.axes.plot(*mark.spot, marker="o", markersize=2.6, color=SOFT, zorder=8)
    if mark.text == "!":
        sheet.axes.plot(*spot, marker="D", markersize=12.5, markerfacecolor="white", markeredgecolor=WARNING,
                        markeredgewidth=1.8, zorder=10)  # fmt: skip
        style = lettering(size=9, colour=WARNING, weight="bold", ha="center", va="center")
        sheet.axes.text(spot[0], spot[1], "!", zorder=11, **style)
        return
    box = {
        "boxstyle": "round,pad=0.32,rounding_size=0.85",
        "facecolor": mark.colour,
        "edgecolor": "white",
        "linewidth": 1,
    }
    style = lettering(size=8, colour="#ffffff", weight="bold", ha="center", va="center")
    sheet.axes.text(spot[0], spot[1], mark.text, zorder=10, bbox=box, **style)


def _spread(spots: Floats, houses: Floats, pixel: float) -> Floats:
    """Push labels apart that would hide each other; houses stay where they are."""
    room = np.array([27.0, 19.0]) * pixel
    moved = np.vstack((spots, houses))
    moved[: len(spots)] += np.column_stack((np.arange(len(spots)) % 5 - 2, np.arange(len(spots)) % 7 - 3)) * pixel * 0.2
    for _ in range(_ROUNDS if len(moved) <= 260 else 0):
        for one, two in itertools.combinations(range(len(moved)), 2):
            over = room - np.abs(moved[one] - moved[two])
            if (over <= 0).any() or one >= len(spots):
                continue
            axis = int(over[0] > over[1])
            push = over[axis] / 2 * (1 if moved[one][axis] >= moved[two][axis] else -1)
            moved[one][axis] += push
            if two < len(spots):
                moved[two][axis] -= push
        moved[: len(spots)] += (spots - moved[: len(spots)]) * 0.04
    return moved[: len(spots)]


def _draw_scale(sheet: _Sheet) -> None:
    room = 130 * sheet.pixel
    power = 10 ** int(np.floor(np.log10(room)))
    metres = next(step * power for step in (5, 2, 1) if step * power <= room)
    left, bottom = sheet.axes.get_xlim()[0] + 14 * sheet.pixel, sheet.axes.get_ylim()[0] + 14 * sheet.pixel
    tick = 5 * sheet.pixel
    xs = [left, left, left + metres, left + metres]
    sheet.axes.plot(xs, [bottom + tick, bottom, bottom, bottom + tick], color=INK, linewidth=1, zorder=12)
    text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres} m"
    sheet.axes.text(left + 3 * sheet.pixel, bottom + tick, text, zorder=12, path_effects=_HALO, **lettering(size=7.5))
