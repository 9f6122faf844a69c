"""Contact with the service lost and found again: it is told, and what happened meanwhile comes by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import lock_first_visit, open_day, use, version
from tests.browser.console.served import Served
from tests.browser.console.words import foreign, in_both_languages, words

pytestmark = pytest.mark.browser

BROKEN_OFF = "ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_|ERR_EMPTY_RESPONSE|ERR_NETWORK"
"""What a browser writes of a stream whose line went dead."""
LOOK = """isLookedAt => {
  Object.defineProperty(document, 'hidden', { configurable: true, value: !isLookedAt });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
"""Bring a page into sight or leave it for another; a browser that nobody sees takes all of its pages to be in sight."""


@in_both_languages
def test_what_happened_while_contact_was_lost_is_there_once_it_is_back(
    open_page: OpenPage, served: Served, language: str
) -> None:
    plan, said = served.plan(), words(language)
    cut_off, other = (open_day(open_page, plan, login=login, language=language) for login in ("disa", "lena"))
    cut_off.tolerate("ERR_INTERNET_DISCONNECTED")
    for window in (cut_off, other):
        window.tolerate(BROKEN_OFF)
    page = cut_off.page
    page.evaluate("window.stayed = true")
    page.context.set_offline(True)
    served.hang_up()
    banner = page.get_by_role("alert").filter(has_text=said["shell.offline"])
    expect(banner).to_be_visible()
    assert cut_off.faults() == []
    assert foreign(page, language) == []
    lock_first_visit(other.page)
    other.page.keyboard.press("Enter")
    version(other.page, 2)
    version(page, 1)
    page.context.set_offline(False)
    version(page, 2)
    expect(banner).to_have_count(0)
    expect(page.locator(".notices")).to_contain_text(said["shell.back"])
    assert page.evaluate("window.stayed")


def test_what_cannot_be_sent_is_told_and_nothing_has_changed(open_page: OpenPage, served: Served) -> None:
    window = open_day(open_page, served.plan())
    window.tolerate("ERR_INTERNET_DISCONNECTED")
    page = window.page
    lock_first_visit(page)
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator(".notice.bad", has_text="Se efter om det blev gjort")).to_be_visible()
    version(page, 1)
    page.context.set_offline(False)
    expect(page.locator(".banner")).to_have_count(0)
    use(page).click()
    version(page, 2)


def test_seven_pages_of_one_browser_all_show_what_happens(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    window, other = open_day(open_page, plan), open_day(open_page, plan, login="lena")
    pages = [window.page]
    for _ in range(6):
        pages[-1].evaluate(LOOK, False)
        pages[-1].clock.fast_forward("00:35")
        pages.append(window.page.context.new_page())
        pages[-1].goto(window.page.url)
        expect(pages[-1].locator(".actions")).to_be_visible()
    lock_first_visit(other.page)
    other.page.keyboard.press("Enter")
    version(pages[-1], 2)
    for page in pages[:-1]:
        page.evaluate(LOOK, True)
        version(page, 2)
        page.evaluate(LOOK, False)
        page.clock.fast_forward("00:35")


def test_seven_windows_of_one_browser_share_a_line_and_keep_it_when_one_closes(
    open_page: OpenPage, served: Served
) -> None:
    plan = served.plan()
    window, other = open_day(open_page, plan), open_day(open_page, plan, login="lena")
    pages = [window.page, *(window.page.context.new_page() for _ in range(6))]
    for page in pages[1:]:
        page.goto(window.page.url)
        expect(page.locator(".actions")).to_be_visible()
    lock_first_visit(other.page)
    other.page.keyboard.press("Enter")
    for page in pages:
        version(page, 2)
    pages[0].close()
    lock_first_visit(other.page)
    other.page.keyboard.press("Enter")
    for page in pages[1:]:
        version(page, 3)
        expect(page.locator(".banner")).to_have_count(0)


def test_a_window_takes_the_line_from_one_that_sleeps(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    sleeper, other = open_page(), open_day(open_page, plan, login="lena")
    sleeper.page.goto(f"{served.address}/api/sessions/current")
    sleeper.page.evaluate("void navigator.locks.request('feed', () => new Promise(() => {})).catch(() => {})")
    page = sleeper.page.context.new_page()
    with page.expect_request("**/api/feed"):
        page.goto(other.page.url)
    expect(page.locator(".actions")).to_be_visible()
    lock_first_visit(other.page)
    other.page.keyboard.press("Enter")
    version(page, 2)


def test_a_line_that_went_dead_unseen_is_told_and_what_was_missed_comes_by_itself(
    open_page: OpenPage, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.feed._PULSE_S", 1e9)
    monkeypatch.setattr("api.routes.feed._read", lambda *_: [])
    plan = served.plan()
    cut_off, other = open_day(open_page, plan), open_day(open_page, plan, login="lena")
    cut_off.tolerate("ERR_FAILED")
    page = cut_off.page
    lock_first_visit(other.page)
    other.page.keyboard.press("Enter")
    version(other.page, 2)
    version(page, 1)
    page.route("**/api/feed", lambda asked: asked.abort())
    page.clock.fast_forward("00:45")
    banner = page.get_by_role("alert").filter(has_text="Ingen kontakt med tjänsten")
    expect(banner).to_be_visible()
    page.unroute("**/api/feed")
    version(page, 2)
    expect(banner).to_have_count(0)
