"""Pages of the console that somebody is signed in on, as on a hospital desktop; what they complain about fails."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api import console
from tests.browser.console.served import Served, serve
from tests.browser.console.words import LANGUAGES, foreign

NOT_BUILT = "The console is not built (api/static): run `make console`"
AXE = Path(__file__).parents[3] / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"
_LOCALES = {"sv": "sv-SE", "en": "en-GB"}
_PATIENCE_MS = 60_000
"""For what a page waits for on a machine that is busy with other tests."""
expect.set_options(timeout=20_000)
_FIND_FAULTS = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id}: ${target.join(' ')}: ${failureSummary.replace(/\\s+/g, ' ')}`));
}"""


@dataclass(kw_only=True)
class Opened:
    """A page, with what it and those opened from it complained about and asked of others than the service."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    tolerated: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Go to an address of the console, and wait until it is shown."""
        self.page.goto(f"{self.address}{path}")
        self.page.locator("main, .sight").first.wait_for()
        return self.page

    def tolerate(self, pattern: str) -> None:
        """Take a complaint as part of the test: a browser writes a line of its own of every refusal."""
        self.tolerated.append(pattern)

    def faults(self) -> list[str]:
        """List what is wrong with the page for people with other senses, hands and minds (axe)."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(_FIND_FAULTS)
        return found

    def watch(self) -> None:
        """Note complaints and requests from now on, of every page of the window."""
        context = self.page.context
        context.on("console", lambda line: self._note(line.text) if line.type in {"error", "warning"} else None)
        context.on("weberror", lambda fault: self._note(str(fault.error)))
        context.on("request", lambda asked: self._see(asked.url))

    def _note(self, text: str) -> None:
        self.complaints.append(text)

    def _see(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.outside.append(url)

    def close(self) -> None:
        """Close the window, after a last look at whether all that it says is of one language."""
        try:
            language = None if self.page.is_closed() else self.page.locator("html").get_attribute("lang")
            if language in LANGUAGES:
                self.complaints += [f"not of {language}: {text}" for text in foreign(self.page, language)]
        finally:
            self.page.context.close()

    def judge(self) -> None:
        """Fail if there was something wrong with the page."""
        assert [text for text in self.complaints if not any(re.search(one, text) for one in self.tolerated)] == []
        assert self.outside == []


OpenPage = Callable[..., Opened]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the console, which must have been built."""
    if console.open_console().page is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NOT_BUILT)
    with serve(tmp_path_factory.mktemp("console")) as served:
        yield served


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[OpenPage]:
    """Open pages, each in a browser window of its own: ``open_page("disa", language="en", path="/plans")``.

    Nobody is signed in where the login is None.
    """
    opened: list[Opened] = []
    served.set_clock("07:00")

    def open_one(
        login: str | None = "disa", *, path: str = "/plans", language: str = "sv", **options: object
    ) -> Opened:
        settings = {"viewport": {"width": 1440, "height": 900}, "timezone_id": "Europe/Stockholm", **options}
        context = browser.new_context(locale=_LOCALES[language], **settings)  # type: ignore[arg-type]
        context.set_default_timeout(_PATIENCE_MS)
        if login is not None:
            context.add_cookies([served.cookie(login)])  # type: ignore[list-item]
        window = Opened(page=context.new_page(), address=served.address)
        window.page.clock.install(time=served.now())
        window.watch()
        opened.append(window)
        window.go(path)
        return window

    yield open_one
    # All are closed before any fails: a stream left open would keep the service from ending.
    for window in opened:
        window.close()
    for window in opened:
        window.judge()
