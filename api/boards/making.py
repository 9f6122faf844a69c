"""Making a board of a day and its plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from api.boards import wire
from api.clearance import Clearance
from api.exports import colours, spans
from api.exports.colours import Style
from api.exports.page.content import pack_line
from api.exports.scene import Leg, Numbered, number_visits, place_of
from api.exports.staging import find_legs, open_roads
from scheduler import call, protecting
from scheduler.day import Car, Day, Location, Visit, Window
from scheduler.plan import Plan, Route
from scheduler.teams import name_team
from scheduler.texts import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a board says of where its plan stands: ids, version and state, the last event known, how visits go on."""

    plan: str
    version: int
    state: str
    etag: str
    last_event: int
    day: str
    team_id: str
    team_name: str
    statuses: Mapping[str, str]
    told: Mapping[str, wire.BoardTold] = field(default_factory=dict)


def make_board(
    sight: Sight,
    day: Day,
    plan: Plan,
    *,
    folder: Path,
    language: Language,
    clearance: Clearance,
) -> wire.Board:
    """Make the board of a plan on the networks kept in ``folder``, for somebody with a clearance.

    Raises
    ------
    maps.errors.RoadsError
        The network is not there or broken.
    """
    day, plan = day if clearance.homes else protecting.conceal(day), plan.in_language(language)
    day = day if clearance.phones else protecting.conceal_phones(day)
    roads = open_roads(day, folder=folder)
    legs = find_legs(day, plan, roads)
    network = roads.main
    first, last = spans.extent(day, plan.routes)
    return wire.Board(
        **{name: getattr(sight, name) for name in ("plan", "version", "state", "etag", "last_event", "day", "team_id")},
        date=day.date,
        timezone=day.timezone,
        team=day.team,
        team_name=name_team(day.team, sight.team_name, language),
        roads=None if network is None else day.roads,
        attribution=plan.attribution if network is None else network.attribution,
        made=plan.roads_made or (network is not None and network.made),
        estimated=plan.estimated_times,
        notes=list(plan.notes),
        extent=[_instant(first), _instant(last)],
        cars=_cars(day, plan, legs),
        visits=_visits(day, plan, sight, language),
        unassigned=_left_out(plan),
        bases=_bases(day),
        cost=plan.cost_total,
        cost_parts=dict(plan.cost_parts),
        gap=None if plan.bound is None else plan.bound.gap,
        kpis=wire.BoardKpis(**asdict(plan.kpis)),
        overrides=_overrides(plan),
    )


def _cars(day: Day, plan: Plan, legs: Mapping[str, tuple[Leg, ...]]) -> list[wire.BoardCar]:
    routes = {route.car: route for route in plan.routes}
    styles = colours.styles_of(day.cars)
    return [_car(day, car, styles[car.id], routes.get(car.id), legs.get(car.id, ())) for car in day.cars]


def _car(day: Day, car: Car, style: Style, route: Route | None, legs: tuple[Leg, ...]) -> wire.BoardCar:
    staff = {person.id: person for person in day.staff}
    return wire.BoardCar(
        id=car.id,
        label=style.label,
        colours=[style.light, style.dark],
        dash=list(style.dash),
        mode=car.mode,
        crew=[_crew(staff[key].id, staff[key].name, staff[key].profession, staff[key].skills) for key in car.crew],
        shift_start=_instant(car.shift.start),
        shift_end=_instant(car.shift.end),
        max_overtime_s=car.shift.max_overtime_s,
        max_visits=car.max_visits,
        start=_place(day.location(car.start)),
        end=None if car.end is None else _place(day.location(car.end)),
        leaves=_maybe(route.stops[0].end) if route else None,
        returns=_maybe(route.stops[-1].arrive) if route else None,
        sums=_sums(route) if route else None,
        spans=_spans(day, route) if route else [],
        legs=[_leg(leg, route) for leg in legs] if route else [],
    )


def _crew(key: str, name: str, profession: str, skills: frozenset[str]) -> wire.BoardCrew:
    return wire.BoardCrew(id=key, name=name, profession=profession, skills=sorted(skills))


def _sums(route: Route) -> wire.BoardSums:
    return wire.BoardSums(**{name: getattr(route, name) for name in wire.BoardSums.model_fields})


def _spans(day: Day, route: Route) -> list[wire.BoardSpan]:
    return [
        wire.BoardSpan(kind=span.kind, start=_instant(span.start), end=_instant(span.end), visit=span.visit)
        for span in spans.spans_of(day, route)
    ]


