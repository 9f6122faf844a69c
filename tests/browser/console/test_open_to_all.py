"""Nothing of the morning, the follow-up and the settings keeps anybody out, by day and by night (axe)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.console.conftest import Opened, OpenPage
from tests.browser.console.dispatching import (
    choose_first_visit,
    let_wait,
    lock_first_visit,
    open_day,
    take_call,
    version,
)
from tests.browser.console.registered import register
from tests.browser.console.served import DATE, SHORT, Served

pytestmark = pytest.mark.browser

PLANNED_MS = 120_000
VIEWS = Path(__file__).parents[3] / "api" / "web" / "src" / "views"
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


@pytest.fixture(scope="module")
def team(served: Served) -> str:
    return register(served)


@THEMES
def test_the_morning_from_what_is_due_to_a_published_plan(open_page: OpenPage, served: Served, theme: str) -> None:
    served.plan()  # compiles what a search needs
    window = open_page("lena", path=f"/morning/{register(served)}/{DATE}", color_scheme=theme, bypass_csp=True)
    page = window.page
    page.evaluate("localStorage.setItem('hemrutt.search_s', '10')")
    look(window, "Besök som ska göras")
    page.get_by_role("button", name="Sjuk: ").first.click()
    page.get_by_role("button", name="Ställ in").first.click()
    look(window, "Besök som ska göras")
    page.get_by_role("button", name="Lägg till besök").click()
    page.get_by_label("Tidigast").fill("nio")
    page.get_by_label("Senast").fill("26:30")
    look(window, "Lägg till ett besök")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Läs in en fil i stället").click()
    look(window, "Läs in en dag")
    page.get_by_role("button", name="Tillbaka").click()
    page.get_by_role("button", name="Planera dagen").click()
    look(window, "Planerar …")
    look(window, "Planen är klar")
    page.get_by_role("button", name="Publicera").click()
    look(window, "Planen är publicerad")


@THEMES
def test_figures(open_page: OpenPage, served: Served, theme: str) -> None:
    served.plan()
    path = f"/figures/hemteam-{served.laid_out}"
    window = open_page(path=path, color_scheme=theme, bypass_csp=True)
    expect(window.page.get_by_role("img").first).to_be_visible()
    for told in window.page.get_by_text("Som tabell").all():
        told.click()
    look(window, "Uppföljning")


@THEMES
def test_why(open_page: OpenPage, served: Served, theme: str) -> None:
    window = open_page(path=f"/plans/{served.plan(SHORT)}", color_scheme=theme, bypass_csp=True)
    expect(window.page.locator(".actions")).to_be_visible()
    window.page.keyboard.press("f")
    window.page.locator(".panel").get_by_role("button", name="Pröva").first.click(timeout=PLANNED_MS)
    expect(window.page.locator(".tried")).to_be_visible(timeout=PLANNED_MS)
    look(window, "Varför")


PANELS = {
    "waiting": ("w", "Väntrum"),
    "visit_events": ("e", "Rapportera"),
    "car": ("b", "Rapportera"),
    "alerts": ("a", "Se upp"),
    "versions": ("v", "Versioner"),
    "out": ("x", "Skriv ut"),
    "told": ("h", "Rapporterat"),
    "proposals": ("p", "Öppna förslag"),
    "replan": ("o", "Planera om"),
    "move": ("m", "Flytta"),
    "visit": ("i", "Besöket"),
    "call": ("n", "Nytt akutbesök"),
}
"""The panels that a key opens, but that which tells why (``test_why``)."""
OTHER_PANELS = {"why", "offers", "proposal"}


def test_no_panel_is_left_out() -> None:
    panels = re.findall(
        r"^  (\w+): \w+Panel,$", (VIEWS / "day" / "panels.ts").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {*panels} == {*PANELS} | OTHER_PANELS


@THEMES
def test_what_opens_beside_the_day(open_page: OpenPage, served: Served, theme: str) -> None:
    plan = served.plan()
    window = open_day(open_page, plan, login="lena", color_scheme=theme, bypass_csp=True)
    page = window.page
    let_wait(page)
    look(window, "Förslag på plats")
    page.keyboard.press("Escape")
    lock_first_visit(page)
    look(window, "Förslag")
    page.keyboard.press("Enter")
    version(page, 2)
    page.keyboard.press("t")
    look(window, "Förslag")
    page.keyboard.press("Escape")
    for key, heading in PANELS.values():
        page.keyboard.press(key)
        look(window, heading)
        page.keyboard.press("Escape")
        expect(page.locator(".panel")).to_have_count(0)


CONTRAST = """block => {
  const shade = (colour) => {
    const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
    context.fillStyle = getComputedStyle(document.querySelector('.timeline .head')).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    context.globalAlpha = getComputedStyle(block).opacity;
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data]
      .map((one) => one / 255).map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [one, other] = [getComputedStyle(block).backgroundColor, getComputedStyle(block).color].map(shade);
  return Math.max(one / other, other / one);
}"""


@THEMES
def test_visits_that_stay_are_read_while_offers_are_shown(open_page: OpenPage, served: Served, theme: str) -> None:
    window = open_day(open_page, served.plan(), login="lena", color_scheme=theme, bypass_csp=True)
    window.tolerate(r"status of (409|412)")
    take_call(window.page)
    staying = window.page.locator(".timeline .trying .block:not(.changed)")
    staying.first.wait_for()
    assert min(block.evaluate(CONTRAST) for block in staying.all()) >= 4.5
    look(window, "Förslag på plats")


@THEMES
def test_what_there_is_to_mind(open_page: OpenPage, served: Served, theme: str) -> None:
    plan = served.plan()
    window = open_day(open_page, plan, login="lena", color_scheme=theme, bypass_csp=True)
    choose_first_visit(window.page)
    window.page.keyboard.press("b")
    window.page.get_by_label("Bilen är sen").fill("300")
    window.page.keyboard.press("Enter")
    window.page.get_by_role("button", name="Se upp (").wait_for()
    window.page.keyboard.press("Escape")
    window.page.keyboard.press("a")
    expect(window.page.locator(".entries li").first).to_be_visible()
    look(window, "Se upp")


SECTIONS = {
    "account": "Sidan",
    "staff": "Personal",
    "cars": "Bilar",
    "patients": "Patienter",
    "team": "Teamet",
    "roads": "Vägnät",
    "users": "Användare",
    "tokens": "Nycklar för andra system",
    "webhooks": "Meddelanden till andra system",
}
ADMINS = {"users", "tokens", "webhooks"}
OPENERS = {"users": ("Ge en roll: ", "Bjud in: ")}
REGISTRY = {"staff", "cars", "patients"}


@THEMES
@pytest.mark.parametrize("section", SECTIONS)
def test_settings(open_page: OpenPage, team: str, section: str, theme: str) -> None:
    login = "adam" if section in ADMINS else "lena"
    window = open_page(login, path=f"/settings/{section}", color_scheme=theme, bypass_csp=True)
    page = window.page
    expect(page.get_by_role("heading", name=SECTIONS[section]).first).to_be_visible()
    chooser = page.get_by_role("combobox", name="Team", exact=True)
    if section in REGISTRY and chooser.count():
        chooser.select_option(team)
        expect(page.get_by_role("button", name="Ändra: ").first).to_be_visible()
    look(window, SECTIONS[section])
    if section in REGISTRY:
        page.get_by_role("button", name="Ändra: ").first.click()
        look_at_dialog(window)
        page.get_by_role("button", name="Ta bort: ").first.click()
        look_at_dialog(window)
    if section in REGISTRY:
        page.get_by_role("button", name="Läs in fil").click()
        look_at_dialog(window)
    if section in ADMINS | REGISTRY:
        page.get_by_role("button", name="Lägg till", exact=True).click()
        look_at_dialog(window)
    for opener in OPENERS.get(section, ()):
        page.get_by_role("button", name=opener).first.click()
        look_at_dialog(window)


def test_no_section_is_left_out(open_page: OpenPage, team: str) -> None:
    shown: set[str] = set()
    for login in ("lena", "adam"):
        page = open_page(login, path="/settings").page
        sections = page.get_by_role("navigation", name="Inställningar").get_by_role("link")
        sections.first.wait_for()
        shown |= {(one.get_attribute("href") or "").removeprefix("/settings/") for one in sections.all()}
    assert team
    assert shown == {*SECTIONS}


@THEMES
def test_signing_in(open_page: OpenPage, theme: str) -> None:
    window = open_page(None, path="/", color_scheme=theme, bypass_csp=True)
    expect(window.page.get_by_label("Lösenord", exact=True)).to_be_visible()
    assert window.faults() == []


@THEMES
def test_choosing_a_password_and_a_second_factor(open_page: OpenPage, theme: str) -> None:
    sight = {"login": "anna", "kind": "invitation", "two_factors": True, "totp_secret": "JBSWY3DPEHPK3PXP"}
    window = open_page(None, path="/", color_scheme=theme, bypass_csp=True)
    window.page.route("**/api/sessions/link/look", lambda route: route.fulfill(json=sight))
    window.go("/#link=once")
    window.page.reload()
    expect(window.page.locator("#totp")).to_have_text(sight["totp_secret"])  # type: ignore[arg-type]
    expect(window.page.locator("#new-code")).to_be_visible()
    assert window.faults() == []


def look(window: Opened, heading: str) -> None:
    """Look for faults once a heading is shown."""
    expect(window.page.get_by_role("heading", name=heading).first).to_be_visible(timeout=PLANNED_MS)
    assert window.faults() == []


def look_at_dialog(window: Opened) -> None:
    """Look for faults in the dialog that is open, and close it."""
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert window.faults() == []
    window.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
