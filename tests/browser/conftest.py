"""A Chromium as on a hospital desktop: no WebGL, Swedish, and a page opened from a file."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.exports import plan_page
from api.exports.scene import Scene
from tests.browser.chromium import HOW, find_chromium
from tests.exports.sample import make_scene

OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-3d-apis", "--disable-dev-shm-usage")


@dataclasses.dataclass
class Opened:
    """A page with what it complained about and asked for."""

    page: Page
    complaints: list[str]
    requests: list[str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None and os.environ.get("CI"):
        pytest.fail(HOW)
    if path is None:
        pytest.skip(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample() -> Scene:
    return make_scene()


@pytest.fixture
def show(browser: Browser, tmp_path: Path, sample: Scene) -> Iterator[Callable[..., Opened]]:
    """Open a scene's page from a file, wide or narrow; every test ends with nothing complained and nothing asked."""
    opened: list[Opened] = []

    def open_page(scene: Scene | None = None, *, width: int = 1440, height: int = 900, **options: object) -> Opened:
        path = tmp_path / f"plan-{len(opened)}.html"
        path.write_text(plan_page(scene or sample), encoding="utf-8")
        settings = {"locale": "sv-SE", "timezone_id": "America/New_York", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)  # type: ignore[arg-type]
        page = context.new_page()
        view = Opened(page=page, complaints=[], requests=[])
        page.on("console", lambda message: view.complaints.append(message.text))
        page.on("pageerror", lambda error: view.complaints.append(str(error)))
        page.on("request", lambda request: view.requests.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("#map[data-ready=true]")
        opened.append(view)
        return view

    yield open_page
    for view in opened:
        view.page.context.close()
        assert view.complaints == []
        assert [url for url in view.requests if not url.startswith(("file://", "data:"))] == []