def _leg(leg: Leg, route: Route) -> wire.BoardLeg:
    stop = route.stops[leg.stop]
    assert stop.arrive is not None  # every stop that is driven to has an arrival
    arrives = _instant(stop.arrive)
    return wire.BoardLeg(
        to=stop.visit,
        leaves=arrives - leg.seconds,
        arrives=arrives,
        seconds=leg.seconds,
        metres=leg.metres,
        estimated=leg.estimated,
        line=pack_line(leg.lats, leg.lons),
    )


def _visits(day: Day, plan: Plan, sight: Sight, language: Language) -> list[wire.BoardVisit]:
    planned = {item.visit.id: item for item in number_visits(day, plan)}
    return [_visit(day, visit, planned.get(visit.id), sight, language) for visit in day.visits]


def _visit(day: Day, visit: Visit, item: Numbered | None, sight: Sight, language: Language) -> wire.BoardVisit:
    place = place_of(day, visit)
    patient = day.patient(visit.patient)
    lock = next((fixed for fixed in day.fixed if fixed.visit == visit.id), None)
    groups = [group.visits for group in day.together if visit.id in group.visits]
    gaps = [gap for gap in day.gaps if visit.id in {gap.before, gap.after}]
    return wire.BoardVisit.model_validate(
        {
            "id": visit.id,
            "patient": visit.patient,
            "who": call.name_patient(day, visit, language=language),
            "kind": visit.kind.value,
            # A place that is concealed lies at the base, where nobody would look for the patient.
            "place": None if place is None or place.address == protecting.MARK else _place(place),
            "phone": patient.phone,
            "protected": patient.protected,
            "duration_s": visit.duration_s,
            "windows": [_window(window) for window in visit.windows],
            "skills": sorted(visit.skills),
            "crew_size": visit.crew_size,
            "priority": visit.priority,
            "mandatory": visit.mandatory,
            "contact_staff": sorted(patient.contact_staff),
            "refused_staff": sorted(patient.refused_staff),
            "together": [other for group in groups for other in group if other != visit.id],
            "gaps": [
                wire.BoardGap(before=gap.before, after=gap.after, min_s=gap.min_s, max_s=gap.max_s) for gap in gaps
            ],
            "lock": None if lock is None else wire.BoardLock(car=lock.car, start=_maybe(lock.start)),
            "status": sight.statuses.get(visit.id, "planned"),
            "told": sight.told.get(visit.id),
            "stop": None if item is None else _stop(item),
        }
    )


def _stop(item: Numbered) -> wire.BoardStop:
    stop = item.stop
    assert stop.start is not None  # a planned visit has a start and an end
    assert stop.end is not None
    return wire.BoardStop(
        car=item.car,
        number=item.number,
        arrive=_maybe(stop.arrive),
        start=_instant(stop.start),
        end=_instant(stop.end),
        drive_s=stop.drive_s or 0,
        drive_m=stop.drive_m or 0,
        wait_s=stop.wait_s or 0,
        slack_s=stop.slack_s,
        late_s=stop.late_s or 0,
    )


def _left_out(plan: Plan) -> list[wire.BoardLeftOut]:
    return [
        wire.BoardLeftOut(
            visit=item.visit,
            reasons=[
                wire.BoardReason(
                    code=reason.code, cars=list(reason.cars), text=reason.text, would_help=reason.would_help
                )
                for reason in item.reasons
            ],
        )
        for item in plan.unassigned
    ]


def _bases(day: Day) -> list[wire.BoardBase]:
    keys = dict.fromkeys(key for car in day.cars for key in (car.start, car.end) if key is not None)
    return [
        wire.BoardBase(
            place=_place(day.location(key)), cars=[car.id for car in day.cars if key in {car.start, car.end}]
        )
        for key in keys
    ]


def _overrides(plan: Plan) -> list[wire.BoardOverride]:
    return [
        wire.BoardOverride(
            rule=one.rule, car=one.car, visits=list(one.visits), reason=one.reason, by=one.by, at=_instant(one.at)
        )
        for one in plan.overrides
    ]


def _place(place: Location) -> wire.BoardPlace:
    return wire.BoardPlace(name=call.name_place(place), lat=round(place.lat, 6), lon=round(place.lon, 6))


def _window(window: Window) -> wire.BoardWindow:
    return wire.BoardWindow(
        start=_instant(window.start),
        end=_instant(window.end),
        soft_start=_maybe(window.soft_start),
        soft_end=_maybe(window.soft_end),
    )


def _instant(at: dt.datetime) -> int:
    return round(at.timestamp())


def _maybe(at: dt.datetime | None) -> int | None:
    return None if at is None else _instant(at)
