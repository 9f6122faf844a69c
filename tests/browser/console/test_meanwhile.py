"""What changes under somebody who looks at offers, a proposal or a panel, and keys while a call is written."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import (
    choose_first_visit,
    find_mark,
    lock_first_visit,
    open_day,
    sent,
    take_call,
    use,
    version,
)
from tests.browser.console.served import Served
from tests.browser.console.words import foreign, in_both_languages, words

pytestmark = pytest.mark.browser

FIRST_CAR = """async (plan) => (await (await fetch(`/api/plans/${plan}/calls`)).json())[0].offers[0].car"""
"""The car of the first offer of the call that waits."""
TELL = """async ([plan, event]) => {
  const token = (await (await fetch('/api/sessions/current')).json()).csrf_token;
  const headers = { 'content-type': 'application/json', 'x-csrf-token': token };
  const body = JSON.stringify({ events: [{ time: '07:00', ...event }] });
  return (await fetch(`/api/plans/${plan}/events`, { method: 'POST', headers, body })).status;
}"""
"""Report something as the page would."""
REFUSED = r"status of (409|412)"
AGAIN = "Gör om på den nya planen"
SEARCHED_MS = 90_000


def _offered(page: Page) -> str:
    return page.locator("form.offers [type=submit]").inner_text()


@in_both_languages
def test_offers_that_come_anew_leave_the_keyboard_where_it_is(
    open_page: OpenPage, served: Served, language: str
) -> None:
    plan = served.plan()
    window, other = (open_day(open_page, plan, login=login, language=language) for login in ("disa", "lena"))
    window.tolerate(REFUSED)
    page = window.page
    take_call(page)
    search = page.get_by_role("searchbox").first
    search.focus()
    lock_first_visit(other.page)
    other.page.keyboard.press("Enter")
    version(page, 2)
    expect(page.locator("form.offers [type=submit]")).to_be_enabled()
    expect(search).to_be_focused()
    asked = sent(page)
    page.keyboard.press("Enter")
    expect(page.locator("form.offers")).to_be_visible()
    assert asked == []


def test_the_offer_that_is_chosen_stays_its_car_whatever_number_it_gets(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    window = open_day(open_page, plan)
    window.tolerate(REFUSED)
    page = window.page
    take_call(page)
    page.keyboard.press("2")
    chosen = page.locator(".offer.chosen")
    car = chosen.locator(".chip").inner_text()
    assert _offered(page).endswith("2")
    gone = {"event": "car_gone", "car": page.evaluate(FIRST_CAR, plan)}
    assert page.evaluate(TELL, [plan, gone]) == 201
    expect(page.locator("form.offers [type=submit]")).to_contain_text("1")
    expect(chosen.locator(".chip")).to_have_text(car)
    expect(chosen.get_by_role("radio")).to_be_focused()
    page.keyboard.press("Enter")
    version(page, 2)
    expect(page.locator(".notices")).to_contain_text(car)


def test_letters_pressed_while_a_call_is_written_leave_it_as_it_is(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan()).page
    page.keyboard.press("n")
    expect(page.locator(".combobox input")).to_be_focused()
    page.keyboard.type("p1")
    urgency = page.locator(".call input[name=urgency]").first
    urgency.focus()
    for key in "wahv":
        page.keyboard.press(key)
    expect(urgency).to_be_focused()
    expect(page.locator(".combobox input")).to_have_value("p1")
    page.get_by_role("button", name="Hitta plats").focus()
    for key in "wahv":
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".combobox input")).to_have_value("p1")


def test_a_call_that_is_begun_is_left_for_something_else_only_where_that_is_meant(
    open_page: OpenPage, served: Served
) -> None:
    page = open_day(open_page, served.plan()).page
    page.keyboard.press("n")
    page.locator(".timeline .car").first.focus()
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="Versioner")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator(".combobox input")).to_be_focused()
    page.keyboard.type("p1")
    page.locator(".timeline .car").first.focus()
    page.keyboard.press("v")
    asked = page.get_by_role("dialog", name="Släng det du har skrivit?")
    asked.get_by_role("button", name="Avbryt").click()
    expect(asked).to_have_count(0)
    expect(page.locator(".combobox input")).to_have_value("p1")
    page.locator(".timeline .car").first.focus()
    page.keyboard.press("v")
    asked.get_by_role("button", name="Släng").click()
    expect(page.get_by_role("heading", name="Versioner")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator(".combobox input")).to_have_value("")


@in_both_languages
def test_a_proposal_from_before_something_was_reported_says_so(
    open_page: OpenPage, served: Served, language: str
) -> None:
    plan, said = served.plan(), words(language)
    page = open_day(open_page, plan, language=language).page
    lock_first_visit(page)
    expect(page.locator(".panel .outdated")).to_have_count(0)
    last = page.locator(".lists button[data-visit]").last.get_attribute("data-visit")
    assert page.evaluate(TELL, [plan, {"event": "visit_longer", "visit": last, "duration_min": 50}]) == 201
    expect(page.locator(".panel .outdated")).to_contain_text(said["proposal.outdated"])
    expect(use(page)).to_have_count(0)
    page.get_by_role("button", name=said["acting.conflict.again"]).click()
    expect(use(page)).to_be_enabled()
    expect(page.locator(".panel .outdated")).to_have_count(0)
    longer = {"event": "visit_longer", "visit": last, "duration_min": 55}
    assert page.evaluate(TELL, [plan, longer]) == 201
    expect(page.get_by_role("button", name=said["acting.conflict.again"])).to_be_focused()
    assert foreign(page, language) == []
    page.keyboard.press("p")
    expect(page.locator(".panel .entries li")).to_contain_text([said["proposals.old"]] * 2)


def test_a_search_that_is_out_of_date_is_made_anew_as_freely_also_by_who_did_not_order_it(
    open_page: OpenPage, served: Served
) -> None:
    plan = served.plan()
    page = open_day(open_page, plan).page
    last = page.locator(".lists button[data-visit]").last.get_attribute("data-visit")
    page.keyboard.press("o")
    page.get_by_role("radio", name="Ordning samma bil").check()
    page.get_by_role("button", name="Sök bättre plan").click()
    page.get_by_role("button", name="Avbryt nu, behåll det bästa").click()
    expect(use(page)).to_be_visible(timeout=SEARCHED_MS)
    assert page.evaluate(TELL, [plan, {"event": "visit_longer", "visit": last, "duration_min": 50}]) == 201
    other = open_day(open_page, plan, login="lena").page
    other.keyboard.press("p")
    other.get_by_role("button", name="Visa", exact=True).click()
    expect(use(other)).to_have_count(0)
    for one in (page, other):
        with one.expect_request(lambda asked: asked.method == "POST") as asked:
            one.get_by_role("button", name=AGAIN).click()
        assert asked.value.url.endswith("/proposals")
        assert asked.value.post_data_json["freedom"] == "order"
        one.get_by_role("button", name="Avbryt nu, behåll det bästa").click()
        expect(use(one)).to_be_visible(timeout=SEARCHED_MS)


def test_what_is_proposed_is_not_moved_or_locked_by_hand_and_says_so(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan()).page
    lock_first_visit(page)
    expect(page.locator(".timeline .trying")).to_be_visible()
    told = page.locator(".notices .notice", has_text="ett förslag, inte planen")
    block = page.locator(".timeline .block").nth(1)
    block.hover()
    page.mouse.down()
    page.locator(".timeline .row[data-car]").last.hover()
    expect(told).to_be_visible()
    expect(page.locator(".timeline .ghost")).to_have_count(0)
    page.mouse.up()
    block.click()
    told.get_by_role("button").click()
    for key in "mlt":
        page.keyboard.press(key)
        expect(told).to_be_visible()
        expect(use(page)).to_be_visible()
        told.get_by_role("button").click()
        expect(told).to_have_count(0)
    page.locator(".stop_card").wait_for()
    x, y = find_mark(page)
    page.locator(".map .canvas").focus()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    expect(page.locator(".map .dragged")).to_contain_text("ett förslag, inte planen")
    page.mouse.up()
    expect(page.locator(".panel .changes")).to_contain_text("Låses")


@in_both_languages
def test_a_panel_whose_visit_falls_away_says_so(open_page: OpenPage, served: Served, language: str) -> None:
    plan, said = served.plan(), words(language)
    page = open_day(open_page, plan, language=language).page
    choose_first_visit(page)
    page.keyboard.press("m")
    expect(page.get_by_label(said["move.car"])).to_be_visible()
    visit = page.locator(".lists button[data-visit]").first.get_attribute("data-visit")
    assert page.evaluate(TELL, [plan, {"event": "visit_cancelled", "visit": visit}]) == 201
    expect(page.locator(".panel")).to_contain_text(said["events.fell"])
