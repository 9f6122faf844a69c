"""The timeline of the picture: a row per car, time from left to right."""

from __future__ import annotations

import datetime as dt
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from api.exports import colours, spans
from api.exports.picture.lettering import INK, SOFT, WARNING, Pen, cut, lettering, pill
from api.exports.scene import Scene, number_visits
from scheduler import clock
from scheduler.day import Car
from scheduler.plan import Route

NAMES_IN: Final = 1.95
"""Room for the cars' names to the left of the axis."""

_HOUR: Final = 3600
_LEAST_FOR_NUMBER_S: Final = 900


def draw(pen: Pen, scene: Scene, axes: Axes) -> None:
    """Draw the timeline into axes: hours since the start of the day to the right, cars downwards."""
    first, last = spans.extent(scene.day, scene.plan.routes)
    begin = _whole_hour(first.timestamp() - 600)
    finish = _whole_hour(last.timestamp() + 600) + _HOUR
    axes.set_xlim(begin, finish)
    axes.set_ylim(len(scene.day.cars), 0)
    axes.set_facecolor("#ebe8df")
    for spine in axes.spines.values():
        spine.set_visible(False)
    _draw_hours(axes, scene, begin, finish)
    wide_in = float(pen.figure.get_size_inches()[0] * axes.get_position().width)
    routes = {route.car: route for route in scene.plan.routes}
    styles = colours.styles_of(scene.day.cars)
    for row, car in enumerate(scene.day.cars):
        style = styles[car.id]
        _draw_shift(axes, row, car)
        box = {"boxstyle": pill(style.label), "facecolor": style.light, "edgecolor": "none"}
        label = lettering(size=8, colour="#ffffff", weight="bold", ha="center", va="center")
        edge = axes.get_yaxis_transform()
        axes.text(-(NAMES_IN - 0.13) / wide_in, row + 0.5, style.label, transform=edge, bbox=box, **label)
        axes.text(
            -(NAMES_IN - 0.34) / wide_in, row + 0.5, cut(car.id, 20), transform=edge, **lettering(size=9, va="center")
        )
        if car.id in routes:
            _draw_route(axes, scene, row, routes[car.id], style)


def _whole_hour(seconds: float) -> int:
    return int(seconds // _HOUR) * _HOUR


def _draw_hours(axes: Axes, scene: Scene, begin: int, finish: int) -> None:
    for at in range(begin, finish, _HOUR):
        local = clock.to_local(dt.datetime.fromtimestamp(at, tz=dt.UTC), scene.day.timezone)
        midnight = local.hour == 0 and at > begin
        text = local.strftime("%d/%m") if midnight else local.strftime("%H")
        style = lettering(
            size=8, colour=INK if midnight else SOFT, weight="bold" if midnight else "normal", va="bottom"
        )
        axes.text(at, -0.12, text, **style)
        axes.axvline(at, color=SOFT if midnight else "#dedbd1", linewidth=1.2 if midnight else 0.6, zorder=2)


def _draw_shift(axes: Axes, row: int, car: Car) -> None:
    start, end = car.shift.start.timestamp(), car.shift.end.timestamp()
    axes.add_patch(Rectangle((start, row), end - start, 1, facecolor="#ffffff", edgecolor="none", zorder=1))
    axes.axhline(row, color="#dedbd1", linewidth=0.6, zorder=2)


def _draw_route(axes: Axes, scene: Scene, row: int, route: Route, style: colours.Style) -> None:
    numbers = {item.visit.id: item.number for item in number_visits(scene.day, scene.plan)}
    for span in spans.spans_of(scene.day, route):
        start, end = span.start.timestamp(), span.end.timestamp()
        wide = end - start
        if span.kind == "drive":
            axes.plot([start, end], [row + 0.45] * 2, color=style.light, linewidth=2.4, solid_capstyle="butt", zorder=3)
        elif span.kind == "wait":
            axes.plot([start, end], [row + 0.45] * 2, color=SOFT, linewidth=1.6, linestyle=(0, (1, 1.4)), zorder=3)
        elif span.kind == "late":
            axes.plot([start, end], [row + 0.86] * 2, color=WARNING, linewidth=2.6, solid_capstyle="butt", zorder=5)
        elif span.kind == "overtime":
            hatched = Rectangle((start, row), wide, 1, facecolor="none", hatch="//////", linewidth=0, zorder=2.5)
            hatched.set_edgecolor(WARNING)
            axes.add_patch(hatched)
        else:
            colour = "#cfd6da" if span.kind == "break" else style.light
            _draw_block(axes, start, row, wide, colour)
            if span.visit is not None and wide >= _LEAST_FOR_NUMBER_S:
                text = lettering(size=7.5, colour="#ffffff", weight="bold", ha="center", va="center")
                axes.text((start + end) / 2, row + 0.46, str(numbers[span.visit]), zorder=6, **text)


def _draw_block(axes: Axes, start: float, row: int, wide: float, colour: str) -> None:
    block = FancyBboxPatch((start, row + 0.18), wide, 0.55, boxstyle="square,pad=0", facecolor=colour)
    block.set(edgecolor="#ffffff", linewidth=0.8, zorder=4)
    axes.add_patch(block)
