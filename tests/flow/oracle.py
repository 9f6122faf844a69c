"""Re-checks a plan in clock time, in plain code that shares nothing with the solver.

Only the day's and the plan's own types are used, and nothing of how the plan came about.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scheduler.day import Car, Day, Kind, Mode, Patient, Visit
from scheduler.plan import Plan, Route, Stop

SECOND = dt.timedelta(seconds=1)
NO_WAY_S = 1_000_000_000

Drive = Callable[[Mode, str, str], int]
"""Seconds from one location to another, by ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A visit as it is done."""

    visit: Visit
    patient: Patient
    car: Car
    start: dt.datetime
    end: dt.datetime


def broken_rules(day: Day, plan: Plan, *, drive: Drive | None = None) -> list[str]:
    """List what is wrong with a plan of a day, the rule's name first; an empty list means nothing.

    ``drive`` gives the true seconds of each drive; without it the day's own travel table does, and without that
    the plan's ``drive_s`` are believed.
    """
    wrong = [*_unknown(day, plan)]
    if wrong:
        return wrong
    true_drive = drive or _table(day)
    works = [work for route in plan.routes for work in _works(day, route)]
    for route in plan.routes:
        car = _car(day, route.car)
        mine = [work for work in works if work.car.id == car.id]
        wrong += [f"{found} ({car.id})" for found in _route_wrongs(day, route, car, true_drive)]
        wrong += [f"{found} ({car.id})" for found in _car_wrongs(car, mine)]
    for work in works:
        wrong += [f"{found} ({work.visit.id})" for found in _visit_wrongs(day, work)]
    wrong += _tie_wrongs(day, {work.visit.id: work for work in works})
    for patient in day.patients:
        wrong += _patient_wrongs(day, patient, [work for work in works if work.patient.id == patient.id])
    return [*wrong, *_sum_wrongs(day, plan)]


def _unknown(day: Day, plan: Plan) -> Iterator[str]:
    cars, visits = {car.id for car in day.cars}, {visit.id for visit in day.visits}
    planned = [stop.visit for route in plan.routes for stop in route.stops if stop.kind == "visit"]
    told = Counter([*planned, *(left.visit for left in plan.unassigned)])
    for car, times in Counter(route.car for route in plan.routes).items():
        if car not in cars or times > 1:
            yield f"structure: {times} routes of car {car}"
    for visit in visits | set(told):
        if visit not in visits or told[visit] != 1:
            yield f"structure: visit {visit} is told {told[visit]} times"
    for route in plan.routes:
        kinds = [stop.kind for stop in route.stops]
        if len(kinds) < 3 or kinds[0] != "start" or kinds[-1] != "end" or {"start", "end"} & set(kinds[1:-1]):
            yield f"structure: the route of {route.car} goes {kinds}"
        else:
            yield from _missing_times(route)


def _missing_times(route: Route) -> Iterator[str]:
    for number, stop in enumerate(route.stops):
        wanted = {
            "start": (stop.end,),
            "visit": (stop.arrive, stop.start, stop.end),
            "break": (stop.start, stop.end),
            "end": (stop.arrive,),
        }[stop.kind]
        if any(at is None or at.utcoffset() != dt.timedelta(0) for at in wanted):
            yield f"structure: stop {number} of {route.car} lacks a time in UTC"


def _route_wrongs(day: Day, route: Route, car: Car, drive: Drive | None) -> Iterator[str]:
    depart, finish = _at(route.stops[0].end), _at(route.stops[-1].arrive)
    if depart < car.shift.start:
        yield "shift: departs too early"
    if finish > car.shift.end + car.shift.max_overtime_s * SECOND:
        yield "shift: finishes too late"
    breaks = [(_at(stop.start), _at(stop.end)) for stop in route.stops if stop.kind == "break"]
    yield from _break_wrongs(car, breaks)
    yield from _order_wrongs(route, breaks, depart, finish)
    yield from _drive_wrongs(day, route, car, drive)
    place_before, left = "", depart
    for stop in route.stops[1:]:
        if stop.kind == "break":
            continue
        arrive = _at(stop.arrive)
        resting = sum((_shared(left, arrive, start, end) for start, end in breaks), dt.timedelta())
        if (arrive - left - resting) < (stop.drive_s or 0) * SECOND:
            yield f"clock: not enough time to drive to {stop.visit or 'the end'}"
        if any(start < arrive < end for start, end in breaks):
            yield f"clock: arrives at {stop.visit or 'the end'} during a break"
        if stop.kind == "visit":
            visit = _visit(day, stop)
            yield from _length_wrongs(visit, stop, again=_place(day, visit) == place_before)
            place_before = _place(day, visit) or place_before
            left = _at(stop.end)
    if car.end is None and finish != left:
        yield "clock: an open route does not finish with its last visit"


def _length_wrongs(visit: Visit, stop: Stop, *, again: bool) -> Iterator[str]:
    if _at(stop.start) < _at(stop.arrive):
        yield f"clock: {visit.id} starts before arrival"
    seconds = visit.duration_s + (0 if again else visit.setup_s)
    if _at(stop.end) - _at(stop.start) != seconds * SECOND:
        yield f"clock: {visit.id} does not take {seconds} s"


def _order_wrongs(
    route: Route, breaks: list[tuple[dt.datetime, dt.datetime]], depart: dt.datetime, finish: dt.datetime
) -> Iterator[str]:
    works = [(_at(stop.start), _at(stop.end)) for stop in route.stops if stop.kind == "visit"]
    for one, other in itertools.combinations([*works, *breaks], 2):
        if _shared(*one, *other):
            yield "clock: two things at once"
    if any(start < depart or end > finish for start, end in works):
        yield "clock: a visit before departure or after the finish"
    if any(start < at < end for start, end in breaks for at in (depart, finish)):
        yield "clock: departs or finishes during a break"
    told = [_at(stop.start) for stop in route.stops if stop.kind in ("visit", "break")]
    if told != sorted(told):
        yield "clock: the stops are not in order of time"


def _drive_wrongs(day: Day, route: Route, car: Car, drive: Drive | None) -> Iterator[str]:
    place = car.start
    for stop in route.stops[1:]:
        if stop.kind == "break":
            continue
        goal = (_place(day, _visit(day, stop)) if stop.kind == "visit" else car.end) or place
        if stop.location not in (goal, None):
            yield f"clock: {stop.visit or 'the end'} is told to be at {stop.location}, not {goal}"
        if stop.drive_s is None or stop.drive_s < 0 or (goal == place and stop.drive_s):
            yield f"clock: {stop.drive_s} s to {stop.visit or 'the end'}"
        elif stop.drive_s >= NO_WAY_S:
            yield f"unreachable: from {place} to {goal}"
        elif drive is not None and stop.drive_s != drive(car.mode, place, goal):
            yield f"clock: {stop.drive_s} s from {place} to {goal}, it takes {drive(car.mode, place, goal)} s"
        place = goal


def _break_wrongs(car: Car, taken: list[tuple[dt.datetime, dt.datetime]]) -> Iterator[str]:
    """Any way to tell which break is which will do."""
    first, last = car.shift.start, car.shift.end + car.shift.max_overtime_s * SECOND
    fits = any(
        all(
            wanted.earliest <= start <= wanted.latest and end - start == wanted.duration_s * SECOND
            for wanted, (start, end) in zip(order, taken, strict=True)
        )
        for order in itertools.permutations(car.breaks)
        if len(order) == len(taken)
    )
    if not fits:
        yield "break: its breaks are not taken in their time and in full"
    if any(start < first or end > last for start, end in taken):
        yield "break: outside the shift"


def _car_wrongs(car: Car, works: list[_Work]) -> Iterator[str]:
    if car.max_visits is not None and len(works) > car.max_visits:
        yield f"max_visits: {len(works)} visits"
    for name, bound in car.capacity.items():
        load = sum(work.visit.demand.get(name, 0) for work in works)
        if load > bound:
            yield f"capacity: {load} {name}"


def _visit_wrongs(day: Day, work: _Work) -> Iterator[str]:
    visit, car = work.visit, work.car
    crew = [person for person in day.staff if person.id in car.crew]
    if visit.windows and not any(window.start <= work.start <= window.end for window in visit.windows):
        yield f"time_window: starts at {work.start}"
    known = {name.casefold() for person in crew for name in person.competences}
    lacking = {name for name in visit.skills if name.casefold() not in known}
    if lacking:
        yield f"skill: {car.id} lacks {sorted(lacking)}"
    if len(car.crew) < visit.crew_size:
        yield f"crew_size: {car.id} has {len(car.crew)}"
    if car.id in visit.cars_refused or (visit.cars_allowed is not None and car.id not in visit.cars_allowed):
        yield f"refused: by {car.id}"
    if work.patient.refused_staff & set(car.crew):
        yield f"refused: {sorted(work.patient.refused_staff & set(car.crew))} are in {car.id}"
    for fix in day.fixed:
        if fix.visit == visit.id and (fix.car not in (None, car.id) or fix.start not in (None, work.start)):
            yield "fixed: moved"


def _tie_wrongs(day: Day, works: dict[str, _Work]) -> Iterator[str]:
    for group in day.together:
        there = [works[visit] for visit in group.visits if visit in works]
        if there and len(there) < len(group.visits):
            yield f"together: only part of {group.id}"
        if len({work.start for work in there}) > 1 or len({work.car.id for work in there}) < len(there):
            yield f"together: {group.id} not by different cars at once"
    for gap in day.gaps:
        if gap.before in works and gap.after in works:
            before = works[gap.before]
            apart = works[gap.after].start - (before.end if gap.since == "end" else before.start)
            if apart < gap.min_s * SECOND or (gap.max_s is not None and apart > gap.max_s * SECOND):
                yield f"gap: {apart} from {gap.before} to {gap.after}"


def _patient_wrongs(day: Day, patient: Patient, works: list[_Work]) -> Iterator[str]:
    if len(works) > patient.max_visits_per_day:
        yield f"patient_cap: {len(works)} visits to {patient.id}"
    least = day.rules.min_gap_same_patient_s * SECOND
    for one, other in itertools.combinations(sorted(works, key=lambda work: (work.start, work.end)), 2):
        tied = any({one.visit.id, other.visit.id} <= set(group.visits) for group in day.together)
        if not tied and other.start - one.end < least:
            yield f"gap: {one.visit.id} and {other.visit.id} of {patient.id} are too close"


def _sum_wrongs(day: Day, plan: Plan) -> Iterator[str]:
    for route in plan.routes:
        car = _car(day, route.car)
        works = [stop for stop in route.stops if stop.kind == "visit"]
        visited = sum((_at(stop.end) - _at(stop.start) for stop in works), dt.timedelta())
        depart, finish = _at(route.stops[0].end), _at(route.stops[-1].arrive)
        resting = (_shared(depart, finish, _at(s.start), _at(s.end)) for s in route.stops if s.kind == "break")
        waited = finish - depart - visited - route.drive_s * SECOND - sum(resting, dt.timedelta())
        sums = {
            "drive_s": (route.drive_s, sum(stop.drive_s or 0 for stop in route.stops)),
            "drive_m": (route.drive_m, sum(stop.drive_m or 0 for stop in route.stops)),
            "visit_s": (route.visit_s, visited / SECOND),
            "wait_s": (route.wait_s, waited / SECOND),
            "overtime_s": (route.overtime_s, max(0.0, (finish - car.shift.end) / SECOND)),
        }
        for name, (told, true) in sums.items():
            if told != true:
                yield f"sums: {name} of {route.car} is {told}, not {true}"
        for stop in works:
            late = _late_s(_visit(day, stop), _at(stop.start))
            if stop.late_s not in (late, None):
                yield f"sums: {stop.visit} is {late} s late, not {stop.late_s}"
    if sum(plan.cost_parts.values()) != plan.cost_total:
        yield "sums: the parts of the cost are not its total"
    if plan.kpis.visits_unassigned != len(plan.unassigned) or plan.kpis.drive_s != sum(r.drive_s for r in plan.routes):
        yield "sums: the figures do not fit the routes"


def _late_s(visit: Visit, start: dt.datetime) -> int:
    late = []
    for window in visit.windows:
        if window.start <= start <= window.end:
            early = (window.soft_start or start) - start
            late.append(max(early, start - (window.soft_end or start), dt.timedelta()) // SECOND)
    return min(late, default=0)


def _works(day: Day, route: Route) -> Iterator[_Work]:
    for stop in route.stops:
        if stop.kind == "visit":
            visit = _visit(day, stop)
            patient = next(one for one in day.patients if one.id == visit.patient)
            start, end = _at(stop.start), _at(stop.end)
            yield _Work(visit=visit, patient=patient, car=_car(day, route.car), start=start, end=end)


def _table(day: Day) -> Drive | None:
    table = day.travel
    if table is None:
        return None
    rows = {place: number for number, place in enumerate(table.locations)}
    return lambda mode, one, other: int(table.modes[mode].seconds[rows[one], rows[other]])


def _place(day: Day, visit: Visit) -> str | None:
    patient = next(one for one in day.patients if one.id == visit.patient)
    return patient.location if visit.kind is Kind.HOME else None


def _visit(day: Day, stop: Stop) -> Visit:
    return next(visit for visit in day.visits if visit.id == stop.visit)


def _car(day: Day, key: str) -> Car:
    return next(car for car in day.cars if car.id == key)


def _at(instant: dt.datetime | None) -> dt.datetime:
    assert instant is not None, "checked by _missing_times"
    return instant


def _shared(start: dt.datetime, end: dt.datetime, other: dt.datetime, other_end: dt.datetime) -> dt.timedelta:
    return max(min(end, other_end) - max(start, other), dt.timedelta())
