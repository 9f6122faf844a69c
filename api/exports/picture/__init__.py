"""``plan.png``: the map with its routes, who rides in which car, and the timeline beneath, on one sheet."""

from __future__ import annotations

import io
from typing import Final

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from api.exports import colours
from api.exports.picture import street_map, timeline
from api.exports.picture.lettering import INK, SOFT, WARNING, Pen
from api.exports.scene import Scene
from scheduler.texts import Language, say

DPI: Final = 200
WIDTH_IN: Final = 14.0
PAPER: Final = "#fbfaf6"

_MAP_IN: Final = 7.0
_TOP_IN: Final = 0.95
_BOTTOM_IN: Final = 0.45
_SIDE_IN: Final = 0.45
_LEGEND_IN: Final = 3.1
_ROW_IN: Final = 0.34


def picture_bytes(scene: Scene, *, language: Language = "sv", dpi: int = DPI) -> bytes:
    """Draw a plan as a PNG."""
    figure = draw_plan(scene, language=language)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=dpi, facecolor=PAPER)
    return content.getvalue()


def draw_plan(scene: Scene, *, language: Language) -> Figure:
    """Draw a plan on a figure of its own; nothing of matplotlib's global state is read for colours or fonts."""
    rows_in = _ROW_IN * max(len(scene.day.cars), 1) + 0.55
    height = _TOP_IN + _MAP_IN + rows_in + _BOTTOM_IN
    figure = Figure(figsize=(WIDTH_IN, height))
    FigureCanvasAgg(figure)
    pen = Pen(figure)
    inner = WIDTH_IN - 2 * _SIDE_IN
    _head(pen, scene, language, height)
    map_box = (_SIDE_IN, _BOTTOM_IN + rows_in + 0.1, inner - _LEGEND_IN - 0.3, _MAP_IN - 0.1)
    street_map.draw(pen, scene, pen.axes(map_box))
    _legend(pen, scene, language, left=WIDTH_IN - _SIDE_IN - _LEGEND_IN, top=height - _TOP_IN)
    # Room for the cars' names is kept to the left of the time axis.
    timeline.draw(
        pen, scene, pen.axes((_SIDE_IN + timeline.NAMES_IN, _BOTTOM_IN, inner - timeline.NAMES_IN, rows_in - 0.35))
    )
    if scene.attribution:
        pen.write(WIDTH_IN - _SIDE_IN, 0.14, scene.attribution, size=7.5, colour=SOFT, ha="right")
    return figure


def _head(pen: Pen, scene: Scene, language: Language, height: float) -> None:
    date = scene.day.date.isoformat()
    pen.write(_SIDE_IN, height - 0.47, scene.titles[language], size=19, weight="bold")
    kpis = scene.plan.kpis
    visits = f"{kpis.visits_planned} / {kpis.visits_planned + kpis.visits_unassigned}"
    facts = (
        date,
        f"{say('page.kpi.visits', language=language)} {visits}",
        f"{say('page.kpi.care', language=language)} {kpis.care_share * 100:.0f} %",
        f"{say('page.kpi.distance', language=language)} {kpis.drive_m / 1000:.0f} km",
    )
    pen.write(_SIDE_IN, height - 0.76, "   ·   ".join(facts), size=10.5, colour=SOFT)
    warnings = [
        say(f"page.banner.{name}", language=language)
        for name, holds in (("made", scene.made), ("estimated", scene.estimated))
        if holds
    ]
    for line, warning in enumerate(warnings):
        pen.write(
            WIDTH_IN - _SIDE_IN,
            height - 0.45 - line * 0.22,
            warning,
            size=8.5,
            colour=WARNING,
            ha="right",
            weight="bold",
        )


def _legend(pen: Pen, scene: Scene, language: Language, *, left: float, top: float) -> None:
    routes = {route.car: route for route in scene.plan.routes}
    names = {person.id: person.name for person in scene.day.staff}
    room = min(_MAP_IN / (len(scene.day.cars) + 1.2), 0.78)
    styles = colours.styles_of(scene.day.cars)
    for number, car in enumerate(scene.day.cars):
        style = styles[car.id]
        y = top - 0.18 - number * room
        pen.label(left + 0.17, y, style.label, colour=style.light)
        pen.stroke((left + 0.02, left + 0.32), (y - 0.2, y - 0.2), colour=style.light, dash=style.dash)
        pen.write(left + 0.46, y - 0.045, car.id, size=10.5, weight="bold", most=30)
        pen.write(left + 0.46, y - 0.225, ", ".join(names[key] for key in car.crew), size=8, colour=SOFT, most=48)
        route = routes.get(car.id)
        if room > 0.5 and route is not None:
            visits = sum(stop.kind == "visit" for stop in route.stops)
            text = f"{say('page.sum.visits', language=language, n=visits)} · {route.drive_m / 1000:.0f} km"
            if route.overtime_s:
                time = say("page.unit.min", language=language, n=round(route.overtime_s / 60))
                text += " · " + say("page.sum.overtime", language=language, time=time)
            pen.write(left + 0.46, y - 0.39, text, size=8, colour=INK)
    if scene.plan.unassigned:
        y = top - 0.18 - len(scene.day.cars) * room
        names_out = ", ".join(item.visit for item in scene.plan.unassigned)
        title = say("page.tab.unassigned", language=language)
        pen.write(
            left + 0.46, y - 0.045, f"{title}: {len(scene.plan.unassigned)}", size=10.5, weight="bold", colour=WARNING
        )
        pen.write(left + 0.46, y - 0.225, names_out, size=8, colour=SOFT, most=48)
        pen.diamond(left + 0.17, y, colour=WARNING)
