"""The morning: from what is due to a published plan, by mouse and by keys alone."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.store import plans
from maps.storage import library
from scheduler import files, making
from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import lock_first_visit, open_day, version
from tests.browser.console.registered import register
from tests.browser.console.served import DATE, LEADER, ROADS, TIGHT, Served, small_team
from tests.browser.console.words import fill, foreign, in_both_languages, words

pytestmark = pytest.mark.browser

READ_MS = 120_000
PLANNED_MS = 120_000
LONGEST_MS = 120_000
"""The longest search that the page lets one choose."""
FULL: dict[str, Any] = {
    "status": 503,
    "content_type": "application/problem+json",
    "body": '{"title": "Fullt", "status": 503}',
}
"""What a service answers that has no room."""
MOST_CLICKS = 10
"""What a normal day may take, from opening the morning to the printed plan."""


@pytest.fixture(scope="module")
def team(served: Served) -> str:
    return register(served)


@in_both_languages
def test_a_day_is_planned_published_and_printed_by_keys_alone(
    open_page: OpenPage, served: Served, language: str
) -> None:
    served.plan()  # compiles what a search needs, which may take longer than anybody waits for a page
    opened = open_page(path=f"/morning/{register(served)}", language=language)
    opened.tolerate("status of 503")
    page, said = opened.page, words(language)
    hurry(page)
    expect(page.get_by_role("heading", name=said["morning.due"])).to_be_visible()
    ill = f"{said['morning.ill']}: Hjalmar Övningsström"
    tab_to(page, ill)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=ill)).to_have_attribute("aria-pressed", "true")
    assert foreign(page, language) == []
    tab_to(page, said["morning.plan"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=said["morning.made"])).to_be_focused(timeout=PLANNED_MS)
    assert foreign(page, language) == []
    tab_to(page, said["morning.publish"])
    page.route("**/publish", lambda route: route.fulfill(**FULL), times=1)
    page.keyboard.press("Enter")
    expect(page.locator(".notice.bad")).to_be_visible()
    expect(page.get_by_role("button", name=said["morning.publish"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=said["morning.is_published"])).to_be_focused()
    assert foreign(page, language) == []
    tab_to(page, said["morning.print"])
    assert "/exports/pdf" in page.evaluate("document.activeElement.getAttribute('href')")
    with page.expect_popup():
        page.keyboard.press("Enter")


def test_a_search_is_stopped_by_keys_and_the_best_plan_is_kept(open_page: OpenPage, served: Served) -> None:
    served.plan()
    page = open_page(path=f"/morning/{register(served)}/{DATE}").page
    page.evaluate(f"localStorage.setItem('hemrutt.search_s', '{LONGEST_MS // 1000}')")
    tab_to(page, "Planera dagen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Planerar …")).to_be_focused()
    stop = page.get_by_role("button", name="Räcker så")
    expect(stop).to_be_enabled(timeout=LONGEST_MS // 2)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.method))
    page.get_by_label("Sök nästa gång i").select_option("10")
    expect(stop).to_be_enabled()
    assert not {"POST", "DELETE"} & set(asked), "another search was begun"
    tab_to(page, stop.inner_text())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Planen är klar")).to_be_focused(timeout=LONGEST_MS // 2)


def test_a_day_planned_again_is_compared_with_the_plan_before(open_page: OpenPage, served: Served) -> None:
    served.plan()
    page = open_page(path=f"/morning/{register(served)}").page
    hurry(page)
    page.get_by_role("button", name="Planera dagen").click()
    expect(page.get_by_role("heading", name="Planen är klar")).to_be_visible(timeout=PLANNED_MS)
    compared = page.locator(".result details")
    expect(compared).to_have_count(0)
    visits = page.locator(".result .kpis div", has_text="besök").first.locator("dd").inner_text()
    page.get_by_role("button", name="Ändra").click()
    page.get_by_role("button", name="Ställ in").first.click()
    page.get_by_role("button", name="Planera dagen").click()
    expect(page.get_by_role("heading", name="Planen är klar")).to_be_visible(timeout=PLANNED_MS)
    row = compared.get_by_role("row", name=re.compile("^besök"))
    expect(row.get_by_role("cell").first).to_have_text(visits)
    expect(row.get_by_role("cell").last).to_contain_text(str(int(visits) - 1))
    expect(page.get_by_label("Jämför med")).to_have_count(0)


def test_a_plan_is_compared_with_the_one_in_force_the_one_before_and_itself_before_it_was_changed_by_hand(
    open_page: OpenPage, served: Served
) -> None:
    served.plan()
    page = open_page(path=f"/morning/{register(served)}/{DATE}").page
    hurry(page)
    for number, after in enumerate(("Publicera", "Ändra", None)):
        page.get_by_role("button", name="Planera dagen").click()
        expect(page.get_by_role("button", name="Publicera")).to_be_enabled(timeout=PLANNED_MS)
        if after == "Publicera":
            page.get_by_role("button", name=after).click()
            expect(page.get_by_role("heading", name="Planen är publicerad")).to_be_visible()
        if after is not None:
            page.get_by_role("button", name="Ändra").click()
            page.get_by_role("button", name="Ställ in").nth(number).click()
    compared, gone = page.locator(".result details").first, "{} ska inte längre göras"
    expect(compared).to_contain_text("Jämfört med planen som gäller")
    expect(compared).to_contain_text(gone.format(2))
    page.get_by_label("Jämför med").select_option("förra planen")
    expect(compared).to_contain_text("Jämfört med förra planen")
    expect(compared).to_contain_text(gone.format(1))
    expect(page.get_by_label("Jämför med").locator("option")).to_have_count(2)
    address = page.get_by_role("link", name="Justera för hand").get_attribute("href") or ""
    other = open_day(open_page, address.removeprefix("/plans/")).page
    lock_first_visit(other)
    other.keyboard.press("Enter")
    version(other, 2)
    page.get_by_label("Jämför med").select_option("planen innan den ändrades för hand")
    expect(compared).to_contain_text("innan den ändrades för hand")
    expect(compared).not_to_contain_text(gone.format(""))


def test_who_asks_why_some_have_no_place_comes_to_the_reasons(open_page: OpenPage, served: Served) -> None:
    served.plan(TIGHT)
    page = open_page(path=f"/morning/{register(served, day=served.made[TIGHT][0])}/{DATE}").page
    hurry(page)
    page.get_by_role("button", name="Planera dagen").click()
    page.get_by_role("link", name="Se varför").click(timeout=PLANNED_MS)
    expect(page.get_by_role("tab", name="Utan plats")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".left-card .reasons li").first).to_be_visible()


def test_a_published_plan_gives_way_to_another_until_the_day_has_begun(open_page: OpenPage, served: Served) -> None:
    served.plan()
    team = register(served)
    page = open_page(path=f"/morning/{team}/{DATE}").page
    hurry(page)
    lives = []
    for name in ("Publicera", "Publicera i stället"):
        page.get_by_role("button", name="Planera dagen").click()
        expect(page.get_by_role("button", name=name, exact=True)).to_be_enabled(timeout=PLANNED_MS)
        expect(page.get_by_text("Jämfört med planen som gäller")).to_have_count(len(lives))
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("heading", name="Planen är publicerad")).to_be_visible()
        kept = page.request.get(f"{served.address}/api/plans").json()
        lives.append([one["id"] for one in kept if one["team"] == team and one["state"] == "published"])
        page.get_by_role("button", name="Ändra").click()
    (first,), (second,) = lives
    assert first != second
    with served.service.store.write(LEADER) as tx:
        plans.set_state(tx, plans.get_plan(tx, second), "running")
    page.reload()
    page.get_by_role("button", name="Planera dagen").click()
    expect(page.get_by_text("Planen som gäller för dagen har börjat")).to_be_visible(timeout=PLANNED_MS)
    expect(page.get_by_role("button", name="Publicera")).to_be_disabled()


def test_a_normal_day_takes_few_clicks(open_page: OpenPage, served: Served) -> None:
    served.plan()
    page = open_page(path=f"/morning/{register(served)}", language="en").page
    hurry(page)
    page.evaluate("window.clicks = 0; addEventListener('click', () => { window.clicks += 1; }, true)")
    assert foreign(page, "en") == []
    page.get_by_role("button", name="Ill: Hjalmar Övningsström").click()
    page.get_by_role("button", name="Call off: ").first.click()
    page.get_by_role("button", name="Plan the day").click()
    expect(page.get_by_role("heading", name="The plan is ready")).to_be_visible(timeout=PLANNED_MS)
    assert foreign(page, "en") == []
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="The plan is published")).to_be_visible()
    assert foreign(page, "en") == []
    with page.expect_popup():
        page.get_by_role("link", name="Print").click()
    assert page.evaluate("window.clicks") <= MOST_CLICKS


@in_both_languages
def test_what_is_otherwise_can_be_taken_back(open_page: OpenPage, served: Served, language: str) -> None:
    said = words(language)
    page = open_page(path=f"/morning/{register(served)}/{DATE}", language=language).page
    sums = page.locator(".going p")
    expect(sums).to_contain_text(fill(said["morning.sums"].rpartition(" · ")[-1], staff=10))
    before = sums.inner_text()
    page.get_by_role("button", name=said["morning.off"]).first.click()
    page.get_by_role("button", name=said["morning.add"]).click()
    page.get_by_label(said["morning.minutes"]).fill("25")
    assert foreign(page, language) == []
    page.get_by_role("button", name=said["morning.add.confirm"], exact=True).click()
    expect(page.get_by_text(said["morning.extra"], exact=True)).to_be_visible()
    page.get_by_role("button", name=f"{said['morning.gone']}: dag-1").click()
    expect(sums).not_to_have_text(before)
    undo = page.get_by_role("button", name=said["morning.undo"], exact=True)
    for _ in range(3):
        undo.click()
    expect(sums).to_have_text(before)
    expect(undo).to_be_disabled()


def test_somebody_whose_car_stays_at_home_goes_with_another(open_page: OpenPage, served: Served) -> None:
    team = register(served)
    opened = open_page(path=f"/morning/{team}/{DATE}")
    page = opened.page
    cars = page.get_by_role("region", name="Bilar").get_by_role("listitem")
    first, other = cars.nth(0), cars.nth(1)
    person = first.locator(".name .muted").first.inner_text().split(", ")[0]
    page.get_by_role("button", name="Går inte: dag-1").click()
    choice = other.get_by_role("combobox")
    choice.select_option(label=choice.locator("option", has_text=person).inner_text())
    expect(other).to_contain_text(person)
    expect(page.get_by_role("region", name="Nytt sedan")).to_contain_text(f"{person}: åker med dag-2 den dagen")
    assert opened.faults() == []
    page.get_by_role("button", name="Går inte: dag-1").click()
    expect(first.locator(".name")).to_contain_text("ingen i bilen")
    with page.expect_response(re.compile(r"/mornings/[^/]*/day")) as kept:
        page.get_by_role("button", name="Planera dagen").click()
    response = page.request.get(f"{served.address}/api/days/{kept.value.json()['id']}").json()
    day = response.get("day", response)
    (key,) = (one["id"] for one in day["staff"] if one["name"] == person)
    assert [car["id"] for car in day["cars"] if key in car["crew"]] == ["dag-2"]


def test_who_was_called_in_by_mistake_is_taken_out_of_the_car_after_a_reload(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(path=f"/morning/{register(served)}/{DATE}").page
    other = page.get_by_role("region", name="Bilar").get_by_role("listitem").nth(1)
    expect(other).to_contain_text("dag-2")
    before = other.locator(".name").inner_text()
    choice = other.get_by_role("combobox")
    person = (choice.locator("option").nth(1).text_content() or "").split(" · ")[0]
    with kept(page):
        choice.select_option(index=1)
    page.reload()
    expect(other.locator(".name")).to_contain_text(person)
    choice.select_option(label=f"Ta ur: {person}")
    expect(other.locator(".name")).to_have_text(before)
    expect(choice.locator("option", has_text="Ta ur")).to_have_count(0)


@in_both_languages
def test_what_a_morning_was_told_is_there_after_a_reload_and_for_a_colleague(
    open_page: OpenPage, served: Served, language: str
) -> None:
    path, said = f"/morning/{register(served)}/{DATE}", words(language)
    page = open_page(path=path, language=language).page
    first = page.get_by_role("region", name=said["morning.cars"]).get_by_role("listitem").first
    person = first.locator(".name .muted").first.inner_text().split(", ")[0]
    ill, gone = f"{said['morning.ill']}: {person}", f"{said['morning.gone']}: dag-2"
    for press in (ill, gone, said["morning.off"]):
        with kept(page):
            page.get_by_role("button", name=press).first.click()
    sums = page.locator(".going p")
    expect(sums).to_contain_text(fill(said["morning.standing"], n=2))
    before = sums.inner_text()
    page.reload()
    expect(sums).to_have_text(before)
    colleague = open_page(path=path, language=language).page
    expect(colleague.locator(".going p")).to_have_text(before)
    for name in (ill, gone):
        expect(colleague.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    expect(colleague.get_by_role("button", name=said["morning.undo"], exact=True)).to_be_disabled()
    colleague.get_by_role("button", name=gone).click()
    expect(page.get_by_role("button", name=gone)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".notices")).to_contain_text(said["morning.others"])
    expect(page.get_by_role("button", name=ill)).to_have_attribute("aria-pressed", "true")


@in_both_languages
def test_who_comes_second_in_the_morning_keeps_what_the_first_told(
    open_page: OpenPage, served: Served, language: str
) -> None:
    path, said = f"/morning/{register(served)}/{DATE}", words(language)
    first, second = (open_page(path=path, language=language) for _ in range(2))
    second.tolerate("status of 412")
    second.page.route("**/api/feed", lambda route: route.abort())
    second.tolerate("ERR_FAILED")
    second.page.reload()
    gone, stays = (f"{said['morning.gone']}: {car}" for car in ("dag-1", "dag-2"))
    expect(second.page.get_by_role("button", name=stays)).to_be_visible()
    with kept(first.page):
        first.page.get_by_role("button", name=gone).click()
    with kept(second.page):
        second.page.get_by_role("button", name=stays).click()
    for page in (first.page, second.page):
        for name in (gone, stays):
            expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")


def test_what_the_service_does_not_keep_is_not_shown_as_told(open_page: OpenPage, served: Served) -> None:
    opened = open_page(path=f"/morning/{register(served)}/{DATE}")
    opened.tolerate("status of 503")
    page = opened.page
    gone = page.get_by_role("button", name="Går inte: dag-1")
    expect(gone).to_be_visible()
    page.route("**/mornings/*", lambda route: route.fulfill(**FULL), times=1)
    gone.click()
    expect(page.locator(".notice.bad")).to_contain_text("Fullt")
    expect(gone).to_have_attribute("aria-pressed", "false")
    gone.click()
    expect(gone).to_have_attribute("aria-pressed", "true")


def test_every_place_of_the_morning_tells_the_same_numbers(open_page: OpenPage, served: Served) -> None:
    page = open_page(path=f"/morning/{register(served)}/{DATE}").page
    sums, staff = page.locator(".going p"), page.get_by_role("region", name="Personal").get_by_role("heading")
    due = page.get_by_role("region", name="Besök som ska göras").get_by_role("heading")
    expect(sums).to_contain_text("i tjänst")

    def agree() -> None:
        visits, _, there = (part.strip().split(" ")[0] for part in sums.inner_text().split("·")[:3])
        expect(due).to_contain_text(f"{visits} besök")
        expect(staff).to_contain_text(f"{there} av")

    agree()
    before = sums.inner_text()
    page.get_by_role("button", name="Ställ in").first.click()
    page.get_by_role("button", name="Går inte: dag-1").click()
    expect(sums).not_to_have_text(before)
    expect(sums).to_contain_text("utan bil")
    agree()


def test_a_day_whose_shifts_have_begun_is_planned_from_now(open_page: OpenPage, served: Served) -> None:
    team = register(served)
    early = open_page(path=f"/morning/{team}/{DATE}").page
    expect(early.get_by_role("button", name="Planera dagen")).to_be_visible()
    expect(early.get_by_text("Arbetspassen har börjat")).to_have_count(0)
    early.close()
    served.set_clock("11:38")
    opened = open_page(path=f"/morning/{team}/{DATE}")
    page = opened.page
    told = page.get_by_text("Arbetspassen har börjat")
    expect(told).to_contain_text("Planen börjar nu, kl. 11:40")
    assert opened.faults() == []
    with page.expect_response("**/day?*") as kept:
        page.get_by_role("button", name="Planera dagen").click()
    day = page.request.get(f"{served.address}/api/days/{kept.value.json()['id']}").json()
    assert min(car["shift"]["start"] for car in day["cars"]) == "11:40"


@pytest.mark.parametrize("width", [360, 1440])
def test_the_morning_is_open_to_all(open_page: OpenPage, team: str, width: int) -> None:
    opened = open_page(path=f"/morning/{team}/{DATE}", viewport={"width": width, "height": 800}, language="en")
    opened.page.get_by_role("button", name="Plan the day").wait_for()
    assert opened.faults() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@in_both_languages
def test_what_is_wrong_with_a_file_is_told_before_anything_is_kept(
    open_page: OpenPage, team: str, language: str
) -> None:
    opened = open_page(path=f"/morning/{team}/{DATE}", language=language)
    opened.tolerate("status of 422")
    page, said = opened.page, words(language)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as tables:
        tables.writestr("visits.csv", "id,patient,duration_min\nv1,<img src=x onerror=alert(1)>,ten\n")
    page.get_by_role("button", name=said["morning.upload"]).click()
    page.get_by_label(said["morning.upload.file"]).set_input_files(
        {"name": "dag.zip", "mimeType": "application/zip", "buffer": archive.getvalue()}
    )
    faults = page.get_by_role("alert")
    rows = faults.locator("tbody tr")
    expect(rows.first).to_be_visible(timeout=READ_MS)
    expect(faults).to_contain_text(fill(said["faults.title"], n=rows.count()))
    assert foreign(page, language) == []
    expect(page.get_by_role("button", name=said["morning.upload.keep"])).to_be_disabled()


def test_a_day_comes_as_json_too(open_page: OpenPage, served: Served) -> None:
    network = library.open_network(ROADS, folder=served.service.settings.roads)
    day = files.day_document(making.make_day(small_team(), network, date=DATE, seed=1))
    window = open_page(path=f"/morning/{register(served)}/{DATE}")
    window.tolerate("status of 422")
    page = window.page
    page.get_by_role("button", name="Läs in en fil i stället").click()
    keep = page.get_by_role("button", name="Använd och planera")
    for document, told in ((day | {"cars": 3}, "att rätta"), (day, "Filen stämmer")):
        file = {"name": "dag.json", "mimeType": "application/json", "buffer": json.dumps(document).encode()}
        page.get_by_label("Fil").set_input_files(file)  # type: ignore[arg-type]
        expect(page.locator(".uploading")).to_contain_text(told)
        expect(keep).to_be_enabled(enabled=document is day)
    keep.click()
    expect(page.get_by_role("heading", name="Planerar …")).to_be_visible()
    counts = f"{len(day['visits'])} besök hos {len(day['patients'])} patienter"
    expect(page.locator(".notices")).to_contain_text(counts)
    page.get_by_role("button", name="Tillbaka").click()
    expect(page.get_by_role("button", name="Planera dagen")).to_be_visible()


def test_a_time_is_typed_as_people_write_it_also_past_midnight(open_page: OpenPage, team: str) -> None:
    page = open_page(path=f"/morning/{team}/{DATE}").page
    page.get_by_role("button", name="Lägg till besök").click()
    earliest, latest = page.get_by_label("Tidigast"), page.get_by_label("Senast")
    earliest.fill("halv nio")
    latest.fill("2630")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Skriv tiden som 9:30")
    expect(dialog).to_contain_text("kl. 02:30 dagen efter")
    latest.press("Enter")
    expect(dialog).to_be_visible()
    expect(earliest).to_be_focused()
    earliest.fill("22.15")
    earliest.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator(".extra")).to_contain_text("22:15–26:30")


def test_a_visit_that_is_not_kept_stays_in_its_form(open_page: OpenPage, served: Served) -> None:
    opened = open_page(path=f"/morning/{register(served)}/{DATE}")
    opened.tolerate("status of 503")
    page = opened.page
    page.get_by_role("button", name="Lägg till besök").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Minuter").fill("25")
    dialog.get_by_label("Tidigast").fill("14:00")
    latest = dialog.get_by_label("Senast")
    latest.fill("9:00")
    latest.press("Enter")
    expect(latest).to_be_focused()
    latest.press("Tab")
    expect(dialog).to_contain_text("Senast ligger före tidigast.")
    assert opened.faults() == []
    latest.fill("15:00")
    page.route("**/mornings/*", lambda route: route.fulfill(**FULL), times=1)
    latest.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Fullt")
    expect(dialog.get_by_label("Minuter")).to_have_value("25")
    dialog.get_by_role("button", name="Lägg till", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".extra")).to_contain_text("14:00–15:00")


def test_who_only_looks_has_no_morning(open_page: OpenPage) -> None:
    page = open_page("vera", path="/morning").page
    expect(page.get_by_text("Du kan inte planera för något team.")).to_be_visible()
    expect(page.get_by_role("link", name="Morgon")).to_have_count(0)


@contextmanager
def kept(page: Page) -> Iterator[None]:
    """Tell a morning something, and wait until the service keeps it."""
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        yield


def hurry(page: Page) -> None:
    """Have plans searched for as short a while as the page lets one choose."""
    page.evaluate("localStorage.setItem('hemrutt.search_s', '10')")


def tab_to(page: Page, name: str) -> None:
    """Go on with the tabulator until a button or link of this name has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if (
            page.evaluate("(e => e.getAttribute('aria-label') ?? e.textContent)(document.activeElement)").strip()
            == name
        ):
            return
    pytest.fail(f"the tabulator does not reach {name}")
