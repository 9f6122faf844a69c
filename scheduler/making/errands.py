"""What a made day asks for: patients, their visits, and what ties visits together or apart."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from scheduler.day import Car, Gap, Location, Patient, Together, Visit, Window
from scheduler.making.crews import Duty, instants
from scheduler.making.homes import Homes
from scheduler.making.phones import invent_phone
from scheduler.teams.preset import Errand, Slot, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Patients with their homes and visits."""

    locations: tuple[Location, ...] = ()
    patients: tuple[Patient, ...] = ()
    visits: tuple[Visit, ...] = ()
    together: tuple[Together, ...] = ()
    gaps: tuple[Gap, ...] = ()


def draw(team: Team, date: dt.date, *, duty: Duty, homes: Homes, rng: np.random.Generator) -> Work:
    """Draw a date's work: each errand's number of patients, one errand to a patient."""
    work = Work()
    for errand in team.errands:
        count = errand.count_on(date)
        for number in range(count):
            patient, home = _draw_patient(team, len(work.patients) + 1, errand, homes=homes, rng=rng)
            visits = draw_visits(errand, patient.id, len(work.visits) + 1, date=date, duty=duty, rng=rng)
            if number < errand.contacts:
                people = contact_persons(visits, duty, work.patients, team.rules.contact_persons, rng=rng)
                patient = replace(patient, contact_staff=people)
            if number >= count - errand.refusals:
                patient = replace(patient, refused_staff=refused(visits, duty, patient.contact_staff, rng=rng))
            work = replace(
                work,
                locations=(*work.locations, home),
                patients=(*work.patients, patient),
                visits=(*work.visits, *visits),
                together=(*work.together, *_group(errand, visits, len(work.together) + 1)),
                gaps=(*work.gaps, *_gaps(errand, visits)),
            )
    return work


def _draw_patient(
    team: Team, number: int, errand: Errand, *, homes: Homes, rng: np.random.Generator
) -> tuple[Patient, Location]:
    home = homes.draw(f"h{number}", at=errand.at, rng=rng)
    patient = Patient(
        id=f"p{number}",
        location=home.id,
        max_visits_per_day=team.rules.max_visits_per_day,
        phone=invent_phone(number),
    )
    return patient, home


def draw_visits(
    errand: Errand, patient: str, first: int, *, date: dt.date, duty: Duty, rng: np.random.Generator
) -> tuple[Visit, ...]:
    """Draw the visits of a date that an errand makes of a patient, numbered from ``first``."""
    minutes = errand.duration_min[int(rng.integers(len(errand.duration_min)))]
    pattern = Visit(
        id=f"v{first}",
        patient=patient,
        duration_s=minutes * 60,
        setup_s=errand.setup_min * 60,
        skills=errand.skills,
        crew_size=errand.crew_size,
        priority=errand.priority,
        mandatory=errand.mandatory,
        kind=errand.kind,
        demand=dict(errand.loads),
    )
    if errand.times:
        windows = [_windows(slots, date) for slots in errand.times]
        return tuple(
            replace(pattern, id=f"v{number}", windows=these) for number, these in enumerate(windows, start=first)
        )
    wanted = (errand.skills, *errand.together)
    # The further visits of a together-group carry no load: the first visit's car brings what is needed.
    group = [
        replace(pattern, id=f"v{number}", skills=skills, demand=pattern.demand if number == first else {})
        for number, skills in enumerate(wanted, start=first)
    ]
    options = [_windows(slots, date) for slots in errand.windows]
    fitting = [these for these in options if all(duty.able(replace(visit, windows=these)) for visit in group)]
    choices = fitting or options
    windows_drawn = choices[int(rng.integers(len(choices)))]
    return tuple(replace(visit, windows=windows_drawn) for visit in group)


def _windows(slots: Sequence[Slot], date: dt.date) -> tuple[Window, ...]:
    windows = []
    for slot in slots:
        start, end = instants(slot.hard, date)
        soft_start, soft_end = instants(slot.soft, date) if slot.soft else (None, None)
        windows.append(Window(start=start, end=end, soft_start=soft_start, soft_end=soft_end))
    return tuple(windows)


def contact_persons(
    visits: Sequence[Visit], duty: Duty, patients: Sequence[Patient], count: int, *, rng: np.random.Generator
) -> frozenset[str]:
    """Draw contact persons among those who can do a visit, first those who have the fewest patients."""
    has = Counter(member for patient in patients for member in patient.contact_staff)
    able = _people(car for visit in visits for car in duty.able(visit))
    order = [able[int(index)] for index in rng.permutation(len(able))]
    return frozenset(sorted(order, key=lambda member: has[member])[:count])


def refused(visits: Sequence[Visit], duty: Duty, known: frozenset[str], *, rng: np.random.Generator) -> frozenset[str]:
    """Draw somebody for a patient to refuse whom each visit can do without; nobody where there is no such person."""
    able = [duty.able(visit) for visit in visits]
    spare = [
        member
        for member in _people(car for cars in able for car in cars)
        if member not in known and all(any(member not in car.crew for car in cars) for cars in able)
    ]
    return frozenset({spare[int(rng.integers(len(spare)))]}) if spare else frozenset()


def _group(errand: Errand, visits: Sequence[Visit], number: int) -> tuple[Together, ...]:
    return (Together(id=f"g{number}", visits=tuple(visit.id for visit in visits)),) if errand.together else ()


def _gaps(errand: Errand, visits: Sequence[Visit]) -> tuple[Gap, ...]:
    if not errand.times:
        return ()
    longest = None if errand.gap_max_min is None else errand.gap_max_min * 60
    return tuple(
        Gap(before=before.id, after=after.id, min_s=errand.gap_min * 60, max_s=longest)
        for before, after in pairwise(visits)
    )


def _people(cars: Iterable[Car]) -> list[str]:
    return list(dict.fromkeys(member for car in cars for member in car.crew))
