"""Taking down what has happened: at once, whichever version of the plan there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.access.roles import Permission
from api.dispatching.applying import LIVE
from api.dispatching.standing import Standing, events_document
from api.dispatching.wire import EventsOrder
from api.errors import RefusalError
from api.store import Transaction, events, plans
from api.store.events import NewEvent, StoredEvent
from api.store.plans import StoredPlan
from scheduler import files, retraction, statuses
from scheduler.day import Day, Visit
from scheduler.events import Event, TakenBack
from scheduler.faults import Fault, InputError
from scheduler.statuses import Status


class MovedOnError(Exception):
    """The plan got another version while events were read for the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Events as they were told and as they read, in the order of their times."""

    documents: Sequence[Mapping[str, Any]]
    events: Sequence[Event]


def read_report(standing: Standing, wanted: EventsOrder, *, at: dt.datetime) -> Report:
    """Read events of a plan's day; raises InputError."""
    refused = [
        Fault(code="event_by_call", file="events", row=number, field=f"events[{number}].event")
        for number, document in enumerate(wanted.events)
        if document.get("event") == "visit_added"
    ]
    if refused:
        raise InputError(refused)
    # One by one, so that each is known by what was told; all together first, so that all that is wrong is told.
    day, plan = standing.known_day, standing.known_plan

    def read(documents: Sequence[Mapping[str, Any]]) -> tuple[Event, ...]:
        return files.parse_events(
            events_document(documents), day, plan, at=at, file="events", find_place=lambda _: None
        )

    read(wanted.events)
    pairs = sorted(((document, read([document])[0]) for document in wanted.events), key=lambda pair: pair[1].time)
    return Report(documents=[document for document, _ in pairs], events=[event for _, event in pairs])


def report(tx: Transaction, standing: Standing, told: Report) -> tuple[list[str], dict[str, Status]]:
    """Keep events, and how far visits have come by them; gives the ids and what has changed.

    Raises
    ------
    RefusalError
        The plan is not published; what is taken back is not what was told last, or the plan was changed with it.
    MovedOnError
        It has another version than the events were read for.
    EndedError
        A visit that has ended is told something that cannot be any more.
    """
    plans.hold(tx, plans.get_plan(tx, standing.base.id, Permission.EVENTS_REPORT))
    plan = plans.get_plan(tx, standing.base.id, Permission.EVENTS_REPORT)
    if plan.state not in LIVE:
        raise RefusalError("wrong_state", subject="not_published")
    if plan.version != standing.base.version:
        raise MovedOnError
    known = {visit: Status(status) for visit, status in events.statuses(tx, plan).items()}
    changed: dict[str, Status] = {}
    patients = {visit.id: visit.patient for visit in standing.known_day.visits}
    keys = []
    for document, event in zip(told.documents, told.events, strict=True):
        if isinstance(event, TakenBack):
            changed |= _without_last(tx, plan, standing.known_day, document)
        else:
            changed |= statuses.changed_by(event, standing.known_day, {**known, **changed})
        happened_us = round(event.time.timestamp() * 1e6)
        patient = document.get("patient") or patients.get(str(document.get("visit")))
        kind = str(document["event"])
        new = NewEvent(kind=kind, happened_us=happened_us, document=document, patient=patient)
        keys.append(events.add_event(tx, plan, new))
    events.set_statuses(tx, plan, changed)
    if plan.state == "published":
        plans.set_state(tx, plan, "running")
    tx.publish(plan.team, "events", {"plan": plan.id, "statuses": {visit: str(one) for visit, one in changed.items()}})
    return keys, changed


def _without_last(tx: Transaction, plan: StoredPlan, day: Day, back: Mapping[str, Any]) -> dict[str, Status]:
    """Give how far visits have come without what was told last of something."""
    told = events.holding(events.list_events(tx, plan))
    subject = retraction.subject_of(back)
    last = next((one for one in reversed(told) if retraction.subject_of(one.document) == subject), None)
    if last is None or last.kind != back["what"]:
        raise RefusalError("wrong_state", subject="not_last")
    if last.seq <= plan.events_taken:
        raise RefusalError("wrong_state", subject="planned_with")
    visits = [visit for visit in day.visits if subject in _subjects(visit)]
    left = [one for one in told if one is not last]
    return {visit.id: _status_after(left, visit, day) for visit in visits}


def _status_after(told: Sequence[StoredEvent], visit: Visit, day: Day) -> Status:
    """Give how far a visit has come by what was told."""
    known: dict[str, Status] = {}
    for one in told:
        if retraction.subject_of(one.document) in _subjects(visit):
            at = dt.datetime.fromtimestamp(one.happened_us // 1_000_000 + 1, tz=dt.UTC)
            document = events_document([one.document])
            (event,) = files.parse_events(document, day, None, at=at, file="events", find_place=lambda _: None)
            known |= statuses.changed_by(event, day, known)
    return known.get(visit.id, Status.PLANNED)


def _subjects(visit: Visit) -> set[tuple[str, str]]:
    return {("visit", visit.id), ("patient", visit.patient)}
