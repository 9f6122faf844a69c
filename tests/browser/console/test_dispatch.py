"""A dispatcher's day in the console, mostly with the keyboard: calls, proposals, undo, conflicts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import (
    choose_first_visit,
    let_wait,
    lock_first_visit,
    open_day,
    take_call,
    use,
    version,
)
from tests.browser.console.served import SHORT, TIGHT, Served
from tests.browser.console.words import fill, foreign, in_both_languages, words, words_of

pytestmark = pytest.mark.browser

POST = """async ([path, document]) => {
  const token = (await (await fetch('/api/sessions/current')).json()).csrf_token;
  const headers = { 'content-type': 'application/json', 'x-csrf-token': token };
  return (await fetch(path, { method: 'POST', headers, body: JSON.stringify(document) })).status;
}"""
"""Ask the service for something as the page would."""
REFUSED = r"status of (409|412)"


@in_both_languages
def test_an_urgent_call_is_taken_looked_at_applied_and_undone_with_the_keyboard_alone(
    open_page: OpenPage, served: Served, language: str
) -> None:
    window = open_day(open_page, served.plan(), language=language)
    window.tolerate(REFUSED)
    page, said = window.page, words(language)
    take_call(page)
    expect(page.get_by_role("heading", name=said["offers.title"])).to_be_visible()
    first = page.locator(".offer").first
    expect(first.get_by_role("radio")).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator(".offer").nth(1)).to_have_class(re.compile("chosen"))
    page.keyboard.press("1")
    expect(first).to_have_class(re.compile("chosen"))
    version(page, 1)
    expect(first.locator(".why-first")).to_be_visible()
    assert foreign(page, language) == []
    page.keyboard.press("Enter")
    version(page, 2)
    expect(page.locator("form.offers")).to_have_count(0)
    page.keyboard.press("Control+z")
    version(page, 3)
    expect(page.get_by_role("button", name=fill(said["waiting.command"], n=1))).to_be_visible()
    expect(page.locator(".notice").last).to_contain_text(fill(said["acting.undone"], n=3))


def test_a_call_finds_who_has_no_visit_today_and_enter_takes_nobody_else(open_page: OpenPage, served: Served) -> None:
    served.plan()
    day, plan = served.made["small"]
    visited, *others = day.patients
    ids = {visited.id: "e90"}
    patients = (replace(visited, id="e90"), *others, replace(visited, id="e9"), replace(visited, id="e118"))
    visits = tuple(replace(visit, patient=ids.get(visit.patient, visit.patient)) for visit in day.visits)
    window = open_day(open_page, served.put(replace(day, patients=patients, visits=visits), plan))
    page = window.page
    page.keyboard.press("n")
    place, options = page.get_by_role("combobox", name="Vem eller var"), page.locator(".combobox [role=option]")
    place.press_sequentially("e9")
    expect(options.first).to_contain_text("e90")
    expect(options).to_have_text([re.compile("^e9 .*inget besök i dag"), re.compile("^e90 ")])
    place.press("Enter")
    expect(place).to_have_value("e9")
    place.fill("")
    place.press_sequentially("e11")
    expect(options).to_have_text(re.compile("^e118"))
    place.press("Enter")
    expect(page.locator(".notices")).to_contain_text("Välj plats ur listan")
    place.press("ArrowDown")
    place.press("Enter")
    expect(place).to_have_value("e118")
    page.get_by_label("Minuter").press("Enter")
    expect(page.get_by_role("heading", name="Förslag på plats: e118")).to_be_visible()
    assert window.faults() == []


def test_a_placed_call_is_called_as_it_was_in_the_call(open_page: OpenPage, served: Served) -> None:
    window = open_day(open_page, served.plan())
    window.tolerate(REFUSED)
    page, place = window.page, "60.16990, 24.93840"
    take_call(page, place)
    expect(page.get_by_role("heading", name=f"Förslag på plats: {place}")).to_be_visible()
    page.keyboard.press("Enter")
    version(page, 2)
    block = page.locator(".timeline .block[data-visit^='call']")
    expect(block).to_contain_text(place)
    expect(block).to_have_attribute("aria-label", re.compile(rf"^\d+ {place}, "))
    expect(block).to_be_focused()
    expect(block).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".notices")).to_contain_text(f"{place} är inplanerad hos")
    expect(page.locator(".lists [data-visit^='call'] .who")).to_contain_text(place)
    assert page.locator(".day").get_by_text(re.compile(r"^call(-\d+)?$")).count() == 0


@in_both_languages
def test_a_call_that_nobody_can_take_waits_and_says_why(open_page: OpenPage, served: Served, language: str) -> None:
    plan, said = served.plan(), words(language)
    window, other = (open_day(open_page, plan, login=login, language=language) for login in ("disa", "lena"))
    window.tolerate(REFUSED)
    page = window.page
    let_wait(page, "p2")
    expect(page.locator(".panel")).to_contain_text(said["offers.none"])
    expect(page.locator(".reasons li").first).to_be_visible()
    assert window.faults() == []
    expect(other.page.get_by_role("button", name=fill(said["waiting.command"], n=1))).to_be_visible()
    other.page.keyboard.press("w")
    expect(other.page.locator(".panel").get_by_role("heading", name=said["waiting.title"])).to_be_visible()
    expect(other.page.locator(".room li")).to_have_count(1)
    expect(other.page.locator(".room li")).to_contain_text("p2")


def test_what_would_help_a_call_is_tried_with_a_press_and_gives_it_its_place(
    open_page: OpenPage, served: Served
) -> None:
    page = open_day(open_page, served.plan(TIGHT)).page
    page.keyboard.press("n")
    page.keyboard.type("p2")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.locator(".panel .reasons").get_by_role("button", name="Pröva").first.click()
    tried = page.locator(".tried")
    expect(tried.get_by_role("heading")).to_be_focused()
    expect(tried).to_contain_text("p2")
    tried.get_by_role("button", name="Visa som förslag").click()
    expect(page.locator(".changes.new li")).to_have_count(1)
    use(page).click()
    version(page, 2)
    expect(page.get_by_role("button", name="Väntrum (1)")).to_have_count(0)
    expect(page.locator(".lists [data-visit^='call']")).to_have_count(1)


def test_who_waits_stands_out_the_longer_they_wait(open_page: OpenPage, served: Served) -> None:
    window = open_day(open_page, served.plan())
    window.tolerate(REFUSED)
    page = window.page
    let_wait(page, "p2")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    guest = page.locator(".room .guest")
    colours = [_colour(guest)]
    # A call is for within the hour unless told: it ages for five minutes.
    for passed, age, word in (("02:35", "ageing", "börjar bli länge"), ("02:35", "overdue", "för länge")):
        expect(guest.get_by_text(word, exact=True)).to_have_count(0)
        page.clock.fast_forward(passed)
        expect(guest).to_have_class(f"guest {age}")
        expect(guest.locator("b")).to_have_text(word)
        assert window.faults() == []
        colours.append(_colour(guest))
    assert len(set(colours)) == 3


def _colour(one: Locator) -> str:
    colour: str = one.evaluate("one => getComputedStyle(one).backgroundColor")
    return colour


def test_what_comes_up_to_mind_is_heard_and_leads_to_where_it_is(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    page = open_day(open_page, plan).page
    _, made = served.made["small"]
    first = next(stop.visit for stop in made.routes[0].stops if stop.visit is not None)
    heard = page.get_by_role("status").filter(has_text=re.compile("att se upp med|senare än sagt|hinns inte med"))
    expect(heard).to_have_count(0)
    late = {"event": "visit_longer", "time": "07:00", "visit": first, "duration_min": 600}
    assert page.evaluate(POST, [f"/api/plans/{plan}/events", {"events": [late]}]) == 201
    expect(heard).to_be_visible()
    heard.get_by_role("button", name="Visa").click()
    expect(page.locator(".panel .entries li").first).to_be_visible()


def test_the_day_minds_what_has_not_begun_as_the_wall_does(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    served.set_clock("12:00")
    wall = open_page("vera", path=f"/wall/hemteam-{served.laid_out}").page.locator(".concerns li")
    expect(wall.first).to_contain_text("skulle ha börjat")
    page = open_day(open_page, plan).page
    page.keyboard.press("a")
    rows = page.locator(".panel .entries > li")
    expect(rows).to_have_text(re.compile(r"\d bilar har inte rapporterat sedan \d\d:\d\d: \d+ besök skulle ha börjat"))
    assert [text for text in wall.all_inner_texts() if "skulle ha" in text] == rows.all_inner_texts()
    rows.locator("summary").click()
    first = rows.get_by_role("button", name="skulle ha börjat").first
    first.click()
    expect(page.locator(".timeline [aria-pressed=true]").first).to_contain_text(first.locator("strong").inner_text())


def test_a_crew_that_falls_silent_is_called_for_and_one_that_never_tells_is_not(
    open_page: OpenPage, served: Served
) -> None:
    plan = served.plan()
    day, made = served.made["small"]
    car, other, *_ = (route for route in made.routes if sum(stop.visit is not None for stop in route.stops) > 2)
    first, then, *_ = (stop for stop in car.stops if stop.visit is not None)
    assert first.start is not None
    assert then.start is not None
    patients = {visit.id: visit.patient for visit in day.visits}
    quiet = next(stop.visit for stop in other.stops if stop.visit is not None)
    served.ahead_s += (first.start.timestamp() - served.now()) + 60
    page = open_day(open_page, plan).page
    told = {"event": "visit_started", "time": first.start.isoformat(), "visit": first.visit}
    assert page.evaluate(POST, [f"/api/plans/{plan}/events", {"events": [told]}]) == 201
    expect(page.locator(f"[data-visit='{first.visit}'].started").first).to_be_attached()
    page.clock.fast_forward(round((then.start - first.start).total_seconds() * 1000) + 15 * 60_000)
    heard = page.locator(".notices")
    expect(heard).to_contain_text(f"{patients[str(then.visit)]}: skulle ha börjat")
    expect(heard).not_to_contain_text(f"{patients[str(quiet)]}: skulle ha börjat")


def test_a_call_for_somebody_with_a_visit_without_a_place_says_so(open_page: OpenPage, served: Served) -> None:
    """Perhaps the call is about that very visit."""
    plan = served.plan(SHORT)
    page = open_day(open_page, plan).page
    board = page.evaluate("async (url) => (await fetch(url)).json()", f"/api/plans/{plan}/board")
    left = {one["visit"] for one in board["unassigned"]}
    who = next(visit["who"] for visit in board["visits"] if visit["id"] in left)
    page.keyboard.press("n")
    page.keyboard.type(who)
    page.locator(".combobox [role=option]").first.click()
    expect(page.locator("form.call [role=status]")).to_contain_text("Har redan ett besök i dag som inte är utlagt:")


def test_who_waits_is_told_in_the_language_that_the_page_takes(open_page: OpenPage, served: Served) -> None:
    window = open_day(open_page, served.plan())
    window.tolerate(REFUSED)
    page = window.page
    page.keyboard.press("n")
    expect(page.locator(".combobox input")).to_be_focused()
    page.get_by_role("radio", name="telefon").check()
    page.locator(".call [type=submit]").click()
    expect(page.get_by_role("heading", name="Förslag på plats: Samtal 1")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.locator(".room li strong")).to_have_text("Samtal 1")
    page.locator("summary", has_text="disa").click()
    page.get_by_label("Språk").select_option("en")
    expect(page.locator(".room li strong")).to_have_text("Call 1")
    window.tolerate("not of en: Visa")  # a notice of before stays as it was told until it goes


def test_what_happens_is_told_with_a_press_and_seen_by_all(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    window, other = open_day(open_page, plan), open_day(open_page, plan, login="lena")
    choose_first_visit(window.page)
    window.page.keyboard.press("e")
    window.page.get_by_role("button", name="Inställt").click()
    expect(window.page.locator(".notices").get_by_role("button", name="Planera om")).to_be_visible()
    expect(window.page.locator(".panel")).to_contain_text("inte längre med")
    expect(other.page.locator(".heading .state")).to_have_text("pågår")


def test_offers_from_before_the_time_that_is_tried_say_so(open_page: OpenPage, served: Served) -> None:
    plan = served.plan()
    window = open_day(open_page, plan)
    window.tolerate(REFUSED)
    take_call(window.page)
    for at, hints in (("06:00", 0), ("10:00", 1)):
        window.go(f"/plans/{plan}?at={at}")
        window.page.locator(".actions").wait_for()
        window.page.keyboard.press("w")
        window.page.locator(".guest").click()
        window.page.get_by_role("button", name="Sök igen").wait_for()
        expect(window.page.get_by_text("inte från tiden som provas")).to_have_count(hints)


@in_both_languages
def test_who_comes_second_sees_what_changed_and_does_it_again(
    open_page: OpenPage, served: Served, language: str
) -> None:
    plan, said = served.plan(), words(language)
    first, second = (open_day(open_page, plan, login=login, language=language) for login in ("disa", "lena"))
    second.tolerate(REFUSED)
    lock_first_visit(first.page)
    choose_first_visit(second.page)
    second.page.keyboard.press("t")
    expect(use(second.page)).to_be_focused()
    board = "**/api/plans/*/board*"
    second.tolerate("ERR_FAILED")
    second.page.route(board, lambda route: route.abort())  # the plan that it shows is behind
    first.page.keyboard.press("Enter")
    version(first.page, 2)
    expect(second.page.locator(".notices")).to_contain_text("Disa")
    second.page.unroute(board)
    use(second.page).click()
    conflict = second.page.get_by_role("dialog")
    expect(conflict).to_contain_text(fill(said["acting.conflict.version"], n=2))
    expect(conflict.get_by_role("heading", name=f"{said['proposal.locked']} 1")).to_be_visible()
    assert foreign(second.page, language) == []
    second.page.keyboard.press("Enter")
    expect(conflict).to_have_count(0)
    expect(second.page.locator(".outdated")).to_have_count(0)
    expect(use(second.page)).to_be_focused()
    second.page.keyboard.press("Enter")
    version(second.page, 3)
    version(first.page, 3)


@in_both_languages
def test_a_visit_is_moved_from_the_menu_and_counts_only_when_applied(
    open_page: OpenPage, served: Served, language: str
) -> None:
    said = words(language)
    page = open_day(open_page, served.plan(), language=language).page
    choose_first_visit(page)
    page.keyboard.press("m")
    cars = page.get_by_label(said["move.car"])
    expect(cars).to_be_focused()
    expect(page.get_by_text(said["move.ranked"])).to_be_visible()
    assert foreign(page, language) == []
    cars.select_option(index=1)
    page.get_by_role("button", name=said["move.try"]).click()
    expect(page.get_by_role("heading", name=said["proposal.title"])).to_be_visible()
    expect(page.locator(".changes").first).to_be_visible()
    version(page, 1)
    assert foreign(page, language) == []
    page.get_by_role("button", name=said["proposal.discard"]).click()
    expect(page.locator(".side")).to_have_count(0)
    version(page, 1)


def test_cars_to_move_to_come_ranked_and_enter_in_the_time_sends(open_page: OpenPage, served: Served) -> None:
    window = open_day(open_page, served.plan())
    page = window.page
    choose_first_visit(page)
    page.keyboard.press("m")
    expect(page.locator(".panel [role=status]")).to_have_text("Billigast först, jämfört med nu")
    cars = page.get_by_label("Till bil").locator("option")
    expect(cars.filter(has_text=re.compile(r"\d\d:\d\d · [+−±]\d+ min körning")).first).to_be_attached()
    expect(cars.filter(has_text=re.compile(r" · nu · "))).to_have_count(1)
    for option in cars.all_inner_texts():
        assert re.search(r" · (nu|\d\d:\d\d|saknar|har redan|hinner|ryms|för|ingen) ?.* · \w+", option), option
    expect(page.get_by_label("Plats i turen").locator("option").first).to_have_text(re.compile("Där det passar bäst"))
    assert window.faults() == []
    page.get_by_label("… eller vid tiden").fill("10:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Förslag")).to_be_visible()


def test_in_a_full_car_the_place_is_chosen_that_keeps_the_window_and_somebody_has_to_answer_for_it(
    open_page: OpenPage, served: Served
) -> None:
    page = open_day(open_page, served.plan(TIGHT)).page
    choose_first_visit(page)
    page.keyboard.press("m")
    cars = page.get_by_label("Till bil")
    expect(page.get_by_text("Billigast först")).to_be_visible()
    full = cars.locator("option").filter(has_text="har redan alla besök").first
    cars.select_option(label=full.inner_text())
    expect(page.locator(".panel .outdated")).to_contain_text("någon svarar för")
    expect(page.get_by_label("Plats i turen").locator("option:checked")).to_have_text(re.compile("Där det passar bäst"))
    page.get_by_role("button", name="Visa vad det gör").click()
    hard = page.locator(".faults.hard li")
    expect(hard).to_have_count(1)
    expect(hard).to_contain_text("besök")


def test_places_are_asked_for_again_while_the_service_is_at_work_for_a_panel_just_closed(
    open_page: OpenPage, served: Served
) -> None:
    window = open_day(open_page, served.plan())
    window.tolerate("status of 429")  # the browser's own line of a refusal
    page = window.page
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            return route.continue_()
        refused.append(route.request.url)
        return route.fulfill(status=429, content_type="application/problem+json", body="{}")

    choose_first_visit(page)
    page.keyboard.press("m")
    expect(page.get_by_label("Till bil")).to_be_focused()
    page.keyboard.press("Escape")
    page.route("**/visits/*/places*", refuse_once)
    page.keyboard.press("m")
    cars = page.get_by_label("Till bil").locator("option")
    expect(cars.filter(has_text=re.compile(r"\d\d:\d\d · [+−±]\d+ min körning")).first).to_be_attached()
    assert len(refused) == 1
    expect(page.locator(".notice")).to_have_count(0)


def test_open_proposals_stand_beside_the_plan_and_each_other(open_page: OpenPage, served: Served) -> None:
    window = open_day(open_page, served.plan())
    page = window.page
    for car in (1, 2):
        choose_first_visit(page)
        page.keyboard.press("m")
        page.get_by_label("Till bil").select_option(index=car)
        page.get_by_role("button", name="Visa vad det gör").click()
        expect(page.locator(".changes").first).to_be_visible()
        page.get_by_role("button", name="Stäng").click()
    page.keyboard.press("p")
    beside = page.get_by_role("region", name="Planen och förslagen bredvid varandra")
    expect(beside.locator("table").first.get_by_role("columnheader")).to_have_text(["Planen", "1", "2"])
    expect(beside.locator("table").last.get_by_role("row").nth(1).locator("td")).to_have_count(3)
    assert window.faults() == []


def test_single_keys_go_on_working_while_an_offer_is_chosen(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan()).page
    take_call(page)
    expect(page.locator("form.offers input[type=radio]").first).to_be_focused()
    page.keyboard.press("v")
    expect(page.locator(".panel").get_by_role("heading", name="Versioner")).to_be_visible()


def test_what_is_pressed_on_the_map_is_where_a_call_is_for(open_page: OpenPage, served: Served) -> None:
    window = open_day(open_page, served.plan())
    page = window.page
    expect(page.locator(".map .canvas[data-ready]")).to_be_visible()
    page.keyboard.press("n")
    place = page.get_by_role("combobox", name="Vem eller var")
    expect(place).to_be_focused()
    page.locator(".map .canvas").click(position={"x": 40, "y": 200})
    expect(place).to_have_value(re.compile(r"^\d+\.\d{5}, \d+\.\d{5}$|^p\d+$"))
    page.get_by_role("radio", name="telefon").check()
    page.get_by_role("button", name="Hitta plats").click()
    expect(page.locator("form.offers, .reasons").first).to_be_visible()
    expect(page.locator(".panel h2")).not_to_contain_text("call-")


@in_both_languages
def test_what_breaks_a_rule_is_for_a_lead_with_a_reason(open_page: OpenPage, served: Served, language: str) -> None:
    plan, said = served.plan(), words(language)
    window = open_day(open_page, plan, language=language)
    move_to_the_night(window.page)
    expect(window.page.locator(".faults.hard")).to_be_visible()
    expect(use(window.page)).to_be_disabled()
    expect(window.page.get_by_text(said["proposal.who_may"])).to_be_visible()
    lead = open_day(open_page, plan, login="lena", language=language).page
    move_to_the_night(lead)
    lead.get_by_label(said["proposal.reason"]).fill("Anhörig ringer om det")
    lead.keyboard.press("Enter")
    version(lead, 2)
    lead.keyboard.press("v")
    expect(lead.locator(".entries").first).to_contain_text("Anhörig ringer om det")


def test_the_rest_of_the_day_is_planned_anew_and_the_proposal_shown(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan()).page
    page.keyboard.press("o")
    expect(page.get_by_label("Bara tider samma bil, samma ordning")).to_be_focused()
    page.keyboard.press("Enter")
    stop = page.get_by_role("button", name="Avbryt nu, behåll det bästa")
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Förslag")).to_be_visible(timeout=90_000)


def test_who_only_reads_is_offered_nothing_to_do(open_page: OpenPage, served: Served) -> None:
    page = open_day(open_page, served.plan(), login="vera").page
    page.keyboard.press("n")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Kortkommandon").locator("kbd")
    expect(keys.filter(has_text=re.compile("^V$"))).to_be_visible()
    expect(keys.filter(has_text=re.compile("^[NOMLTEB]$"))).to_have_count(0)
    expect(page.locator(".side")).to_have_count(0)
    expect(page.get_by_role("button", name="Planera om")).to_have_count(0)


def move_to_the_night(page: Page) -> None:
    """Propose to make the first visit at a time when it may not be."""
    said = words_of(page)
    choose_first_visit(page)
    page.keyboard.press("m")
    page.get_by_label(said["move.time"]).fill("23:30")
    page.get_by_role("button", name=said["move.try"]).click()
    expect(page.get_by_role("heading", name=said["proposal.title"])).to_be_visible()
