"""Pages for everybody: seen in both languages, by day and by night, without harm and open to all."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import open_day, take_call
from tests.browser.console.served import Served
from tests.browser.console.words import foreign, in_both_languages, words

pytestmark = pytest.mark.browser

ROUTER = Path(__file__).parents[3] / "api" / "web" / "src" / "router.ts"


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
    other = {"sv": "en", "en": "sv"}[language]
    assert foreign(page, language) == []
    assert foreign(page, other) != []


def test_the_plans_are_listed_anew_when_one_is_made_and_pages_have_names_of_their_own(
    open_page: OpenPage, served: Served
) -> None:
    served.plan()
    page = open_page(path="/plans").page
    rows = page.locator(".plans li")
    expect(rows.first).to_be_visible()
    before = rows.count()
    expect(page).to_have_title("Planer · hemrutt")
    plan = served.plan()
    expect(rows).to_have_count(before + 1)
    page.locator(f"a[href='/plans/{plan}']").click()
    expect(page).to_have_title(re.compile(rf"^Hemteam-{served.laid_out} · måndag 23 november · hemrutt$"))
    page.go_back()
    expect(page).to_have_title("Planer · hemrutt")


@in_both_languages
def test_a_crew_sees_its_next_stop_and_tells_how_it_goes(open_page: OpenPage, served: Served, language: str) -> None:
    plan = served.plan()
    set_out(served)
    car, first, second = first_stops(served)
    said = words(language)
    window = open_page(path=f"/plans/{plan}/cars/{car}", language=language, viewport={"width": 360, "height": 740})
    page = window.page
    expect(page.locator(".next .who")).to_have_text(first)
    steps = (("en_route", "en_route"), ("arrived", "arrived"), ("visit_started", "started"))
    for step, told in steps:
        page.get_by_role("button", name=said[f"car.step.{step}"]).click()
        expect(page.locator(".next h2")).to_have_text(said[f"status.{told}"], ignore_case=True)
        assert foreign(page, language) == []
    page.get_by_role("button", name=said["car.step.visit_done"]).click()
    expect(page.locator(".next .who")).to_have_text(second)
    expect(page.get_by_text(said["car.ended"].replace("{n}", "1"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("a[href^='geo:']").count() == 0


@pytest.mark.parametrize(
    ("language", "step", "undo", "told"),
    [("sv", "Framme", "Ångra", "Tillbakataget"), ("en", "Arrived", "Undo", "Taken back")],
)
def test_what_a_crew_told_by_mistake_is_taken_back_at_once_or_later(
    open_page: OpenPage, served: Served, language: str, step: str, undo: str, told: str
) -> None:
    plan = served.plan()
    set_out(served)
    car, first, _ = first_stops(served)
    window = open_page(path=f"/plans/{plan}/cars/{car}", language=language, viewport={"width": 360, "height": 740})
    page = window.page
    heading = page.locator(".next h2")
    before = heading.text_content() or ""
    for place in (page.locator(".notice"), page.locator(".next")):
        page.locator(".steps button").nth(1).click()
        expect(page.locator(".notice").last).to_contain_text(f"{first}: {step}")
        expect(heading).not_to_have_text(before)
        assert window.faults() == []
        place.get_by_role("button", name=re.compile(f"^{undo}")).last.click()
        expect(page.locator(".notice").last).to_contain_text(told)
        expect(page.locator(".notice", has_text=f"{first}: {step}")).to_have_count(0)
        expect(heading).to_have_text(before)
        page.locator(".notice .quiet").last.click()


def test_what_is_told_hours_from_the_plan_is_asked_about_and_taken_back_from_the_visit(
    open_page: OpenPage, served: Served
) -> None:
    plan = served.plan()
    served.set_clock("05:00")
    _, first, _ = first_stops(served)
    window = open_page(path=f"/plans/{plan}")
    page = window.page
    page.locator(".lists button[data-visit]", has_text=first).first.click()
    page.keyboard.press("e")
    arrived = page.locator(".panel").get_by_role("button", name="Framme", exact=True)
    arrived.click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text(re.compile(r"Planerat \d\d:\d\d\. Rapportera ändå\?"))
    asked.get_by_role("button", name="Avbryt").click()
    expect(arrived).to_be_focused()
    arrived.click()
    asked.get_by_role("button", name="Rapportera").click()
    expect(page.locator(".panel p, .panel .note").filter(has_text="framme").first).to_be_visible()
    assert window.faults() == []
    page.locator(".lists button[data-visit]", has_text=first).first.dblclick()
    expect(page.locator(".panel .when")).to_contain_text("framme")
    page.locator(".panel .when").get_by_role("button", name="Ångra: Framme 05:00").click()
    expect(page.locator(".panel .when")).to_contain_text("planerat")


@pytest.mark.parametrize("is_protected", [False, True])
def test_a_crew_calls_its_next_patient_unless_the_number_is_hidden_from_them(
    open_page: OpenPage, served: Served, *, is_protected: bool
) -> None:
    served.plan()
    car, first, _ = first_stops(served)
    day, planned = served.made["small"]
    phoned = tuple(
        replace(one, phone="+46 70-174 06 05", protected=is_protected and one.id == first) for one in day.patients
    )
    plan = served.put(replace(day, patients=phoned), planned)
    window = open_page(path=f"/plans/{plan}/cars/{car}", viewport={"width": 360, "height": 740})
    call = window.page.locator(".next").get_by_role("link", name="Ring +46 70-174 06 05")
    expect(window.page.locator(".next .who")).to_have_text(first)
    expect(call).to_have_count(0 if is_protected else 1)
    if not is_protected:
        expect(call).to_have_attribute("href", "tel:+46701740605")
        box = call.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert window.page.evaluate("document.documentElement.scrollWidth") == 360
    assert window.faults() == []


def test_what_a_crew_tells_is_seen_by_who_looks_on(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    set_out(served)
    car, first, _ = first_stops(served)
    looking = open_page("vera", path=f"/plans/{plan}/cars/{car}").page
    expect(looking.locator(".next .who")).to_have_text(first)
    assert looking.locator(".steps button").count() == 0
    crew = open_page(path=f"/plans/{plan}/cars/{car}").page
    crew.get_by_role("button", name="På väg").click()
    expect(looking.locator(".next h2")).to_have_text("På väg", ignore_case=True)


def test_what_a_crew_has_done_is_seen_in_the_day_at_once(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    set_out(served)
    car, first, _ = first_stops(served)
    day = open_page("vera", path=f"/plans/{plan}").page
    block = day.locator(f".timeline .row[data-car='{car}'] .block", has_text=first).first
    expect(block).to_have_class(re.compile(r"\bplanned\b"))
    crew = open_page(path=f"/plans/{plan}/cars/{car}", viewport={"width": 360, "height": 740}).page
    for step in ("På väg", "Framme", "Påbörja besöket", "Klart"):
        crew.get_by_role("button", name=step).click()
    expect(block).to_have_class(re.compile(r"\bdone\b"))


def test_a_narrow_page_shows_the_lists_first_and_the_others_when_asked(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    page = open_page(path=f"/plans/{plan}", viewport={"width": 360, "height": 740}).page
    lists, chart, timeline = (page.locator(f".day > .{one}") for one in ("lists", "map", "timeline"))
    faces = page.get_by_role("group", name="Vad som visas")
    expect(lists).to_be_visible()
    expect(chart).to_have_count(0)
    faces.get_by_role("button", name="Tidslinje").click()
    expect(timeline).to_be_visible()
    expect(lists).to_have_count(0)
    faces.get_by_role("button", name="Karta").click()
    expect(chart.locator("[data-ready=true]")).to_be_visible()
    faces.get_by_role("button", name="Lista").click()
    page.keyboard.press("n")
    page.get_by_role("button", name="Välj på kartan").click()
    expect(chart).to_be_visible()
    page.get_by_role("button", name="Ta platsen vid korset").click()
    expect(lists).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(timeline).to_be_visible()
    expect(faces).to_have_count(0)


@pytest.mark.parametrize("touched", [False, True])
def test_keys_are_told_in_the_panel_of_a_visit_but_not_on_a_touch_screen(
    open_page: OpenPage, served: Served, *, touched: bool
) -> None:
    page = open_page(path=f"/plans/{served.plan()}", is_mobile=touched, has_touch=touched).page
    page.locator(".lists li button[aria-pressed]").first.click()
    page.keyboard.press("i")
    why = page.locator(".does").get_by_role("button", name="Varför här?")
    expect(why).to_be_visible()
    expect(why.locator("kbd")).to_have_text("F")
    expect(why.locator("kbd")).to_be_visible(visible=not touched)


@pytest.mark.parametrize(
    "path", ["/plans", "/plans/{plan}", "/plans/{plan}/paper", "/morning", "/figures", "/settings"]
)
def test_at_twice_the_size_nothing_is_scrolled_sideways(open_page: OpenPage, served: Served, path: str) -> None:
    zoomed = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}
    page = open_page("lena", path=path.format(plan=served.plan()), **zoomed).page
    page.locator("h1").first.wait_for()
    expect(page.locator(".waiting")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    assert page.evaluate("(main => main.scrollWidth <= main.clientWidth)(document.querySelector('main'))")


def test_nothing_moves_by_itself_for_who_wants_it_calm(open_page: OpenPage, served: Served) -> None:
    page = open_page(path=f"/plans/{served.plan()}", reduced_motion="reduce").page
    page.locator(".block").first.wait_for()
    lasting = "one => Number.parseFloat(getComputedStyle(one).transitionDuration) > 0.001"
    assert page.evaluate(f"[...document.querySelectorAll('*')].filter({lasting}).length") == 0
    assert page.evaluate("document.getAnimations().length") == 0


@in_both_languages
def test_the_wall_follows_the_plan_in_force(open_page: OpenPage, served: Served, language: str) -> None:
    said = words(language)
    page = open_page("vera", path=f"/wall/hemteam-{served.laid_out + 1}", language=language).page
    expect(page.locator("main")).to_have_text(said["wall.no_plan"])
    served.plan()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hemteam-{served.laid_out}")
    expect(page.locator("[data-ready=true]")).to_be_visible()
    expect(page.get_by_text(said["wall.calm"])).to_be_visible()
    assert page.locator(".actions, .shell, .map button:visible").count() == 0


def test_the_wall_says_who_waits_for_a_place(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    wall = open_page("vera", path=f"/wall/hemteam-{served.laid_out}").page
    expect(wall.get_by_text("Inget att larma om.")).to_be_visible()
    page = open_day(open_page, plan).page
    take_call(page)
    waiting = wall.locator(".concerns li", has_text="väntat")
    expect(waiting).to_have_count(1)
    expect(wall.get_by_text("Inget att larma om.")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(waiting).to_have_count(0)


def test_the_wall_is_not_calm_before_it_knows_who_waits(open_page: OpenPage, served: Served) -> None:
    served.plan()
    window = open_page("vera")
    window.tolerate("ERR_FAILED")
    page, calls = window.page, re.compile("/calls$")
    page.route(calls, lambda route: route.abort())
    with page.expect_response(re.compile("/outlook$")), page.expect_event("requestfailed"):
        window.go(f"/wall/hemteam-{served.laid_out}")
    calm = page.get_by_text("Inget att larma om.")
    expect(page.locator(".block").first).to_be_visible()
    expect(calm).to_have_count(0)
    page.unroute(calls)
    page.clock.fast_forward("00:31")
    expect(calm).to_be_visible()


def test_the_words_of_a_large_wall_are_whole_and_apart(open_page: OpenPage, served: Served) -> None:
    served.plan()
    size = {"width": 3840, "height": 2160}
    page = open_page("vera", path=f"/wall/hemteam-{served.laid_out}", viewport=size).page
    expect(page.locator(".block .says").first).to_be_visible()
    ticks = [box for one in page.locator(".tick:not(.now)").all() if one.inner_text() and (box := one.bounding_box())]
    assert len(ticks) > 4
    assert [one for one, other in pairwise(ticks) if one["x"] + one["width"] > other["x"]] == []
    cut = "all => all.filter(one => one.clientHeight < 1.2 * parseFloat(getComputedStyle(one).fontSize)).length"
    assert page.locator(".block .says").evaluate_all(cut) == 0


def test_the_wall_minds_what_nobody_has_told_of(open_page: OpenPage, served: Served) -> None:
    served.plan()
    served.set_clock("12:00")
    page = open_page("vera", path=f"/wall/hemteam-{served.laid_out}").page
    expect(page.locator(".concerns li").first).to_contain_text("skulle ha börjat")


def test_the_wall_says_how_old_a_plan_is_that_cannot_be_read_anew(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    set_out(served)
    car, *_ = first_stops(served)
    window = open_page("vera")
    window.tolerate("ERR_FAILED")
    page = window.page
    board, outlook = re.compile("/board$"), re.compile("/outlook$")
    # Whether there is anything to mind by then is the plan's affair: other cars may have been due before.
    with page.expect_response(outlook):
        window.go(f"/wall/hemteam-{served.laid_out}")
    expect(page.get_by_role("heading", name="Att se upp med")).to_be_visible()
    page.route(board, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: board.search(request.url) is not None):
        open_page(path=f"/plans/{plan}/cars/{car}").page.get_by_role("button", name="På väg").click()
    # How the day goes on is read anew all the time; the page may note what failed a moment after the first step.
    for passed, old in (("01:00", 0), ("02:01", 1), ("01:30", 1)):
        with page.expect_response(outlook):
            page.clock.fast_forward(passed)
        expect(page.get_by_text(re.compile(r"Läget för \d+ min sedan"))).to_have_count(old)
    expect(page.get_by_text(re.compile("Läget för [34] min sedan"))).to_be_visible()
    page.unroute(board)
    page.clock.fast_forward("00:31")
    expect(page.get_by_text(re.compile(r"Läget för \d+ min sedan"))).to_have_count(0)


def set_out(served: Served) -> None:
    """Let it be the time at which the car of ``first_stops`` leaves for its first visit."""
    day, plan = served.made["small"]
    car, *_ = first_stops(served)
    (leaves,) = (route.stops[0].end for route in plan.routes if route.car == car)
    assert leaves is not None
    served.set_clock(leaves.astimezone(ZoneInfo(day.timezone)).strftime("%H:%M"))


def first_stops(served: Served) -> tuple[str, str, str]:
    """Give a car of the small day with the patients of its first two visits."""
    day, plan = served.made["small"]
    patients = {visit.id: visit.patient for visit in day.visits}
    for route in plan.routes:
        visits = [stop.visit for stop in route.stops if stop.visit is not None]
        if len(visits) > 2 and all(visit.kind == "home" for visit in day.visits if visit.id in visits):
            return route.car, patients[visits[0]], patients[visits[1]]
    raise AssertionError("no car has three visits at home")


OPEN_TO_ALL = ("home", "plans", "day", "car", "paper", "wall", "nowhere")
WALKED = ("morning", "figures", "settings")
"""The views whose every step is looked at in ``test_open_to_all``."""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", OPEN_TO_ALL)
def test_nothing_keeps_anybody_out(open_page: OpenPage, served: Served, view: str, theme: str) -> None:
    plan = served.plan()
    addresses = {
        "home": "/",
        "plans": "/plans",
        "day": f"/plans/{plan}",
        "car": f"/plans/{plan}/cars/{first_stops(served)[0]}",
        "paper": f"/plans/{plan}/paper",
        "wall": f"/wall/hemteam-{served.laid_out}",
        "nowhere": "/plans/some/where/else",
    }
    window = open_page("lena", path=addresses[view], color_scheme=theme, bypass_csp=True)
    window.page.locator("main .waiting" if view == "nowhere" else "h1").first.wait_for()
    assert window.page.locator("html").get_attribute("data-theme") == theme
    assert window.faults() == []


def test_no_view_is_left_out_of_those_that_keep_nobody_out() -> None:
    views = re.findall(r"\{ view: '(\w+)'", ROUTER.read_text(encoding="utf-8"))
    assert {*views} == {*OPEN_TO_ALL, *WALKED}


def test_paper_holds_a_page_for_each_car_and_is_white_by_night(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    page = open_page(path=f"/plans/{plan}/paper", color_scheme="dark").page
    busy = sum(any(stop.visit for stop in route.stops) for route in served.made["small"][1].routes)
    expect(page.locator(".sheet-paper")).to_have_count(busy + 1)
    page.emulate_media(media="print")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.locator("header.shell")).to_be_hidden()
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    ink = page.locator(".sheet-paper td").nth(1).evaluate("(cell) => getComputedStyle(cell).color.match(/[0-9]+/g)")
    assert max(map(int, ink)) < 100
    assert len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages) == busy + 1


def test_files_are_in_the_language_of_the_page_and_not_of_the_browser(open_page: OpenPage, served: Served) -> None:
    page = open_page("vera", path=f"/plans/{served.plan()}", language="sv").page
    page.locator(".shell .menu summary").click()
    page.get_by_label("Språk").select_option("en")
    page.locator("main h1").click()
    page.keyboard.press("x")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Table (CSV)").click()
    assert coming.value.path().read_text(encoding="utf-8-sig").startswith("car;")


@in_both_languages
def test_a_plan_leaves_as_files(open_page: OpenPage, served: Served, language: str) -> None:
    said = words(language)
    page = open_page("vera", path=f"/plans/{served.plan()}", language=language).page
    page.locator("main h1").wait_for()
    page.keyboard.press("x")
    for name, ending in ((said["out.csv"], ".csv"), (said["out.geojson"], ".geojson")):
        with page.expect_download() as coming:
            page.get_by_role("link", name=name).click()
        assert coming.value.suggested_filename.endswith(ending)
    page.get_by_role("link", name=re.compile("^ICS ")).first.wait_for()
    assert foreign(page, language) == []
    page.get_by_role("link", name=said["out.paper"]).click()
    expect(page.locator(".sheet-paper").first).to_be_visible()


def test_who_looks_on_has_nothing_to_change_with(open_page: OpenPage, served: Served) -> None:
    page = open_page("vera", path=f"/plans/{served.plan(published=False)}").page
    more = page.locator(".actions summary")
    more.click()
    reading = ["Väntrum", "Se upp", "Rapporterat", "Öppna förslag", "Versioner", "Skriv ut"]
    expect(page.locator(".actions").get_by_role("button")).to_contain_text(reading)
    assert page.get_by_role("link", name="Planer").count() == 1
    assert page.get_by_role("link", name="Morgon").count() == 0


def test_what_does_not_come_is_told_and_asked_for_again(open_page: OpenPage, served: Served) -> None:
    window = open_page(path=f"/plans/{served.plan()}")
    window.tolerate("ERR_FAILED")
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
