"""What is left to plan of a running day: the problem from now on, in which the past is no rule's business any more.

Visits that have begun are nobody's to do; what they ask of others (gaps, the patient's cap, capacity, the car's most
visits) is taken off what is left. Cars begin where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from scheduler.tracks import Track, drive_of
from solver.problem import LATEST, Break, Car, Patient, Problem, Visit, Window
from solver.solution import Stop

NEVER: Final = Window(start=LATEST, end=LATEST)
"""The window of a visit that what has happened leaves no time for."""


def remaining_problem(whole: Problem, tracks: Mapping[int, Track], at: int) -> Problem:
    """Give what is left of a day's problem at a second of it."""
    begun = {stop.visit: stop for track in tracks.values() for stop in _stops(track)}
    groups = tuple(tuple(visit for visit in group if visit not in begun) for group in whole.together)
    left = replace(
        whole,
        cars=tuple(_left_of_car(whole, number, tracks.get(number), at) for number in range(len(whole.cars))),
        visits=tuple(
            replace(visit, price=0, mandatory=False, allowed=frozenset())
            if number in begun
            else replace(visit, windows=_still_open(_left_windows(whole, number, begun), at))
            for number, visit in enumerate(whole.visits)
        ),
        patients=_left_patients(whole, begun),
        together=tuple(group for group in groups if len(group) > 1),
        gaps=tuple(gap for gap in whole.gaps if gap.before not in begun and gap.after not in begun),
        fixed=tuple(fix for fix in whole.fixed if fix.visit not in begun),
    )
    return _with_promises(left, tracks, at)


def windows_left(whole: Problem, tracks: Mapping[int, Track], at: int) -> tuple[Window, ...]:
    """Give what is left of the windows of the last visit of a problem, as ``remaining_problem`` has it."""
    begun = {stop.visit: stop for track in tracks.values() for stop in _stops(track)}
    return _still_open(_left_windows(whole, len(whole.visits) - 1, begun), at)


def _stops(track: Track) -> list[Stop]:
    return [item for item in track.items if isinstance(item, Stop)]


def _left_patients(whole: Problem, begun: Iterable[int]) -> tuple[Patient, ...]:
    had = [whole.visits[visit].patient for visit in begun]
    return tuple(
        replace(patient, max_visits=max(0, patient.max_visits - had.count(number)))
        for number, patient in enumerate(whole.patients)
    )


def _left_windows(whole: Problem, visit: int, begun: Mapping[int, Stop]) -> tuple[Window, ...]:
    """Cut the windows of a visit by the gaps to what has begun."""
    wanted = whole.visits[visit]
    mates = {mate for group in whole.together if visit in group for mate in group}
    least = whole.patients[wanted.patient].min_gap
    low, high = 0, LATEST
    for other, stop in begun.items():
        if whole.visits[other].patient == wanted.patient and other not in mates:
            low = max(low, stop.end + least)
    for gap in whole.gaps:
        if gap.after == visit and gap.before in begun:
            since = begun[gap.before].end if gap.from_end else begun[gap.before].start
            low = max(low, since + gap.minimum)
            high = min(high, since + (LATEST if gap.maximum is None else gap.maximum))
    cut = (
        replace(window, start=max(window.start, low), end=min(window.end, high))
        for window in wanted.windows
        if max(window.start, low) <= min(window.end, high)
    )
    return tuple(cut) or (NEVER,)


def _still_open(windows: tuple[Window, ...], at: int) -> tuple[Window, ...]:
    """Cut windows at now; those that are over stay as they are where no other is left: no car can be there in time."""
    cut = tuple(replace(window, start=max(window.start, at)) for window in windows if window.end >= at)
    return cut or windows


