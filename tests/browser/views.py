"""What there is to look at of the console: views by name, each an address and what is done there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from playwright.sync_api import FilePayload, Page

from scheduler import clock
from scheduler.day import Day
from scheduler.plan import Plan
from tests.browser.console.served import DATE

SEARCHED_MS: Final = 120_000
BESIDE: Final = ".panel"
"""What lies beside the map."""


@dataclass(frozen=True, kw_only=True)
class View:
    """An address, who looks at it (nobody yet: None), what of the day is there, and what is done before one looks.

    In the address ``{plan}``, ``{team}``, ``{car}`` and ``{morning}`` stand for what is put in for the view alone. Its
    day may be ``short`` of somebody for a visit; its ``course`` until ``at`` is told, or not. With ``roster``
    a registry is put in too.
    """

    path: str
    login: str | None = "lena"
    day: Literal["small", "short", "big"] = "small"
    course: bool = True
    at: str = "10:20"
    roster: bool = False
    act: Callable[[Page], object] = lambda page: None  # noqa: ARG005
    media: Literal["screen", "print"] = "screen"


def choose_visit(page: Page) -> None:
    """Choose the first visit of the lists that is still to come."""
    page.locator(".lists button[data-visit]:not(:has(.sign.done))").nth(4).click()
    page.locator(".heading h1").click()


def press(*keys: str) -> Callable[[Page], None]:
    """Press keys, one after the other, and wait for what opens beside the map."""

    def act(page: Page) -> None:
        page.locator(".actions").wait_for()
        for key in keys:
            page.keyboard.press(key)
        page.locator(BESIDE).first.wait_for()

    return act


def press_for_visit(*keys: str) -> Callable[[Page], None]:
    """Press keys once a visit is chosen."""

    def act(page: Page) -> None:
        choose_visit(page)
        press(*keys)(page)

    return act


def take_call(page: Page, *, latest: str = "") -> None:
    """Take a call for the patient of a visit late in the day, and wait for what is answered."""
    press("n")(page)
    page.locator(".combobox input").fill("p7")
    page.locator(".combobox [role=option]").first.click()
    page.locator(".segment.now input").check()
    page.locator(".call .time-field input").last.fill(latest)
    page.locator(".call button.main").click()
    answered = page.locator("form.offers, .panel .reasons, dialog[open]").first
    answered.wait_for()
    if page.locator("dialog[open]").count():
        page.locator("dialog[open] button.main").click()
    page.locator("form.offers, .panel .reasons").first.wait_for()


def wait_for_a_place(page: Page) -> None:
    """Let a call wait that nobody can take, and look at the waiting room."""
    take_call(page, latest="10:25")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.locator(".room li").first.wait_for()


def propose_move(page: Page) -> None:
    """Propose to move a visit to the car that costs least of the others."""
    press_for_visit("m")(page)
    page.locator(".panel select").first.select_option(index=1)
    page.locator(".panel button[type=submit]").click()
    page.locator(".changes").first.wait_for()


def try_what_helps(page: Page) -> None:
    """Ask why a visit has no place, and try what would help first."""
    press("f")(page)
    page.locator(".panel .reasons button").first.click(timeout=SEARCHED_MS)
    page.locator(".tried").wait_for(timeout=SEARCHED_MS)


def compare_versions(page: Page) -> None:
    """Lock a visit, and see what differs between the versions."""
    press_for_visit("l")(page)
    page.locator(".panel button.main").click()
    page.locator(".panel").wait_for(state="detached")
    press("v")(page)


def replan(page: Page) -> None:
    """Have the rest planned anew, with all that may change, and look at what is proposed."""
    press("o")(page)
    page.locator(".panel input[type=radio]").last.check()
    page.locator(".panel button.main").click()
    page.locator(".panel .gains").wait_for(timeout=SEARCHED_MS)


def show_keys(page: Page) -> None:
    """Show the list of keys."""
    page.locator(".actions").wait_for()
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


def show_face(number: int) -> Callable[[Page], None]:
    """Show one of the three views of the day where only one has room."""

    def act(page: Page) -> None:
        face = page.locator(".faces button").nth(number)
        if face.count():
            face.click()

    return act


def plan_morning(page: Page) -> None:
    """Have somebody ill, plan the day, and wait for the plan."""
    page.evaluate("localStorage.setItem('hemrutt.search_s', '10')")
    page.locator(".people button[aria-pressed]").first.click()
    page.locator(".going button.main").click()
    page.locator(".result").wait_for(timeout=SEARCHED_MS)


def choose_registry(page: Page) -> None:
    """Choose the team whose registry has been put in last."""
    chooser = page.locator(".choosing select")
    chooser.wait_for()
    chooser.select_option(index=chooser.locator("option").count() - 1)
    page.locator("tbody tr").first.wait_for()


def preview_import(page: Page) -> None:
    """Choose a file of records, and look at what it would do."""
    choose_registry(page)
    page.locator(".above button").first.click()
    own = page.locator("dialog[open] a[download]").evaluate("link => link.href")
    book: FilePayload = {
        "name": "register.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": page.request.get(own).body(),
    }
    page.locator("dialog[open] input[type=file]").set_input_files(book)
    page.locator("dialog[open] table").wait_for()


def change_record(page: Page) -> None:
    """Open the form of a patient."""
    choose_registry(page)
    page.locator("tbody tr").nth(6).locator(".do button").first.click()
    page.locator("dialog[open]").wait_for()


VIEWS: Final[Mapping[str, View]] = {
    "sign_in": View(path="/", login=None),
    "plans": View(path="/plans"),
    "day": View(path="/plans/{plan}"),
    "day_map": View(path="/plans/{plan}", act=show_face(1)),
    "day_timeline": View(path="/plans/{plan}", act=show_face(2)),
    "big": View(path="/plans/{plan}", day="big"),
    "visit": View(path="/plans/{plan}", act=press_for_visit("i")),
    "call": View(path="/plans/{plan}", act=press("n")),
    "offers": View(path="/plans/{plan}", act=take_call),
    "waiting": View(path="/plans/{plan}", act=wait_for_a_place),
    "move": View(path="/plans/{plan}", act=press_for_visit("m")),
    "proposal": View(path="/plans/{plan}", act=propose_move),
    "why": View(path="/plans/{plan}", day="short", act=try_what_helps),
    "why_here": View(path="/plans/{plan}", act=press_for_visit("f")),
    "events": View(path="/plans/{plan}", act=press_for_visit("e")),
    "car_events": View(path="/plans/{plan}", act=press_for_visit("b")),
    "alerts": View(path="/plans/{plan}", act=press("a")),
    "replan": View(path="/plans/{plan}", act=press("o")),
    "replanned": View(path="/plans/{plan}", act=replan),
    "told": View(path="/plans/{plan}", act=press("h")),
    "versions": View(path="/plans/{plan}", act=compare_versions),
    "export": View(path="/plans/{plan}", act=press("x")),
    "keys": View(path="/plans/{plan}", act=show_keys),
    "car": View(path="/plans/{plan}/cars/{car}"),
    "wall": View(path="/wall/{team}"),
    "paper": View(path="/plans/{plan}/paper"),
    "print": View(path="/plans/{plan}/paper", media="print"),
    "morning": View(path="/morning/{morning}", at="06:50"),
    "result": View(path="/morning/{morning}", at="06:50", act=plan_morning),
    "figures": View(path="/figures/{team}"),
    "settings": View(path="/settings"),
    "patients": View(path="/settings/patients", act=choose_registry, roster=True),
    "form": View(path="/settings/patients", act=change_record, roster=True),
    "import": View(path="/settings/patients", act=preview_import, roster=True),
    "users": View(path="/settings/users", login="adam"),
}


def tell_course(day: Day, plan: Plan, at: str) -> Iterator[dict[str, Any]]:
    """Give the events of a day that went as planned until some time: what has ended, and what is going on."""
    now = clock.read_instant(at, date=DATE, timezone=day.timezone)
    for stop in (one for route in plan.routes for one in route.stops):
        if stop.visit is None or stop.start is None or stop.end is None or stop.start > now:
            continue
        yield {"event": "visit_started", "visit": stop.visit, "time": _text(stop.start)}
        if stop.end <= now:
            yield {"event": "visit_done", "visit": stop.visit, "time": _text(stop.end)}


def _text(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
