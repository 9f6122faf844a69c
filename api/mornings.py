"""A team's morning: what is due on a date, who is there, what is new and what is left over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import Field

from api import pages
from api.access import wire
from api.clearance import Clearance
from api.registries import Registry
from api.store import Transaction, days, events, mornings, plans
from api.store.days import DayLine
from api.store.mornings import StoredMorning
from api.store.plans import PlanLine, StoredPlan
from api.wire import PlanEntry, Wire
from scheduler.files.wire import DayDocument
from scheduler.protecting import MARK
from scheduler.roster import Adjustments, NewsItem, OneOff, Roster, conceal, conceal_phones, due_day, fit, news
from scheduler.roster.changing import NewsKind
from scheduler.roster.duty import DueDay
from scheduler.roster.manning import CarOnDate, Idleness, OnDate
from scheduler.roster.records import Absence, OutOfService

Why = Literal["unassigned", "failed"]

_OF_DATE: Final = frozenset("T+Z")
"""Signs of times that hold on one date alone."""


class NeedOfVisit(Wire):
    """Whose need a visit is."""

    visit: str
    patient: str
    need: str


class StaffOnDate(Wire):
    """A member of staff: at work, away (``absence``), or free."""

    id: str
    name: str
    profession: str
    skills: list[str]
    at_work: bool
    absence: Absence | None


class CarToday(Wire):
    """A car with its crew, or why it stands; ``missing`` would be in the crew were they there."""

    id: str
    mode: str
    idle: Idleness | None
    out_of_service: OutOfService | None
    crew: list[str]
    missing: list[str]


class NewsEntry(Wire):
    """What is otherwise than with the last plan; ``detail`` is a need or a kind of absence."""

    kind: NewsKind
    subject: str
    detail: str | None


class LeftOver(Wire):
    """A visit that the last plan did not do, ready to be one of this date; ``due`` if its need is due anyway."""

    visit: OneOff
    why: Why
    due: bool


class WantedEntry(Wire):
    """What is to be otherwise on a date, as everybody in the team sees it."""

    revision: int
    etag: str
    wanted: Adjustments


class KeptDay(Wire):
    """A day that is there for the date."""

    id: str
    visits: int
    cars: int
    made: dt.datetime


class Morning(Wire):
    """All that a morning begins with."""

    team: str
    date: dt.date
    day: DayDocument = Field(description="As it is due; kept by POST …/day, which takes what is to be otherwise")
    needs: list[NeedOfVisit]
    staff: list[StaffOnDate]
    cars: list[CarToday]
    last: PlanEntry | None = Field(description="The last plan that was in force before the date")
    news: list[NewsEntry] = Field(description="Since the date of `last`, or the day before")
    left_over: list[LeftOver]
    told: WantedEntry = Field(description="What is to be otherwise; written by PUT")
    days: list[KeptDay] = Field(description="Of the date, the latest first")
    plans: list[PlanEntry] = Field(description="Of the date, the latest first")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """The last plan in force before a date, with what became of its visits."""

    line: PlanLine
    plan: StoredPlan
    statuses: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a morning is told from, read at one instant."""

    date: dt.date
    roster: Roster
    last: _Last | None
    told: StoredMorning
    days: list[DayLine]
    plans: list[PlanLine]


def gather(tx: Transaction, registry: Registry, date: dt.date) -> Gathered:
    """Read what a morning is told from."""
    team, told = registry.team, date.isoformat()
    plan = plans.find_last(tx, team=team.id, before=told)
    last = None
    if plan is not None:
        of_date = plans.list_plans(tx, team=team.id, date=plan.document["date"])
        line = next((line for line in of_date if line.id == plan.id), None)
        # a list has an end: of a date with hundreds of plans the one in force may be beyond it
        last = None if line is None else _Last(line=line, plan=plan, statuses=events.statuses(tx, plan))
    return Gathered(
        date=date,
        roster=registry.roster,
        last=last,
        told=mornings.get_morning(tx, team, told),
        days=days.list_days(tx, team, told),
        plans=plans.list_plans(tx, team=team.id, date=told),
    )


def tell(gathered: Gathered, clearance: Clearance) -> Morning:
    """Tell somebody of a morning."""
    last, date = gathered.last, gathered.date
    roster = gathered.roster if clearance.homes else conceal(gathered.roster)
    roster = roster if clearance.phones else conceal_phones(roster)
    due = due_day(roster, date)
    before = date - dt.timedelta(days=1) if last is None else dt.date.fromisoformat(last.line.date)
    return Morning(
        team=roster.team,
        date=date,
        day=DayDocument.model_validate(due.document),
        needs=[NeedOfVisit(visit=key, patient=patient, need=need) for key, (patient, need) in due.needs.items()],
        staff=[_person(one) for one in due.manning.staff],
        cars=[_car(one) for one in due.manning.cars],
        last=None if last is None else pages.plan_entry(last.line),
        news=[_news(one) for one in news(roster, before, date)],
        left_over=[] if last is None else list(_left_over(last, roster, due, reads_protected=clearance.homes)),
        told=tell_wanted(gathered.told, gathered.roster, date, clearance),
        days=[
            KeptDay(id=one.id, visits=one.visits, cars=one.cars, made=wire.instant(one.made_us))
            for one in gathered.days
        ],
        plans=[pages.plan_entry(line) for line in gathered.plans],
    )


