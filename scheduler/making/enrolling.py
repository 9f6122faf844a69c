"""A made registry for a preset team: its staff and cars, and patients whose needs make about the preset's days.

Everybody in it is invented. The same team, network, date and seed give the same registry.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from maps.network import RoadNetwork
from scheduler.clock import write_instant
from scheduler.day import DEFAULT_TIMEZONE, Patient, Visit, Window
from scheduler.files.day_json import minutes
from scheduler.making import errands
from scheduler.making.crews import clock_text, enlist, send_out
from scheduler.making.homes import Homes, find_bases
from scheduler.making.phones import invent_phone
from scheduler.roster import CarRecord, PatientRecord, Roster, StaffRecord, TeamSettings, parse_record
from scheduler.teams.preset import WEEKDAYS, Crewed, Errand, Team

_WEEK: Final = tuple(dt.date(2001, 1, 1) + dt.timedelta(days=days) for days in range(7))
"""A week whose clocks do not change, on which recurring times are drawn; it begins on a Monday."""

_SEEN: Final = 2
"""Days a week on which those are visited who need not be visited on every day."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Somebody's need in the making: what for, and on which days of the week."""

    errand: Errand
    days: tuple[int, ...]


def make_roster(team: Team, network: RoadNetwork, *, date: dt.date, seed: int, patients: int | None = None) -> Roster:
    """Make a registry: ``date`` is the morning that has news; ``patients`` how many there are in place of the usual."""
    rng = np.random.default_rng([zlib.crc32(team.key.encode()), 7, seed % 2**32])
    homes = Homes(team.places, network)
    made: list[Patient] = []
    documents: list[Json] = []
    for asked in _choose(list(_asked(team)), patients, rng):
        document, patient = _enrol(team, asked, made, homes=homes, rng=rng)
        made.append(patient)
        documents.append(document)
    _make_news(documents, date)
    return Roster(
        team=team.key,
        settings=parse_record(TeamSettings, _settings(team, network), file="settings"),
        staff=tuple(parse_record(StaffRecord, one, file="staff") for one in _staff(team, date)),
        cars=tuple(parse_record(CarRecord, _car(*one), file="cars") for one in enlist(team)),
        patients=tuple(parse_record(PatientRecord, one, file="patients") for one in documents),
    )


def _settings(team: Team, network: RoadNetwork) -> Json:
    bases = find_bases(team.bases, network)
    return {
        "name": team.name.sv,
        "roads": network.name,
        "bases": [{"id": key, "lat": at.lat, "lon": at.lon, "address": at.address} for key, at in bases.items()],
        "rules": {"min_gap_same_patient_min": team.rules.min_gap_same_patient_min},
        "weights": {"preset": team.preset.value},
    }


def _staff(team: Team, date: dt.date) -> Iterator[Json]:
    """Yield the staff: one is on a course on the date, where anybody can be spared."""
    people = [(crewed, person) for crewed, _, crew in enlist(team) for person in crew]
    for number, (crewed, person) in enumerate(people):
        course = [{"from": date.isoformat(), "until": date.isoformat(), "kind": "course"}]
        yield {
            "id": person.id,
            "name": person.name,
            "profession": person.profession,
            "skills": sorted(person.skills),
            "works": [{"weekdays": _names(crewed.days)}],
            "absences": course if number == len(people) - 1 and len(people) > 3 else [],
        }


def _car(crewed: Crewed, key: str, crew: Sequence[Any]) -> Json:
    hours = {"start": clock_text(crewed.shift.start), "end": clock_text(crewed.shift.end)}
    breaks = [
        {
            "earliest": clock_text(rest.between.start),
            "latest": clock_text(rest.between.end),
            "duration_min": rest.minutes,
        }
        for rest in crewed.breaks
    ]
    pattern = {
        "weekdays": _names(crewed.days),
        "shift": {**hours, "max_overtime_min": crewed.overtime_min},
        "breaks": breaks,
        "crew": [person.id for person in crew],
    }
    return {
        "id": key,
        "mode": crewed.mode,
        "start": crewed.base,
        "max_visits": crewed.max_visits,
        "capacity": dict(crewed.capacity),
        "shifts": [pattern],
    }


