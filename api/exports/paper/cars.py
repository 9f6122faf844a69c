"""A car's run sheet: who rides, when, where to, and what to mind at each stop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Spacer, Table

from api.exports import colours, spans
from api.exports.colours import Style
from api.exports.paper import lettering
from api.exports.paper.figures import kilometres, span, spent
from api.exports.paper.lettering import paragraph
from api.exports.scene import Numbered, Scene, number_visits
from api.exports.wording import clock_time
from scheduler.call import name_patient, name_place
from scheduler.day import Car, Day
from scheduler.plan import Route, Stop, time_of
from scheduler.texts import Language, name_skill, say

_WIDTHS: Final = tuple(width * mm for width in (9, 37, 26, 57, 11, 34, 8))
_COLUMNS: Final = ("number", "time", "visit", "place", "minutes", "notes")


def car_sheet(scene: Scene, route: Route, language: Language) -> list[Any]:
    """Tell one car's day."""
    car = next(car for car in scene.day.cars if car.id == route.car)
    return [
        _title(car, colours.styles_of(scene.day.cars)[car.id]),
        paragraph(f"{scene.titles[language]} · {long_date(scene, language)}", lettering.LEAD),
        *warnings(scene, language),
        Spacer(0, 2 * mm),
        paragraph(_crew(scene.day, car, language), lettering.LEAD),
        paragraph(_sums(scene, car, route, language), lettering.SMALL),
        Spacer(0, 3 * mm),
        _stops(scene, route, language),
        Spacer(0, 5 * mm),
        paragraph(say("paper.own_notes", language=language), lettering.COLUMN),
        _lines(),
    ]


def long_date(scene: Scene, language: Language) -> str:
    """Give the date with its day of the week."""
    date = scene.day.date
    return f"{say(f'paper.weekday.{date.isoweekday()}', language=language)} {date.isoformat()}"


def warnings(scene: Scene, language: Language) -> Iterator[Any]:
    """Say what must not be taken for real."""
    if scene.made:
        yield paragraph(say("page.banner.made", language=language), lettering.ALARM)
    if scene.estimated:
        yield paragraph(say("paper.estimated", language=language), lettering.ALARM)


def chip(style: Style) -> Any:
    """Draw the letter of a car on its colour, as map and page show it."""
    mark = Table([[paragraph(style.label, lettering.ON_COLOUR)]], colWidths=[8 * mm], rowHeights=[6 * mm])
    mark.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(style.light)),
            ("ROUNDEDCORNERS", [3 * mm] * 4),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            *_bare(),
        ]
    )
    return mark


def _bare() -> list[tuple[Any, ...]]:
    return [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]


def _title(car: Car, style: Style) -> Any:
    head = Table([[chip(style), paragraph(car.id, lettering.TITLE, most=60)]], colWidths=[11 * mm, 171 * mm])
    head.setStyle([*_bare(), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)])
    return head


def _crew(day: Day, car: Car, language: Language) -> str:
    staff = {person.id: person for person in day.staff}
    crew = [staff[key] for key in car.crew]
    return ", ".join(f"{person.name} ({name_skill(person.profession, language=language)})" for person in crew)


def _sums(scene: Scene, car: Car, route: Route, language: Language) -> str:
    parts = [
        f"{say('page.paper.shift', language=language)} {span(car.shift.start, car.shift.end, scene.day)}",
        say("page.sum.visits", language=language, n=sum(stop.kind == "visit" for stop in route.stops)),
        say("page.sum.care", language=language, time=spent(route.visit_s, language)),
        say(
            "page.sum.drive",
            language=language,
            time=spent(route.drive_s, language),
            km=kilometres(route.drive_m, language),
        ),
    ]
    if route.overtime_s:
        parts.append(say("page.sum.overtime", language=language, time=spent(route.overtime_s, language)))
    return " · ".join(parts)


def _stops(scene: Scene, route: Route, language: Language) -> Any:
    visits = number_visits(scene.day, scene.plan)
    numbered = {item.position: item for item in visits if item.car == route.car}
    cars = {item.visit.id: item.car for item in visits}
    order = sorted(range(len(route.stops)), key=lambda at: time_of(route.stops[at]))
    rows = [[*(_head(name, language) for name in _COLUMNS), ""]]
    looks: list[tuple[Any, ...]] = []
    for line, position in enumerate(order, start=1):
        stop, item = route.stops[position], numbered.get(position)
        rows.append(_edge(scene.day, stop, language) if item is None else _visit(scene.day, item, cars, language))
        if item is None:
            looks += [("BACKGROUND", (0, line), (-1, line), lettering.FAINT), ("SPAN", (2, line), (-1, line))]
    table = Table(rows, colWidths=_WIDTHS, repeatRows=1, splitInRow=1)
    table.setStyle([*_LOOK, *looks])
    return table


