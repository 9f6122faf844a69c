"""Takes pictures of the console's views, at three sizes and by night: ``python -m tests.browser.pictures FOLDER``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import HOW, find_chromium
from tests.browser.conftest import OPTIONS
from tests.browser.console.served import Served, serve

SIZES: Final = {"wide": (1920, 1080), "desk": (1440, 900), "phone": (390, 844)}
NIGHT: Final = "night"
_SETTLED_MS: Final = 2500
Media = Literal["screen", "print"]


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--views", nargs="*", help="names of views (all if left out)")
    parser.add_argument("--sizes", nargs="*", default=[*SIZES, NIGHT], choices=[*SIZES, NIGHT])
    parser.add_argument("--language", choices=["sv", "en"], default="sv")
    given = parser.parse_args()
    chromium = find_chromium() or sys.exit(HOW)
    given.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        serve(Path(home)) as served,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        for name, path in list_views(served).items():
            for size in given.sizes if given.views is None or name in given.views else ():
                target = given.folder / f"{name}-{size}.png"
                take(browser, served, path, target, size=size, language=given.language)
                sys.stdout.write(f"{target}\n")
        browser.close()


def list_views(served: Served) -> Mapping[str, str]:
    """Give each view's address, with a day that is under way."""
    plan, big = served.plan(), served.plan(big=True)
    day, made = served.made["small"]
    served.set_clock("10:20")
    car = next(route.car for route in made.routes if len(route.stops) > 3)
    team = f"hemteam-{served.laid_out - 1}"
    del day
    return {
        "plans": "/plans",
        "day": f"/plans/{plan}",
        "big": f"/plans/{big}",
        "car": f"/plans/{plan}/cars/{car}",
        "wall": f"/wall/{team}",
        "paper": f"/plans/{plan}/paper",
        "morning": "/morning",
        "figures": "/figures",
        "settings": "/settings",
    }


def take(browser: Browser, served: Served, path: str, target: Path, *, size: str, language: str) -> None:
    """Take a picture of one view, once nothing of it moves any more."""
    width, height = SIZES.get(size, SIZES["desk"])
    settings: dict[str, Any] = {"color_scheme": "dark" if size == NIGHT else "light", "reduced_motion": "reduce"}
    locale = {"sv": "sv-SE", "en": "en-GB"}[language]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=locale, timezone_id="Europe/Stockholm", **settings
    )
    context.add_cookies([served.cookie("lena")])  # type: ignore[list-item]
    page = context.new_page()
    page.clock.install(time=served.now())
    page.on("console", lambda line: sys.stderr.write(f"{path}: {line.text}\n"))
    page.on("pageerror", lambda error: sys.stderr.write(f"{path}: {error}\n"))
    page.goto(f"{served.address}{path}")
    page.wait_for_timeout(_SETTLED_MS)
    page.screenshot(path=target)
    context.close()


if __name__ == "__main__":
    main()
