"""Urgent calls over the store: taken with their offers, offered anew when something changes, made into proposals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from api.access.actor import Actor
from api.access.roles import Permission
from api.dispatching import timeliness
from api.dispatching.matching import StaleError
from api.dispatching.proposing import propose
from api.dispatching.standing import Standing, Standings
from api.dispatching.timeliness import instant
from api.dispatching.wire import CallOrder, OfferChoice
from api.documents import offer_document, reasons_document
from api.errors import Reading, RefusalError
from api.settings import Settings
from api.store import Store, Transaction, calls, plans
from api.store.calls import NewCall, StoredCall
from api.store.proposals import NewProposal
from scheduler import calling, clock, files, protecting
from scheduler.call import Call, name_patient, with_call
from scheduler.day import Day
from scheduler.faults import Fault, InputError
from scheduler.offers import Answer
from scheduler.plan import Plan
from scheduler.texts import LANGUAGES
from scheduler.waiting import Waiting

NEAR: Final = dt.timedelta(minutes=30)
"""Calls for one patient that are no farther apart may be one call taken twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What answers calls: the store, what is kept ready, and the settings."""

    store: Store
    standings: Standings
    settings: Settings

    def stand(self, actor: Actor, plan: str) -> Standing:
        """Give a plan as it stands for who takes calls; raises NotFoundError, ForbiddenError, RefusalError."""
        standing = self.standings.stand(self.store, actor, plan, Permission.CALLS_TAKE)
        if standing.base.state == "closed":
            raise RefusalError("wrong_state", subject="not_published")
        return standing

    def read(self, standing: Standing, document: Mapping[str, Any]) -> Call:
        """Read a call for a plan's day; raises InputError."""
        folder = self.settings.roads
        return files.parse_call(
            document,
            standing.day,
            file="call",
            find_place=lambda text: calling.find_place(standing.day, text, folder=folder),
        )

    def answer(
        self, standing: Standing, call: Call, at: dt.datetime | None, *, top: int = 5, per_car: int = 1
    ) -> dict[str, Any]:
        """Look for places for a call: the answer as it is kept."""
        desk = self.standings.desk(standing, at)
        answer = desk.answer(call, top=top, per_car=per_car, language=self.settings.language)
        as_of = at or min((car.shift.start for car in standing.day.cars), default=None)
        told = None if as_of is None else _local(standing, as_of)
        return {"made_us": self.store.clock(), "as_of": told, **_answer_document(standing, call, answer)}

    def take(self, actor: Actor, plan: str, wanted: CallOrder) -> tuple[Standing, NewCall, dt.datetime | None]:
        """Read a call and answer it."""
        standing = self.stand(actor, plan)
        at = standing.moment(wanted.at, self.store.clock())
        with self.store.read(actor) as tx:
            taken = calls.taken_ids(tx, plan)
        document = _with_id(wanted.call, taken | {visit.id for visit in standing.day.visits})
        if wanted.call.get("id") in taken:
            values = {"id": wanted.call["id"], "other": wanted.call["id"]}
            raise InputError([Fault(code="duplicate_id", file="call", field="id", values=values)])
        call = self.read(standing, document)
        answer = self.answer(standing, call, at, top=wanted.top, per_car=wanted.per_car)
        new = NewCall(
            team=standing.base.team,
            plan=plan,
            visit=call.visit.id,
            patient=call.visit.patient if call.patient is None else call.visit.id,
            priority=call.visit.priority,
            document=document,
            answer=answer,
            state="offered" if answer["offers"] else "waiting",
        )
        return standing, new, at

    def open_call(self, actor: Actor, key: str) -> StoredCall:
        """Give a call that waits for a place; raises NotFoundError, ForbiddenError, RefusalError."""
        with self.store.read(actor) as tx:
            call = calls.get_call(tx, key, Permission.CALLS_TAKE)
        if call.state not in calls.OPEN:
            raise RefusalError("wrong_state", subject="placed")
        return call

    def with_call(self, actor: Actor, standing: Standing, key: str) -> Standing:
        """Give a plan as it stands with the visit that a call of it asks for, without a place; raises as above."""
        call = self.open_call(actor, key)
        if call.plan != standing.base.id:
            raise RefusalError("unknown_reference")
        return replace(standing, day=with_call(standing.day, self.read(standing, call.document)))

    def place(self, actor: Actor, call: StoredCall, choice: OfferChoice) -> tuple[Standing, Day, Plan]:
        """Give the day and the plan just as an offer tells them, and what they are made from.

        Raises
        ------
        StaleError
            The offers are for a plan as it no longer is, this one is not what was seen, or its time has passed.
        RefusalError
            There is no such offer.
        """
        standing = self.stand(actor, call.plan)
        if (call.answer["base_version"], call.answer["base_event"]) != (standing.base.version, standing.last_event):
            raise StaleError(call.plan, call.answer["base_version"])
        offer, now_us = _chosen(call, choice), self.store.clock()
        if timeliness.has_passed(offer["start"], made_us=call.answer.get("made_us", now_us), now_us=now_us):
            raise StaleError(call.plan, call.answer["base_version"])
        routes = files.parse_routes(call.answer["routes"][choice.offer - 1], file="offer")
        day, plan = calling.place_call(
            standing.day,
            standing.plan,
            self.read(standing, call.document),
            routes,
            folder=self.settings.roads,
            language=self.settings.language,
        )
        return standing, day, plan

    def propose(self, actor: Actor, call: StoredCall, choice: OfferChoice) -> NewProposal:
        """Make a proposal of an offer; raises as ``place`` does."""
        standing, day, plan = self.place(actor, call, choice)
        return propose(standing, day, plan, origin="call", call=call.id)


