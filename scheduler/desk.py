"""A plan made ready for urgent calls: what takes long is done once, and each call is then answered in milliseconds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Final

from scheduler import overriding, plan, ranking, reasons, remaining, routes, translation
from scheduler.call import Call, with_call
from scheduler.day import Day, Location
from scheduler.offers import Answer, Moved, Offer
from scheduler.plan import Plan
from scheduler.planning import measure_day, prepare_day
from scheduler.texts import Language
from scheduler.translation import Translation
from solver import offers as solver_offers
from solver.explain import Explainer
from solver.offers import Desk, Ways
from solver.solution import Solution
from solver.travel import Travel

PLACES: Final = 32
"""New places that there is room for before all drives have to be copied."""


class CallDesk:
    """Answers calls for one plan, which stays as it is.

    Parameters
    ----------
    at
        The time of the call: what has begun by then, and what a car drives to, stays. None: the day has not begun.
    prepared
        The day, where it is prepared already.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    ValueError
        The plan has faults.
    """

    def __init__(
        self,
        day: Day,
        stated: Plan,
        *,
        folder: Path,
        at: dt.datetime | None = None,
        prepared: Translation | None = None,
    ) -> None:
        self._folder, self._stated = folder, stated
        self._strict = prepared or prepare_day(day, folder=folder)
        self._prepared = overriding.loosened(self._strict, stated.overrides)
        self._now = None if at is None else self._strict.seconds(at)
        self._solution = routes.from_routes(self._prepared, stated.routes)
        self._desk = Desk(self._prepared.problem, self._solution, now=self._now, places=PLACES)

    def answer(self, call: Call, *, top: int = 5, per_car: int = 1, language: Language = "sv") -> Answer:
        """Offer places for a call; ``per_car`` is how many of the offers may be by one car."""
        answer = self._answer(call, *self._with(call), top=top, per_car=per_car, language=language)
        if answer.offers or not self._new_skills(call):
            return answer
        # Why nobody can go is told in the words of the skills themselves.
        return self._answer(call, *self._prepared_for(call), top=top, per_car=per_car, language=language)

    def _answer(
        self,
        call: Call,
        strict: Translation,
        prepared: Translation,
        desk: Desk,
        *,
        top: int,
        per_car: int,
        language: Language,
    ) -> Answer:
        visit = prepared.visits[call.visit.id]
        each = per_car * ranking.WIDENED
        most = max(top * ranking.WIDENED, each + 1)  # another car's, too, to tell why the first is the first
        found = self._found(call, strict, prepared, desk, top=most, per_car=each)
        if found and call.visit.priority >= ranking.URGENT:
            found += self._soonest(call, top=top, per_car=per_car)
        found = ranking.rank(found, call.visit.priority, top=top, per_car=per_car)
        why: tuple[plan.Reason, ...] = ()
        if not found:
            asked = replace(prepared, problem=desk.moment.freeze(prepared.problem))
            why = reasons.give_reasons(asked, Explainer(asked.problem, desk.plan), visit, language=language)
        place = prepared.day.patient(call.visit.patient).location
        return Answer(visit=call.visit.id, offers=found, reasons=why, estimated=place in prepared.travel.estimated)

    def _found(
        self, call: Call, strict: Translation, prepared: Translation, desk: Desk, *, top: int, per_car: int
    ) -> tuple[Offer, ...]:
        overrides = self._stated.overrides
        return tuple(
            _tell(prepared, offer)
            for offer in desk.offer(prepared.visits[call.visit.id], top=top, per_car=per_car)
            if not overrides or overriding.is_covered(strict, offer.solution, overrides)
        )

    def _soonest(self, call: Call, *, top: int, per_car: int) -> tuple[Offer, ...]:
        """Find the cheapest offers that start soon, which may be far from the cheapest of the day."""
        if self._now is None or self._stated.overrides or not translation.knows(self._prepared, call.visit):
            return ()
        now = self._prepared.instant(self._now)
        for within_s in ranking.SOON_S:
            hurried = ranking.hurry(call.visit, now, within_s)
            if hurried is not None:
                early = replace(call, visit=hurried)
                found = self._found(early, *self._with(early), top=top, per_car=per_car)
                if found:
                    return found
        return ()

    def _with(self, call: Call) -> tuple[Translation, Translation, Desk]:
        """Give the day with a call, strictly and with what was set aside, and a desk that knows the call."""
        if not self._stated.overrides and translation.knows(self._prepared, call.visit):
            prepared, desk = self._added(call)
            return prepared, prepared, desk
        return self._prepared_for(call)

    def _prepared_for(self, call: Call) -> tuple[Translation, Translation, Desk]:
        strict = prepare_day(with_call(self._strict.day, call), folder=self._folder)
        prepared = overriding.loosened(strict, self._stated.overrides)
        return strict, prepared, Desk(prepared.problem, self._solution, now=self._now, places=0)

    def _added(self, call: Call) -> tuple[Translation, Desk]:
        """Add a call to what is ready."""
        known, day = self._prepared, with_call(self._prepared.day, self._by_those_able(call))
        travel = known.travel if call.location is None else measure_day(day, folder=self._folder)
        patient, visit = translation.translate_call(day, travel, is_new=call.patient is not None)
        left = visit
        if known.day.running is not None:
            alone = known.whole.with_visit(replace(visit, location=None), patient=patient)
            left = replace(visit, windows=remaining.windows_left(alone, known.tracks, self._at()))
        ways = () if call.location is None else tuple(map(_ways, travel.travels))
        # Where there are new ways, the desk says where the place is.
        desk = self._desk.add(replace(left, location=None) if ways else left, patient=patient, ways=ways)
        tables, place = desk.problem.travels, desk.problem.visits[-1].location
        whole = known.whole.with_visit(replace(visit, location=place), patient=patient, travels=tables)
        if call.location is not None:
            day = _padded(day, call.location, len(tables[0].seconds))
        numbers = {**known.visits, call.visit.id: len(known.visits)}
        return replace(known, day=day, travel=travel, problem=desk.problem, whole=whole, visits=numbers), desk

    def _new_skills(self, call: Call) -> set[str]:
        """Give the skills of a call that no visit of the day asks for, so that its problem does not have them."""
        return {skill.casefold() for skill in call.visit.skills} - set(self._prepared.skills)

    def _by_those_able(self, call: Call) -> Call:
        """Let a call that asks for new skills be made by the cars that have them, which comes to the same."""
        new = self._new_skills(call)
        if not new:
            return call
        day = self._prepared.day
        staff = {person.id: {skill.casefold() for skill in person.competences} for person in day.staff}
        able = {car.id for car in day.cars if new <= set().union(*(staff[person] for person in car.crew))}
        allowed = able if call.visit.cars_allowed is None else able & call.visit.cars_allowed
        skills = frozenset(skill for skill in call.visit.skills if skill.casefold() not in new)
        return replace(call, visit=replace(call.visit, skills=skills, cars_allowed=frozenset(allowed)))

    def _at(self) -> int:
        running = self._prepared.day.running
        assert running is not None, "asked of running days only"
        return max(0, self._prepared.seconds(running.at))


def _ways(travel: Travel) -> Ways:
    """Give how the last of the places is reached, and left."""
    seconds = travel.seconds if travel.knots is None else travel.knots.seconds
    return Ways(
        seconds_to=seconds[..., :-1, -1].copy(),
        seconds_from=seconds[..., -1, :-1].copy(),
        metres_to=travel.metres[:-1, -1].copy(),
        metres_from=travel.metres[-1, :-1].copy(),
    )


def _padded(day: Day, place: Location, size: int) -> Day:
    """Give the day with its last place as number ``size``: other calls of the same desk may have places before it."""
    others = (replace(place, id=f"{place.id}#{number}") for number in range(size - len(day.locations)))
    return replace(day, locations=(*day.locations[:-1], *others, place))


def _tell(prepared: Translation, offer: solver_offers.Offer) -> Offer:
    (placed,) = offer.placements
    route = next(route for route in offer.solution.routes if route.car == placed.car)
    keys = [prepared.day.visits[stop.visit].id for stop in route.stops]
    wanted = prepared.problem.visits[placed.visit]
    figures = offer.figures[placed.car]
    return Offer(
        car=prepared.day.cars[placed.car].id,
        position=placed.position + 1,
        after=keys[placed.position - 1] if placed.position else None,
        before=keys[placed.position + 1] if placed.position + 1 < len(keys) else None,
        arrive=prepared.instant(placed.arrive),
        start=prepared.instant(placed.start),
        end=prepared.instant(placed.end),
        drive_s=offer.drive_s,
        cost=offer.added.total,
        parts={name: value for name, value in dataclasses.asdict(offer.added).items() if name != "unassigned"},
        overtime_s=figures.overtime_s,
        late_s=figures.late_s[placed.position],
        known=placed.car in wanted.known,
        moved=tuple(_tell_moved(prepared, moved) for moved in offer.moved),
        routes=_changed_routes(prepared, offer),
    )


def _changed_routes(prepared: Translation, offer: solver_offers.Offer) -> tuple[plan.Route, ...]:
    cars = {prepared.day.cars[car].id for car in offer.figures}
    changed = Solution(routes=tuple(route for route in offer.solution.routes if route.car in offer.figures))
    return tuple(route for route in routes.to_routes(prepared, changed, slacks={}) if route.car in cars)


def _tell_moved(prepared: Translation, moved: solver_offers.Moved) -> Moved:
    return Moved(
        visit=prepared.day.visits[moved.visit].id,
        car=prepared.day.cars[moved.car].id,
        was=prepared.instant(moved.was),
        start=prepared.instant(moved.start),
        shift_s=moved.start - moved.was,
        was_late_s=moved.was_late_s,
        late_s=moved.late_s,
    )
