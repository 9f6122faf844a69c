"""Where clock time, names and people meet seconds and indices: day → problem (``routes`` has solution ⇄ plan).

Index i of a problem's locations, cars, visits and patients is the day's i-th.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from scheduler import clock, remaining, tracks
from scheduler.day import Car, Day, Kind, Patient, Preset, Visit, Window
from scheduler.tracks import Track
from scheduler.travelling import DayTravel
from solver import problem
from solver.problem import Costs, Problem
from solver.travel import Travel

PRICE_OF_MANDATORY: Final = 100_000_000
PRICE_PER_PRIORITY: Final = 1_000_000
PRICE_OF_OPTIONAL: Final = 10_000
"""Price of leaving out a visit: mandatory, per step of priority, and at priority 0 (about 55 minutes of driving)."""

PRESETS: Final[Mapping[Preset, Costs]] = {
    Preset.BALANCED: Costs(continuity=3_600, balance=1),
    Preset.CONTINUITY: Costs(continuity=14_400, balance=1),
    Preset.SHORTEST: Costs(waiting=0, continuity=0, balance=0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A day, its problem, and what is needed to read one as the other.

    Of a day that is running ``problem`` is what is left of it, ``whole`` all of it, and ``tracks`` what has happened,
    by car.
    """

    day: Day
    travel: DayTravel
    problem: Problem
    whole: Problem
    tracks: Mapping[int, Track]
    origin: dt.datetime
    cars: Mapping[str, int]
    visits: Mapping[str, int]
    skills: tuple[str, ...]
    dimensions: tuple[str, ...]

    @property
    def begun(self) -> frozenset[int]:
        """The visits that have begun."""
        return (
            frozenset() if self.day.running is None else frozenset(map(self.visits.__getitem__, self.day.running.begun))
        )

    def seconds(self, at: dt.datetime) -> int:
        """Give an instant as the problem's seconds."""
        return round((at - self.origin).total_seconds())

    def instant(self, seconds: int) -> dt.datetime:
        """Give the problem's seconds as an instant."""
        return self.origin + dt.timedelta(seconds=seconds)


def translate(day: Day, travel: DayTravel) -> Translation:
    """Turn a day and its drives into a problem; raises ProblemError where the day contradicts itself."""
    return _Translator(day, travel).translate()


def knows(known: Translation, visit: Visit) -> bool:
    """Tell whether a problem has the loads of a visit, so that it can be added."""
    return visit.demand.keys() <= set(known.dimensions)


def translate_call(day: Day, travel: DayTravel, *, is_new: bool) -> tuple[problem.Patient | None, problem.Visit]:
    """Give the last visit of a day as of its problem, and its patient if that is somebody new, the last of the day."""
    translator = _Translator(day, travel)
    visit = translator.visit(day.visits[-1])
    return translator.patient(day.patients[-1]) if is_new else None, visit


