"""A calendar (ICS) per member of staff, with the visits and breaks of the car they ride in, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

from icalendar import Calendar, Event

from api.exports.scene import Numbered, Scene, number_visits
from api.exports.wording import plain
from scheduler.call import name_patient, name_place
from scheduler.day import Staff
from scheduler.plan import Route
from scheduler.texts import Language, say


def staff_calendars(scene: Scene, *, stamp: dt.datetime, language: Language = "sv") -> dict[str, bytes]:
    """Make the calendars of all who ride in a car with a route, by staff id.

    Times are in UTC, which every calendar shows as local time, clock changes included. The same visit keeps its UID
    from plan to plan of the day, so a new version moves the event instead of doubling it.

    Parameters
    ----------
    scene
        The plan.
    stamp
        When the calendars are made, an aware instant.
    language
        Of the words in them.
    """
    routes = {route.car: route for route in scene.plan.routes}
    people = {person.id: person for person in scene.day.staff}
    return {
        key: _calendar(scene, people[key], [routes[car] for car in cars if car in routes], stamp, language)
        for key, cars in _cars_by_staff(scene).items()
        if any(car in routes for car in cars)
    }


def _cars_by_staff(scene: Scene) -> dict[str, list[str]]:
    cars: dict[str, list[str]] = {}
    for car in scene.day.cars:
        for key in car.crew:
            cars.setdefault(key, []).append(car.id)
    return cars


def _calendar(scene: Scene, person: Staff, routes: list[Route], stamp: dt.datetime, language: Language) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//hemrutt//plan//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plain(f"{scene.titles[language]} {scene.day.date.isoformat()} {person.name}"))
    for route in routes:
        for event in (*_visits(scene, route, language), *_breaks(scene, route, language)):
            event.add("dtstamp", stamp.astimezone(dt.UTC).replace(microsecond=0))
            event.add("sequence", scene.plan.version)
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _visits(scene: Scene, route: Route, language: Language) -> Iterator[Event]:
    for item in number_visits(scene.day, scene.plan):
        if item.car != route.car or item.stop.start is None or item.stop.end is None:
            continue
        event = _event(item.stop.start, item.stop.end, _uid(scene, "visit", item.visit.id))
        event.add("summary", plain(f"{item.number}. {_title(scene, item, language)}"))
        if item.location is not None:
            event.add("location", plain(name_place(item.location)))
            event.add("geo", (round(item.location.lat, 6), round(item.location.lon, 6)))
        event.add("description", plain(item.car))
        yield event


def _title(scene: Scene, item: Numbered, language: Language) -> str:
    kind = say(f"page.kind.{item.visit.kind.value}", language=language)
    return f"{kind} {name_patient(scene.day, item.visit, language=language)}"


def _breaks(scene: Scene, route: Route, language: Language) -> Iterator[Event]:
    rests = [stop for stop in route.stops if stop.kind == "break"]
    for number, stop in enumerate(rests, start=1):
        if stop.start is not None and stop.end is not None:
            event = _event(stop.start, stop.end, _uid(scene, "break", f"{route.car}/{number}"))
            event.add("summary", say("page.span.break", language=language))
            yield event


def _event(start: dt.datetime, end: dt.datetime, uid: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstart", start)
    event.add("dtend", end)
    return event


def _uid(scene: Scene, kind: str, key: str) -> str:
    # Ids may hold any character; their digest is stable, unique and fit for a UID.
    source = f"{scene.day.team}\n{scene.day.date.isoformat()}\n{kind}\n{key}"
    return f"{hashlib.sha256(source.encode()).hexdigest()[:32]}@hemrutt"
