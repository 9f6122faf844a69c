"""Who and which cars a date has: at work or away, sent out or not, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from scheduler.files.wire import BreakItem, ShiftItem
from scheduler.roster.records import Absence, CarRecord, CarShift, OutOfService, Roster, StaffRecord
from scheduler.roster.rhythms import covering, falls_on, works_on

Crews = Mapping[str, Sequence[str]]
"""Crews that are not the usual ones, by car."""

Idleness = Literal["out_of_service", "no_shift", "no_crew"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDate:
    """A member of staff on a date: at work, or away for the sake of ``absence``, or free."""

    person: StaffRecord
    at_work: bool
    absence: Absence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarOnDate:
    """A car on a date: its crew and hours, or why it stands (``idle``)."""

    car: CarRecord
    idle: Idleness | None
    out_of_service: OutOfService | None = None
    crew: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    shift: ShiftItem | None = None
    breaks: Sequence[BreakItem] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manning:
    """The staff and cars of a date."""

    staff: tuple[OnDate, ...]
    cars: tuple[CarOnDate, ...]
    at_work: frozenset[str] = field(default_factory=frozenset)

    @property
    def going(self) -> tuple[CarOnDate, ...]:
        """The cars that go out."""
        return tuple(one for one in self.cars if one.idle is None)


_NO_SHIFT: Final = CarShift()


def man(roster: Roster, date: dt.date, crews: Crews | None = None) -> Manning:
    """Give who is at work on a date and who goes out in which car; ``crews`` calls in who would be free."""
    called = {key for crew in (crews or {}).values() for key in crew}
    staff = tuple(_person_on(person, date, called=person.id in called) for person in roster.staff)
    at_work = frozenset(one.person.id for one in staff if one.at_work)
    cars = tuple(_car_on(car, roster, date, at_work=at_work, crew=(crews or {}).get(car.id)) for car in roster.cars)
    return Manning(staff=staff, cars=cars, at_work=at_work)


def _person_on(person: StaffRecord, date: dt.date, *, called: bool) -> OnDate:
    absence = covering(person.absences, date)
    return OnDate(person=person, at_work=absence is None and (called or works_on(person, date)), absence=absence)


def _car_on(
    car: CarRecord, roster: Roster, date: dt.date, *, at_work: frozenset[str], crew: Sequence[str] | None
) -> CarOnDate:
    out = covering(car.out_of_service, date)
    if out is not None:
        return CarOnDate(car=car, idle="out_of_service", out_of_service=out)
    pattern = next((one for one in car.shifts if falls_on(one, date)), None)
    if pattern is None and crew:
        # A crew that was called in drives the hours that the car has on other days.
        pattern = next(iter(car.shifts), _NO_SHIFT)
    if pattern is None:
        return CarOnDate(car=car, idle="no_shift")
    shift = pattern.shift or roster.settings.shift
    if shift is None:
        return CarOnDate(car=car, idle="no_shift")
    wanted = tuple(dict.fromkeys(pattern.crew if crew is None else crew))
    there = tuple(key for key in wanted if key in at_work)
    return CarOnDate(
        car=car,
        idle=None if there else "no_crew",
        crew=there,
        missing=tuple(key for key in wanted if key not in at_work),
        shift=shift,
        breaks=roster.settings.breaks if pattern.breaks is None else pattern.breaks,
    )
