"""Takes pictures of the console's views, at three sizes and by night: ``python -m tests.browser.pictures FOLDER``."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scheduler.teams import find_team
from tests.browser.chromium import HOW, find_chromium
from tests.browser.conftest import OPTIONS
from tests.browser.console.registered import register
from tests.browser.console.served import DATE, Served, big_team, make_plan, serve
from tests.browser.views import VIEWS, View, tell_course

PHONE: Final = "phone"
SIZES: Final = {"wide": (1920, 1080), "desk": (1440, 900), PHONE: (390, 844)}
NIGHT: Final = "night"
TEAM: Final = "nst-su"
_LOCALES: Final = {"sv": "sv-SE", "en": "en-GB"}
_SETTLED_MS: Final = 1000
_DRAWN_MS: Final = 60_000


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--views", nargs="*", default=[*VIEWS], choices=[*VIEWS])
    parser.add_argument("--sizes", nargs="*", default=[*SIZES, NIGHT], choices=[*SIZES, NIGHT])
    parser.add_argument("--language", choices=[*_LOCALES], default="sv")
    parser.add_argument("--networks", type=Path, help="folder with road networks, which saves making them")
    given = parser.parse_args()
    chromium = find_chromium() or sys.exit(HOW)
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        if given.networks is not None:
            shutil.copytree(given.networks, Path(home) / "roads")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        with serve(Path(home)) as served:
            make_days(served, given.language)
            studio = Studio(browser=browser, served=served, language=given.language)
            for name in given.views:
                for size in given.sizes:
                    target = given.folder / f"{name}-{size}.png"
                    studio.take(VIEWS[name], target, size=size)
                    sys.stderr.write(f"{target}\n")
        browser.close()


def make_days(served: Served, language: str) -> None:
    """Make the days that are looked at: that of a team as it comes, on roads of its own, and a big one."""
    team, folder = find_team(TEAM), served.service.settings.roads
    served.called = getattr(team.name, language)
    served.made["small"] = make_plan(team, folder=folder, roads=team.roads)
    served.made["big"] = make_plan(big_team(), folder=folder, roads=team.roads)


@dataclass(frozen=True, kw_only=True)
class Studio:
    """What pictures are taken with."""

    browser: Browser
    served: Served
    language: str

    def take(self, view: View, target: Path, *, size: str) -> None:
        """Take a picture of a view, once nothing of it moves any more."""
        width, height = SIZES.get(size, SIZES["desk"])
        settings: dict[str, Any] = {"color_scheme": "dark" if size == NIGHT else "light", "reduced_motion": "reduce"}
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=_LOCALES[self.language],
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
            timezone_id="Europe/Stockholm",
            **settings,
        )
        # A stream left open would keep the service from ending.
        with closing(context):
            self.served.set_clock(view.at)
            if view.login is not None:
                context.add_cookies([self.served.cookie(view.login)])  # type: ignore[list-item]
            path = self.prepare(view, context)
            page = context.new_page()
            page.clock.install(time=self.served.now())
            drawing = _watch_tiles(page)
            page.on("console", lambda line: sys.stderr.write(f"{target.name}: {line.text}\n"))
            page.on("pageerror", lambda error: sys.stderr.write(f"{target.name}: {error}\n"))
            page.goto(f"{self.served.address}{path}")
            page.locator("h1").first.wait_for()
            view.act(page)
            _settle(page, drawing)
            page.emulate_media(media=view.media)
            page.screenshot(path=target)

    def prepare(self, view: View, context: BrowserContext) -> str:
        """Put in what the view is of, and tell how its day has gone so far; give its address."""
        if "{morning}" in view.path:
            return view.path.format(morning=f"{self.register()}/{DATE}")
        if view.roster:
            self.register()
        if "{" not in view.path:
            return view.path
        plan = self.served.plan(view.day)
        day, made = self.served.made[view.day]
        if view.course:
            self.tell(context, plan, list(tell_course(day, made, view.at)))
        busy = next(route.car for route in made.routes if len(route.stops) > 3)
        return view.path.format(plan=plan, team=f"hemteam-{self.served.laid_out}", car=busy)

    def register(self) -> str:
        """Put in a registry of the people whose day is looked at; give its team's key."""
        return register(self.served, name=self.served.called, day=self.served.made["small"][0])

    def tell(self, context: BrowserContext, plan: str, events: list[dict[str, Any]]) -> None:
        """Tell the service what has happened."""
        address = f"{self.served.address}/api"
        token = context.request.get(f"{address}/sessions/current").json()["csrf_token"]
        told = context.request.post(
            f"{address}/plans/{plan}/events", data={"events": events}, headers={"X-CSRF-Token": token}
        )
        assert told.ok, told.text()


def _watch_tiles(page: Page) -> set[str]:
    """Give the addresses of what the map's ground is drawn of and has not come yet, as they come and go."""
    pending: set[str] = set()
    page.on("request", lambda asked: pending.add(asked.url) if "/api/tiles/" in asked.url else None)
    page.on("requestfinished", lambda asked: pending.discard(asked.url))
    page.on("requestfailed", lambda asked: pending.discard(asked.url))
    return pending


def _settle(page: Page, pending: set[str]) -> None:
    """Wait until all is there and the map, where there is one, is drawn."""
    page.locator(".waiting").first.wait_for(state="detached")
    if page.locator(".map .canvas").count():
        page.locator(".map .canvas[data-ready=true]").wait_for(timeout=_DRAWN_MS)
    page.wait_for_timeout(_SETTLED_MS)
    while pending:
        page.wait_for_timeout(_SETTLED_MS)


if __name__ == "__main__":
    main()
