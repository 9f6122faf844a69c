"""An urgent call: a visit asked for while a plan runs, and where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.day import Day, Location, Patient, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A visit that a day does not have yet; ``patient`` and ``location`` are None where the day has them."""

    visit: Visit
    patient: Patient | None = None
    location: Location | None = None


def with_call(day: Day, call: Call) -> Day:
    """Give the day with the visit asked for at its end, so that all other indices stay."""
    return replace(
        day,
        locations=day.locations if call.location is None else (*day.locations, call.location),
        patients=day.patients if call.patient is None else (*day.patients, call.patient),
        visits=(*day.visits, call.visit),
    )
