"""The data inside ``plan.html``: a scene as plain JSON, instants in seconds since 1970, lines packed small."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from api.exports import colours, spans
from api.exports.colours import Style
from api.exports.scene import Floats, Leg, Numbered, Scene, number_visits, place_of
from maps.drawing import Drawing, Line
from maps.network import Place
from scheduler.call import name_patient
from scheduler.day import Car, Day, Location, Visit, Window
from scheduler.plan import Route, Unassigned
from scheduler.texts import LANGUAGES, Language, catalogue

PRECISION: Final = 1e5
"""Coordinates are integers of 0.00001 degree (about a metre), each point given as its step from the one before."""


def page_content(scene: Scene, *, language: Language) -> dict[str, Any]:
    """Gather what the page's script needs."""
    day, plan = scene.day, scene.plan
    first, last = spans.extent(day, plan.routes)
    return {
        "language": language,
        "texts": {name: _texts(name) for name in LANGUAGES},
        "date": day.date.isoformat(),
        "timezone": day.timezone,
        "team": dict(scene.titles),
        "version": plan.version,
        "status": plan.status,
        "roads": plan.roads,
        "made": scene.made,
        "estimated": scene.estimated,
        "attribution": scene.attribution,
        "notes": list(plan.notes),
        "translations": dict(plan.translations),
        "extent": [_instant(first), _instant(last)],
        "bounds": list(scene.drawing.bounds),
        "cars": _cars(scene),
        "visits": _visits(scene),
        "unassigned": [_left_out(item) for item in plan.unassigned],
        "bases": _bases(day),
        "cost": {"total": plan.cost_total, "parts": dict(plan.cost_parts)},
        "bound": None if plan.bound is None else asdict(plan.bound),
        "kpis": {name: getattr(plan.kpis, name) for name in plan.kpis.__slots__},
        "map": _map(scene.drawing),
    }


def pack(lines: Iterable[Line]) -> list[list[int]]:
    """Pack lines as flat lists of steps: latitude, longitude, and so on."""
    return [packed for line in lines if len(packed := pack_line(line.lats, line.lons)) > 2]


def pack_line(lats: Floats, lons: Floats) -> list[int]:
    """Pack a line as steps of latitude and longitude in turn, without points that stand still."""
    points = np.rint(np.column_stack((lats, lons)) * PRECISION).astype(np.int64)
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    packed: list[int] = np.diff(points[moved], axis=0, prepend=0).ravel().tolist()
    return packed


_SUBJECTS: Final = ("page.", "skills.")


def _texts(language: Language) -> dict[str, str]:
    return {key.removeprefix("page."): text for key, text in catalogue(language).items() if key.startswith(_SUBJECTS)}


def _cars(scene: Scene) -> list[dict[str, Any]]:
    day = scene.day
    routes = {route.car: route for route in scene.plan.routes}
    styles = colours.styles_of(day.cars)
    return [_car(day, car, styles[car.id], routes.get(car.id), scene.legs.get(car.id, ())) for car in day.cars]


def _car(day: Day, car: Car, style: Style, route: Route | None, legs: tuple[Leg, ...]) -> dict[str, Any]:
    staff = {person.id: person for person in day.staff}
    crew = [staff[key] for key in car.crew]
    return {
        "id": car.id,
        "label": style.label,
        "colour": [style.light, style.dark],
        "dash": list(style.dash),
        "mode": car.mode,
        "crew": [{"name": person.name, "profession": person.profession} for person in crew],
        "shift": [_instant(car.shift.start), _instant(car.shift.end)],
        "base": [_name(day, car.start), None if car.end is None else _name(day, car.end)],
        "leaves": _instant(route.stops[0].end) if route else None,
        "returns": _instant(route.stops[-1].arrive) if route else None,
        "sums": {name: getattr(route, name) for name in _SUMS} if route else None,
        "spans": [_span(span) for span in spans.spans_of(day, route)] if route else [],
        "legs": [_leg(leg, route) for leg in legs] if route else [],
        "breaks": [
            [_instant(stop.start), _instant(stop.end), position]
            for position, stop in enumerate(route.stops if route else ())
            if stop.kind == "break"
        ],
    }


_SUMS: Final = ("drive_s", "drive_m", "visit_s", "wait_s", "overtime_s")


def _span(span: spans.Span) -> list[Any]:
    return [span.kind, _instant(span.start), _instant(span.end), span.visit]


