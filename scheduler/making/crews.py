"""Who goes out in which car on a made day; all names are invented."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from scheduler.clock import read_instant
from scheduler.day import DEFAULT_TIMEZONE, Break, Car, Shift, Staff, Visit
from scheduler.teams.preset import Crewed, Span, Team

_GIVEN: Final = (
    "Agda",
    "Bodil",
    "Börje",
    "Disa",
    "Folke",
    "Gerda",
    "Hjalmar",
    "Idun",
    "Kåre",
    "Majken",
    "Orvar",
    "Åsa",
)
_FAMILY_FIRST: Final = ("Påhitt", "Modell", "Låtsas", "Prov", "Fabel", "Övnings", "Test", "Skiss", "Mall", "Dröm")
_FAMILY_LAST: Final = ("berg", "gren", "lund", "kvist", "ström", "dal", "mark", "hed", "vik", "näs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """The staff and cars on duty on a date."""

    staff: tuple[Staff, ...]
    cars: tuple[Car, ...]

    def able(self, visit: Visit) -> tuple[Car, ...]:
        """Give the cars that could do a visit, were it their only one and no drive between."""
        crews = {member.id: member.competences for member in self.staff}
        return tuple(
            car
            for car in self.cars
            if len(car.crew) >= visit.crew_size
            and visit.skills <= frozenset[str]().union(*(crews[member] for member in car.crew))
            and all(car.capacity.get(load, 0) >= amount for load, amount in visit.demand.items())
            and _has_time(car.shift, visit)
        )


def enlist(team: Team) -> Iterator[tuple[Crewed, str, tuple[Staff, ...]]]:
    """Yield each car of a team with its id and its crew. A team's people are the same on every date."""
    names = _Names(team.key)
    people = 0
    for crewed in team.cars:
        for number in range(1, crewed.count + 1):
            crew = tuple(
                Staff(id=f"s{people + seat}", name=names.draw(), profession=member.profession, skills=member.skills)
                for seat, member in enumerate(crewed.crew, start=1)
            )
            people += len(crew)
            yield crewed, crewed.name if crewed.count == 1 else f"{crewed.name}-{number}", crew


def send_out(team: Team, date: dt.date) -> Duty:
    """Give who is on duty on a date."""
    out = [(crewed, key, crew) for crewed, key, crew in enlist(team) if date.weekday() in crewed.days]
    return Duty(
        staff=tuple(member for _, _, crew in out for member in crew),
        cars=tuple(_car(crewed, key, crew, date) for crewed, key, crew in out),
    )


def clock_text(minutes: int) -> str:
    """Write minutes of the day as ``07:30``; hours from 24 up are the next morning."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def instants(span: Span, date: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Give a span of a date's local clock as UTC instants."""
    start, end = (
        read_instant(clock_text(minutes), date=date, timezone=DEFAULT_TIMEZONE) for minutes in (span.start, span.end)
    )
    return start, end


class _Names:
    """Names of people who do not exist, none twice."""

    def __init__(self, key: str) -> None:
        self._rng = np.random.default_rng([zlib.crc32(key.encode())])
        self._taken: set[str] = set()

    def draw(self) -> str:
        while True:
            given, first, last = (
                words[int(self._rng.integers(len(words)))] for words in (_GIVEN, _FAMILY_FIRST, _FAMILY_LAST)
            )
            name = f"{given} {first}{last}"
            if name not in self._taken:
                self._taken.add(name)
                return name


def _has_time(shift: Shift, visit: Visit) -> bool:
    last = shift.end - dt.timedelta(seconds=visit.duration_s + visit.setup_s)
    if not visit.windows:
        return shift.start <= last
    return any(max(window.start, shift.start) <= min(window.end, last) for window in visit.windows)


def _car(crewed: Crewed, key: str, crew: tuple[Staff, ...], date: dt.date) -> Car:
    start, end = instants(crewed.shift, date)
    breaks = []
    for rest in crewed.breaks:
        earliest, latest = instants(rest.between, date)
        breaks.append(Break(earliest=earliest, latest=latest, duration_s=rest.minutes * 60))
    return Car(
        id=key,
        mode=crewed.mode,
        start=crewed.base,
        end=crewed.base,
        crew=tuple(member.id for member in crew),
        shift=Shift(start=start, end=end, max_overtime_s=crewed.overtime_min * 60),
        breaks=tuple(breaks),
        max_visits=crewed.max_visits,
        capacity=dict(crewed.capacity),
    )
