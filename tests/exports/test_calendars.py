"""Calendars hold each person's visits and breaks at the right times, and no more."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from api.exports.calendars import staff_calendars
from api.exports.scene import Scene

STAMP = dt.datetime(2026, 11, 22, 18, tzinfo=dt.UTC)


def events(scene: Scene, person: str) -> list[Event]:
    content = staff_calendars(scene, stamp=STAMP)[person]
    return [part for part in Calendar.from_ical(content).walk("VEVENT") if isinstance(part, Event)]


def test_each_of_a_crew_gets_the_visits_and_breaks_of_the_car(scene: Scene) -> None:
    assert set(staff_calendars(scene, stamp=STAMP)) == {"anna", "bo", "cilla", "dag", "eva"}
    anna = events(scene, "anna")
    assert [str(event["summary"]) for event in anna] == [
        *(f"{number}. Hembesök {patient}" for number, patient in enumerate(("p2", "p1", "p3", "p9", "p7", "p8"), 1)),
        "Rast",
    ]
    assert str(anna[1]["location"]) == "Rådhusesplanaden 14, Umeå"


def test_times_are_read_back_as_planned(scene: Scene) -> None:
    (visit,) = events(scene, "eva")
    assert visit.start.astimezone(ZoneInfo("Europe/Stockholm")).isoformat() == "2026-11-23T22:51:00+01:00"
    assert visit.end - visit.start == dt.timedelta(minutes=50)


@pytest.mark.parametrize(("month", "day", "utc_hour"), [(3, 28, 22), (3, 29, 0), (10, 24, 22), (10, 25, 0)])
def test_times_hold_across_the_change_of_clocks(scene: Scene, month: int, day: int, utc_hour: int) -> None:
    start = dt.datetime(2026, month, day, utc_hour, 30, tzinfo=dt.UTC)
    moved = move_eva(scene, start, start + dt.timedelta(hours=3))
    (visit,) = events(moved, "eva")
    assert visit.start.astimezone(dt.UTC) == start
    assert visit.end.astimezone(dt.UTC) - start == dt.timedelta(hours=3)


def move_eva(scene: Scene, start: dt.datetime, end: dt.datetime) -> Scene:
    *others, route = scene.plan.routes
    stops = tuple(
        dataclasses.replace(stop, start=start, end=end) if stop.kind == "visit" else stop for stop in route.stops
    )
    routes = (*others, dataclasses.replace(route, stops=stops))
    return dataclasses.replace(scene, plan=dataclasses.replace(scene.plan, routes=routes))


def test_a_moved_visit_keeps_its_uid(scene: Scene) -> None:
    later = dt.datetime(2026, 11, 23, 23, tzinfo=dt.UTC)
    moved = move_eva(scene, later, later + dt.timedelta(hours=1))
    (before,), (after,) = events(scene, "eva"), events(moved, "eva")
    assert before["uid"] == after["uid"]
    assert before["dtstart"].dt != after["dtstart"].dt


def test_uids_differ_within_a_calendar(scene: Scene) -> None:
    uids = [str(event["uid"]) for event in events(scene, "anna")]
    assert len(set(uids)) == len(uids)


def test_nothing_but_what_staff_need(scene: Scene) -> None:
    allowed = {"UID", "DTSTART", "DTEND", "DTSTAMP", "SEQUENCE", "SUMMARY", "LOCATION", "GEO", "DESCRIPTION"}
    for person in ("anna", "dag", "eva"):
        assert {name for event in events(scene, person) for name in event} <= allowed
    assert {str(event["description"]) for event in events(scene, "anna") if "description" in event} == {"Bil 1"}
    assert b"iv_therapy" not in staff_calendars(scene, stamp=STAMP)["anna"]


def test_no_name_begins_a_line_of_its_own(scene: Scene) -> None:
    staff = (*scene.day.staff[:-1], dataclasses.replace(scene.day.staff[-1], name="Eva\r\nATTENDEE:x"))
    day = dataclasses.replace(scene.day, staff=staff)
    content = staff_calendars(dataclasses.replace(scene, day=day), stamp=STAMP)["eva"]
    assert b"Eva" in content
    assert b"\r\nATTENDEE" not in content