def _leg(leg: Leg, route: Route) -> dict[str, Any]:
    return {
        "to": route.stops[leg.stop].visit,
        "line": pack_line(leg.lats, leg.lons),
        "arrive": _instant(route.stops[leg.stop].arrive),
        "seconds": leg.seconds,
        "metres": leg.metres,
        "estimated": leg.estimated,
    }


def _visits(scene: Scene) -> list[dict[str, Any]]:
    day = scene.day
    planned = {item.visit.id: item for item in number_visits(day, scene.plan)}
    return [_visit(day, visit, planned.get(visit.id)) for visit in day.visits]


def _visit(day: Day, visit: Visit, item: Numbered | None) -> dict[str, Any]:
    place = place_of(day, visit)
    groups = [group.visits for group in day.together if visit.id in group.visits]
    return {
        "id": visit.id,
        "patient": visit.patient,
        "who": {language: name_patient(day, visit, language=language) for language in LANGUAGES},
        "kind": visit.kind.value,
        "place": _point(place),
        "duration_s": visit.duration_s,
        "windows": [_window(window) for window in visit.windows],
        "skills": sorted(visit.skills),
        "crew_size": visit.crew_size,
        "priority": visit.priority,
        "mandatory": visit.mandatory,
        "together": [other for group in groups for other in group if other != visit.id],
        "gaps": [
            {"before": gap.before, "after": gap.after, "min_s": gap.min_s, "max_s": gap.max_s}
            for gap in day.gaps
            if visit.id in {gap.before, gap.after}
        ],
        "planned": None if item is None else _planned(item),
    }


def _planned(item: Numbered) -> dict[str, Any]:
    stop = item.stop
    return {
        "car": item.car,
        "number": item.number,
        "position": item.position,
        "arrive": _instant(stop.arrive),
        "start": _instant(stop.start),
        "end": _instant(stop.end),
        "drive_s": stop.drive_s,
        "drive_m": stop.drive_m,
        "wait_s": stop.wait_s,
        "slack_s": stop.slack_s,
        "late_s": stop.late_s,
    }


def _left_out(item: Unassigned) -> dict[str, Any]:
    told = ("code", "cars", "text", "would_help", "translations")
    return {"visit": item.visit, "reasons": [{name: getattr(one, name) for name in told} for one in item.reasons]}


def _bases(day: Day) -> list[dict[str, Any]]:
    keys = dict.fromkeys(key for car in day.cars for key in (car.start, car.end) if key is not None)
    return [
        {"place": _point(day.location(key)), "cars": [car.id for car in day.cars if key in {car.start, car.end}]}
        for key in keys
    ]


def _map(drawing: Drawing) -> dict[str, Any]:
    return {
        "lines": {kind: pack(lines) for kind, lines in drawing.lines.items()},
        "names": _street_names(drawing),
        "water": pack(drawing.water),
        "places": [[place.name, round(place.lat, 5), round(place.lon, 5), rank(place)] for place in drawing.places],
    }


def _street_names(drawing: Drawing) -> list[list[Any]]:
    """Give each street's name once, in the middle of its longest line, with the direction it runs there."""
    longest: dict[str, Line] = {}
    for line in (line for lines in drawing.lines.values() for line in lines if line.name):
        if line.name not in longest or _length(line) > _length(longest[line.name]):
            longest[line.name] = line
    return [[name, *_middle(line)] for name, line in longest.items()]


def _length(line: Line) -> float:
    return float(np.hypot(np.diff(line.lats), np.diff(line.lons) * np.cos(np.radians(line.lats[0]))).sum())


def _middle(line: Line) -> list[float]:
    steps = np.hypot(np.diff(line.lats), np.diff(line.lons) * np.cos(np.radians(line.lats[0])))
    at = int(np.argmax(steps))
    return [round(float(value), 5) for point in (at, at + 1) for value in (line.lats[point], line.lons[point])]


def rank(place: Place) -> int:
    """Rank a place from 0 (a city, named first and largest) to 4 (named only close by)."""
    if place.population is not None:
        return sum(place.population < bound for bound in (50_000, 10_000, 1_500, 300))
    return {"city": 0, "town": 1, "village": 2, "suburb": 2, "hamlet": 3, "island": 3}.get(place.kind, 4)


def _point(place: Location | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"name": place.address or place.id, "lat": round(place.lat, 6), "lon": round(place.lon, 6)}


def _name(day: Day, key: str) -> str:
    return day.location(key).address or key


def _window(window: Window) -> list[int | None]:
    return [_instant(at) for at in (window.start, window.end, window.soft_start, window.soft_end)]


def _instant(at: dt.datetime | None) -> int | None:
    return None if at is None else round(at.timestamp())
