"""A car's drives as GPX 1.1, which satellite navigators and map apps open: places to go to, and the way between them.

Coordinates of homes go to whoever gets the file; nothing of it is sent anywhere from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from xml.sax.saxutils import escape

from api.exports.scene import Leg, Numbered, Scene, number_visits
from api.exports.wording import clock_time, writable
from scheduler.call import name_patient, name_place
from scheduler.plan import Route
from scheduler.texts import Language, say


def route_gpx(scene: Scene, route: Route, *, language: Language = "sv") -> bytes:
    """Write one car's visits as waypoints in their order, and each drive as a segment of the track."""
    title = f"{scene.titles[language]} {scene.day.date.isoformat()} {route.car}"
    drawn = "".join(_segment(leg) for leg in scene.legs.get(route.car, ()))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gpx version="1.1" creator="hemrutt" xmlns="http://www.topografix.com/GPX/1/1">',
        f"<metadata><name>{_text(title)}</name>{_described(scene.attribution)}</metadata>",
        *_waypoints(scene, route, language),
        f"<trk><name>{_text(title)}</name>{drawn}</trk>" if drawn else "",
        "</gpx>",
    ]
    return ("\n".join(line for line in lines if line) + "\n").encode()


def _waypoints(scene: Scene, route: Route, language: Language) -> Iterator[str]:
    for item in number_visits(scene.day, scene.plan):
        if item.car != route.car or item.location is None:
            continue
        kind = say(f"page.kind.{item.visit.kind.value}", language=language)
        name = f"{item.number}. {name_patient(scene.day, item.visit, language=language)}"
        yield (
            f'<wpt lat="{item.location.lat:.6f}" lon="{item.location.lon:.6f}">{_instant(item.stop.arrive)}'
            f"<name>{_text(name)}</name><desc>{_text(_tell(scene, item, kind))}</desc></wpt>"
        )


def _tell(scene: Scene, item: Numbered, kind: str) -> str:
    span = f"{clock_time(item.stop.start, scene.day)}–{clock_time(item.stop.end, scene.day)}"
    place = "" if item.location is None else name_place(item.location)
    return f"{span} {kind}, {place}"


def _segment(leg: Leg) -> str:
    points = zip(leg.lats.tolist(), leg.lons.tolist(), strict=True)
    return "<trkseg>" + "".join(f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"/>' for lat, lon in points) + "</trkseg>"


def _described(attribution: str | None) -> str:
    return f"<desc>{_text(attribution)}</desc>" if attribution else ""


def _instant(at: dt.datetime | None) -> str:
    return "" if at is None else f"<time>{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}</time>"


def _text(text: str) -> str:
    return escape(writable(text))
