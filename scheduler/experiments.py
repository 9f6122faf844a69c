"""One thing changed in a day, to see what it would do: a wider window, a skill more, some overtime."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from scheduler import clock
from scheduler.call import name_visit
from scheduler.day import Car, Day, Patient, Staff, Visit, Window
from scheduler.texts import Language, name_skill, say, say_list, say_minutes

MOST_OVERTIME_S: Final = 86_400
MOST_VISITS: Final = 1_000
MOST_LOAD: Final = 1_000_000
"""What a day's file can hold: an experiment that is applied is part of one."""

Kind = Literal[
    "widen",
    "duration",
    "skill",
    "crew",
    "allow",
    "unfix",
    "overtime",
    "capacity",
    "max_visits",
    "cap",
    "no_gap",
    "no_break",
    "turn",
    "alone",
    "place",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A change to be tried; fields that do not apply to its kind are empty.

    "widen" (the windows of ``visit`` open ``earlier_s`` and close ``later_s``), "duration" (it takes ``amount``
    seconds), "skill" (``staff``, or somebody in ``car``, gets ``skills``), "crew" (``staff`` goes with ``car``),
    "allow" (``car`` may do ``visit``), "unfix" (``visit`` keeps neither car nor start), "overtime" (``amount`` seconds
    more for ``car``), "capacity" (``amount`` more of ``load``), "max_visits", "cap" (``amount`` visits more for the
    car, for the patient), "no_gap" (``visit`` keeps no gap to others), "no_break" (``car`` takes none any more),
    "turn" (``car`` need not go on to what it is on its way to), "alone" (``visit`` without those it is to be done
    with), "place" (nothing: ``visit`` gets a place whatever that costs).
    """

    kind: Kind
    visit: str | None = None
    car: str | None = None
    staff: str | None = None
    skills: tuple[str, ...] = ()
    load: str | None = None
    amount: int = 0
    earlier_s: int = 0
    later_s: int = 0


def changed_day(day: Day, asked: Experiment) -> Day:
    """Give the day with the change."""
    return _CHANGES[asked.kind](day, asked)


def tell_experiment(day: Day, asked: Experiment, *, language: Language) -> str:
    """Say what is tried, for people."""
    visit = next((one for one in day.visits if one.id == asked.visit), None)
    crew = next((person.name for person in day.staff if person.id == _person(day, asked)), "–")
    return say(
        f"experiments.{asked.kind}{_side(asked)}",
        language=language,
        visit="–" if visit is None else name_visit(day, visit, language=language),
        car=asked.car or "–",
        person=crew,
        skills=say_list([name_skill(skill, language=language) for skill in asked.skills], language=language) or "–",
        lacking=len(asked.skills),
        load=asked.load or "–",
        amount=asked.amount,
        time=say_minutes(asked.amount, language=language),
        earlier=say_minutes(asked.earlier_s, language=language),
        later=say_minutes(asked.later_s, language=language),
    )


def _side(asked: Experiment) -> str:
    if asked.kind != "widen":
        return ""
    return ".both" if asked.earlier_s and asked.later_s else ".earlier" if asked.earlier_s else ".later"


def _widen(day: Day, asked: Experiment) -> Day:
    first = clock.day_start(day.date, day.timezone)
    last = clock.day_start(day.date + dt.timedelta(days=2), day.timezone)

    def widen(window: Window) -> Window:
        return replace(
            window,
            start=max(min(first, window.start), window.start - dt.timedelta(seconds=asked.earlier_s)),
            end=min(max(last, window.end), window.end + dt.timedelta(seconds=asked.later_s)),
        )

    return _with_visit(day, asked, lambda visit: replace(visit, windows=tuple(map(widen, visit.windows))))


def _duration(day: Day, asked: Experiment) -> Day:
    return _with_visit(day, asked, lambda visit: replace(visit, duration_s=asked.amount))


def _skill(day: Day, asked: Experiment) -> Day:
    gifted = _person(day, asked)

    def teach(person: Staff) -> Staff:
        return replace(person, skills=person.skills | set(asked.skills)) if person.id == gifted else person

    return replace(day, staff=tuple(map(teach, day.staff)))


def _person(day: Day, asked: Experiment) -> str | None:
    """Give whose skills are changed: who is named, else the first in the car."""
    crew = (car.crew for car in day.cars if car.id == asked.car and asked.staff is None)
    return next((person for people in crew for person in people), asked.staff)


def _crew(day: Day, asked: Experiment) -> Day:
    assert asked.staff is not None, "somebody goes with the car"
    return _with_car(day, asked, lambda car: replace(car, crew=tuple(dict.fromkeys((*car.crew, str(asked.staff))))))


def _allow(day: Day, asked: Experiment) -> Day:
    def let(visit: Visit) -> Visit:
        allowed = None if visit.cars_allowed is None else visit.cars_allowed | {str(asked.car)}
        return replace(visit, cars_allowed=allowed, cars_refused=visit.cars_refused - {asked.car})

    return _with_visit(day, asked, let)


def _unfix(day: Day, asked: Experiment) -> Day:
    return replace(day, fixed=tuple(fix for fix in day.fixed if fix.visit != asked.visit))


def _overtime(day: Day, asked: Experiment) -> Day:
    def extend(car: Car) -> Car:
        most = min(MOST_OVERTIME_S, car.shift.max_overtime_s + asked.amount)
        return replace(car, shift=replace(car.shift, max_overtime_s=most))

    return _with_car(day, asked, extend)


def _capacity(day: Day, asked: Experiment) -> Day:
    def make_room(car: Car) -> Car:
        most = car.capacity.get(str(asked.load))
        if most is None:
            return car
        return replace(car, capacity={**car.capacity, str(asked.load): min(MOST_LOAD, most + asked.amount)})

    return _with_car(day, asked, make_room)


def _max_visits(day: Day, asked: Experiment) -> Day:
    def more(car: Car) -> Car:
        return (
            car if car.max_visits is None else replace(car, max_visits=min(MOST_VISITS, car.max_visits + asked.amount))
        )

    return _with_car(day, asked, more)


def _cap(day: Day, asked: Experiment) -> Day:
    whose = next((visit.patient for visit in day.visits if visit.id == asked.visit), None)

    def more(patient: Patient) -> Patient:
        most = min(MOST_VISITS, patient.max_visits_per_day + asked.amount)
        return replace(patient, max_visits_per_day=most) if patient.id == whose else patient

    return replace(day, patients=tuple(map(more, day.patients)))


def _no_gap(day: Day, asked: Experiment) -> Day:
    return replace(day, gaps=tuple(gap for gap in day.gaps if asked.visit not in {gap.before, gap.after}))


def _no_break(day: Day, asked: Experiment) -> Day:
    """Take from a car the breaks that it has not taken."""
    return _with_car(day, asked, lambda car: replace(car, breaks=_taken(day, car)))


def _taken(day: Day, car: Car) -> tuple[Any, ...]:
    pasts = () if day.running is None else day.running.cars
    count = sum(stop.is_break for past in pasts if past.car == car.id for stop in past.stops)
    return car.breaks[:count]


def _turn(day: Day, asked: Experiment) -> Day:
    if day.running is None:
        return day
    cars = tuple(past.turned() if past.car == asked.car else past for past in day.running.cars)
    return replace(day, running=replace(day.running, cars=cars))


def _alone(day: Day, asked: Experiment) -> Day:
    return replace(day, together=tuple(group for group in day.together if asked.visit not in group.visits))


def _as_it_is(day: Day, _: Experiment) -> Day:
    return day


def _with_visit(day: Day, asked: Experiment, change: Callable[[Visit], Visit]) -> Day:
    return replace(day, visits=tuple(change(visit) if visit.id == asked.visit else visit for visit in day.visits))


def _with_car(day: Day, asked: Experiment, change: Callable[[Car], Car]) -> Day:
    return replace(day, cars=tuple(change(car) if car.id == asked.car else car for car in day.cars))


_CHANGES: Final[Mapping[Kind, Callable[[Day, Experiment], Day]]] = {
    "widen": _widen,
    "duration": _duration,
    "skill": _skill,
    "crew": _crew,
    "allow": _allow,
    "unfix": _unfix,
    "overtime": _overtime,
    "capacity": _capacity,
    "max_visits": _max_visits,
    "cap": _cap,
    "no_gap": _no_gap,
    "no_break": _no_break,
    "turn": _turn,
    "alone": _alone,
    "place": _as_it_is,
}