def _head(name: str, language: Language) -> Any:
    style = lettering.COLUMN_FIGURE if name == "minutes" else lettering.COLUMN
    return paragraph(say(f"page.column.{name}", language=language), style)


_LOOK: Final[tuple[tuple[Any, ...], ...]] = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, 0), 1.1, lettering.INK),
    ("LINEBELOW", (0, 1), (-1, -1), 0.4, lettering.LINE),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
)


def _edge(day: Day, stop: Stop, language: Language) -> list[Any]:
    """Tell a stop that is no visit: leaving, coming back, a break."""
    if stop.kind == "break":
        told, when = say("page.span.break", language=language), span(stop.start, stop.end, day)
    else:
        place = "" if stop.location is None else day.location(stop.location).address or stop.location
        name = say("page.stop.leaves" if stop.kind == "start" else "page.stop.returns", language=language)
        told, when = f"{name} {place}", clock_time(stop.end if stop.kind == "start" else stop.arrive, day)
    return ["", paragraph(when), paragraph(told), "", "", "", ""]


def _visit(day: Day, item: Numbered, cars: Mapping[str, str], language: Language) -> list[Any]:
    stop, visit = item.stop, item.visit
    drive = say(
        "page.paper.drive",
        language=language,
        time=spent(stop.drive_s or 0, language),
        km=kilometres(stop.drive_m or 0, language),
    )
    kind = say(f"page.kind.{visit.kind.value}", language=language)
    place = kind if item.location is None else name_place(item.location)
    return [
        paragraph(str(item.number), lettering.STRONG),
        [paragraph(span(stop.start, stop.end, day), lettering.STRONG), *_small(drive if stop.drive_s else "")],
        paragraph(name_patient(day, visit, language=language), lettering.STRONG, most=80),
        [paragraph(place), *_small(_window(day, item, language))],
        paragraph(_minutes(stop), lettering.FIGURE),
        list(_notes(day, item, cars, language)),
        _box(),
    ]


def _minutes(stop: Stop) -> str:
    return "" if stop.start is None or stop.end is None else str(round((stop.end - stop.start).total_seconds() / 60))


def _small(text: str) -> list[Any]:
    return [paragraph(text, lettering.SMALL)] if text else []


def _box() -> Any:
    """Draw a box to tick when the visit is done."""
    box = Table([[""]], colWidths=[4.4 * mm], rowHeights=[4.4 * mm])
    box.setStyle([("BOX", (0, 0), (-1, -1), 0.9, lettering.INK)])
    return box


def _window(day: Day, item: Numbered, language: Language) -> str:
    window = spans.window_of(item.visit.windows, item.stop.start)
    told = say("page.window.any", language=language) if window is None else span(window.start, window.end, day)
    parts = [f"{say('page.fact.window', language=language)} {told}"]
    if window is not None and (window.soft_start or window.soft_end):
        wish = span(window.soft_start or window.start, window.soft_end or window.end, day)
        parts.append(f"{say('page.fact.wish', language=language).lower()} {wish}")
    return ", ".join(parts)


def _notes(day: Day, item: Numbered, cars: Mapping[str, str], language: Language) -> Iterator[Any]:
    """Tell what is particular about a visit; ``cars`` are those of all visits that are planned."""
    visit = item.visit
    if item.stop.late_s:
        late = say("page.sign.late", language=language, time=spent(item.stop.late_s, language))
        yield paragraph(late, lettering.ALARM)
    groups = [group.visits for group in day.together if visit.id in group.visits]
    others = sorted({cars[key] for group in groups for key in group if key != visit.id and key in cars})
    if others:
        yield paragraph(f"{say('page.sign.together', language=language)} {', '.join(others)}", lettering.SMALL)
    if visit.crew_size > 1:
        yield paragraph(say("page.sign.crew", language=language, n=visit.crew_size), lettering.SMALL)
    skills = ", ".join(name_skill(skill, language=language) for skill in sorted(visit.skills))
    if skills:
        yield paragraph(skills, lettering.SMALL)


def _lines() -> Any:
    """Rule lines to write on."""
    table = Table([[""]] * 3, colWidths=[sum(_WIDTHS)], rowHeights=[8 * mm] * 3)
    table.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, lettering.LINE)])
    return table
