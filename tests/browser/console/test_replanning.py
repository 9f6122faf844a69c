"""The rest of a day planned anew, what offers would do before one is applied, and what is locked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import choose_first_visit, lock_first_visit, open_day, sent, take_call, version
from tests.browser.console.served import Served

pytestmark = pytest.mark.browser

REFUSED = r"status of (409|412)"


def test_in_english_a_visit_falls_away_and_the_rest_is_planned_anew_applied_and_undone(
    open_page: OpenPage, served: Served
) -> None:
    window = open_day(open_page, served.plan(), language="en")
    window.tolerate(REFUSED)
    page = window.page
    choose_first_visit(page)
    page.keyboard.press("e")
    page.get_by_role("button", name="Cancelled").click()
    page.locator(".notices").get_by_role("button", name="Replan").click()
    expect(page.get_by_label("Times only")).to_be_checked()
    page.get_by_role("button", name="Look for a better plan").click()
    page.get_by_role("button", name="Stop now, keep the best").click()
    proposal = page.locator(".panel", has=page.get_by_role("heading", name="Proposal"))
    expect(proposal).to_be_visible(timeout=90_000)
    expect(page.locator(".timeline .trying")).to_be_visible()
    expect(proposal.get_by_role("heading", name="What it gives")).to_be_visible()
    # It is weighed against the day without the visit that fell away, which is in the version before.
    visits = proposal.locator(".sums tbody tr").first.get_by_role("cell").first
    expect(visits).to_have_text(page.locator(".heading .kpis dd").first.inner_text())
    expect(proposal.locator(".changes.gone li")).to_have_count(1)
    expect(proposal.locator(".changes.gone li")).not_to_contain_text("without a place")
    before = _version_of(page.locator(".heading .what").inner_text())
    proposal.get_by_role("button", name="Use", exact=True).click()
    version(page, before + 1)
    expect(page.locator(".timeline .trying")).to_have_count(0)
    page.keyboard.press("Control+z")
    version(page, before + 2)
    expect(page.locator(".notice").last).to_contain_text("Undone")


def test_an_offer_under_the_pointer_is_shown_on_map_and_timeline_and_changes_nothing(
    open_page: OpenPage, served: Served
) -> None:
    window = open_day(open_page, served.plan())
    window.tolerate(REFUSED)
    page = window.page
    take_call(page)
    second = page.locator(".offer").nth(1)
    car = second.locator(".chip").inner_text()
    second.hover()
    row = page.locator(".timeline .row", has=page.locator(".head .chip", has_text=re.compile(f"^{car}$")))
    expect(row.locator(".block.changed[data-visit^='call']")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".timeline .trying")).to_have_count(0)
    version(page, 1)


def test_a_locked_visit_says_so_and_is_unlocked_again(open_page: OpenPage, served: Served) -> None:
    window = open_day(open_page, served.plan())
    page = window.page
    lock_first_visit(page)
    panel = page.locator(".panel")
    expect(panel).to_contain_text("1 ändring")
    expect(panel.get_by_role("heading", name="Låses 1")).to_be_visible()
    page.keyboard.press("Enter")
    version(page, 2)
    name = page.locator(".timeline .block[aria-pressed=true]")
    expect(name).to_have_attribute("aria-label", re.compile("låst"))
    page.keyboard.press("l")
    expect(panel.get_by_role("heading", name="Låses upp 1")).to_be_visible()
    page.get_by_role("button", name="Använd", exact=True).click()
    version(page, 3)
    expect(name).not_to_have_attribute("aria-label", re.compile("låst"))


def test_all_that_a_car_has_left_is_locked_at_once(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan()).page
    page.locator(".lists .car-card [data-head]").first.click()
    car = page.locator(".lists .car-card [data-head]").first.get_attribute("data-head")
    page.keyboard.press("b")
    page.get_by_role("button", name="Lås bilens besök").click()
    expect(page.locator(".panel .changes")).to_contain_text("Låses")
    page.get_by_role("button", name="Använd", exact=True).click()
    version(page, 2)
    blocks = page.locator(f".timeline .row[data-car='{car}'] .block")
    assert blocks.count() > 1
    for block in blocks.all():
        expect(block).to_have_attribute("aria-label", re.compile("låst"))
    page.keyboard.press("b")
    page.get_by_role("button", name="Lås bilens besök").click()
    expect(page.locator(".panel")).to_contain_text("Inga besök ändras.")
    expect(page.get_by_role("button", name="Använd", exact=True)).to_be_disabled()
    asked = sent(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Använd", exact=True)).to_be_disabled()
    assert asked == []


def test_a_car_alone_is_shown_and_all_again(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan()).page
    rows = page.locator(".timeline .row[data-car]")
    whole = rows.count()
    car = page.locator(".lists .car-card [data-head]").first.get_attribute("data-head") or ""
    page.get_by_role("button", name=f"Visa endast {car}").first.click()
    expect(rows).to_have_count(1)
    expect(rows.first).to_have_attribute("data-car", car)
    page.get_by_role("button", name="Visa alla").first.click()
    expect(rows).to_have_count(whole)


def test_keys_are_about_what_is_chosen_when_they_are_pressed(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan()).page
    search = page.get_by_role("searchbox")
    for patient in ("p3", "p5"):
        search.fill(patient)
        search.press("Enter")
        expect(page.locator(".lists .line[aria-pressed=true]")).to_have_text(re.compile(rf"\b{patient}\b"))
        page.keyboard.press("f")
        expect(page.locator(".side .panel h2")).to_have_text(re.compile(rf"\b{patient}\b"))


def test_a_menu_goes_by_escape_and_by_a_press_elsewhere(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan()).page
    menu = page.locator("details.menu", has=page.get_by_label("Språk"))
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.locator(".heading h1").click()):
        menu.locator("summary").click()
        expect(menu.get_by_label("Språk")).to_be_visible()
        leave()
        expect(menu.get_by_label("Språk")).to_be_hidden()


def _version_of(text: str) -> int:
    found = re.search(r"version (\d+)", text)
    assert found is not None, text
    return int(found[1])
