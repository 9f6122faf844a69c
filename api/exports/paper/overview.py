"""The day on one page: its figures, all cars as a timeline, and what was left out with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer, Table

from api.exports import colours
from api.exports.paper import cars, lettering
from api.exports.paper.figures import kilometres, share, span, spent
from api.exports.paper.lettering import paragraph
from api.exports.paper.timeline import draw_timeline
from api.exports.scene import Scene, place_of
from api.exports.wording import clock_time
from scheduler.call import name_patient, name_place
from scheduler.day import Car, Visit
from scheduler.plan import Route, Unassigned
from scheduler.texts import Language, say

_WIDTHS: Final = tuple(width * mm for width in (11, 38, 52, 24, 15, 21, 21))
_COLUMNS: Final = ("car", "crew", "span", "visits", "drive", "km")
_FIGURES: Final = frozenset({"visits", "drive", "km"})


def day_overview(scene: Scene, language: Language) -> list[Any]:
    """Tell the day: who rides, when each car is out, and the sums."""
    return [
        paragraph(scene.titles[language], lettering.TITLE, most=90),
        Spacer(0, 1 * mm),
        paragraph(cars.long_date(scene, language), lettering.LEAD),
        *cars.warnings(scene, language),
        Spacer(0, 3 * mm),
        _kpis(scene, language),
        paragraph(say("page.timeline.title", language=language), lettering.HEAD),
        *draw_timeline(scene, language),
        paragraph(say("page.cars.title", language=language), lettering.HEAD),
        _cars(scene, language),
        *(paragraph(note, lettering.SMALL) for note in scene.plan.in_language(language).notes),
    ]


def left_out(scene: Scene, language: Language) -> list[Any]:
    """Tell which visits are in no route, why, and what would help."""
    visits = {visit.id: visit for visit in scene.day.visits}
    story = [
        paragraph(say("page.tab.unassigned", language=language), lettering.TITLE),
        paragraph(f"{scene.titles[language]} · {cars.long_date(scene, language)}", lettering.LEAD),
        Spacer(0, 3 * mm),
    ]
    for item in scene.plan.unassigned:
        head, *reasons = _left_out(scene, visits[item.visit], item, language)
        story += [KeepTogether([head, *reasons[:2]]), *reasons[2:], Spacer(0, 3 * mm)]
    return story


def _left_out(scene: Scene, visit: Visit, item: Unassigned, language: Language) -> Iterator[Any]:
    place = place_of(scene.day, visit)
    where = say(f"page.kind.{visit.kind.value}", language=language) if place is None else name_place(place)
    windows = ", ".join(span(window.start, window.end, scene.day) for window in visit.windows)
    who = name_patient(scene.day, visit, language=language)
    yield paragraph(who, lettering.STRONG)
    told = windows or say("page.window.any", language=language)
    yield paragraph(f"{where} · {spent(visit.duration_s, language)} · {told}", lettering.BODY)
    for reason in item.in_language(language).reasons:
        yield paragraph(reason.text, lettering.BODY, most=2_000)
        if reason.would_help:
            helps = f"{say('page.unassigned.help', language=language)} {reason.would_help}"
            yield paragraph(helps, lettering.SMALL, most=2_000)


def _kpis(scene: Scene, language: Language) -> Any:
    kpis = scene.plan.kpis
    told = {
        "kpi.visits": f"{kpis.visits_planned} / {kpis.visits_planned + kpis.visits_unassigned}",
        "kpi.drive": spent(kpis.drive_s, language),
        "kpi.distance": kilometres(kpis.drive_m, language),
        "kpi.care": share(kpis.care_share, language),
        "kpi.continuity": "–" if kpis.continuity is None else share(kpis.continuity, language),
        "kpi.late": spent(kpis.late_s, language),
    }
    rows = [
        [paragraph(say(f"page.{name}", language=language), lettering.COLUMN) for name in told],
        [paragraph(text, lettering.STRONG) for text in told.values()],
    ]
    table = Table(rows, colWidths=[sum(_WIDTHS) / len(told)] * len(told))
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, -1), lettering.FAINT),
            ("ROUNDEDCORNERS", [2 * mm] * 4),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, 0), 6),
            ("BOTTOMPADDING", (0, 1), (-1, 1), 7),
        ]
    )
    return table


def _cars(scene: Scene, language: Language) -> Any:
    routes = {route.car: route for route in scene.plan.routes}
    head = [
        paragraph(say(f"paper.column.{name}", language=language), _style(name, lettering.COLUMN)) for name in _COLUMNS
    ]
    rows = [["", *head]]
    styles = colours.styles_of(scene.day.cars)
    rows += [[cars.chip(styles[car.id]), *_car(scene, car, routes.get(car.id), language)] for car in scene.day.cars]
    table = Table(rows, colWidths=_WIDTHS, repeatRows=1, splitInRow=1)
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LINEBELOW", (0, 0), (-1, 0), 1.1, lettering.INK),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, lettering.LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ]
    )
    return table


def _style(name: str, style: Any) -> Any:
    figures = {lettering.COLUMN: lettering.COLUMN_FIGURE, lettering.BODY: lettering.FIGURE}
    return figures[style] if name in _FIGURES else style


def _car(scene: Scene, car: Car, route: Route | None, language: Language) -> list[Any]:
    names = {person.id: person.name for person in scene.day.staff}
    visits = 0 if route is None else sum(stop.kind == "visit" for stop in route.stops)
    told = {
        "car": car.id,
        "crew": ", ".join(names[key] for key in car.crew),
        "span": say("paper.at_base", language=language),
        "visits": str(visits),
        "drive": "–",
        "km": "–",
    }
    if route is not None and visits:
        leaves, returns = route.stops[0].end, route.stops[-1].arrive
        told["span"] = f"{clock_time(leaves, scene.day)}–{clock_time(returns, scene.day)}"
        told["drive"] = spent(route.drive_s, language)
        told["km"] = kilometres(route.drive_m, language)
    return [paragraph(told[name], _style(name, lettering.BODY)) for name in _COLUMNS]