class _Translator:
    """Holds the tables of indices while a problem is put together."""

    def __init__(self, day: Day, travel: DayTravel) -> None:
        self.day = day
        self.travel = travel
        self.places = {place.id: number for number, place in enumerate(day.locations)}
        self.cars = {car.id: number for number, car in enumerate(day.cars)}
        self.visits = {visit.id: number for number, visit in enumerate(day.visits)}
        self.patients = {patient.id: number for number, patient in enumerate(day.patients)}
        self.staff = {person.id: person for person in day.staff}
        self.dimensions = tuple(sorted({name for visit in day.visits for name in visit.demand}))
        needed = {skill.casefold() for visit in day.visits for skill in visit.skills}
        self.skills = tuple(sorted(needed))
        self.origin = min([clock.day_start(day.date, day.timezone), *(car.shift.start for car in day.cars)])

    def translate(self) -> Translation:
        day = self.day
        prices = PRESETS[day.weights.preset]
        numbers = Problem(
            travels=tuple(self._timed(one) for one in self.travel.travels),
            cars=tuple(self._car(car) for car in day.cars),
            visits=tuple(self.visit(visit) for visit in day.visits),
            patients=tuple(self.patient(patient) for patient in day.patients),
            together=tuple(tuple(self.visits[visit] for visit in group.visits) for group in day.together),
            gaps=tuple(
                problem.Gap(
                    before=self.visits[gap.before],
                    after=self.visits[gap.after],
                    minimum=gap.min_s,
                    maximum=gap.max_s,
                    from_end=gap.since == "end",
                )
                for gap in day.gaps
            ),
            fixed=tuple(
                problem.Fixed(
                    visit=self.visits[fix.visit],
                    car=None if fix.car is None else self.cars[fix.car],
                    start=None if fix.start is None else self._seconds(fix.start),
                )
                for fix in day.fixed
            ),
            dimensions=len(self.dimensions),
            costs=replace(prices, **day.weights.prices),
        )
        followed = self._tracks(numbers)
        return Translation(
            day=day,
            travel=self.travel,
            problem=self._left(numbers, followed),
            whole=numbers,
            tracks=followed,
            origin=self.origin,
            cars=self.cars,
            visits=self.visits,
            skills=self.skills,
            dimensions=self.dimensions,
        )

    def _tracks(self, whole: Problem) -> dict[int, Track]:
        """Measure what has happened."""
        if self.day.running is None:
            return {}
        names = tracks.Names(visits=self.visits, places=self.places)
        at = self._seconds(self.day.running.at)
        return {
            self.cars[past.car]: tracks.follow(
                whole, self.cars[past.car], past, at=at, seconds=self._seconds, names=names
            )
            for past in self.day.running.cars
        }

    def _left(self, whole: Problem, followed: Mapping[int, Track]) -> Problem:
        if self.day.running is None:
            return whole
        return remaining.remaining_problem(whole, followed, max(0, self._seconds(self.day.running.at)))

    def _seconds(self, at: dt.datetime) -> int:
        return round((at - self.origin).total_seconds())

    def _timed(self, travel: Travel) -> Travel:
        """Let the knots of drives count from the problem's origin."""
        if travel.knots is None:
            return travel
        begin = self._seconds(clock.day_start(self.day.date, self.day.timezone))
        return replace(travel, knots=replace(travel.knots, at=travel.knots.at + begin))

    def _car(self, car: Car) -> problem.Car:
        competences = {skill.casefold() for person in car.crew for skill in self.staff[person].competences}
        return problem.Car(
            travel=self.travel.modes.index(car.mode),
            start=self.places[car.start],
            end=None if car.end is None else self.places[car.end],
            shift_start=self._seconds(car.shift.start),
            shift_end=self._seconds(car.shift.end),
            max_overtime=car.shift.max_overtime_s,
            breaks=tuple(
                problem.Break(
                    earliest=self._seconds(rest.earliest), latest=self._seconds(rest.latest), duration=rest.duration_s
                )
                for rest in car.breaks
            ),
            max_visits=car.max_visits,
            capacity=tuple(car.capacity.get(name) for name in self.dimensions),
            skills=frozenset(number for number, skill in enumerate(self.skills) if skill in competences),
            crew_size=len(car.crew),
        )

    def patient(self, patient: Patient) -> problem.Patient:
        """Give a patient's numbers."""
        return problem.Patient(max_visits=patient.max_visits_per_day, min_gap=self.day.rules.min_gap_same_patient_s)

    def visit(self, visit: Visit) -> problem.Visit:
        """Give a visit's numbers."""
        patient = self.day.patients[self.patients[visit.patient]]
        allowed = visit.cars_allowed
        return problem.Visit(
            patient=self.patients[visit.patient],
            location=self.places[patient.location] if visit.kind is Kind.HOME else None,
            duration=visit.duration_s,
            setup=visit.setup_s,
            windows=tuple(self._window(window) for window in visit.windows) or (self._whole_day(),),
            skills=frozenset(self.skills.index(skill.casefold()) for skill in visit.skills),
            crew_size=visit.crew_size,
            allowed=None if allowed is None else frozenset(self.cars[car] for car in allowed),
            refused=frozenset(self.cars[car] for car in visit.cars_refused) | self._crewed_by(patient.refused_staff),
            known=self._crewed_by(patient.contact_staff),
            demand=tuple(visit.demand.get(name, 0) for name in self.dimensions),
            price=price_of(visit),
            mandatory=visit.mandatory,
        )

    def _window(self, window: Window) -> problem.Window:
        return problem.Window(
            start=max(0, self._seconds(window.start)),
            end=max(0, self._seconds(window.end)),
            soft_start=None if window.soft_start is None else max(0, self._seconds(window.soft_start)),
            soft_end=None if window.soft_end is None else max(0, self._seconds(window.soft_end)),
        )

    def _whole_day(self) -> problem.Window:
        ends = [self._seconds(car.shift.end) + car.shift.max_overtime_s for car in self.day.cars]
        return problem.Window(start=0, end=max(ends, default=86_400))

    def _crewed_by(self, people: Iterable[str]) -> frozenset[int]:
        wanted = set(people)
        cars = self.day.cars if wanted else ()
        return frozenset(number for number, car in enumerate(cars) if not wanted.isdisjoint(car.crew))


def price_of(visit: Visit) -> int:
    """Price of leaving a visit out, in the unit of ``solver.problem.Costs``."""
    if visit.mandatory:
        return PRICE_OF_MANDATORY
    return PRICE_PER_PRIORITY * visit.priority or PRICE_OF_OPTIONAL
