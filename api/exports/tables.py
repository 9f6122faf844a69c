"""All stops of a plan as one CSV table that Swedish Excel opens with a double click.

UTF-8 with byte order mark, semicolons, CRLF; decimal comma in Swedish. A typed text that a spreadsheet would take
for a formula gets an apostrophe in front, which spreadsheets hide. Workbooks have the same rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Final

from api.exports.scene import Scene, number_visits, place_of
from api.exports.wording import plain
from scheduler import clock
from scheduler.call import name_call, name_patient
from scheduler.day import Day, Visit
from scheduler.plan import Stop
from scheduler.texts import Language, name_skill, say

COLUMNS: Final = (
    "car", "number", "kind", "visit", "patient", "place", "lat", "lon", "date", "arrive", "start", "end",
    "minutes", "drive_min", "km", "wait_min", "late_min", "skills", "skill_names", "crew", "reasons",
)  # fmt: skip

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | dt.date | dt.time | None


def table_text(scene: Scene, *, language: Language = "sv") -> str:
    """Make the table: each route's stops in order, then the visits left out with their reasons."""
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(header(language))
    for row in rows(scene, language):
        writer.writerow([cell_text(value, language) for value in row])
    return lines.getvalue()


def table_bytes(scene: Scene, *, language: Language = "sv") -> bytes:
    """Make the table as a file."""
    return table_text(scene, language=language).encode("utf-8-sig")


def header(language: Language) -> list[str]:
    """Name the columns."""
    return [say(f"page.csv.{column}", language=language) for column in COLUMNS]


def rows(scene: Scene, language: Language) -> Iterator[list[Cell]]:
    """Give the rows as values in the order of ``COLUMNS``; dates and times are local."""
    for row in (*_stops(scene, language), *_left_out(scene, language)):
        yield [row.get(column) for column in COLUMNS]


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take a text for a formula."""
    return text.startswith(_FORMULA) or plain(text).lstrip().startswith(_FORMULA)


def _stops(scene: Scene, language: Language) -> Iterator[dict[str, Cell]]:
    numbered = {(item.car, item.position): item for item in number_visits(scene.day, scene.plan)}
    for route in scene.plan.routes:
        crew = _crew(scene.day, route.car)
        for position, stop in enumerate(route.stops):
            item = numbered.get((route.car, position))
            row = _stop(scene.day, stop) | {"car": route.car, "crew": crew}
            if item is None:
                row["kind"] = say(f"page.csv.kind.{stop.kind}", language=language)
            else:
                row |= _visit(scene.day, item.visit, language) | {"number": item.number}
            yield row


def _stop(day: Day, stop: Stop) -> dict[str, Cell]:
    place = None if stop.location is None else day.location(stop.location)
    at = stop.start or stop.arrive or stop.end
    local = None if at is None else clock.to_local(at, day.timezone)
    return {
        "place": None if place is None else place.address or place.id,
        "lat": None if place is None else place.lat,
        "lon": None if place is None else place.lon,
        "date": None if local is None else local.date(),
        "arrive": _time(day, stop, "arrive"),
        "start": _time(day, stop, "start"),
        "end": _time(day, stop, "end"),
        "minutes": _minutes((stop.end - stop.start).total_seconds() if stop.start and stop.end else None),
        "drive_min": _minutes(stop.drive_s),
        "km": None if stop.drive_m is None else round(stop.drive_m / 1000, 2),
        "wait_min": _minutes(stop.wait_s),
        "late_min": _minutes(stop.late_s),
    }


def _visit(day: Day, visit: Visit, language: Language) -> dict[str, Cell]:
    place = place_of(day, visit)
    return {
        "kind": say(f"page.kind.{visit.kind.value}", language=language),
        "visit": name_call(visit.id, language=language),
        "patient": name_patient(day, visit, language=language),
        "place": None if place is None else place.address or place.id,
        "lat": None if place is None else place.lat,
        "lon": None if place is None else place.lon,
        "skills": ", ".join(sorted(visit.skills)),
        "skill_names": ", ".join(name_skill(skill, language=language) for skill in sorted(visit.skills)),
    }


def _left_out(scene: Scene, language: Language) -> Iterator[dict[str, Cell]]:
    visits = {visit.id: visit for visit in scene.day.visits}
    for item in scene.plan.unassigned:
        visit = visits[item.visit]
        reasons = " ".join(reason.text for reason in item.in_language(language).reasons)
        yield _visit(scene.day, visit, language) | {"minutes": _minutes(visit.duration_s), "reasons": reasons}


def _crew(day: Day, key: str) -> str:
    names = {person.id: person.name for person in day.staff}
    return ", ".join(names[person] for car in day.cars if car.id == key for person in car.crew)


def _time(day: Day, stop: Stop, name: str) -> dt.time | None:
    at = getattr(stop, name)
    return None if at is None else clock.to_local(at, day.timezone).time().replace(second=0)


def _minutes(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds / 60)


def cell_text(value: Cell, language: Language) -> str:
    """Write a value as a cell of a table, none of which a spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, float):
        return _decimal(value, language)
    if not isinstance(value, str):
        return f"{value:%H:%M}" if isinstance(value, dt.time) else str(value)
    return "'" + plain(value) if is_formula(value) else plain(value)


def _decimal(value: float, language: Language) -> str:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "sv" else text