class TakenError(Exception):
    """Another call was taken under the same id meanwhile."""


def keep_call(
    tx: Transaction, standing: Standing, new: NewCall, at: dt.datetime | None, *, confirm: bool
) -> StoredCall:
    """Keep a call that came at an instant, by default now.

    Raises
    ------
    RefusalError
        It may have been taken before, or the plan was closed meanwhile.
    TakenError
        Its id is taken.
    """
    # Whoever takes another one at the same moment waits, and then knows of this one.
    if not plans.hold(tx, standing.base) and plans.get_head(tx, new.plan).state == "closed":
        raise RefusalError("wrong_state", subject="not_published")
    alike = [] if confirm else duplicates(tx, standing, new, at or instant(tx.now_us))
    if alike:
        base = standing.base
        reading = Reading(action="plan:read", team=base.team, subject=base.subject, patient=new.document.get("patient"))
        raise RefusalError("possible_duplicate", more={"duplicates": alike}, reading=reading)
    if new.visit in calls.taken_ids(tx, new.plan):
        raise TakenError
    return calls.get_call(tx, calls.add_call(tx, new), Permission.CALLS_TAKE)


def waiting_of(call: StoredCall, read: Call) -> Waiting:
    """Give a call as it waits."""
    return Waiting(key=call.id, call=read, since=dt.datetime.fromtimestamp(call.made_us / 1e6, tz=dt.UTC))


def duplicates(tx: Transaction, standing: Standing, new: NewCall, at: dt.datetime) -> list[dict[str, Any]]:
    """List what the same patient has been asked or planned for within 30 minutes of ``at``, and what goes on then."""
    since = tx.now_us - round(NEAR.total_seconds() * 1e6)
    place = _place(new.document)
    found: list[dict[str, Any]] = [
        {"call": other.id, "visit": other.visit, "state": other.state}
        for other in calls.list_calls(tx, new.plan, states=("offered", "waiting", "placed"))
        if other.made_us >= since and _place(other.document) == place
    ]
    known = {one["visit"] for one in found}
    return found + [one for one in _planned_near(standing, new, at) if one["visit"] not in known]


def _planned_near(standing: Standing, new: NewCall, at: dt.datetime) -> Iterator[dict[str, Any]]:
    offers: Sequence[Mapping[str, Any]] = new.answer["offers"]
    moments = [at, *(clock.read_timestamp(offer["start"]) for offer in offers)]
    visits = {visit.id for visit in standing.day.visits if visit.patient == new.document.get("patient")}
    for route in standing.plan.routes:
        for stop in route.stops:
            if stop.visit not in visits or stop.start is None or stop.end is None:
                continue
            goes_on = stop.start <= at < stop.end
            if goes_on or any(abs(stop.start - moment) <= NEAR for moment in moments):
                yield {"visit": stop.visit, "car": route.car, "start": _local(standing, stop.start)}


def _chosen(call: StoredCall, choice: OfferChoice) -> Mapping[str, Any]:
    """Give an offer as it was seen: others may have come under the same numbers since."""
    offers: Sequence[Mapping[str, Any]] = call.answer["offers"]
    seen = choice.model_dump(exclude={"offer"}, exclude_none=True)
    if choice.offer > len(offers) and not seen:
        raise RefusalError("unknown_reference")
    if choice.offer > len(offers) or any(offers[choice.offer - 1][name] != value for name, value in seen.items()):
        raise StaleError(call.plan, call.answer["base_version"])
    return offers[choice.offer - 1]


def _local(standing: Standing, at: dt.datetime) -> str:
    return clock.to_local(at, standing.day.timezone).isoformat()


def _place(document: Mapping[str, Any]) -> tuple[object, ...]:
    """Give what tells whom a call is about."""
    address = str(document.get("address") or "").casefold().strip()
    spot = [None if document.get(axis) is None else round(float(document[axis]), 3) for axis in ("lat", "lon")]
    return document.get("patient"), document.get("location"), address, *spot


def _with_id(document: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    """Give a call an id that no other has, where it brings none."""
    if document.get("id") is not None:
        return dict(document)
    numbers = (f"call-{number}" for number in range(1, len(taken) + 2))
    return {**document, "id": next(key for key in numbers if key not in taken)}


def _answer_document(standing: Standing, call: Call, answer: Answer) -> dict[str, Any]:
    plan, day = standing.plan, protecting.conceal(with_call(standing.day, call))
    return {
        "who": {language: name_patient(day, call.visit, language=language) for language in LANGUAGES},
        "base_version": standing.base.version,
        "base_event": standing.last_event,
        "estimated_times": answer.estimated,
        "offers": [offer_document(offer, plan) for offer in answer.offers],
        "routes": [files.routes_document(offer.routes, plan.timezone) for offer in answer.offers],
        "reasons": reasons_document(answer.reasons),
    }


def unread(answering: Answering, standing: Standing, call: StoredCall) -> Call | None:
    """Read a kept call once more; None where the day has become one that it does not fit."""
    try:
        return answering.read(standing, call.document)
    except InputError:
        return None
