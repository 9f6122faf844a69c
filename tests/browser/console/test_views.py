"""Pages for everybody: seen in both languages, by day and by night, without harm and open to all."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.console.conftest import OpenPage
from tests.browser.console.served import Served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "heading"), [("sv", "Planer"), ("en", "Plans")])
def test_the_plans_are_told_in_the_language_of_the_browser(
    open_page: OpenPage, served: Served, language: str, heading: str
) -> None:
    plan = served.plan()
    page = open_page(language=language).page
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.locator(f"a[href='/plans/{plan}']").click()
    expect(page.locator("main h1")).to_have_text(re.compile("hemteam", re.IGNORECASE))
    assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None


def test_a_crew_sees_its_next_stop_and_tells_how_it_goes(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    car, first, second = first_stops(served)
    window = open_page(path=f"/plans/{plan}/cars/{car}", viewport={"width": 360, "height": 740})
    page = window.page
    expect(page.locator(".next .who")).to_have_text(first)
    for step, told in (("På väg", "På väg"), ("Framme", "Framme"), ("Påbörja besöket", "Påbörjat")):
        page.get_by_role("button", name=step).click()
        expect(page.locator(".next h2")).to_have_text(told, ignore_case=True)
    page.get_by_role("button", name="Klart").click()
    expect(page.locator(".next .who")).to_have_text(second)
    expect(page.get_by_text("Avslutade (1)")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("a[href^='geo:']").count() == 0


def test_what_a_crew_tells_is_seen_by_who_looks_on(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    car, first, _ = first_stops(served)
    looking = open_page("vera", path=f"/plans/{plan}/cars/{car}").page
    expect(looking.locator(".next .who")).to_have_text(first)
    assert looking.locator(".steps button").count() == 0
    crew = open_page(path=f"/plans/{plan}/cars/{car}").page
    crew.get_by_role("button", name="På väg").click()
    expect(looking.locator(".next h2")).to_have_text("På väg", ignore_case=True)


def test_the_wall_follows_the_plan_in_force(open_page: OpenPage, served: Served) -> None:
    page = open_page("vera", path=f"/wall/hemteam-{served.laid_out + 1}").page
    expect(page.locator("main")).to_have_text("Teamet har ingen plan i kraft.")
    served.plan()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"hemteam-{served.laid_out}")
    expect(page.locator("[data-ready=true]")).to_be_visible()
    expect(page.get_by_text("Inget att larma om.")).to_be_visible()
    assert page.locator(".actions, .map button:visible").count() == 0


def test_the_wall_minds_what_nobody_has_told_of(open_page: OpenPage, served: Served) -> None:
    served.plan()
    served.set_clock("12:00")
    page = open_page("vera", path=f"/wall/hemteam-{served.laid_out}").page
    expect(page.locator(".concerns li").first).to_contain_text("skulle ha börjat")


def first_stops(served: Served) -> tuple[str, str, str]:
    """Give a car of the small day with the patients of its first two visits."""
    day, plan = served.made["small"]
    patients = {visit.id: visit.patient for visit in day.visits}
    for route in plan.routes:
        visits = [stop.visit for stop in route.stops if stop.visit is not None]
        if len(visits) > 2 and all(visit.kind == "home" for visit in day.visits if visit.id in visits):
            return route.car, patients[visits[0]], patients[visits[1]]
    raise AssertionError("no car has three visits at home")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", ["plans", "day", "car", "paper", "wall"])
def test_nothing_keeps_anybody_out(open_page: OpenPage, served: Served, view: str, theme: str) -> None:
    plan = served.plan()
    addresses = {
        "plans": "/plans",
        "day": f"/plans/{plan}",
        "car": f"/plans/{plan}/cars/{first_stops(served)[0]}",
        "paper": f"/plans/{plan}/paper",
        "wall": f"/wall/hemteam-{served.laid_out}",
    }
    window = open_page("lena", path=addresses[view], color_scheme=theme, bypass_csp=True)
    window.page.locator("h1").first.wait_for()
    assert window.page.locator("html").get_attribute("data-theme") == theme
    assert window.faults() == []


def test_paper_holds_a_page_for_each_car_and_is_white_by_night(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    page = open_page(path=f"/plans/{plan}/paper", color_scheme="dark").page
    busy = sum(any(stop.visit for stop in route.stops) for route in served.made["small"][1].routes)
    expect(page.locator(".sheet-paper")).to_have_count(busy + 1)
    page.emulate_media(media="print")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.locator("header.shell")).to_be_hidden()
    assert len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages) == busy + 1


HOSTILE = "<img src=x onerror=alert(1)> שלום 🦺 ł ş ı " + "å" * 150
"""As bad as comes in: what turns the direction of text is refused at the door."""


@pytest.mark.parametrize("view", ["", "/paper", "/cars/{car}"])
def test_names_are_text_and_no_more(open_page: OpenPage, served: Served, view: str) -> None:
    served.plan()
    day, plan = served.made["small"]
    car = first_stops(served)[0]
    names = {person.id: replace(person, name=HOSTILE) for person in day.staff}
    places = tuple(replace(place, address=HOSTILE) for place in day.locations)
    hostile = served.put(replace(day, staff=tuple(names.values()), locations=places), plan)
    page = open_page(path=f"/plans/{hostile}{view.format(car=car)}").page
    page.emulate_media(media="print" if view == "/paper" else "screen")
    expect(page.locator("bdi", has_text="onerror=alert(1)").first).to_be_attached()
    assert page.locator("main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_plan_leaves_as_files(open_page: OpenPage, served: Served) -> None:
    page = open_page("vera", path=f"/plans/{served.plan()}").page
    page.locator("main h1").wait_for()
    page.keyboard.press("x")
    for name, ending in (("Tabell (CSV)", ".csv"), ("Kartlager (GeoJSON)", ".geojson")):
        with page.expect_download() as coming:
            page.get_by_role("link", name=name).click()
        assert coming.value.suggested_filename.endswith(ending)
    page.get_by_role("link", name=re.compile("^ICS ")).first.wait_for()
    page.get_by_role("link", name="Skriv ut från webbläsaren").click()
    expect(page.locator(".sheet-paper").first).to_be_visible()


def test_who_looks_on_has_nothing_to_change_with(open_page: OpenPage, served: Served) -> None:
    page = open_page("vera", path=f"/plans/{served.plan()}").page
    page.locator("main h1").wait_for()
    assert page.get_by_role("button", name=re.compile("akut|Planera om|Publicera|Ångra")).count() == 0
    assert page.get_by_role("link", name="Morgon").count() == 0


def test_what_does_not_come_is_told_and_asked_for_again(open_page: OpenPage, served: Served) -> None:
    window = open_page(path=f"/plans/{served.plan()}")
    window.tolerate("ERR_FAILED|ERR_CONNECTION|Failed to load")
    page = window.page
    page.locator("main h1").wait_for()
    for refused, path in (
        ("**/api/sessions/current", "/plans"),
        ("**/api/plans", "/plans"),
        ("**/api/plans/*/board", ""),
    ):
        page.route(refused, lambda route: route.abort())
        page.goto(f"{window.address}{path or f'/plans/{served.plan()}'}")
        expect(page.get_by_role("alert").filter(has_text="gick inte att nå")).to_be_visible()
        page.unroute(refused)
        page.get_by_role("button", name="Försök igen").click()
        expect(page.locator("main h1")).to_be_visible()
