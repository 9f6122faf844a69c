"""What fails a page's test: what it complains about, what it asks of others, and words of the other language."""

from __future__ import annotations

import pytest

from tests.browser.console.conftest import Opened, OpenPage

pytestmark = pytest.mark.browser

COMPLAINTS = (
    "console.error('amiss')",
    "console.warn('amiss')",
    "setTimeout(() => { throw new Error('amiss'); })",
    "void Promise.reject(new Error('amiss'))",
    "void fetch('/api/plans/amiss').catch(() => {})",
)
OUTSIDE = ("void fetch('http://127.0.0.1:9/amiss').catch(() => {})", "new Image().src = 'http://127.0.0.1:9/amiss'")
SWEDISH = "one => { one.textContent = 'Inget att larma om.'; }"


def test_what_a_page_or_one_opened_from_it_complains_about_fails_its_test(open_page: OpenPage) -> None:
    window = open_page()
    other = window.page.context.new_page()
    other.goto(window.page.url)
    for page in (window.page, other):
        for script in COMPLAINTS:
            page.evaluate(script)
            see_failing(window, "amiss|404")


def test_what_a_page_asks_of_others_fails_its_test(open_page: OpenPage) -> None:
    window = open_page(bypass_csp=True)
    window.tolerate("ERR_")
    for script in OUTSIDE:
        window.page.evaluate(script)
        see_failing(window, "127.0.0.1:9/amiss")


def test_a_word_of_the_other_language_fails_a_pages_test(open_page: OpenPage) -> None:
    window = open_page(language="en")
    window.page.locator("h1").first.evaluate(SWEDISH)
    window.close()
    see_failing(window, "larma")


def see_failing(window: Opened, why: str) -> None:
    """See that a window is failed for a reason, and forgive it."""
    for _ in range(100):
        if window.complaints or window.outside or window.page.is_closed():
            break
        window.page.wait_for_timeout(20)
    with pytest.raises(AssertionError, match=why):
        window.judge()
    window.complaints.clear()
    window.outside.clear()
