"""Pages for everybody: seen in both languages, by day and by night, without harm and open to all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.console.conftest import OpenPage
from tests.browser.console.served import Served

pytestmark = pytest.mark.browser


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
