"""What a team lead should know before trusting a plan: places no road reaches, what drives taught, a broken search."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from scheduler.day import Location
from scheduler.texts import Language, say
from scheduler.translation import Translation
from scheduler.travelling import FAR_FROM_ROAD_M, DayTravel, Roads
from solver.errors import Failure

MOST_PLACES: Final = 5
"""Places named one by one; the rest are counted."""

_METRES_PER_DEGREE: Final = 111_195


def write_notes(prepared: Translation, *, failure: Failure | None, language: Language) -> tuple[str, ...]:
    """Name the places whose drives are estimated or impossible, and say why the search broke off, if it did."""
    ended = () if failure is None else (say(f"notes.search_{failure}", language=language),)
    return (*_tell_places(prepared, language), *ended)


def _tell_places(prepared: Translation, language: Language) -> tuple[str, ...]:
    day, travel = prepared.day, prepared.travel
    if day.travel is not None:
        return ()
    if day.roads is None:
        return (say("notes.no_roads", language=language),)
    places = {place.id: place for place in day.locations}
    roads = next(iter(travel.roads.values()))
    notes = [
        say(
            "notes.outside",
            language=language,
            place=_name(places[key]),
            roads=day.roads,
            km=_outside(places[key], roads),
        )
        for key in travel.estimated[:MOST_PLACES]
    ]
    if len(travel.estimated) > MOST_PLACES:
        count = len(travel.estimated) - MOST_PLACES
        notes.append(say("notes.more_outside", language=language, count=count, roads=day.roads))
    islands = set(travel.islands)
    notes += [
        say("notes.island", language=language, place=_name(places[key]))
        if key in islands
        else say("notes.unreached", language=language, place=_name(places[key]), metres=FAR_FROM_ROAD_M)
        for key in travel.unreachable[:MOST_PLACES]
    ]
    return (*notes, *_tell_calibrations(travel, language))


def _tell_calibrations(travel: DayTravel, language: Language) -> Iterator[str]:
    """Say by which drives the travel times were made better, and how good they were on other drives."""
    for mode, roads in travel.roads.items():
        calibration = roads.conditions.calibration
        quality = None if calibration is None else calibration.any_time_quality
        if calibration is not None and quality is not None:
            yield say(
                "notes.calibrated",
                language=language,
                by=say(f"traffic.by.{mode}", language=language),
                drives=calibration.drives,
                first=calibration.first.isoformat(),
                last=calibration.last.isoformat(),
                before=round(quality.error_before),
                after=round(quality.error_after),
            )


def _name(place: Location) -> str:
    return place.id if place.address is None else f"{place.id} ({place.address})"


def _outside(place: Location, roads: Roads) -> int:
    """Give the kilometres, at least 1, from a place to the box around the roads."""
    south, west, north, east = roads.network.bounds
    up = max(south - place.lat, place.lat - north, 0.0)
    along = max(west - place.lon, place.lon - east, 0.0) * math.cos(math.radians(place.lat))
    return max(1, round(math.hypot(up, along) * _METRES_PER_DEGREE / 1000))
