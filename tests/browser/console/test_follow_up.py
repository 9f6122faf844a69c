"""How days have gone, and why a plan is as it is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.console.conftest import OpenPage
from tests.browser.console.served import DATE, SHORT, TIGHT, Served
from tests.browser.console.words import foreign, in_both_languages, words

pytestmark = pytest.mark.browser

EXPLAINED_MS = 120_000


@in_both_languages
def test_how_a_team_has_done_is_drawn_and_told_as_tables(open_page: OpenPage, served: Served, language: str) -> None:
    served.plan()
    said = words(language)
    page = open_page(path=f"/figures/hemteam-{served.laid_out}", language=language).page
    care = page.get_by_role("region", name=said["figures.care_share"])
    expect(care.get_by_role("img", name=said["figures.care_share"])).to_be_visible()
    care.get_by_text(said["figures.table"]).click()
    expect(care.get_by_role("row")).to_have_count(2)
    assert foreign(page, language) == []
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile(rf"to={DATE}\b"))
    for form in ("CSV", "XLSX"):
        with page.expect_download() as download:
            page.get_by_role("link", name=form).click()
        assert download.value.suggested_filename.endswith(f".{form.lower()}")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_would_help_a_visit_without_a_place_is_tried_by_keys_alone(
    open_page: OpenPage, served: Served, language: str
) -> None:
    left_out, why, attempt = {
        "sv": ("utan plats", "Varför", "Pröva"),
        "en": ("without a place", "Why", "Try"),
    }[language]
    page = open_page(path=f"/plans/{served.plan(SHORT)}", language=language).page
    expect(page.get_by_text(left_out).first).to_be_visible()
    page.keyboard.press("f")
    panel = page.locator(".panel")
    expect(panel.get_by_role("heading", name=why)).to_be_focused()
    expect(panel.get_by_role("button", name=attempt).first).to_be_enabled(timeout=EXPLAINED_MS)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name=attempt).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel.locator(".tried h3")).to_be_focused(timeout=EXPLAINED_MS)


def test_escape_closes_what_stands_beside_the_map_from_the_timeline_too(open_page: OpenPage, served: Served) -> None:
    page = open_page(path=f"/plans/{served.plan(SHORT)}").page
    page.get_by_text("utan plats").first.wait_for()
    page.keyboard.press("f")
    panel = page.locator(".panel")
    expect(panel.get_by_role("heading", name="Varför")).to_be_focused()
    page.locator(".timeline .car").first.focus()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_why_a_visit_has_no_place_is_read_in_the_language_that_is_chosen(open_page: OpenPage, served: Served) -> None:
    page = open_page(path=f"/plans/{served.plan(SHORT)}").page
    page.get_by_role("tab", name="Utan plats").click()
    reason = page.locator(".left-card .reasons li").first
    expect(reason).to_be_visible()
    expect(reason).not_to_have_text(re.compile(r"\b[Tt]he\b"))
    page.locator("summary").filter(has_text="disa").click()
    page.get_by_label("Språk").select_option("en")
    expect(reason).to_have_text(re.compile(r"\b[Tt]he\b"))


def test_the_list_tells_reasons_of_the_time_that_a_day_is_tried_at(open_page: OpenPage, served: Served) -> None:
    page = open_page(path=f"/plans/{served.plan(TIGHT)}?at=09:30").page
    with page.expect_request(lambda asked: "/explanation" in asked.url) as asked:
        page.get_by_role("tab", name="Utan plats").click()
    assert "at=09%3A30" in asked.value.url
    card = page.locator(".left-card")
    expect(card.locator(".reasons li").first).to_be_visible()
    expect(page.get_by_text("Räknar om skälen")).to_have_count(0, timeout=EXPLAINED_MS)
    listed = card.locator(".reasons li > p:first-child").all_inner_texts()
    card.get_by_role("button", name="Varför").click()
    told = page.locator(".panel .reasons li > p:first-child")
    expect(told.first).to_be_visible(timeout=EXPLAINED_MS)
    assert told.all_inner_texts() == listed


def test_a_visit_called_off_makes_room_and_the_list_says_so_and_places_who_waits(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(path=f"/plans/{served.plan(TIGHT)}").page
    page.get_by_role("tab", name="Utan plats").click()
    card = page.locator(".left-card")
    expect(card.get_by_text("så många besök")).to_be_visible()
    expect(card.get_by_role("button", name="Placera")).to_have_count(0)
    page.locator(".block").nth(1).click()
    page.keyboard.press("e")
    page.get_by_role("button", name="Inställt").click()
    page.keyboard.press("Escape")
    card.get_by_role("button", name="Placera").click(timeout=EXPLAINED_MS)
    expect(page.locator(".changes.planned")).to_be_visible(timeout=EXPLAINED_MS)
    page.get_by_role("button", name="Använd", exact=True).click()
    expect(page.get_by_text("Alla besök har en plats.")).to_be_visible()
