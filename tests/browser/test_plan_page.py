"""plan.html in a real browser: one selection, two languages, keys, paper, and no harm from names."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from api.exports import colours
from api.exports.scene import Scene
from scheduler.plan import Reason, Stop, Unassigned
from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

Show = Callable[..., Opened]

HOSTILE = "<img src=x onerror=alert(1)></script><b>ł ş ı 👩‍⚕️\u202egnirts"

CONTRASTS = """() => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/^rgba.*, 0\\)$|^transparent$/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const poor = [];
  const seen = (node) => node.checkVisibility({ opacityProperty: true }) && node.getBoundingClientRect().width > 2;
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !seen(node) || node.closest('svg, script, style, .hidden, .car.off, :disabled')) continue;
    const [one, two] = [luminance(getComputedStyle(node).color), luminance(ground(node))];
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < 4.5) poor.push(`${node.className} ${node.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


def chosen(page: Page) -> tuple[str | None, str | None, bool]:
    """Tell what is selected in the list, on the timeline, and whether the map's card is open."""
    row = page.locator("#panel tr.chosen, #panel article.chosen")
    bar = page.locator("#timeline .tl-visit.chosen")
    return (
        row.first.get_attribute("data-visit") if row.count() else None,
        bar.first.get_attribute("data-visit") if bar.count() else None,
        page.locator("#card").is_visible(),
    )


def test_the_page_opens_from_a_file_without_webgl(show: Show) -> None:
    page = show().page
    assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None
    expect(page.locator("h1#team")).to_have_text("Närsjukvårdsteam Umeå")
    assert page.locator(".tl-visit").count() == 11
    assert painted(page, "#routes") > 2000
    assert painted(page, "#base") > 2000


def painted(page: Page, canvas: str) -> int:
    """Count the pixels of a canvas that differ from its first."""
    return page.locator(canvas).evaluate(
        """(canvas) => {
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          const pixels = new Uint32Array(data.buffer);
          return pixels.filter((pixel) => pixel !== pixels[0]).length;
        }"""
    )


def colour_of(number: int) -> tuple[int, ...]:
    """Give the red, green and blue of a car by its number."""
    return tuple(bytes.fromhex(colours.style_of(number).light[1:]))


def test_each_car_is_on_the_map_in_its_colour(show: Show) -> None:
    page = show().page
    for number in range(3):
        assert count_colour(page, colour_of(number)) > 100
    page.locator("[data-key='show Bil 1']").click()
    page.wait_for_timeout(150)
    assert count_colour(page, colour_of(0)) == 0


def count_colour(page: Page, colour: tuple[int, ...]) -> int:
    return page.locator("#routes").evaluate(
        """(canvas, [r, g, b]) => {
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          let found = 0;
          const is = (at) => data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255;
          for (let at = 0; at < data.length; at += 4) found += is(at);
          return found;
        }""",
        list(colour),
    )


def test_a_click_in_the_list_selects_everywhere(show: Show) -> None:
    page = show().page
    page.locator("#panel button[data-visit=v9]").click()
    assert chosen(page) == ("v9", "v9", True)
    expect(page.locator("#card h3")).to_contain_text("p9")
    expect(page.locator("#status")).to_contain_text("A 4, Bil 1, 10:51–11:21")


def test_a_click_on_the_timeline_selects_everywhere(show: Show) -> None:
    page = show().page
    page.locator("#timeline [data-visit=v6]").click()
    assert chosen(page) == ("v6", "v6", True)
    expect(page.locator("#card")).to_contain_text("Utanför önskad tid")
    page.locator("#timeline [data-visit=v6]").click()
    assert chosen(page) == (None, None, False)


def test_a_click_on_the_map_selects_everywhere(show: Show) -> None:
    page = show().page
    box = page.locator("#routes").bounding_box()
    assert box
    for visit in ("v11", "v10"):
        x, y = mark_of(page, visit)
        page.mouse.click(box["x"] + x, box["y"] + y)
        assert chosen(page) == (visit, visit, True)
        page.mouse.move(2, 2)
        page.keyboard.press("Escape")
        page.locator("#zoom-all").click()
        page.wait_for_timeout(100)


def test_a_map_that_glides_to_a_choice_goes_where_it_is_asked_to_go_meanwhile(show: Show) -> None:
    page = show().page
    drawn = """async (act) => {
      if (act) {
        const press = (what) => document.querySelector(what).click();
        for (let times = 0; times < 5; times += 1) press('#zoom-in');
        press('#panel tr[data-visit=v10]');
        press('#zoom-all');
        press('#panel tr[data-visit=v10]');
      }
      for (let frames = 0; frames < 30; frames += 1) await new Promise(requestAnimationFrame);
      return document.getElementById('routes').toDataURL();
    }"""
    whole = page.evaluate(drawn, False)
    assert page.evaluate(drawn, True) == whole


def test_stops_that_would_hide_each_other_are_one_mark_until_the_map_comes_closer(show: Show, sample: Scene) -> None:
    page = show(_in_one_town(sample)).page
    box = page.locator("#routes").bounding_box()
    assert box
    page.wait_for_timeout(100)
    scale = page.locator("#scale-text").inner_text()
    spots = itertools.product(range(20, int(box["height"]), 24), range(40, int(box["width"]) - 60, 24))
    for y, x in spots:
        page.mouse.move(box["x"] + x, box["y"] + y)
        if page.locator("#tooltip .crowd").is_visible():
            break
    crowd = page.locator("#tooltip .crowd li")
    assert crowd.count() >= 4
    expect(page.locator("#tooltip .tip-head")).to_have_text(f"{crowd.count()} besök här")
    page.mouse.down()
    page.mouse.up()
    expect(page.locator("#scale-text")).not_to_have_text(scale)
    assert chosen(page) == (None, None, False)


def _in_one_town(sample: Scene) -> Scene:
    """Give the same day with all homes within a few hundred metres, far from the ends of its drives."""
    homes = {patient.location for patient in sample.day.patients}
    near = {key: (63.826 + 0.0004 * number, 20.264) for number, key in enumerate(sorted(homes))}
    places = tuple(
        dataclasses.replace(place, lat=near[place.id][0], lon=near[place.id][1]) if place.id in near else place
        for place in sample.day.locations
    )
    return dataclasses.replace(sample, day=dataclasses.replace(sample.day, locations=places))


def test_pointing_at_a_time_shows_where_the_cars_are(show: Show) -> None:
    page = show().page
    page.wait_for_timeout(100)
    before = page.locator("#routes").screenshot()
    hours = page.locator(".tl-hour", has_text=re.compile("^(09|10)$"))
    nine, ten = (hours.nth(at).bounding_box() for at in (0, 1))
    assert nine
    assert ten
    page.mouse.move(nine["x"] + (ten["x"] - nine["x"]) / 3, nine["y"] + 60)
    expect(page.locator(".tl-now")).to_have_text("09:20")
    page.wait_for_timeout(100)
    assert page.locator("#routes").screenshot() != before
    page.mouse.move(3, 3)
    expect(page.locator(".tl-now")).to_be_hidden()
    page.wait_for_timeout(100)
    assert page.locator("#routes").screenshot() == before


def test_the_keyboard_shows_where_the_cars_are_too(show: Show) -> None:
    page = show().page
    page.locator("#timeline [data-visit=v2]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tl-now")).to_have_text("08:37")


def test_a_break_before_leaving_the_base_stands_before_it(show: Show, sample: Scene) -> None:
    early = [
        dataclasses.replace(route, stops=tuple(_earlier(stop) for stop in route.stops)) for route in sample.plan.routes
    ]
    page = show(dataclasses.replace(sample, plan=dataclasses.replace(sample.plan, routes=tuple(early)))).page
    times = page.locator("#panel [data-car='Bil 2'] .time").all_inner_texts()
    assert times[:2] == ["07:30", "09:28"]
    assert times == sorted(times)


def _earlier(stop: Stop) -> Stop:
    if stop.kind != "break" or stop.start is None or stop.end is None:
        return stop
    return dataclasses.replace(stop, start=stop.start - dt.timedelta(hours=4), end=stop.end - dt.timedelta(hours=4))


def test_names_of_cars_are_whole_on_the_timeline(show: Show, sample: Scene) -> None:
    page = show(_rename(sample, "sahlgrenska-läkare")).page
    cut = page.locator(".tl-car").evaluate_all(
        """(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1
          || one.scrollHeight > one.clientHeight + 1).length"""
    )
    assert cut == 0


def _rename(sample: Scene, name: str) -> Scene:
    def renamed(car: str) -> str:
        return name if car == "Bil 1" else car

    day = dataclasses.replace(
        sample.day, cars=tuple(dataclasses.replace(car, id=renamed(car.id)) for car in sample.day.cars)
    )
    routes = tuple(dataclasses.replace(route, car=renamed(route.car)) for route in sample.plan.routes)
    legs = {
        renamed(car): tuple(dataclasses.replace(leg, car=renamed(car)) for leg in legs)
        for car, legs in sample.legs.items()
    }
    return dataclasses.replace(sample, day=day, plan=dataclasses.replace(sample.plan, routes=routes), legs=legs)


def mark_of(page: Page, visit: str) -> tuple[float, float]:
    """Find a far-off stop's mark by its place: the map shows all stops, so the extreme ones are at its edges."""
    height = page.locator("#routes").evaluate("(canvas) => canvas.clientHeight")
    width = page.locator("#routes").evaluate("(canvas) => canvas.clientWidth")
    colour = colour_of({"v11": 2, "v10": 1}[visit])
    rows = page.locator("#routes").evaluate(
        """(canvas, [r, g, b]) => {
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          const rows = [];
          const is = (at) => data[at] === r && data[at + 1] === g && data[at + 2] === b;
          const spot = (at) => [(at / 4) % canvas.width, Math.floor(at / 4 / canvas.width)];
          for (let at = 0; at < data.length; at += 4) if (is(at)) rows.push(spot(at));
          return [rows[0], rows.at(-1)];
        }""",
        list(colour),
    )
    x, y = rows[0] if visit == "v11" else rows[1]
    assert 0 < x < width
    assert 0 < y < height
    return x, y + (8 if visit == "v11" else -8)


def test_pointing_at_a_row_marks_the_others(show: Show) -> None:
    page = show().page
    page.locator("#panel tr[data-visit=v1]").hover()
    expect(page.locator("#timeline .tl-visit.hovered")).to_have_attribute("data-visit", "v1")
    page.locator("#timeline [data-visit=v4]").hover()
    expect(page.locator("#tooltip")).to_contain_text("Tillsammans")
    expect(page.locator("#tooltip")).to_contain_text("läkare")
    page.keyboard.press("Escape")
    expect(page.locator("#tooltip")).to_be_hidden()


def test_keys_alone_go_through_the_day(show: Show) -> None:
    page = show().page
    page.locator("#timeline [tabindex='0']").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert chosen(page) == ("v1", "v1", True)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert chosen(page)[:2] == ("v4", "v4")
    page.locator("#card [data-step='1']").focus()
    page.keyboard.press("Enter")
    assert chosen(page)[:2] == ("v5", "v5")
    page.keyboard.press("Escape")
    assert chosen(page) == (None, None, False)
    page.locator("#tab-cars").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-visits")).to_be_focused()
    expect(page.locator("#panel table.all")).to_be_visible()


def test_keys_move_and_zoom_the_map(show: Show) -> None:
    page = show().page
    scale = page.locator("#scale-text")
    before = scale.inner_text()
    page.locator("#routes").focus()
    for _ in range(4):
        page.keyboard.press("+")
    expect(scale).not_to_have_text(before)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("0")
    expect(scale).to_have_text(before)


def test_everything_can_be_reached_by_tab(show: Show) -> None:
    page = show().page
    reached = set()
    page.locator("body").press("Tab")
    for _ in range(60):
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
        page.keyboard.press("Tab")
    assert {"skip", "search", "theme", "print", "show", "only", "routes", "zoom-in", "timeline", "tl-visit",
            "tab-cars", "panel", "name"} <= {part for name in reached for part in [name, *name.split()]}  # fmt: skip


def test_the_language_changes_everywhere(show: Show) -> None:
    page = show().page
    expect(page.locator("#timeline-title")).to_have_text("Tidslinje")
    page.locator("[data-language=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#timeline-title")).to_have_text("Timeline")
    expect(page.locator("#banner")).to_contain_text("Made-up road network")
    expect(page.locator("#subtitle")).to_have_text("Monday, 23 November 2026")
    assert "Körning" not in page.locator("body").inner_text()


def test_why_visits_are_left_out_is_read_in_the_language_of_the_page(show: Show, sample: Scene) -> None:
    words = {"text": "No crew can.", "would_help": "Send somebody who can."}
    reasons = (Reason(code="skill", cars=(), text="Ingen kan.", would_help="Nån.", translations={"en": words}),)
    left_out = (Unassigned(visit="v12", reasons=reasons),)
    told = dataclasses.replace(
        sample.plan, unassigned=left_out, notes=("Obs.",), translations={"en": {"notes": ("Mind.",)}}
    )
    page = show(dataclasses.replace(sample, plan=told)).page
    page.locator("#tab-unassigned").click()
    expect(page.locator("#panel .reasons")).to_contain_text("Ingen kan.")
    page.locator("[data-language=en]").click()
    expect(page.locator("#panel .reasons")).to_contain_text("No crew can.")
    expect(page.locator("#panel .reasons .help")).to_contain_text("Send somebody who can.")
    page.locator("#tab-cost").click()
    expect(page.locator("#panel .notes")).to_have_text("Mind.")


def test_made_roads_and_estimated_times_are_told_and_the_source_is_named(show: Show, sample: Scene) -> None:
    page = show().page
    expect(page.locator("#banner")).to_contain_text("Påhittat vägnät")
    expect(page.locator("#banner")).to_contain_text("uppskattade")
    expect(page.locator("#attribution")).to_be_in_viewport()
    expect(page.locator("#attribution")).to_contain_text("OpenStreetMap")
    real = show(dataclasses.replace(sample, made=False, estimated=False)).page
    expect(real.locator("#banner")).to_be_hidden()


def test_cars_can_be_hidden_and_isolated(show: Show) -> None:
    page = show().page
    page.get_by_role("button", name="Visa endast Bil 3").click()
    assert page.locator(".tl-row[data-car]").count() == 1
    assert page.locator("#panel .sheet-card").count() == 1
    page.get_by_role("button", name="Visa alla").click()
    assert page.locator(".tl-row[data-car]").count() == 3
    page.locator("[data-key='show Bil 2']").click()
    expect(page.locator("[data-key='show Bil 2']")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-key='show Bil 2']")).to_be_focused()
    assert page.locator(".tl-row[data-car]").count() == 2


def test_search_finds_by_place_staff_and_patient(show: Show) -> None:
    page = show().page
    for words, found in (("hissjö", {"v11"}), ("Cecilia", {"v4", "v5", "v6", "v10"}), ("p3", {"v3", "v4"})):
        page.locator("#search").fill(words)
        rows = page.locator("#panel tr[data-visit]").evaluate_all("(rows) => rows.map((row) => row.dataset.visit)")
        assert set(rows) == found
        expect(page.locator("#status")).to_have_text(f"Träffar: {len(found)}")
    page.locator("#search").fill("finns inte")
    expect(page.locator("#panel")).to_contain_text("Inget passar sökningen")


def test_visits_left_out_tell_why_and_what_helps(show: Show) -> None:
    page = show().page
    page.locator("#tab-unassigned").click()
    article = page.locator("#panel article")
    expect(article).to_contain_text("Kompetens saknas")
    expect(article).to_contain_text("Skulle hjälpa: Låt någon")
    article.locator("button").click()
    assert chosen(page) == ("v12", None, True)


def test_times_are_of_the_plans_place_not_the_readers(show: Show) -> None:
    page = show(timezone_id="Asia/Tokyo").page
    row = page.locator("#panel tr[data-visit=v1]")
    expect(row).to_contain_text("08:37")
    expect(page.locator("#panel article[data-car='Bil 3'] tr.edge").last).to_contain_text("00:12 (+1)")
    expect(page.locator(".tl-hour.midnight")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 640, 1024, 1440, 2560])
def test_no_width_scrolls_sideways(show: Show, width: int) -> None:
    page = show(width=width, height=800).page
    for tab in ("cars", "visits", "unassigned", "cost"):
        page.locator(f"#tab-{tab}").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.locator("button:visible").evaluate_all(
        """(all) => all.filter((node) => !node.matches('.tl-visit')).map((node) => [node.getBoundingClientRect(), node])
          .filter(([box]) => box.height < 24 || box.width < 24).map(([, node]) => node.outerHTML.slice(0, 90))"""
    )
    assert [html for html in small if 'class="name"' not in html] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tab", ["cars", "visits", "unassigned", "cost"])
def test_text_is_readable_in_both_schemes(show: Show, scheme: str, tab: str) -> None:
    page = show(color_scheme=scheme, reduced_motion="reduce").page
    page.locator(f"#tab-{tab}").click()
    page.locator("#panel button[data-visit], #tab-cost").first.click()
    page.wait_for_timeout(250)
    assert page.evaluate(CONTRASTS) == []


def test_dark_can_be_chosen(show: Show) -> None:
    page = show(color_scheme="light").page
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    expect(page.locator("#theme")).to_have_attribute("aria-label", "Ljust läge")


def test_the_structure_is_told_to_those_who_do_not_see_it(show: Show) -> None:
    page = show().page
    assert page.locator("main, header.top, h1").count() >= 3
    assert page.locator("section[aria-labelledby] > h2, section[aria-labelledby] .bar > h2").count() == 4
    nameless = page.locator("button:visible, input:visible, canvas[tabindex], [role=region]").evaluate_all(
        """(all) => all.filter((node) => !(node.textContent.trim() || node.getAttribute('aria-label')
          || node.getAttribute('aria-labelledby') || node.labels?.length)).map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    twice = page.evaluate(
        "[...document.querySelectorAll('[id]')].map((n) => n.id).filter((id, at, all) => all.indexOf(id) !== at)"
    )
    assert twice == []
    assert page.locator("#panel thead th[scope=col]").count() >= 4


def hostile(scene: Scene) -> Scene:
    day, plan = scene.day, scene.plan
    places = tuple(dataclasses.replace(place, address=HOSTILE) for place in day.locations)
    staff = tuple(dataclasses.replace(person, name=HOSTILE + person.id) for person in day.staff)
    visits = tuple(dataclasses.replace(visit, skills=frozenset({HOSTILE})) for visit in day.visits)
    reasons = (Reason(code=HOSTILE, cars=("Bil 1",), text=HOSTILE, would_help=HOSTILE),)
    left_out = (Unassigned(visit="v12", reasons=reasons),)
    names = tuple(dataclasses.replace(place, name=HOSTILE) for place in scene.drawing.places)
    return dataclasses.replace(
        scene,
        titles={"sv": HOSTILE, "en": HOSTILE},
        day=dataclasses.replace(day, team=HOSTILE, locations=places, staff=staff, visits=visits),
        plan=dataclasses.replace(plan, team=HOSTILE, unassigned=left_out, notes=(HOSTILE,)),
        drawing=dataclasses.replace(scene.drawing, places=names),
        attribution=HOSTILE,
    )


def test_hostile_names_are_only_text(show: Show, sample: Scene) -> None:
    view = show(hostile(sample))
    page = view.page
    page.on("dialog", lambda dialog: pytest.fail(f"a name ran: {dialog.message}"))
    for tab in ("cars", "visits", "unassigned", "cost"):
        page.locator(f"#tab-{tab}").click()
    page.locator("#tab-cars").click()
    page.locator("#panel button[data-visit]").first.click()
    page.locator("#timeline [data-visit]").first.hover()
    page.emulate_media(media="print")
    expect(page.locator("h1#team")).to_have_text(HOSTILE)
    assert page.locator("img, body b").count() == 0
    assert page.locator("#panel").inner_text().count("onerror") >= 11


def test_paper_has_a_sheet_for_each_car_and_those_left_out(show: Show) -> None:
    view = show()
    page = view.page
    page.emulate_media(media="print")
    sheets = page.locator(".paper")
    assert sheets.count() == 4
    expect(sheets.first).to_be_visible()
    expect(sheets.first).to_contain_text("Anna Åström")
    expect(sheets.first).to_contain_text("Påhittat vägnät")
    expect(page.locator("main")).to_be_hidden()
    content = page.pdf(prefer_css_page_size=True)
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") >= 4
