"""How fast the console is in a browser: ``python -m benchmarks.console [--roads NETWORK] [--json]``.

A service with a planned day of 200 visits and 30 cars, and one of 600 visits, is opened in Chromium without WebGL, as
on a hospital's desktop. Told are, in milliseconds:

===========  =================================================================================================
first        with nothing kept in the browser, until something is painted, the day's heading is there, and the map with
             its routes is whole; the first time that the service looks at these roads, of which it makes a chart
new day      the same for a day on roads that the service knows
again        the same for a day that the service has shown before
pan, zoom    between two frames while the map is dragged, and while its buttons zoom it; ``zoom: routes`` from asking
             for the routes nearer or farther until their picture has come, while the page goes on
select       from a key or a click to the frame that shows what was chosen on map, timeline and lists
time         the same on the timeline: select and zoom from the key to the frame, scroll between two frames
tile         a full tile over HTTP at first, again (in all, and until the service begins to answer), and from the cache
             of the browser
===========  =================================================================================================

The browser, the service and this process share the cores.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from api import console
from benchmarks.console import measuring
from tests.browser.chromium import HOW, find_chromium
from tests.browser.conftest import OPTIONS
from tests.browser.console.served import Served, big_team, make_plan, serve

SIZES: Final = {"200 visits, 30 cars": 4, "600 visits, 90 cars": 12}
Figures = dict[str, float]


def main() -> None:
    """Measure and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roads", default="made-gothenburg", help="the network under the days")
    parser.add_argument("--networks", type=Path, help="folder of networks kept before; made anew without")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        parser.error(HOW)
    with (
        tempfile.TemporaryDirectory() as home,
        sync_playwright() as playwright,
        _serve(Path(home), asked.networks) as served,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        told = {name: measure(browser, served, times, asked.roads) for name, times in SIZES.items()}
        browser.close()
    script = {"script kB, gzip": _script_bytes() / 1000}
    print(json.dumps({**told, "console": script}) if asked.json else _table(told, script))


@contextmanager
def _serve(home: Path, networks: Path | None) -> Iterator[Served]:
    if networks is not None:
        shutil.copytree(networks, home / "roads")
    with serve(home) as served:
        yield served


def measure(browser: Browser, served: Served, times: int, roads: str) -> Figures:
    """Measure a day, each time it is opened in a window of its own: nothing is kept there of the one before."""
    day, plan = make_plan(big_team(times), folder=served.service.settings.roads, roads=roads)
    served.set_clock("10:00")
    first, fresh = served.put(day, plan), served.put(day, plan)
    figures: Figures = {"visits": len(day.visits)}
    for name, key in (("first", first), ("new day", fresh), ("again", fresh)):
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="sv-SE")
        context.add_cookies([served.cookie("disa")])  # type: ignore[list-item]
        page = context.new_page()
        figures |= measuring.open_day(page, f"{served.address}/plans/{key}", name=name)
        if name == "again":
            figures |= measuring.measure(page, network=roads)
        context.close()
    return figures


def _script_bytes() -> int:
    """Give what a browser fetches of scripts, compressed: all of them, other languages too."""
    assets = console.open_console().assets.values()
    return sum(len(gzip.compress(asset.content)) for asset in assets if asset.media_type == "text/javascript")


def _table(told: dict[str, Figures], script: Figures) -> str:
    names = list(dict.fromkeys(name for figures in told.values() for name in figures))
    lines = [f"| | {' | '.join(told)} |", f"|---|{'---|' * len(told)}"]
    lines += [f"| {name} | {' | '.join(f'{told[size][name]:.0f}' for size in told)} |" for name in names]
    return "\n".join([*lines, "", *(f"{name}: {value:.0f}" for name, value in script.items())])


if __name__ == "__main__":
    main()
