"""Run sheets on paper: every name can be read, nobody's text becomes markup, a car's sheet is of that car alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader

from api.exports import paper
from api.exports.scene import Scene
from scheduler.texts import Language

STAMP = dt.datetime(2026, 11, 22, 18, tzinfo=dt.UTC)


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def day_pages(scene: Scene, language: Language = "sv") -> list[str]:
    return pages(paper.day_pdf(scene, stamp=STAMP, language=language))


def change_day(scene: Scene, **changes: object) -> Scene:
    return dataclasses.replace(scene, day=dataclasses.replace(scene.day, **changes))


def test_a_day_is_an_overview_a_sheet_per_car_and_what_is_left_out(scene: Scene) -> None:
    told = day_pages(scene)
    assert len(told) == 1 + 3 + 1
    assert "164,9 km" in told[0]
    for car, sheet in zip(("Bil 1", "Bil 2", "Bil 3"), told[1:4], strict=True):
        assert car in sheet.splitlines()
    assert "Ingen besättning kan dialys." in told[-1]
    assert [f"sida {number} av 5" in text for number, text in enumerate(told, start=1)] == [True] * 5


def test_every_page_says_of_which_version_it_is(scene: Scene) -> None:
    later = dataclasses.replace(scene, plan=dataclasses.replace(scene.plan, version=7))
    assert all("Version 7, utskriven 2026-11-22 19:00" in text for text in day_pages(later))


def test_stops_stand_with_their_times_places_and_what_to_mind(scene: Scene) -> None:
    sheet = day_pages(scene)[1]
    for told in ("08:37–09:22", "p1", "Rådhusesplanaden 14, Umeå", "Tidsfönster 08:00–12:00", "intravenös"):
        assert told in sheet
    assert sheet.index("Avfärd") < sheet.index("08:00–08:30") < sheet.index("Rast") < sheet.index("Åter")
    late = " ".join(day_pages(scene)[2].split())
    assert "12 min utanför önskad tid" in late
    assert "önskad tid" in late.replace("utanför önskad tid", "")


def test_no_ids_of_visits_are_told_but_whom_to_meet(scene: Scene) -> None:
    told = day_pages(scene)
    assert not [word for text in told for word in re.findall(r"\bv[0-9]+\b", text)]
    by_visit = {stop.visit: route.car for route in scene.plan.routes for stop in route.stops}
    for own, other in (("v3", "v4"), ("v4", "v3")):
        sheet = next(text for text in told[1:4] if by_visit[own] in text.splitlines())
        assert f"Tillsammans med {by_visit[other]}" in " ".join(sheet.split())


def test_english_has_english_words_and_points(scene: Scene) -> None:
    overview, first, *_ = day_pages(scene, "en")
    assert "164.9 km" in overview
    assert "Monday 2026-11-23" in first
    assert "Home visit" not in first, "a visit at home is told by its address"


@pytest.mark.parametrize("name", ["Łukasz Źółty", "Şahin Yılmaz", "Biret Ŋŧđ", "Νίκος Παππάς", "Иван Петров"])
def test_names_beyond_western_letters_can_be_read(scene: Scene, name: str) -> None:
    staff = (dataclasses.replace(scene.day.staff[0], name=name), *scene.day.staff[1:])
    assert name in day_pages(change_day(scene, staff=staff))[1]


@pytest.mark.parametrize(
    "text",
    ['<img src="http://127.0.0.1/x"/>', "<b>bold", "</para><para>", "&lt;", "a & b", "<a href='file:///x'>y</a>"],
)
def test_typed_text_is_printed_as_typed(scene: Scene, text: str) -> None:
    places = tuple(dataclasses.replace(place, address=text) for place in scene.day.locations)
    content = paper.day_pdf(change_day(scene, locations=places), stamp=STAMP)
    assert text in pages(content)[1].replace("\n", " ")
    assert b"/URI" not in content


@pytest.mark.parametrize("text", ["Ö" * 300, "ord " * 75, "😀\x00\x1b\u202e\ufffe\ud800"])
def test_no_text_breaks_the_sheet(scene: Scene, text: str) -> None:
    places = tuple(dataclasses.replace(place, address=text) for place in scene.day.locations)
    visits = tuple(
        dataclasses.replace(visit, skills=frozenset(f"{text[:90]}{number}" for number in range(50)))
        for visit in scene.day.visits
    )
    assert len(day_pages(change_day(scene, locations=places, visits=visits))) >= 5


def test_a_cars_sheet_tells_nothing_of_other_cars(scene: Scene) -> None:
    (sheet,) = pages(paper.car_pdf(scene, scene.plan.routes[0], stamp=STAMP))
    assert "Bil 1" in sheet
    assert not [word for word in ("Bil 2", "Cecilia", "p6", "p12", "Klockarbäcken") if word in sheet]


def test_equal_plans_make_equal_files(scene: Scene) -> None:
    assert paper.day_pdf(scene, stamp=STAMP) == paper.day_pdf(scene, stamp=STAMP)


def test_a_day_of_a_hundred_cars_fits_on_its_pages(scene: Scene) -> None:
    more = tuple(dataclasses.replace(scene.day.cars[0], id=f"Extra {number}") for number in range(100))
    told = day_pages(change_day(scene, cars=(*scene.day.cars, *more)))
    assert "Extra 99" in "".join(told)
