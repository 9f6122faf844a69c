"""The timeline and the lists: one selection, by hand and by keyboard, and nothing that counts before it is applied."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import sent
from tests.browser.console.served import Served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def plan(served: Served) -> str:
    return served.plan()


def test_what_is_chosen_in_the_timeline_is_chosen_in_the_list_and_back(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}").page
    block = blocks(page).nth(3)
    block.click()
    line = page.locator(f".lists .line[data-visit='{block.get_attribute('data-visit')}']")
    expect(line).to_have_attribute("aria-pressed", "true")
    other = page.locator(".lists .line").first
    other.click()
    expect(page.locator(f".block[data-visit='{other.get_attribute('data-visit')}']")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(block).to_have_attribute("aria-pressed", "false")


def test_arrows_lead_along_a_car_and_enter_tells_all_of_the_visit(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}", language="en").page
    row = page.locator(".timeline .row[data-car]", has=page.locator(".block")).first
    row.locator(".block").first.focus()
    page.keyboard.press("ArrowRight")
    second = row.locator(".block").nth(1)
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(second).to_have_accessible_name(words("planned", "may start"))
    page.keyboard.press("Enter")
    panel = page.get_by_role("region", name="The visit")
    expect(panel.get_by_text("May start")).to_be_visible()
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    page.keyboard.press("Home")
    expect(row.locator("[data-head]")).to_be_focused()


def test_only_one_place_of_the_timeline_is_a_stop_for_tab(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}").page
    blocks(page).first.wait_for()
    expect(page.locator(".timeline [data-visit][tabindex='0'], .timeline [data-head][tabindex='0']")).to_have_count(1)


def test_j_and_k_go_through_the_day(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}").page
    order = [block.get_attribute("data-visit") for block in blocks(page).all()]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.locator(f".block[data-visit='{order[1]}']")).to_have_attribute("aria-pressed", "true")


def test_time_is_zoomed_by_keys_and_by_wheel_and_the_whole_day_comes_back(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}").page
    whole = width(blocks(page).first)
    page.keyboard.press("+")
    assert width(blocks(page).first) == pytest.approx(whole * 1.5, rel=0.05)
    blocks(page).first.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    assert width(blocks(page).first) == pytest.approx(whole * 2.25, rel=0.05)
    page.get_by_role("button", name="Hela dagen").click()
    assert width(blocks(page).first) == pytest.approx(whole, rel=0.05)


def test_a_car_is_hidden_shown_alone_and_had_back(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}").page
    rows = page.locator(".timeline .row[data-car]")
    rows.first.wait_for()
    cars = rows.count()
    car = rows.first.get_attribute("data-car")
    lists = page.locator(".lists")
    lists.get_by_role("button", name=f"Dölj {car}").click()
    expect(rows).to_have_count(cars - 1)
    lists.get_by_role("button", name="Visa alla").click()
    lists.get_by_role("button", name=f"Visa endast {car}").click()
    expect(rows).to_have_count(1)
    page.locator(".timeline").get_by_role("button", name="Visa alla").click()
    expect(rows).to_have_count(cars)


def test_searching_leaves_what_is_found(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}").page
    lines = page.locator(".lists .line")
    lines.first.wait_for()
    whole = lines.count()
    address = lines.nth(2).locator("small").inner_text()
    page.keyboard.press("/")
    page.keyboard.type(address.upper())
    expect(lines).to_have_count(1)
    expect(lines.first).to_contain_text(address)
    page.keyboard.type("qqq")
    expect(page.get_by_text("Inget passar sökningen.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(lines).to_have_count(whole)


def test_the_table_of_visits_sorts_by_any_column(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}").page
    page.get_by_role("tab", name="Besök").click()
    heading = page.get_by_role("columnheader", name="Tid")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    times = page.locator(".visits tr:has(.car .chip) td.time")
    assert times.all_inner_texts() == sorted(times.all_inner_texts())
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert times.all_inner_texts() == sorted(times.all_inner_texts(), reverse=True)


def test_a_narrow_block_shows_its_number(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}").page
    block = blocks(page).first
    block.evaluate("one => { one.style.width = '12px'; }")
    room, number = block.locator(".says").bounding_box(), block.locator("b").bounding_box()
    assert room is not None
    assert number is not None
    assert room["x"] <= number["x"]
    assert number["x"] + number["width"] <= room["x"] + room["width"] + 0.5


def test_what_is_dragged_to_another_car_is_shown_before_it_counts(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    page = open_page(path=f"/plans/{plan}").page
    block = blocks(page).first
    visit = block.get_attribute("data-visit")
    drag(page, block, page.locator(".timeline .row[data-car]").nth(1))
    page.mouse.up()
    expect(page.locator(".side .panel")).to_be_visible()
    expect(page.locator(f".timeline .row[data-car] >> nth=1 >> [data-visit='{visit}'].changed")).to_be_visible()
    expect(page.locator(".timeline .outline").first).to_be_attached()
    assert "version 1" in page.locator(".heading").inner_text()


def test_escape_ends_a_drag_and_nothing_has_happened(open_page: OpenPage, plan: str) -> None:
    page = open_page(path=f"/plans/{plan}").page
    drag(page, blocks(page).first, page.locator(".timeline .row[data-car]").nth(1))
    expect(page.locator(".timeline .ghost")).to_be_visible()
    asked = sent(page)
    page.keyboard.press("Escape")
    expect(page.locator(".timeline .ghost")).to_have_count(0)
    page.mouse.up()
    expect(page.locator(".side")).to_have_count(0)
    assert asked == []


def test_a_viewer_drags_nothing(open_page: OpenPage, plan: str) -> None:
    page = open_page("vera", path=f"/plans/{plan}").page
    asked = sent(page)
    drag(page, blocks(page).first, page.locator(".timeline .row[data-car]").nth(1))
    expect(page.locator(".timeline .ghost")).to_have_count(0)
    page.mouse.up()
    expect(page.locator(".side")).to_have_count(0)
    assert asked == []


def blocks(page: Page) -> Locator:
    page.locator(".timeline .block").first.wait_for()
    return page.locator(".timeline .block")


def width(block: Locator) -> float:
    box = block.bounding_box()
    assert box is not None
    return box["width"]


def words(*parts: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in parts))


def drag(page: Page, block: Locator, row: Locator) -> None:
    """Take a visit to another row, an hour later, and keep hold of it."""
    start, aim = block.bounding_box(), row.bounding_box()
    assert start is not None
    assert aim is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 12, steps=3)
    page.mouse.move(start["x"] + 90, aim["y"] + aim["height"] / 2, steps=5)
