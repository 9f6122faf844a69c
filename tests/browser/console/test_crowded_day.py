"""A day of 600 visits: opened, searched, chosen in and zoomed, without a complaint."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.console.conftest import OpenPage
from tests.browser.console.served import Served

pytestmark = pytest.mark.browser

VISITS = 600


def test_a_day_of_600_visits_is_worked_with_like_any_other(open_page: OpenPage, served: Served) -> None:
    path = f"/plans/{served.plan('crowded')}"
    day, plan = served.made["crowded"]
    assert len(day.visits) >= VISITS
    planned = [stop.visit for route in plan.routes for stop in route.stops if stop.visit is not None]
    page = open_page(path=path, viewport={"width": 1920, "height": 1080}).page
    page.locator(".map .canvas[data-ready=true]").wait_for()
    lines, blocks = page.locator(".lists .line[data-visit]"), page.locator(".timeline .block[data-visit]")
    expect(lines).to_have_count(len(planned))
    expect(blocks).to_have_count(len(planned))

    sought = next(visit for visit in reversed(day.visits) if visit.id in planned and visit.kind == "home")
    page.keyboard.press("/")
    page.keyboard.type(sought.patient)
    expect(lines.filter(has_text=re.compile(rf"\b{sought.patient}\b")).first).to_be_visible()
    assert lines.count() < VISITS
    page.keyboard.press("Escape")
    expect(lines).to_have_count(len(planned))

    last = page.locator(f".lists .line[data-visit='{sought.id}']")
    last.click()
    chosen = page.locator(f".timeline .block[data-visit='{sought.id}']")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(chosen).to_be_in_viewport()
    expect(page.locator(".stop_card")).to_contain_text(sought.patient)

    before = chosen.bounding_box() or {"width": 0}
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(chosen).to_be_in_viewport()
    assert (chosen.bounding_box() or {"width": 0})["width"] == pytest.approx(before["width"] * 2.25, rel=0.05)
    scale = page.locator(".map .ol-scale-line-inner")
    whole = scale.inner_text()
    page.locator(".map").get_by_role("button", name="Zooma in").first.click()
    expect(scale).not_to_have_text(whole)
