"""A day that goes on, as a dispatcher minds it: what is told late, taken back, put by hand, and asked about."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from scheduler.plan import Stop
from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import find_mark, let_wait, open_day, use, version
from tests.browser.console.served import SHORT, Served
from tests.browser.console.words import fill, foreign, in_both_languages, words

pytestmark = pytest.mark.browser


def stops_of(served: Served) -> list[Stop]:
    """Give the visits of the first car with three or more, in their order."""
    _, made = served.made["small"]
    routes = ([stop for stop in route.stops if stop.visit is not None] for route in made.routes)
    return next(stops for stops in routes if len(stops) > 2)


def be_at(served: Served, stop: Stop, minutes: int) -> None:
    """Let it be so long after the start of a visit."""
    assert stop.start is not None
    served.ahead_s += stop.start.timestamp() - served.now() + 60 * minutes


def choose(page: Page, stop: Stop) -> None:
    page.locator(f".block[data-visit='{stop.visit}']").click()


def local(at: dt.datetime | None) -> str:
    assert at is not None
    return at.astimezone(dt.timezone(dt.timedelta(hours=1))).strftime("%H:%M")


@in_both_languages
def test_what_is_told_late_is_told_with_its_time_and_never_ahead(
    open_page: OpenPage, served: Served, language: str
) -> None:
    plan, said = served.plan(), words(language)
    first, *_ = stops_of(served)
    be_at(served, first, 30)
    page = open_day(open_page, plan, language=language).page
    choose(page, first)
    page.keyboard.press("e")
    when = page.get_by_label(said["events.when"])
    when.fill("23:00")
    when.press("Tab")
    expect(page.get_by_text(said["events.ahead"])).to_be_visible()
    assert foreign(page, language) == []
    started = page.get_by_role("button", name=said["event.visit_started"])
    started.click(force=True)
    expect(page.locator(".notices .good")).to_have_count(0)
    assert first.start is not None
    at = local(first.start + dt.timedelta(minutes=5))
    when.fill(at)
    started.click()
    told = f"{said['event.visit_started']} {at}"
    expect(page.locator(".notices .good")).to_contain_text(told)
    expect(page.get_by_role("button", name=f"{said['shell.undo']}: {told}")).to_be_visible()
    expect(when).to_have_value("")


@in_both_languages
def test_a_crew_tells_of_the_time_that_was_on_its_phone(open_page: OpenPage, served: Served, language: str) -> None:
    plan, said = served.plan(), words(language)
    _, made = served.made["small"]
    first, *_ = stops_of(served)
    be_at(served, first, 0)
    (car,) = (route.car for route in made.routes if first in route.stops)
    phone = {"width": 390, "height": 844}
    page = open_page(path=f"/plans/{plan}/cars/{car}", viewport=phone, language=language).page
    page.get_by_text(said["car.earlier"]).click()
    assert first.start is not None
    at = local(first.start - dt.timedelta(minutes=20))
    page.get_by_label(said["events.when"]).fill(at)
    page.get_by_role("button", name=said["car.step.en_route"]).click()
    undo = f"{said['shell.undo']}: {said['event.en_route']} {at}"
    expect(page.get_by_role("button", name=undo)).to_be_visible()


@in_both_languages
def test_a_visit_that_fell_away_is_taken_back_from_what_was_told(
    open_page: OpenPage, served: Served, language: str
) -> None:
    plan, said = served.plan(), words(language)
    stop = stops_of(served)[1]
    page = open_day(open_page, plan, language=language).page
    choose(page, stop)
    page.keyboard.press("e")
    page.get_by_role("button", name=said["event.visit_cancelled"]).click()
    expect(page.locator(f".block[data-visit='{stop.visit}']")).to_have_count(0)
    undo = page.locator(".notices").get_by_role("button", name=said["shell.undo"])
    expect(undo).to_be_visible()
    page.clock.fast_forward("00:10")
    expect(undo).to_have_count(0)
    page.get_by_role("button", name=said["told.title"], exact=True).click()
    fell = page.locator(".panel .entries li", has_text=said["event.visit_cancelled"])
    fell.get_by_role("button", name=said["shell.undo"]).click()
    expect(page.locator(f".block[data-visit='{stop.visit}']")).to_be_visible()
    expect(page.locator(".panel .entries li")).to_have_count(0)


def test_a_visit_whose_time_has_come_says_why_it_cannot_be_moved(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    first, *_ = stops_of(served)
    be_at(served, first, 2)
    page = open_day(open_page, plan).page
    choose(page, first)
    page.keyboard.press("m")
    expect(page.locator(".notices")).to_contain_text("räknas som påbörjat")
    expect(page.get_by_role("heading", name="Flytta ")).to_have_count(0)
    page.keyboard.press("i")
    expect(page.locator(".panel")).to_contain_text("räknas som påbörjat")
    expect(page.get_by_role("button", name="Flytta till")).to_have_count(0)
    page.keyboard.press("o")
    expect(page.locator(".panel .note")).to_have_text(re.compile(r"ligger fast: [1-9]\d* besök är [a-zåäö ]+\.$"))


def test_who_drags_a_visit_that_has_begun_hears_at_once_why_it_stays(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    first, then, *_ = stops_of(served)
    be_at(served, first, 2)
    page = open_day(open_page, plan).page
    block = page.locator(f".block[data-visit='{first.visit}']")
    block.hover()
    page.mouse.down()
    page.locator(f".block[data-visit='{then.visit}']").hover()
    expect(page.locator(".notices")).to_contain_text("räknas som påbörjat")
    expect(page.locator(".timeline .ghost")).to_have_count(0)
    page.mouse.up()
    block.click()
    page.locator(".stop_card").wait_for()
    x, y = find_mark(page)
    page.locator(".map .canvas").focus()
    page.keyboard.press("Escape")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    expect(page.locator(".map .dragged")).to_contain_text("räknas som påbörjat")
    page.mouse.up()
    expect(page.locator(".map .dragged")).to_be_hidden()
    assert "version 1" in page.locator(".heading").inner_text()


def test_what_a_plan_was_made_with_is_taken_back_after_that_plan_is_undone(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    _, stop, other, *_ = stops_of(served)
    page = open_day(open_page, plan).page
    choose(page, stop)
    page.keyboard.press("e")
    page.get_by_role("button", name="Inställt", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Rapporterat.")
    choose(page, other)
    page.keyboard.press("l")
    use(page).click()
    version(page, 2)
    page.keyboard.press("h")
    row = page.locator(".panel .entries li", has_text="Inställt")
    expect(row).to_contain_text("Version 2 är gjord med det")
    row.get_by_role("button", name="Ångra version 2").click()
    version(page, 3)
    row.get_by_role("button", name=re.compile("^Ångra: ")).click()
    expect(page.locator(f".block[data-visit='{stop.visit}']")).to_be_visible()
    expect(page.locator(".panel .entries li")).to_have_count(0)


def test_a_visit_put_at_a_time_it_cannot_have_says_where_it_lands_and_why(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    before, stop, *_ = stops_of(served)
    assert before.start is not None
    page = open_day(open_page, plan).page
    choose(page, stop)
    page.keyboard.press("m")
    asked = local(before.start + dt.timedelta(minutes=1))
    page.get_by_label("… eller vid tiden").fill(asked)
    page.get_by_role("button", name="Visa vad det gör").click()
    landed = page.locator(".panel [role=status]", has_text="Besöket börjar")
    expect(landed).to_contain_text(f"inte {asked}.")
    expect(landed).to_contain_text(re.compile("Bilen kan inte vara där tidigare|Tidsfönstret öppnar|rast"))


@in_both_languages
def test_who_waits_is_asked_about_anew_from_the_waiting_room(
    open_page: OpenPage, served: Served, language: str
) -> None:
    page = open_day(open_page, served.plan(), language=language).page
    let_wait(page)
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    assert foreign(page, language) == []
    with page.expect_response(re.compile(r"/offers$")):
        page.get_by_role("button", name=fill(words(language)["waiting.try_for"], who="p2")).click()
    expect(page.locator(".panel .reasons")).to_be_visible()


def test_the_visit_that_is_asked_about_is_marked(open_page: OpenPage, served: Served) -> None:
    plan = served.plan(SHORT)
    page = open_day(open_page, plan).page
    page.keyboard.press("f")
    expect(page.get_by_role("heading", name="Varför")).to_be_visible()
    (left,) = served.made[SHORT][1].unassigned
    expect(page.locator(f"[data-visit='{left.visit}'][aria-pressed=true]").first).to_be_visible()


def test_what_is_told_lies_clear_of_what_is_worked_on_and_goes_with_it(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan()).page
    page.keyboard.press("n")
    page.keyboard.type("ingenstans")
    page.get_by_role("button", name="Hitta plats").click()
    wrong = page.locator(".notice.bad")
    expect(wrong).to_be_visible()
    told = wrong.bounding_box()
    assert told is not None
    for other in (".timeline", ".lists", ".side", ".heading"):
        box = page.locator(f".day > {other}").bounding_box()
        assert box is not None
        apart = (
            told["x"] >= box["x"] + box["width"]
            or box["x"] >= told["x"] + told["width"]
            or told["y"] >= box["y"] + box["height"]
            or box["y"] >= told["y"] + told["height"]
        )
        assert apart, other
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_have_count(0)
    expect(wrong).to_have_count(0)


@in_both_languages
def test_a_day_ends_only_once_whoever_ends_it_has_been_told_that_it_is_for_good(
    open_page: OpenPage, served: Served, language: str
) -> None:
    window = open_day(open_page, served.plan(), language=language)
    page, said = window.page, words(language)
    visits = len(served.made["small"][0].visits)

    def ask() -> Locator:
        page.locator(".actions summary").click()
        page.get_by_role("button", name=said["life.close"]).click()
        return page.get_by_role("dialog", name=said["life.close"])

    asked = ask()
    expect(asked).to_contain_text(said["life.closes"])
    expect(asked).to_contain_text(fill(said["life.closes.open"], n=visits))
    assert window.faults() == []
    assert foreign(page, language) == []
    asked.get_by_role("button", name=said["shell.cancel"]).click()
    expect(page.locator(".heading .state")).to_have_text(said["state.published"])
    ask().get_by_role("button", name=said["life.close"]).click()
    expect(page.locator(".heading .state")).to_have_text(said["state.closed"])
