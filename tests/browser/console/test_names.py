"""Names as bad as they come in are text and no more, wherever they are shown, on paper and in files too."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

import icalendar
import openpyxl
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.console.conftest import Opened, OpenPage
from tests.browser.console.hostile import MARKUP, TEXT, make_hostile, rename_people
from tests.browser.console.registered import register
from tests.browser.console.served import DATE, Served

pytestmark = pytest.mark.browser

WIDTHS: Final = (360, 1440)
WHY_MS: Final = 90_000
"""Why a visit is where it is takes the service a while on a busy machine."""
LOOK_MS: Final = 100
ENOUGH_LOOKS: Final = 4
MOST_LOOKS: Final = 300
_OVERFLOWING: Final = """() => {
  const own = '.timeline .scroller, nav, .tabs, .settings .card, .visually-hidden, textarea, input, select';
  const scrolls = (one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
  const wide = [...document.querySelectorAll('*')].filter((one) =>
    one.clientWidth > 0 && !one.matches(own) && scrolls(one) && one.scrollWidth > one.clientWidth + 1);
  const page = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
  return [...page, ...wide.map((one) => `${one.tagName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`)];
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """A plan, its team and one of its cars, and a team with a registry of the same people."""

    plan: str
    team: str
    car: str
    registered: str


@pytest.fixture(scope="module")
def hostile(served: Served) -> Hostile:
    served.plan()
    registered = register(served, name=TEXT, day=rename_people(served.made["small"][0]))
    day, plan = make_hostile(*served.made["small"])
    key = served.put(day, plan, suffix=f" {MARKUP} 🦺")
    team = f"hemteam-{served.laid_out} {MARKUP} 🦺"
    car = next(route.car for route in plan.routes if len(route.stops) > 3)
    return Hostile(plan=key, team=team, car=car, registered=registered)


def harmless(page: Page, view: str) -> None:
    """See that nothing typed became part of the page, and that nothing is wider than where it stands."""
    assert page.locator("img[src='x']").count() == 0, view
    assert page.evaluate(_OVERFLOWING) == [], view


def settle(page: Page) -> None:
    """Wait until the page says the same for a while: all that it asked for has come."""
    said, since = "", 0
    for _ in range(MOST_LOOKS):
        now = page.inner_text("body")
        since = since + 1 if now == said else 0
        if since == ENOUGH_LOOKS:
            return
        said = now
        page.wait_for_timeout(LOOK_MS)
    pytest.fail("the page goes on changing")


def open_day(open_page: OpenPage, hostile: Hostile, width: int, language: str = "sv") -> Opened:
    window = open_page(
        "lena", path=f"/plans/{hostile.plan}", language=language, viewport={"width": width, "height": 900}
    )
    window.tolerate(r"status of (409|412|422)")
    expect(window.page.locator(".actions")).to_be_visible()
    return window


@pytest.mark.parametrize(("language", "width"), [("sv", 1440), ("en", 360)])
def test_in_the_lists_and_panels_of_a_day(open_page: OpenPage, hostile: Hostile, width: int, language: str) -> None:
    page = open_day(open_page, hostile, width, language).page
    for tab in ("cars", "visits", "patients", "left"):
        page.locator(f"#lists-{tab}").click()
        harmless(page, tab)
    for face in page.locator(".faces button").all()[::-1]:
        face.click()
        harmless(page, face.inner_text())
    page.locator("#lists-cars").click()
    page.keyboard.press("/")
    page.keyboard.type("onerror")
    expect(page.locator(".lists .line").first).to_contain_text(MARKUP)
    harmless(page, "search")
    page.keyboard.press("Escape")
    page.locator(".lists button[data-visit]").first.click()
    page.locator(".heading h1").click()
    for key in "ifmeboawpvx":
        page.keyboard.press(key)
        expect(page.locator(".side h2")).to_be_visible(timeout=WHY_MS)
        settle(page)
        harmless(page, f"panel {key}")
        page.locator(".side").get_by_role("button", name=re.compile("^(Stäng|Close)$")).click()
        expect(page.locator(".side h2")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
def test_in_what_is_asked_and_proposed(open_page: OpenPage, hostile: Hostile, width: int) -> None:
    page = open_day(open_page, hostile, width).page
    page.keyboard.press("n")
    page.keyboard.type("onerror")
    option = page.locator(".combobox [role=option]").first
    expect(option).to_contain_text(MARKUP)
    harmless(page, "places")
    option.click()
    harmless(page, "call")
    page.get_by_role("button", name="Hitta plats").click()
    asked = page.locator("dialog[open]")
    expect(page.locator("form.offers").or_(asked).first).to_be_visible()
    harmless(page, "doubt")
    if asked.count():
        asked.get_by_role("button").last.click()
    expect(page.locator(".offer").first).to_be_visible()
    harmless(page, "offers")
    page.locator(".side .panel header button").click()
    page.keyboard.press("w")
    expect(page.locator(".room .guest").first).to_be_visible()
    harmless(page, "waiting room")
    page.locator(".side .panel header button").click()
    page.locator(".lists button[data-visit]").first.click()
    page.locator(".heading h1").click()
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Använd", exact=True)).to_be_visible()
    harmless(page, "proposal")


@pytest.mark.parametrize(("language", "width"), [("sv", 1440), ("en", 360)])
def test_in_every_other_view(open_page: OpenPage, hostile: Hostile, width: int, language: str) -> None:
    window = open_page("lena", language=language, viewport={"width": width, "height": 900})
    plan = f"/plans/{hostile.plan}"
    paths = [
        "/plans",
        f"{plan}/cars/{quote(hostile.car, safe='')}",
        f"{plan}/paper",
        f"/wall/{quote(hostile.team, safe='')}",
        f"/morning/{hostile.registered}/{DATE}",
        f"/figures/{hostile.registered}",
    ]
    for path in paths:
        page = window.go(path)
        expect(page.locator("h1").first).to_be_visible()
        expect(page.get_by_text(MARKUP).or_(page.locator(f"text={MARKUP[:8]}")).first).to_be_attached()
        settle(page)
        harmless(page, path)


@pytest.mark.parametrize("width", WIDTHS)
def test_in_the_settings(open_page: OpenPage, hostile: Hostile, width: int) -> None:
    window = open_page("lena", viewport={"width": width, "height": 900})
    for section in ("staff", "cars", "patients", "team"):
        page = window.go(f"/settings/{section}")
        page.get_by_role("combobox", name="Team", exact=True).select_option(hostile.registered)
        settle(page)
        harmless(page, section)
        if section != "team":
            page.get_by_role("button", name=re.compile("^Ändra: ")).first.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            harmless(page, f"change {section}")


def test_on_paper_of_the_browser(open_page: OpenPage, hostile: Hostile) -> None:
    page = open_page(path=f"/plans/{hostile.plan}/paper").page
    expect(page.locator(".sheet-paper").first).to_be_visible()
    page.emulate_media(media="print")
    harmless(page, "print")
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)
    assert MARKUP.replace(" ", "") in re.sub(r"\s", "", text)


def test_in_files_for_other_programs(open_page: OpenPage, hostile: Hostile) -> None:
    window = open_page(path=f"/plans/{hostile.plan}")

    def fetch(form: str) -> bytes:
        answer = window.page.request.get(f"{window.address}/api/plans/{hostile.plan}/exports/{form}")
        assert answer.ok, form
        return answer.body()

    rows = list(csv.reader(io.StringIO(fetch("csv").decode("utf-8-sig"))))
    cells = [cell for row in rows for part in row for cell in part.split(";")]
    assert any(MARKUP in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "-2*3"))] == []
    sheets = openpyxl.load_workbook(io.BytesIO(fetch("xlsx"))).worksheets
    kinds = {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert "s" in kinds
    assert "f" not in kinds
    assert MARKUP in str(icalendar.Calendar.from_ical(fetch("ics/1")).walk("VEVENT")[0])
    assert any(MARKUP in (one.text or "") for one in ET.fromstring(fetch("gpx/1")).iter())  # noqa: S314 (our own)
    page = window.page.context.new_page()
    page.set_content(fetch("html").decode())
    assert page.locator("img[src='x']").count() == 0