def _with_promises(left: Problem, tracks: Mapping[int, Track], at: int) -> Problem:
    """Let cars keep the visits that their crews said they are on their way to, though too late or into overtime."""
    cars, visits, fixed = list(left.cars), list(left.visits), list(left.fixed)
    for number, track in tracks.items():
        if track.heading is None:
            continue
        car, visit = cars[number], visits[track.heading]
        place = car.start if visit.location is None else visit.location
        travel, leave = left.travels[car.travel], car.shift_start
        start = max(at, leave + drive_of(travel, car.start, place, leave).drive_s)
        if track.past.heading_told:
            if visit.windows == (NEVER,) or all(window.end < start for window in visit.windows):
                visit = replace(visit, windows=(replace(visit.windows[-1], start=start, end=start),))
                fixed = [fix for fix in fixed if fix.visit != track.heading or fix.start is None]
            done = max(start, visit.windows[0].start) + visit.setup + visit.duration
            home = done if car.end is None else done + drive_of(travel, place, car.end, done).drive_s
            cars[number] = replace(car, max_overtime=max(car.max_overtime, home - car.shift_end))
        elif all(window.end < at for window in visit.windows):
            # It left before now, so that an earlier start would be possible.
            visit = replace(visit, windows=(NEVER,))
        visits[track.heading] = visit
    return replace(left, cars=tuple(cars), visits=tuple(visits), fixed=tuple(fixed))


def _left_of_car(whole: Problem, number: int, track: Track | None, at: int) -> Car:
    car = whole.cars[number]
    if track is None:
        begin = max(car.shift_start, at)
        ahead = tuple(rest for rest in car.breaks if rest.latest >= at)
        return _shortened(replace(car, breaks=ahead), begin, begin)
    done = [whole.visits[stop.visit] for stop in _stops(track)]
    left = replace(
        car,
        start=track.place,
        frozen=() if track.heading is None else (track.heading,),
        breaks=() if track.past.gone else breaks_left(car, track),
        max_visits=0 if track.past.gone else None if car.max_visits is None else max(0, car.max_visits - len(done)),
        capacity=tuple(
            None if bound is None else max(0, bound - sum(visit.demand[place] for visit in done))
            for place, bound in enumerate(car.capacity)
        ),
    )
    # Who is told to be out before the shift has done so; what is left is work within the shift all the same.
    begin = max(car.shift_start, track.leave)
    ready = begin if track.heading is None else _end_of(whole, left, whole.visits[track.heading], begin)
    return _shortened(left, begin, ready)


def breaks_left(car: Car, track: Track) -> tuple[Break, ...]:
    """List the breaks that a car has not taken."""
    left = list(range(len(car.breaks)))
    for item in track.items:
        if not isinstance(item, Stop):
            due = break_due(car.breaks, left, item.start, item.end - item.start)
            left = [other for other in left if other != due]
    return tuple(car.breaks[number] for number in left)


def break_due(breaks: tuple[Break, ...], left: list[int], start: int, duration: int) -> int:
    """Choose which of a car's breaks was taken; where none fits, any, so that the checker tells what is wrong."""

    def fit(number: int) -> tuple[bool, int]:
        rest = breaks[number]
        fits = rest.duration == duration and rest.earliest <= start <= rest.latest
        return not fits, rest.latest

    return min(left, key=fit, default=len(breaks))


def _end_of(whole: Problem, car: Car, visit: Visit, leave: int) -> int:
    """Give the second at which a visit that a car is on its way to will be over."""
    place = car.start if visit.location is None else visit.location
    arrive = leave + drive_of(whole.travels[car.travel], car.start, place, leave).drive_s
    start = min((max(arrive, window.start) for window in visit.windows if arrive <= window.end), default=arrive)
    return start + visit.setup + visit.duration


def _shortened(car: Car, begin: int, ready: int) -> Car:
    """Let a car's shift begin later; breaks that are overdue come as soon as they can, or fall where no time is left.

    ``ready`` is when what the car is on its way to will be over.
    """
    limit = car.shift_end + car.max_overtime
    breaks = []
    for rest in sorted(car.breaks, key=lambda rest: (rest.latest, rest.earliest)):
        earliest, latest = max(rest.earliest, begin), max(rest.latest, ready)
        if latest > rest.latest:
            ready += rest.duration
        if (latest if latest > rest.latest else earliest) + rest.duration <= limit:
            breaks.append(replace(rest, earliest=earliest, latest=latest))
    end = max(car.shift_end, begin)
    return replace(car, shift_start=begin, shift_end=end, max_overtime=max(0, limit - end), breaks=tuple(breaks))
