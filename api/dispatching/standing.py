"""Plans as they stand: a version, and what has happened since, kept ready for those who work with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from api.access.actor import Actor
from api.access.roles import Permission
from api.dispatching import timeliness
from api.dispatching.timeliness import AHEAD, instant
from api.keeping import Kept
from api.store import Store, events, plans
from api.store.events import StoredEvent
from api.store.plans import StoredPlan
from scheduler import files, replanning
from scheduler.day import Day
from scheduler.desk import CallDesk
from scheduler.files.events_wire import EVENTS_FORMAT
from scheduler.files.findings import Finding, JsonPlaces, refuse, shown
from scheduler.files.times import TimeReader
from scheduler.plan import Plan
from scheduler.texts import Language

KEPT: Final = 16
"""Plans, and desks, that are kept ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A plan as it goes on: ``day`` and ``plan`` with what has happened, up to the event ``last_event``.

    ``known_day`` and ``known_plan`` are those of the version itself.
    """

    base: StoredPlan
    last_event: int
    known_day: Day
    known_plan: Plan
    day: Day
    plan: Plan

    def sight(self, text: str | None, now_us: int) -> dt.datetime | None:
        """Read a time to see the day from, or take now; None where nothing has begun by then.

        Raises
        ------
        InputError
            It is no time.
        """
        at = self.read_time(text, "at") or instant(now_us)
        if self.day.running is not None:
            return max(at, self.day.running.at)
        begins = min((car.shift.start for car in self.day.cars), default=at)
        return None if at <= begins else at

    def minute(self, at: dt.datetime | None) -> dt.datetime | None:
        """Give the minute that an instant is in, from when the day's running was told; None where nothing has begun."""
        begun = None if self.day.running is None else self.day.running.at
        return None if at is None else max(at.replace(second=0, microsecond=0), begun or at)

    def moment(self, text: str | None, now_us: int) -> dt.datetime | None:
        """Read as of when something is ordered, as ``sight`` does; raises as ``latest``."""
        self.latest(text, now_us)
        return self.sight(text, now_us)

    def latest(self, text: str | None, now_us: int) -> dt.datetime:
        """Give the instant up to which things can have happened: by the clock, or by what is given.

        Raises
        ------
        InputError
            It is no time, or one ahead of the clock on a day that has begun: that would take the day there for all.
        """
        at = self.read_time(text, "at")
        if at is not None and timeliness.is_ahead(at, self.day.date, self.day.timezone, now_us=now_us):
            refuse([Finding(path=("at",), code="at_ahead", values={"value": shown(text)})], JsonPlaces(file="order"))
        return at or instant(now_us) + AHEAD

    def read_time(self, text: str | None, *path: str | int) -> dt.datetime | None:
        """Read a time of the day, where one is given; raises InputError."""
        reader = TimeReader(date=self.day.date, timezone=self.day.timezone)
        at = reader.read(text, path)
        refuse(reader.findings, JsonPlaces(file="order"))
        return at


class Standings:
    """Keeps plans as they stand, and desks for calls, as long as others do not push them out."""

    def __init__(self, *, folder: Path, language: Language) -> None:
        self._folder, self._language = folder, language
        self._standings: Kept[Standing] = Kept(KEPT)
        self._desks: Kept[CallDesk] = Kept(KEPT)

    def stand(self, store: Store, actor: Actor, key: str, permission: Permission) -> Standing:
        """Give a plan as it stands; raises NotFoundError, ForbiddenError."""
        with store.read(actor) as tx:
            base = plans.get_plan(tx, key, permission)
            told = events.list_events(tx, base, after=base.events_taken)
        last = told[-1].seq if told else base.events_taken
        standing = self._standings.get(
            (base.version_id, last), lambda: self._carry_on(base, events.holding(told), last)
        )
        return replace(standing, base=base)

    def stand_before(self, store: Store, actor: Actor, seen: StoredPlan) -> Standing:
        """Give an earlier version as it goes on with what was told since of what it knows; raises InputError."""
        with store.read(actor) as tx:
            told = events.list_events(tx, seen, after=seen.events_taken)
        known = [one for one in events.holding(told) if events.are_known([one], seen.day_document)]
        last = told[-1].seq if told else seen.events_taken
        return self._standings.get((seen.version_id, last), lambda: self._carry_on(seen, known, last))

    def desk(self, standing: Standing, at: dt.datetime | None) -> CallDesk:
        """Give a desk for calls at an instant, for the whole minute in which that is."""
        until = None if at is None else at.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
        key = (standing.base.version_id, standing.last_event, until)
        return self._desks.get(key, lambda: CallDesk(standing.day, standing.plan, folder=self._folder, at=until))

    def _carry_on(self, base: StoredPlan, told: Sequence[StoredEvent], last: int) -> Standing:
        day, plan = files.parse_day(base.day_document, file="day"), files.parse_plan(base.document, file="plan")
        standing = Standing(base=base, last_event=last, known_day=day, known_plan=plan, day=day, plan=plan)
        if not told:
            return standing
        at = max(instant(event.happened_us) for event in told)
        at = at if day.running is None else max(at, day.running.at)
        happened = files.parse_events(
            events_document([event.document for event in told]), day, plan, at=at, file="events", find_place=_nowhere
        )
        carried = replanning.carry_on(day, plan, happened, at=at, folder=self._folder, language=self._language)
        return replace(standing, day=carried.day, plan=carried.plan)


def events_document(documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give events as a document (`hemrutt-events/1`)."""
    return {"format": EVENTS_FORMAT, "events": list(documents)}


def _nowhere(_: str) -> None:
    """Look no address up: calls are not told as events."""
