"""The map of a day: chosen on it and shown on it, by pointer and by keyboard, and saved as a picture."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import find_mark, let_wait, sent, take_call, version
from tests.browser.console.served import Served
from tests.browser.console.words import fill, in_both_languages, words

pytestmark = pytest.mark.browser


@pytest.fixture
def language() -> str:
    return "sv"


@pytest.fixture
def page(open_page: OpenPage, served: Served, language: str) -> Page:
    page = open_page(path=f"/plans/{served.plan()}", language=language).page
    page.locator(".map .canvas[data-ready=true]").wait_for()
    return page


def test_a_visit_of_the_list_gets_a_card_on_the_map_and_a_press_on_its_mark_chooses_it_again(page: Page) -> None:
    card = _choose_first(page)
    first = card.inner_text()
    x, y = find_mark(page)
    canvas = page.locator(".map .canvas")
    canvas.focus()
    page.keyboard.press("Escape")
    page.mouse.move(0, 0)
    expect(card).to_have_count(0)
    page.mouse.click(x, y)
    expect(card).to_have_text(re.compile(re.escape(first.split("\n")[0])))


def test_the_panel_of_a_visit_tells_what_its_card_would_and_no_card_covers_the_map(page: Page) -> None:
    card = _choose_first(page)
    page.mouse.move(0, 0)
    page.keyboard.press("i")
    expect(page.locator(".side .facts")).to_be_visible()
    expect(card).to_be_hidden()
    page.keyboard.press("Escape")
    expect(card).to_be_visible()


def test_escape_takes_away_the_card_under_the_pointer_wherever_the_keyboard_is(page: Page) -> None:
    x, y = _place_of(page, 0)
    page.mouse.move(0, 0)
    page.mouse.move(x, y)
    card = page.locator(".stop_card")
    expect(card).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_the_card_under_the_pointer_stays_while_the_pointer_goes_to_it_and_rests_there(page: Page) -> None:
    x, y = _place_of(page, 0)
    page.mouse.move(0, 0)
    page.mouse.move(x, y)
    card = page.locator(".stop_card")
    expect(card).to_be_visible()
    told, box = card.inner_text(), card.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=12)
    page.wait_for_timeout(900)
    expect(card).to_have_text(told, use_inner_text=True)
    page.mouse.move(0, 0)
    expect(card).to_have_count(0)


@in_both_languages
def test_arrow_keys_go_along_the_route_of_the_chosen_car_and_say_each_stop(page: Page, language: str) -> None:
    card = _choose_first(page)
    heard = page.locator(".map [aria-live=polite]")
    chip = card.locator(".chip")
    page.locator(".map .canvas").focus()
    expect(chip).to_have_text(re.compile("1$"))
    page.keyboard.press("ArrowRight")
    expect(chip).to_have_text(re.compile("2$"))
    stop = words(language)["map.heard"].split(", ")[1]
    expect(heard).to_contain_text(fill(stop, number=2))
    page.keyboard.press("ArrowLeft")
    expect(chip).to_have_text(re.compile("1$"))


def test_keys_and_buttons_zoom_and_show_everything_again(page: Page) -> None:
    scale = page.locator(".map .ol-scale-line-inner")
    whole = scale.inner_text()
    page.locator(".map .canvas").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(scale).not_to_have_text(whole)
    page.get_by_role("button", name="Visa allt", exact=True).click()
    expect(scale).to_have_text(whole)
    page.locator(".map").get_by_role("button", name="Zooma ut").click()
    expect(scale).not_to_have_text(whole)


def test_the_map_says_whose_it_is(page: Page) -> None:
    expect(page.locator(".map .foot")).to_contain_text("OpenStreetMap")


def test_the_map_is_saved_as_a_picture_of_what_is_seen(page: Page, tmp_path: Path) -> None:
    page.locator(".map .more > summary").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Spara som bild").click()
    assert re.fullmatch(r"hemrutt-hemteam-\d+-2026-11-23\.png", saved.value.suggested_filename)
    path = tmp_path / "map.png"
    saved.value.save_as(path)
    box = page.locator(".map .canvas").bounding_box() or {"width": 0}
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        assert picture.width == round(box["width"])
        assert len(picture.convert("RGB").getcolors(1 << 20) or ()) > 100


def test_the_route_of_a_car_is_painted_in_its_colour_as_long_as_the_car_is_shown(page: Page) -> None:
    car = _first_car(page)
    _wait_for_colour(page, car["colours"][0], at_least=200)
    page.get_by_role("button", name=f"Dölj {car['id']}").first.click()
    _wait_for_colour(page, car["colours"][0], at_least=0, at_most=0)
    page.get_by_role("button", name="Visa alla").first.click()
    _wait_for_colour(page, car["colours"][0], at_least=200)


@pytest.mark.parametrize("lacking", ["the means", "the thread"])
def test_routes_are_painted_by_the_page_where_there_is_nobody_else(
    lacking: str, open_page: OpenPage, served: Served
) -> None:
    opened = open_page()
    if lacking == "the means":
        opened.page.add_init_script("delete window.OffscreenCanvas")
    else:
        opened.page.route("**/painter-*.js", lambda route: route.fulfill(body="throw new Error('as if old')"))
    page = opened.go(f"/plans/{served.plan()}")
    _wait_for_colour(page, _first_car(page)["colours"][0], at_least=200)


def test_what_is_dragged_onto_another_cars_stop_is_shown_before_it_counts(page: Page) -> None:
    page.get_by_role("button", name="Visa allt", exact=True).click()
    (x, y), aim = (_place_of(page, car) for car in (0, 1))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*aim, steps=8)
    expect(page.locator(".map .dragged")).to_have_text(re.compile("^Till bil .*, före "))
    page.keyboard.press("Escape")
    expect(page.locator(".map .dragged")).to_be_hidden()
    asked = sent(page)
    page.mouse.up()
    expect(page.locator(".side .panel")).to_have_count(0)
    assert asked == []
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*aim, steps=8)
    page.mouse.up()
    expect(page.locator(".side .panel")).to_contain_text("Byter bil")
    assert "version 1" in page.locator(".heading").inner_text()


def test_a_viewer_who_drags_a_visit_moves_the_map(open_page: OpenPage, served: Served) -> None:
    page = open_page("vera", path=f"/plans/{served.plan()}").page
    page.locator(".map .canvas[data-ready=true]").wait_for()
    x, y = _place_of(page, 0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=8)
    expect(page.locator(".map .dragged")).to_be_hidden()
    page.mouse.up()
    assert _place_of(page, 0) != (x, y)


def test_a_call_that_waits_is_a_pin_whose_press_shows_what_became_of_it(page: Page) -> None:
    let_wait(page, "p2")
    page.keyboard.press("Escape")
    expect(page.locator(".side .panel")).to_have_count(0)
    page.locator(".lists .line", has_text=re.compile(r"\bp2\b")).click()
    page.locator(".stop_card").wait_for()
    pin = find_mark(page)
    page.locator(".map .canvas").focus()
    page.keyboard.press("Escape")
    page.mouse.move(0, 0)
    page.mouse.click(*pin)
    expect(page.locator(".side .panel h2")).to_contain_text("p2")
    expect(page.locator(".side .reasons")).to_be_visible()


def test_the_map_shows_the_whole_day_again_once_what_was_looked_at_is_undone(page: Page) -> None:
    scale = page.locator(".map .ol-scale-line-inner")
    whole = scale.inner_text()
    take_call(page, "p2")
    page.keyboard.press("Enter")
    version(page, 2)
    page.locator(".timeline .block[data-visit^='call']").click()
    page.locator(".map .canvas").focus()
    for _ in range(3):
        page.keyboard.press("+")
        page.wait_for_timeout(300)
    expect(scale).not_to_have_text(whole)
    page.keyboard.press("Control+z")
    version(page, 3)
    expect(scale).to_have_text(whole)


def test_what_a_pin_shows_is_reached_by_keys(page: Page) -> None:
    let_wait(page, "p2")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    guest = page.locator(".room .guest")
    expect(guest).to_contain_text("p2")
    for _ in range(3):
        page.keyboard.press("Tab")
        if guest.evaluate("one => one === document.activeElement"):
            break
    expect(guest).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".side .panel h2")).to_contain_text("p2")
    expect(page.locator(".side .reasons")).to_be_visible()


def _first_car(page: Page) -> dict[str, Any]:
    """Give the first car that drives, as the page is told of it."""
    board = page.evaluate("async (url) => (await fetch(url)).json()", f"/api{urlsplit(page.url).path}/board")
    return next(car for car in board["cars"] if car["legs"])


def _wait_for_colour(page: Page, colour: str, *, at_least: int, at_most: int = 1 << 30) -> None:
    """Wait until so many pixels of the map are of a colour."""
    wanted = (*bytes.fromhex(colour.removeprefix("#")),)
    page.locator(".map .canvas[data-ready=true]").wait_for()
    for _ in range(60):
        with Image.open(io.BytesIO(page.locator(".map .canvas").screenshot())) as picture:
            shown = {tone: count for count, tone in picture.convert("RGB").getcolors(1 << 24) or ()}
        if at_least <= shown.get(wanted, 0) <= at_most:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{shown.get(wanted, 0)} pixels of {colour}, not {at_least} to {at_most}")


def _place_of(page: Page, car: int) -> tuple[float, float]:
    """Tell where the mark of a car's first visit is, chosen by its row; nothing is chosen afterwards."""
    page.locator(".lists .car-card", has=page.locator("li")).nth(car).locator("li button[aria-pressed]").first.click()
    page.locator(".stop_card").wait_for()
    found = find_mark(page)
    page.locator(".map .canvas").focus()
    page.keyboard.press("Escape")
    return found


def _choose_first(page: Page) -> Locator:
    """Choose the first visit of the first car, and give its card."""
    page.locator(".lists li button[aria-pressed]").first.click()
    card = page.locator(".stop_card")
    card.wait_for()
    return card
