"""Finds a Chromium for the browser tests, or gets one: ``python tests/browser/chromium.py``.

Tried in order: HEMRUTT_CHROMIUM, a browser on PATH, Debian's package (as root), Playwright's own download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = (
    "No Chromium was found for the browser tests. Install one (Debian: apt-get install chromium), "
    "or set HEMRUTT_CHROMIUM to the path of a Chromium or Chrome."
)


def find_chromium() -> str | None:
    """Give the path of a Chromium that is here already, or None."""
    named = os.environ.get("HEMRUTT_CHROMIUM")
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return named or found or _playwright_chromium()


def get_chromium() -> str | None:
    """Find a Chromium, installing one if need be and possible."""
    for command in _ways():
        if find_chromium():
            break
        subprocess.run(command, check=False, stdout=sys.stderr, timeout=600)
    return find_chromium()


def _ways() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        ways = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"], *ways]
    return ways


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (slow to import, and rarely needed)

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110


if __name__ == "__main__":
    sys.exit(None if get_chromium() else HOW)
