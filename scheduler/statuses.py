"""What has become of each visit of a running day, and which events can change it.

What is told to have happened counts above what was said before: a visit that was called off, or where nobody was home,
may still be told to have started. One that has ended stays so; only its times may be mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from scheduler.day import Day
from scheduler.events import Arrived, Cancelled, Delayed, Done, EnRoute, Event, NobodyHome, Started, ToHospital
from scheduler.faults import EndedError


class Status(StrEnum):
    """How far a visit has come."""

    PLANNED = "planned"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


AHEAD: Final = frozenset({Status.PLANNED, Status.EN_ROUTE, Status.ARRIVED})
"""A visit that is still to be made."""

_FROM: Final[Mapping[Status, frozenset[Status]]] = {
    Status.PLANNED: AHEAD | {Status.CANCELLED, Status.FAILED},
    Status.EN_ROUTE: frozenset({Status.PLANNED, Status.EN_ROUTE, Status.FAILED}),
    Status.ARRIVED: AHEAD | {Status.FAILED},
    Status.STARTED: AHEAD | {Status.STARTED, Status.CANCELLED, Status.FAILED},
    Status.DONE: frozenset(Status),
    Status.CANCELLED: AHEAD | {Status.CANCELLED, Status.FAILED},
    Status.FAILED: AHEAD | {Status.FAILED, Status.CANCELLED},
}
"""From which statuses a visit may come to one."""


def changed_by(event: Event, day: Day, known: Mapping[str, Status]) -> dict[str, Status]:
    """Give the statuses that an event changes; visits that are not ``known`` are planned.

    Raises
    ------
    EndedError
        It tells of a visit what cannot be after what is known of it.
    """
    if isinstance(event, ToHospital):
        visits = (visit.id for visit in day.visits if visit.patient == event.patient)
        return {visit: Status.CANCELLED for visit in visits if known.get(visit, Status.PLANNED) in AHEAD}
    after = _after(event)
    if after is None:
        return {}
    visit, status = after
    before = known.get(visit, Status.PLANNED)
    if before is Status.STARTED and status is Status.CANCELLED:
        status = Status.DONE  # broken off: what was done of it is done
    if before not in _FROM[status]:
        raise EndedError(visit)
    return {visit: status}


_TOLD: Final[Mapping[type[object], Status]] = {
    EnRoute: Status.EN_ROUTE,
    Arrived: Status.ARRIVED,
    Started: Status.STARTED,
    Done: Status.DONE,
    Cancelled: Status.CANCELLED,
    Delayed: Status.PLANNED,
}


def _after(event: Event) -> tuple[str, Status] | None:
    """Give what an event tells of a visit, if anything."""
    if isinstance(event, NobodyHome):
        return event.visit, Status.FAILED if event.again is None else Status.PLANNED
    if isinstance(event, EnRoute | Arrived | Started | Done | Cancelled | Delayed):
        return event.visit, _TOLD[type(event)]
    return None
