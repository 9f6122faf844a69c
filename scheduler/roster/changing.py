"""News: what is otherwise than on the last day that was planned, read off the dates in a registry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from scheduler.roster.duty import is_enrolled
from scheduler.roster.records import Roster, StaffRecord
from scheduler.roster.rhythms import covering, works_on

NewsKind = Literal[
    "enrolled",
    "left",
    "to_hospital",
    "home_again",
    "need_begins",
    "need_ends",
    "staff_away",
    "staff_back",
    "car_out",
    "car_back",
]


LONGEST_CYCLE_DAYS: Final = 60
"""How far back it is looked for when somebody was last to work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """One thing that is otherwise: of whom or what (``subject``, an id), and which need or kind of absence."""

    kind: NewsKind
    subject: str
    detail: str | None = None


def news(roster: Roster, before: dt.date, date: dt.date) -> tuple[NewsItem, ...]:
    """Give what is otherwise on a date than on an earlier one: patients first, then staff and cars, each by id."""
    return (*_of_patients(roster, before, date), *_of_staff(roster, before, date), *_of_cars(roster, before, date))


def _of_patients(roster: Roster, before: dt.date, date: dt.date) -> Iterator[NewsItem]:
    for patient in sorted(roster.patients, key=lambda one: one.id):
        then, now = is_enrolled(patient, before), is_enrolled(patient, date)
        if then != now:
            yield NewsItem(kind="enrolled" if now else "left", subject=patient.id)
        if not now:
            continue
        away, is_away = covering(patient.hospital, before), covering(patient.hospital, date)
        if is_away is not None and (away is None or not then):
            yield NewsItem(kind="to_hospital", subject=patient.id)
        if then and away is not None and is_away is None:
            yield NewsItem(kind="home_again", subject=patient.id)
        for need in patient.needs if then else ():
            begun = need.first is not None and before < need.first <= date
            ended = need.until is not None and before <= need.until < date
            if begun and not ended:
                yield NewsItem(kind="need_begins", subject=patient.id, detail=need.id)
            elif ended and not begun:
                yield NewsItem(kind="need_ends", subject=patient.id, detail=need.id)


def _of_staff(roster: Roster, before: dt.date, date: dt.date) -> Iterator[NewsItem]:
    for person in sorted(roster.staff, key=lambda one: one.id):
        then, now = covering(person.absences, before), covering(person.absences, date)
        if now is not None and (then is None or then.kind != now.kind):
            yield NewsItem(kind="staff_away", subject=person.id, detail=now.kind)
        elif now is None and works_on(person, date) and _was_away(person, before):
            yield NewsItem(kind="staff_back", subject=person.id)


def _was_away(person: StaffRecord, date: dt.date) -> bool:
    """Tell whether somebody was away when they were last to work, on a date or before it."""
    dates = (date - dt.timedelta(days=days) for days in range(LONGEST_CYCLE_DAYS))
    last = next((one for one in dates if works_on(person, one)), date)
    return covering(person.absences, last) is not None


def _of_cars(roster: Roster, before: dt.date, date: dt.date) -> Iterator[NewsItem]:
    for car in sorted(roster.cars, key=lambda one: one.id):
        then, now = covering(car.out_of_service, before), covering(car.out_of_service, date)
        if now is not None and then is None:
            yield NewsItem(kind="car_out", subject=car.id)
        elif then is not None and now is None:
            yield NewsItem(kind="car_back", subject=car.id)