def _asked(team: Team) -> Iterator[_Asked]:
    """Yield needs so that each day of the week has about as many of each errand as the preset says.

    Who has several visits a day has them every day; others come back twice a week, not on days in a row.
    """
    for errand in team.errands:
        counts = {date.weekday(): errand.count_on(date) if team.cars_on(date) else 0 for date in _WEEK}
        days = [day for day in counts if counts[day]]
        for number in range(max(counts.values())):
            if errand.times:
                yield _Asked(errand=errand, days=tuple(day for day in days if number < counts[day]))
        if not errand.times:
            spread = (*days[::_SEEN], *days[1::_SEEN])
            slots = [day for number in range(max(counts.values())) for day in spread if number < counts[day]]
            for first in range(0, len(slots), _SEEN):
                yield _Asked(errand=errand, days=tuple(sorted(set(slots[first : first + _SEEN]))))


def _choose(asked: Sequence[_Asked], count: int | None, rng: np.random.Generator) -> Iterator[_Asked]:
    """Yield as many needs as there are to be patients, in an order that is drawn."""
    wanted = len(asked) if count is None else count
    while wanted > 0 and asked:
        for number in rng.permutation(len(asked))[:wanted]:
            yield asked[int(number)]
        wanted -= len(asked)


def _enrol(
    team: Team, asked: _Asked, made: Sequence[Patient], *, homes: Homes, rng: np.random.Generator
) -> tuple[Json, Patient]:
    """Make a patient with a home, a need, and the people whom they know; made days call theirs otherwise."""
    key, errand, date = f"e{len(made) + 1}", asked.errand, _WEEK[asked.days[0]]
    home, duty = homes.draw(key, at=errand.at, rng=rng), send_out(team, date)
    visits = errands.draw_visits(errand, key, 1, date=date, duty=duty, rng=rng)
    patient = Patient(id=key, location=key)
    if errand.contacts:
        people = errands.contact_persons(visits, duty, made, team.rules.contact_persons, rng=rng)
        patient = replace(patient, contact_staff=people)
    document = {
        "id": key,
        "place": {"lat": home.lat, "lon": home.lon, "address": home.address},
        "max_visits_per_day": team.rules.max_visits_per_day,
        "contact_staff": sorted(patient.contact_staff),
        "phone": invent_phone(len(made) + 1),
        "needs": [_need(errand, visits, asked.days, date)],
    }
    return document, patient


def _need(errand: Errand, visits: Sequence[Visit], days: Sequence[int], date: dt.date) -> Json:
    first, *others = visits
    times = visits if errand.times else [first]
    return {
        "id": errand.name,
        "weekdays": _names(days),
        "times": [{"windows": [_window(window, date) for window in visit.windows]} for visit in times],
        "gap_min_min": errand.gap_min,
        "gap_max_min": errand.gap_max_min,
        "together": [sorted(visit.skills) for visit in others] if errand.together else [],
        "duration_min": minutes(first.duration_s),
        "setup_min": minutes(first.setup_s),
        "skills": sorted(first.skills),
        "crew_size": first.crew_size,
        "priority": first.priority,
        "mandatory": first.mandatory,
        "kind": first.kind.value,
        "demand": dict(first.demand),
    }


def _make_news(documents: Sequence[Json], date: dt.date) -> None:
    """Have some patients come, go to hospital and come home: there is something to tell of the date's morning."""
    if len(documents) < 8:
        return
    yesterday, week_ago = date - dt.timedelta(days=1), date - dt.timedelta(days=7)
    documents[-1]["enrolled_from"] = date.isoformat()
    documents[-2]["hospital"] = [{"from": week_ago.isoformat(), "until": yesterday.isoformat()}]
    documents[-3]["hospital"] = [{"from": date.isoformat()}]
    documents[-4]["enrolled_until"] = yesterday.isoformat()


def _window(window: Window, date: dt.date) -> Json:
    times = {name: getattr(window, name) for name in ("start", "end", "soft_start", "soft_end")}
    return {
        name: write_instant(at, date=date, timezone=DEFAULT_TIMEZONE) for name, at in times.items() if at is not None
    }


def _names(days: Sequence[int] | frozenset[int]) -> list[str]:
    return [WEEKDAYS[day] for day in sorted(days)]
