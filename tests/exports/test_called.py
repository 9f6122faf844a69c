"""What a crew takes along calls somebody who called by where they are, as the console does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from api.exports.forms import PARTED_FORMS, Asked
from api.exports.scene import Scene
from api.fhir.naming import Systems

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
