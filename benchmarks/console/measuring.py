"""Measures a page by the clock of the browser itself: frames, and what lies between a key and the frame it leads to."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any, Final

from playwright.sync_api import Page

from benchmarks.service.clients import percentile

DRAGS: Final = 4
STEPS: Final = 40
SELECTS: Final = 60
TILE_ZOOMS: Final = (9, 10, 11, 12, 13, 14)
_MAP: Final = ".map .canvas[data-ready=true]"
_PAINTED: Final = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_WATCH: Final = """
window.measured = { frames: [], answers: [], pictures: [], marks: {} };
let last = 0, framed = false;
window.frames_on = (on) => { framed = on; last = 0; measured.frames = []; if (on) requestAnimationFrame(frame); };
function frame(now) {
  if (last) measured.frames.push(now - last);
  last = now;
  if (framed) requestAnimationFrame(frame);
}
const shown = new MessageChannel();
let since = 0;
shown.port1.onmessage = () => { measured.answers.push(performance.now() - since); };
for (const kind of ['keydown', 'click']) {
  addEventListener(kind, (event) => {
    since = event.timeStamp;
    requestAnimationFrame(() => shown.port2.postMessage(null));
  }, true);
}
const tell = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (told, ...others) {
  if (told.sight) {
    const asked = performance.now();
    this.addEventListener('message', () => measured.pictures.push(performance.now() - asked), { once: true });
  }
  tell.call(this, told, ...others);
};
new MutationObserver(() => {
  if (!measured.marks.heading && document.querySelector('.heading h1')) measured.marks.heading = performance.now();
  if (!measured.marks.map && document.querySelector('.canvas[data-ready]')) measured.marks.map = performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true });
"""
_TIME_TILE: Final = """async ([url, cache]) => {
  performance.clearResourceTimings();
  const since = performance.now();
  const answer = await fetch(url, { cache });
  const bytes = (await answer.arrayBuffer()).byteLength;
  const ms = performance.now() - since;
  const { requestStart, responseStart } = performance.getEntriesByName(new URL(url, location.href).href)[0];
  return { bytes, ms, service: responseStart - requestStart };
}"""
_TILE_AT: Final = """([lon, lat, z]) => {
  const n = 2 ** z, phi = lat * Math.PI / 180;
  return [Math.floor((lon + 180) / 360 * n), Math.floor((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2 * n)];
}"""


def open_day(page: Page, address: str, *, name: str) -> dict[str, float]:
    """Open a day and tell when something was painted, and when its heading and its map were there."""
    page.add_init_script(_WATCH)
    page.goto(address)
    page.locator(_MAP).wait_for(timeout=120_000)
    marks = {"painted": page.evaluate(_PAINTED), **page.evaluate("measured.marks")}
    return {f"{name}: {mark}": value for mark, value in marks.items()}


def measure(page: Page, *, network: str) -> dict[str, float]:
    """Give the figures of a day that is open."""
    canvas = page.locator(_MAP)
    page.wait_for_timeout(1500)
    box = canvas.bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    moved = {
        **_spread("pan", _frames(page, lambda: _drag(page, middle))),
        **_spread("zoom", _frames(page, lambda: _zoom(page))),
        **_spread("zoom: routes", page.evaluate("measured.pictures")),
        **_spread("select", _select(page)),
        **_spread("time: select", _walk(page)),
        **_spread("time: zoom", _answers(page, lambda: _zoom_time(page))),
        **_spread("time: scroll", _frames(page, lambda: _scroll_time(page))),
    }
    return {**moved, **_tiles(page, network)}


def _frames(page: Page, act: Callable[[], None]) -> list[float]:
    page.evaluate("frames_on(true)")
    act()
    found: list[float] = page.evaluate("measured.frames")
    page.evaluate("frames_on(false)")
    return found


def _drag(page: Page, middle: tuple[float, float]) -> None:
    x, y = middle
    for turn in range(DRAGS):
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(STEPS):
            page.mouse.move(x + (step * 5 if turn % 2 else -step * 5), y + step)
        page.mouse.up()
        page.wait_for_timeout(150)


def _zoom(page: Page) -> None:
    buttons = page.locator(".map .controls .stack button")
    for button in (0, 0, 0, 1, 1, 1):
        buttons.nth(button).click()
        page.wait_for_timeout(500)


def _select(page: Page) -> list[float]:
    """Choose a car's first visit in the list, then go along its route."""
    page.evaluate("measured.answers.length = 0")
    canvas = page.locator(".map .canvas")
    page.locator(".lists li button[aria-pressed]").first.click()
    canvas.focus()
    for turn in range(SELECTS):
        page.keyboard.press("ArrowRight" if turn // 5 % 2 == 0 else "ArrowLeft")
        page.wait_for_timeout(60)
    found: list[float] = page.evaluate("measured.answers")
    return found


def _answers(page: Page, act: Callable[[], None]) -> list[float]:
    page.evaluate("measured.answers.length = 0")
    act()
    found: list[float] = page.evaluate("measured.answers")
    return found


def _walk(page: Page) -> list[float]:
    """Go through the timeline by arrows, along cars and between them."""
    page.locator(".timeline .block[tabindex='0']").focus()

    def walk() -> None:
        for turn in range(SELECTS):
            page.keyboard.press(("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp")[turn // 5 % 4])
            page.wait_for_timeout(60)

    return _answers(page, walk)


def _zoom_time(page: Page) -> None:
    for turn in range(STEPS):
        page.keyboard.press("+" if turn // 4 % 2 == 0 else "-")
        page.wait_for_timeout(60)


def _scroll_time(page: Page) -> None:
    for _ in range(4):
        page.keyboard.press("+")
    page.locator(".timeline .row .lane").first.hover()
    for turn in range(STEPS):
        page.mouse.wheel(60 if turn // 20 % 2 == 0 else -60, 40 if turn // 10 % 2 == 0 else -40)
        page.wait_for_timeout(16)


def _tiles(page: Page, network: str) -> dict[str, float]:
    """Fetch the tiles around the middle of the network that the page has not asked for: anew, again, and once kept."""
    told: dict[str, Any] = page.evaluate("async (url) => (await fetch(url)).json()", f"/api/tiles/{network}.json")
    lon, lat, _ = told["center"]
    timed: dict[str, list[dict[str, float]]] = {"cold": [], "again": [], "kept": []}
    for zoom in TILE_ZOOMS:
        x, y = page.evaluate(_TILE_AT, [lon, lat, zoom])
        for across in range(-1, 2):
            url = told["tiles"][0].format(z=zoom, x=x + across, y=y + 1)
            asked = [page.evaluate(_TIME_TILE, [url, cache]) for cache in ("no-store", "reload", "default")]
            for name, one in zip(timed, asked, strict=True):
                timed[name] += [one] if one["bytes"] else []
    return {
        "tile, at most": max(one["ms"] for one in timed["cold"]),
        "tile again, 95th": percentile([one["ms"] for one in timed["again"]], 95),
        "tile again, service, 95th": percentile([one["service"] for one in timed["again"]], 95),
        "tile kept, 95th": percentile([one["ms"] for one in timed["kept"]], 95),
    }


def _spread(name: str, values: list[float]) -> dict[str, float]:
    return {f"{name}, median": statistics.median(values), f"{name}, 95th": percentile(values, 95)}
