"""What a crew takes along calls somebody who called by where they are, as the console does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reportlab.platypus import Table

from api.exports.forms import FORMS, PARTED_FORMS, Asked
from api.exports.page.content import page_content
from api.exports.paper.cars import car_sheet
from api.exports.scene import Scene
from api.fhir.naming import Systems
from scheduler.texts import Language

ASKED = Asked(language="sv", stamp=dt.datetime(2026, 11, 22, tzinfo=dt.UTC), systems=Systems())


def called(scene: Scene) -> Scene:
    """Let p1 be somebody who called: they have no name but that of the call."""
    day = scene.day
    patients = tuple(replace(one, id="call-2") if one.id == "p1" else one for one in day.patients)
    visits = tuple(replace(one, patient="call-2") if one.patient == "p1" else one for one in day.visits)
    return replace(scene, day=replace(day, patients=patients, visits=visits))


def test_ways_and_calendars_say_where_and_not_which_call(scene: Scene) -> None:
    made = called(scene)
    (first, *_) = PARTED_FORMS["gpx"].make(made, ASKED).values()
    (calendar, *_) = PARTED_FORMS["ics"].make(made, ASKED).values()
    assert b"<name>2. R\xc3\xa5dhusesplanaden 14, Ume\xc3\xa5</name>" in first
    assert "Hembesök Rådhusesplanaden 14" in calendar.decode().replace("\r\n ", "")


def test_tables_say_so_in_the_language_asked_for(scene: Scene) -> None:
    day = called(scene).day
    renamed = tuple(replace(one, id="call-2") if one.patient == "call-2" else one for one in day.visits)
    (key,) = (one.id for one in day.visits if one.patient == "call-2")
    stops = tuple(
        replace(
            route, stops=tuple(replace(stop, visit="call-2") if stop.visit == key else stop for stop in route.stops)
        )
        for route in scene.plan.routes
    )
    made = replace(scene, day=replace(day, visits=renamed), plan=replace(scene.plan, routes=stops))
    names: tuple[tuple[Language, str], ...] = (("sv", "Samtal 2"), ("en", "Call 2"))
    for language, name in names:
        table = FORMS["csv"].make(made, replace(ASKED, language=language)).decode("utf-8-sig")
        assert "call-2" not in table
        (row,) = (line for line in table.splitlines() if name in line)
        assert "Rådhusesplanaden 14, Umeå" in row


def test_the_page_and_the_paper_do_so_too(scene: Scene) -> None:
    made = called(scene)
    (visit,) = (one for one in page_content(made, language="sv")["visits"] if one["patient"] == "call-2")
    assert visit["who"] == dict.fromkeys(("sv", "en"), "Rådhusesplanaden 14, Umeå")
    (route,) = (one for one in made.plan.routes if any(stop.visit == visit["id"] for stop in one.stops))
    (stops,) = (one for one in car_sheet(made, route, "sv") if isinstance(one, Table) and len(one._cellvalues[0]) == 7)
    told = [row[2].text for row in stops._cellvalues[1:] if row[3]]
    assert [text for text in told if "Rådhusesplanaden 14" in text]
    assert "call-2" not in told