def tell_wanted(held: StoredMorning, roster: Roster, date: dt.date, clearance: Clearance) -> WantedEntry:
    """Tell somebody what is to be otherwise on a date, as far as the registry still knows of it."""
    wanted = wanted_of(held, roster, date)
    if not clearance.homes:
        visits = [visit.model_copy(update={"place": None}) if visit.protected else visit for visit in wanted.visits]
        wanted = wanted.model_copy(update={"visits": visits})
    return WantedEntry(revision=held.revision, etag=held.etag, wanted=wanted)


def wanted_of(held: StoredMorning, roster: Roster, date: dt.date) -> Adjustments:
    """Give what is to be otherwise on a date, without what the registry knows nothing of any more."""
    return fit(roster, date, Adjustments.model_validate(held.document))


def keep_places(wanted: Adjustments, held: StoredMorning) -> Adjustments:
    """Leave the places of protected strangers as they are where who writes could not see them."""
    places = {visit["id"]: visit for visit in held.document.get("visits", ()) if visit["protected"]}
    visits = [
        OneOff.model_validate({**visit.model_dump(mode="json"), "place": places[visit.id]["place"]})
        if visit.protected and visit.place is None and visit.id in places
        else visit
        for visit in wanted.visits
    ]
    return wanted.model_copy(update={"visits": visits})


def patients_in(morning: Morning, roster: Roster) -> set[str]:
    """Give whose data a morning tells."""
    known = {patient.id for patient in roster.patients}
    told = {one.subject for one in morning.news if one.subject in known}
    return (
        told
        | {patient.id for patient in morning.day.patients}
        | {one.visit.patient for one in morning.left_over}
        | {visit.patient for visit in morning.told.wanted.visits}
    )


def _left_over(last: _Last, roster: Roster, due: DueDay, *, reads_protected: bool) -> Iterator[LeftOver]:
    """Yield what the last plan left out or could not do, each once; windows of that date alone are left away."""
    day = last.plan.day_document
    why: dict[str, Why] = {one["visit"]: "unassigned" for one in last.plan.document["unassigned"]}
    why |= {visit: "failed" for visit, status in last.statuses.items() if status == "failed"}
    known, places = {patient.id for patient in roster.patients}, _strangers(day, reads_protected=reads_protected)
    hidden = {one["id"] for one in day["patients"] if one.get("protected")} - known
    taken = {visit["id"] for visit in due.document["visits"]}
    for visit in day["visits"]:
        if visit["id"] not in why or last.statuses.get(visit["id"]) in {"cancelled", "done"}:
            continue
        again = f"{visit['id']}:{last.line.date}"[-100:] if visit["id"] in taken else visit["id"]
        windows = [one for one in visit.get("windows", ()) if not any(map(_of_one_date, one.values()))]
        place = None if visit["patient"] in known else places.get(visit["patient"])
        document = {**visit, "id": again, "windows": windows, "place": place, "protected": visit["patient"] in hidden}
        yield LeftOver(visit=OneOff.model_validate(document), why=why[visit["id"]], due=visit["id"] in taken)


def _strangers(day: Mapping[str, Any], *, reads_protected: bool) -> dict[str, Mapping[str, Any]]:
    """Give where the patients of a day live whose places may be told."""
    located = {place["id"]: place for place in day["locations"]}
    homes = {
        one["id"]: located[one["location"]] for one in day["patients"] if reads_protected or not one.get("protected")
    }
    return {
        patient: {name: home[name] for name in ("lat", "lon", "address") if home.get(name) not in {None, MARK}}
        for patient, home in homes.items()
    }


def _of_one_date(text: str | None) -> bool:
    return text is not None and any(sign in text for sign in _OF_DATE)


def _person(one: OnDate) -> StaffOnDate:
    person = one.person
    return StaffOnDate(
        id=person.id,
        name=person.name or person.id,
        profession=person.profession,
        skills=list(person.skills),
        at_work=one.at_work,
        absence=one.absence,
    )


def _car(one: CarOnDate) -> CarToday:
    return CarToday(
        id=one.car.id,
        mode=one.car.mode,
        idle=one.idle,
        out_of_service=one.out_of_service,
        crew=list(one.crew),
        missing=list(one.missing),
    )


def _news(one: NewsItem) -> NewsEntry:
    return NewsEntry(kind=one.kind, subject=one.subject, detail=one.detail)
