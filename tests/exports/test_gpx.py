"""GPX files hold a car's places and ways, and nothing of other cars."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET

import pytest

from api.exports.gpx import route_gpx
from api.exports.scene import Scene

SPACE = {"g": "http://www.topografix.com/GPX/1/1"}


def read(scene: Scene, car: str = "Bil 1") -> ET.Element:
    route = next(route for route in scene.plan.routes if route.car == car)
    return ET.fromstring(route_gpx(scene, route))  # noqa: S314 (written by ourselves)


def test_visits_are_waypoints_in_their_order_with_times_in_utc(scene: Scene) -> None:
    points = read(scene).findall("g:wpt", SPACE)
    assert [point.findtext("g:name", "", SPACE) for point in points] == [
        f"{number}. {patient}" for number, patient in enumerate(("p2", "p1", "p3", "p9", "p7", "p8"), start=1)
    ]
    assert points[0].attrib == {"lat": "63.837200", "lon": "20.241700"}
    assert points[0].findtext("g:time", "", SPACE) == "2026-11-23T07:00:00Z"
    assert points[0].findtext("g:desc", "", SPACE) == "08:00–08:30 Hembesök, Bölevägen 7, Umeå"


def test_each_drive_is_a_segment_along_the_streets(scene: Scene) -> None:
    segments = read(scene).findall("g:trk/g:trkseg", SPACE)
    assert [len(segment) for segment in segments] == [len(leg.lats) for leg in scene.legs["Bil 1"]]


def test_a_visit_by_phone_is_no_place_to_drive_to(scene: Scene) -> None:
    names = [point.findtext("g:name", "", SPACE) for point in read(scene, "Bil 2").findall("g:wpt", SPACE)]
    assert names == ["1. p3", "3. p6", "4. p10"]


@pytest.mark.parametrize("name", ["</name><x>", "a & b", "]]>", "An\x00na\x1b[31m", "\ufffe", "\ud800"])
def test_a_hostile_address_stays_text(scene: Scene, name: str) -> None:
    places = tuple(dataclasses.replace(place, address=name or None) for place in scene.day.locations)
    found = read(dataclasses.replace(scene, day=dataclasses.replace(scene.day, locations=places)))
    assert {element.tag.rpartition("}")[2] for element in found.iter()} == {
        "gpx", "metadata", "name", "desc", "wpt", "time", "trk", "trkseg", "trkpt",
    }  # fmt: skip
