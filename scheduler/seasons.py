"""A team's figures over time, from the tallies of its days.

Where fewer than five patients of a municipality were visited its figures are withheld, and where that would let one be
reckoned from the rest, those of the next smallest too (secondary suppression, as statistical offices do).
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from scheduler.statuses import Status
from scheduler.tallying import Asked, Basis, Call, Made, Tally

FEW: Final = 5
"""Fewer patients than this are not told of by municipality."""

FORTNIGHT: Final = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Punctuality:
    """Shares of visits that start within their hard window, its soft bounds, and 15 minutes of what people were told.

    ``visits`` is how many there are; shares are None where there is nothing to compare.
    """

    visits: int
    in_window: float | None
    in_wish: float | None
    near: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """Urgent calls: how many, how many got a place, minutes (median) to a place and until somebody was there.

    ``told`` is how many of those arrivals were told of, the others are as planned.
    """

    calls: int
    placed: int
    minutes_to_place: float | None
    minutes_to_arrival: float | None
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a day, or all of them, came to.

    ``planned`` visits are in a route and did not fall, ``done`` were told to be. ``staff_per_patient`` is the mean
    number of people who came to a patient in the fourteen days that end with the last, of patients visited twice or
    more in them.
    """

    planned: int
    unassigned: int
    done: int
    failed: int
    cancelled: int
    drive_s: int
    drive_m: int
    overtime_s: int
    co2_g: int
    care_share: float | None
    told: Punctuality
    as_planned: Punctuality
    by_contact: float | None
    staff_per_patient: float | None
    urgent: Urgent


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """A day of a season."""

    date: dt.date
    plan: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A municipality by code; ``few`` says that its figures are withheld, so that nobody is told apart."""

    code: str
    few: bool
    visits: int | None = None
    unassigned: float | None = None
    drive_min: float | None = None
    wait_min: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Figures from one date to another: by day, in all, and by municipality."""

    first: dt.date
    last: dt.date
    days: tuple[DayFigures, ...]
    total: Figures
    places: tuple[Place, ...]


def sum_up(tallies: Sequence[Tally], *, first: dt.date, last: dt.date) -> Season:
    """Sum up the days from ``first`` to ``last``; tallies of the fortnight before count for continuity alone."""
    within = [tally for tally in tallies if first <= tally.date <= last]
    return Season(
        first=first,
        last=last,
        days=tuple(
            DayFigures(
                date=tally.date, plan=tally.plan, figures=_figures([tally], _staff_per_patient(tallies, tally.date))
            )
            for tally in within
        ),
        total=_figures(within, _staff_per_patient(tallies, last)),
        places=_places(within),
    )


def _figures(tallies: Sequence[Tally], staff_per_patient: float | None) -> Figures:
    asked = [one for tally in tallies for one in tally.asked]
    made = [one.made for one in asked if one.made is not None]
    visit_s, drive_s = sum(tally.visit_s for tally in tallies), sum(tally.kpis.drive_s for tally in tallies)
    working_s = visit_s + drive_s + sum(tally.wait_s for tally in tallies)
    return Figures(
        planned=len(made),
        unassigned=sum(_is_left_out(one) for one in asked),
        done=sum(one.status is Status.DONE for one in asked),
        failed=sum(one.status is Status.FAILED for one in asked),
        cancelled=sum(one.status is Status.CANCELLED for one in asked),
        drive_s=drive_s,
        drive_m=sum(tally.kpis.drive_m for tally in tallies),
        overtime_s=sum(tally.kpis.overtime_s for tally in tallies),
        co2_g=sum(tally.kpis.co2_g for tally in tallies),
        care_share=round(visit_s / working_s, 4) if working_s else None,
        told=_punctuality(made, "told"),
        as_planned=_punctuality(made, "planned"),
        by_contact=_share(one.known for one in made),
        staff_per_patient=staff_per_patient,
        urgent=_urgent([call for tally in tallies for call in tally.calls]),
    )


def _is_left_out(asked: Asked) -> bool:
    return asked.made is None and asked.status not in {Status.CANCELLED, Status.FAILED}


def _punctuality(made: Iterable[Made], basis: Basis) -> Punctuality:
    those = [one for one in made if one.basis == basis]
    return Punctuality(
        visits=len(those),
        in_window=_share(one.in_window for one in those),
        in_wish=_share(one.in_wish for one in those),
        near=_share(one.near for one in those),
    )


def _share(told: Iterable[bool | None]) -> float | None:
    known = [one for one in told if one is not None]
    return round(sum(known) / len(known), 4) if known else None


def _staff_per_patient(tallies: Iterable[Tally], last: dt.date) -> float | None:
    """Give the mean number of people who came to a patient in a fortnight."""
    staff: dict[str, set[str]] = defaultdict(set)
    visits: dict[str, int] = defaultdict(int)
    for tally in tallies:
        if last - FORTNIGHT < tally.date <= last:
            for one in tally.asked:
                if one.made is not None:
                    staff[one.patient].update(one.made.crew)
                    visits[one.patient] += 1
    return _mean([len(staff[patient]) for patient, count in visits.items() if count > 1])


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 2) if values else None


def _urgent(calls: Sequence[Call]) -> Urgent:
    def minutes(of: Callable[[Call], int | None]) -> float | None:
        known = [seconds for call in calls if (seconds := of(call)) is not None]
        return round(statistics.median(known) / 60, 1) if known else None

    return Urgent(
        calls=len(calls),
        placed=sum(call.state == "placed" for call in calls),
        minutes_to_place=minutes(lambda call: call.placed_s),
        minutes_to_arrival=minutes(lambda call: call.arrived_s),
        told=sum(call.arrival == "told" for call in calls),
    )


def _places(tallies: Iterable[Tally]) -> tuple[Place, ...]:
    by_place: dict[str, list[Asked]] = defaultdict(list)
    for tally in tallies:
        for one in tally.asked:
            if one.municipality is not None:
                by_place[one.municipality].append(one)
    patients = {code: len({one.patient for one in asked}) for code, asked in by_place.items()}
    withheld = _withheld(patients)
    return tuple(
        Place(code=code, few=True) if code in withheld else _place(code, by_place[code]) for code in sorted(by_place)
    )


def _withheld(patients: dict[str, int]) -> set[str]:
    """Choose the places that are not told of: those with few patients, and one more where the rest would tell."""
    few = {code for code, count in patients.items() if count < FEW}
    others = sorted((count, code) for code, count in patients.items() if code not in few)
    if len(few) == 1 and others:
        few.add(others[0][1])
    return few


def _place(code: str, asked: Sequence[Asked]) -> Place:
    wanted = [one for one in asked if one.made is not None or _is_left_out(one)]
    made = [one.made for one in wanted if one.made is not None]
    return Place(
        code=code,
        few=False,
        visits=len(wanted),
        unassigned=_share(one.made is None for one in wanted),
        drive_min=_mean([one.drive_s / 60 for one in made]),
        wait_min=_mean([one.waited_s / 60 for one in made if one.waited_s is not None]),
    )
