"""What dispatchers do first: open a day, choose a visit, lock it, take a call."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.console.conftest import Opened, OpenPage
from tests.browser.console.words import words_of

_MARK_PX = 22
"""From a mark to its card."""


def open_day(open_page: OpenPage, plan: str, **options: object) -> Opened:
    """Open the day of a plan."""
    window = open_page(path=f"/plans/{plan}", **options)
    expect(window.page.locator("#map, .map .canvas").first).to_be_visible()
    expect(window.page.locator(".actions")).to_be_visible()
    return window


def version(page: Page, number: int) -> None:
    """Wait until the page shows a version of the plan."""
    expect(page.locator(".heading .what")).to_contain_text(re.compile(rf"version {number}\b"))


def choose_first_visit(page: Page) -> None:
    """Choose the first visit of the lists."""
    page.locator(".lists button[data-visit]").first.click()
    page.locator(".heading h1").click()


def lock_first_visit(page: Page) -> None:
    """Propose to lock the first visit."""
    choose_first_visit(page)
    page.keyboard.press("l")
    expect(use(page)).to_be_focused()


def use(page: Page) -> Locator:
    """Give the button that has a proposal used."""
    return page.get_by_role("button", name=words_of(page)["proposal.apply"], exact=True)


def take_call(page: Page, text: str = "p1") -> None:
    """Take a call with the keyboard alone, another one if it is asked about, until its offers are there."""
    page.keyboard.press("n")
    expect(page.locator(".combobox input")).to_be_focused()
    page.keyboard.type(text)
    expect(page.locator(".combobox [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    offers = page.locator("form.offers")
    asked = page.locator("dialog[open]")
    expect(offers.or_(asked).first).to_be_visible()
    if asked.count():
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(offers).to_be_visible()


def sent(page: Page) -> list[str]:
    """List what a page sends from now on: what it asks the service to do, and not to tell."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(f"{one.method} {one.url}") if one.method != "GET" else None)
    return asked


def let_wait(page: Page, text: str = "p2") -> None:
    """Take a call for so early that nobody can take it: it waits, and the page says why."""
    page.keyboard.press("n")
    expect(page.locator(".combobox input")).to_be_focused()
    page.keyboard.type(text)  # and Enter at once: what is taken is what is typed, not what was suggested before
    page.keyboard.press("Enter")
    page.locator(".call .time-field input").last.fill("00:30")
    page.keyboard.press("Enter")
    expect(page.locator(".panel .reasons")).to_be_visible()


def find_mark(page: Page) -> tuple[float, float]:
    """Tell where the mark is that the card lies beside: above or below its middle or one of its sides."""
    box = page.locator(".stop_card").bounding_box()
    place = page.locator(".map .ol-overlay-container:has(.stop_card)").get_attribute("style") or ""
    assert box is not None
    across, along = (
        float(found) for found in re.findall(r"translate\((-?[\d.]+)(?:px|%), (-?[\d.]+)(?:px|%)\)", place)[0]
    )
    left = {0.0: box["x"] + 14, -50.0: box["x"] + box["width"] / 2, -100.0: box["x"] + box["width"] - 14}
    return left[across], box["y"] - _MARK_PX if along == 0 else box["y"] + box["height"] + _MARK_PX
