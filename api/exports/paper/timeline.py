"""All cars' days as bars on one scale of hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from api.exports import colours, spans
from api.exports.paper import lettering
from api.exports.scene import Scene
from scheduler import clock
from scheduler.texts import Language, say

_WIDE: Final = 182 * mm
_NAMES: Final = 30 * mm
_ROW: Final = 7 * mm
_HEAD: Final = 5 * mm
_ROWS_A_DRAWING: Final = 24
"""Cars in one drawing, which cannot be broken between pages."""

_HIGH: Final = {"drive": 1.2 * mm, "visit": 4.6 * mm, "break": 4.6 * mm, "late": 1.2 * mm, "overtime": 0.9 * mm}
_FILLS: Final = {"break": HexColor("#c9c5b8"), "late": lettering.WARNING, "overtime": lettering.WARNING}


def draw_timeline(scene: Scene, language: Language) -> Iterator[Any]:
    """Draw the cars' days, so many to a drawing as fit on a page, and say what the bars mean."""
    rows = list(enumerate(scene.day.cars))
    for first in range(0, len(rows), _ROWS_A_DRAWING):
        yield _draw(scene, [number for number, _ in rows[first : first + _ROWS_A_DRAWING]])
    names = [
        say(f"page.span.{kind}", language=language).lower() for kind in ("drive", "visit", "break", "late", "overtime")
    ]
    legend = say("paper.legend", language=language, **dict(zip("abcde", names, strict=True)))
    yield lettering.paragraph(legend, lettering.SMALL)


def _draw(scene: Scene, numbers: list[int]) -> Drawing:
    first, last = spans.extent(scene.day, scene.plan.routes)
    drawing = Drawing(_WIDE, _HEAD + _ROW * len(numbers))
    scale = _Scale(first, last)
    _rule_hours(drawing, scene, scale)
    for row, number in enumerate(numbers):
        _draw_car(drawing, scene, number, middle=_ROW * (len(numbers) - row - 0.5), scale=scale)
    return drawing


class _Scale:
    """Where an instant is on the paper."""

    def __init__(self, first: dt.datetime, last: dt.datetime) -> None:
        self.first = first.replace(minute=0, second=0, microsecond=0)
        self.last = last
        self._per_s: float = (_WIDE - _NAMES) / max((last - self.first).total_seconds(), 1.0)

    def at(self, instant: dt.datetime) -> float:
        return float(_NAMES) + (instant - self.first).total_seconds() * self._per_s


def _rule_hours(drawing: Drawing, scene: Scene, scale: _Scale) -> None:
    hours = int((scale.last - scale.first).total_seconds() // 3600)
    step = 1 if hours <= 14 else 2 if hours <= 28 else 6
    for hour in range(0, hours + 1, step):
        instant = scale.first + dt.timedelta(hours=hour)
        x = scale.at(instant)
        drawing.add(Line(x, 0, x, drawing.height - _HEAD, strokeColor=lettering.LINE, strokeWidth=0.4))
        told = f"{clock.to_local(instant, scene.day.timezone):%H}"
        _write(drawing, x, drawing.height - _HEAD + 1.4 * mm, told, anchor="middle")


def _draw_car(drawing: Drawing, scene: Scene, number: int, *, middle: float, scale: _Scale) -> None:
    car = scene.day.cars[number]
    style = colours.styles_of(scene.day.cars)[car.id]
    colour = HexColor(style.light)
    name = lettering.readable(car.id)
    _write(drawing, 0, middle - 2.6, style.label, colour=colour, font=lettering.BOLD)
    _write(drawing, 5 * mm, middle - 2.6, name if len(name) <= 16 else name[:15] + "…", colour=lettering.INK)
    _bar(drawing, scale.at(car.shift.start), scale.at(car.shift.end), middle, 5.6 * mm, lettering.FAINT)
    route = next((route for route in scene.plan.routes if route.car == car.id), None)
    for part in () if route is None else spans.spans_of(scene.day, route):
        if part.kind == "wait":
            continue
        lift = {"late": -2.6 * mm, "overtime": 2.8 * mm}.get(part.kind, 0.0)
        fill = _FILLS.get(part.kind, colour)
        _bar(drawing, scale.at(part.start), scale.at(part.end), middle + lift, _HIGH[part.kind], fill)


def _bar(drawing: Drawing, left: float, right: float, middle: float, high: float, fill: Any) -> None:
    wide = max(right - left, 0.3)
    drawing.add(Rect(left, middle - high / 2, wide, high, fillColor=fill, strokeColor=lettering.PAPER, strokeWidth=0.3))


def _write(
    drawing: Drawing,
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    colour: Any = lettering.SOFT,
    font: str = lettering.FONT,
) -> None:
    drawing.add(String(x, y, text, fontName=font, fontSize=7.5, fillColor=colour, textAnchor=anchor))
