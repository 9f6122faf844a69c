"""A team's figures over time, each day tallied once as long as nothing more happens to it."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import TypeAdapter

from api.access.actor import SERVICE, Actor
from api.access.roles import Permission
from api.errors import RefusalError
from api.store import Store, seasons, teams
from api.store.errors import BusyError, StorageDownError, StorageFullError
from api.store.seasons import CallOfDay, PlanOfDay
from api.store.teams import StoredTeam
from scheduler import clock, files, tallying
from scheduler import seasons as figures
from scheduler.day import Day
from scheduler.plan import Plan
from scheduler.seasons import Season
from scheduler.tallying import Call, Heard, Tally

_TALLIES: Final = TypeAdapter(Tally)
_AT_ONCE: Final = 8
"""Days that are tallied before they are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seasons:
    """Gives figures over time from the store, which keeps what became of each day once it was asked for.

    One request at a time tallies days, for ``patience_s`` seconds at most: what it made by then is kept, and whoever
    asks again has the rest made. Others wait for their turn for ``turn_s`` at most: each holds a thread meanwhile
    that would serve others.
    """

    store: Store
    patience_s: float = 8.0
    turn_s: float = 0.5
    turn: threading.Lock = field(default_factory=threading.Lock)

    def season(self, actor: Actor, team: str, *, first: dt.date, last: dt.date) -> tuple[StoredTeam, Season]:
        """Give a team's figures; raises NotFoundError, ForbiddenError, RefusalError where much is left to do."""
        with self.store.read(actor) as tx:
            found = teams.find_team(tx, team, Permission.PLANS_READ)
            days = seasons.list_days(tx, found.id, first=first - figures.FORTNIGHT, last=last)
            held = seasons.find_tallies(tx, days)
        made = self._make(actor, [day for day in days if day not in held])
        tallies = [made[day] if day in made else _TALLIES.validate_json(held[day]) for day in days]
        return found, figures.sum_up(tallies, first=first, last=last)

    def _make(self, actor: Actor, missing: Sequence[PlanOfDay]) -> dict[PlanOfDay, Tally]:
        """Tally days, and keep them by and by."""
        ends, made = time.monotonic() + self.patience_s, dict[PlanOfDay, Tally]()
        if not missing:
            return made
        with self._hold_turn():
            with self.store.read(actor) as tx:
                held = seasons.find_tallies(tx, missing)
            made |= {day: _TALLIES.validate_json(text) for day, text in held.items()}
            left = [day for day in missing if day not in made]
            for first in range(0, len(left), _AT_ONCE):
                if first and time.monotonic() > ends:
                    raise _unfinished()
                some = {day: self._made(actor, day) for day in left[first : first + _AT_ONCE]}
                self._keep(some)
                made |= some
        return made

    @contextmanager
    def _hold_turn(self) -> Iterator[None]:
        """Hold the turn to tally; raises RefusalError where another holds it for too long."""
        if not self.turn.acquire(timeout=self.turn_s):
            raise _unfinished()
        try:
            yield
        finally:
            self.turn.release()

    def _keep(self, made: Mapping[PlanOfDay, Tally]) -> None:
        """Keep what became of days; what cannot be kept now is made again when it is asked for."""
        try:
            with self.store.write(SERVICE) as tx:
                seasons.keep_tallies(tx, {day: _TALLIES.dump_json(tally).decode() for day, tally in made.items()})
        except (BusyError, StorageDownError, StorageFullError):
            return

    def _made(self, actor: Actor, found: PlanOfDay) -> Tally:
        with self.store.read(actor) as tx:
            held = seasons.read_day(tx, found)
            day = files.parse_day(held.day, file="day")
            begins = min((car.shift.start for car in day.cars), default=clock.day_start(day.date, day.timezone))
            morning = seasons.read_version_before(tx, found.plan, round(begins.timestamp() * 1e6))
        plan = files.parse_plan(held.document, file="plan")
        heard = tallying.hear(day, held.events, held.statuses)
        calls = [_call(call, heard, plan) for call in held.calls]
        return tallying.tally(day, plan, heard, _promised(morning, day), key=found.plan, calls=calls)


def _unfinished() -> RefusalError:
    return RefusalError("busy", subject="tallying", headers={"Retry-After": "1"})


def _promised(morning: Mapping[str, Any], day: Day) -> dict[str, dt.datetime]:
    """Give the starts that people were told before the day began, of visits that the day has."""
    known = {visit.id for visit in day.visits}
    return {
        stop["visit"]: clock.read_timestamp(stop["start"])
        for route in morning["routes"]
        for stop in route["stops"]
        if stop.get("visit") in known
    }


def _call(call: CallOfDay, heard: Heard, plan: Plan) -> Call:
    return tallying.tally_call(
        state=call.state,
        visit=call.visit,
        taken=_instant(call.taken_us),
        placed=None if call.placed_us is None else _instant(call.placed_us),
        heard=heard,
        plan=plan,
    )


def _instant(us: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(us / 1e6, tz=dt.UTC)
