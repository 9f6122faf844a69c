"""The morning before it is planned, and the registry that it comes from."""

from __future__ import annotations

import io
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.console.conftest import Opened, OpenPage
from tests.browser.console.registered import register
from tests.browser.console.served import DATE, Served

pytestmark = pytest.mark.browser

READ_MS = 120_000


@pytest.fixture(scope="module")
def team(served: Served) -> str:
    return register(served)


def test_what_is_otherwise_can_be_taken_back(open_page: OpenPage, team: str) -> None:
    page = open_page(path=f"/morning/{team}/{DATE}").page
    sums = page.locator(".going p")
    expect(sums).to_contain_text("10 i tjänst")
    before = sums.inner_text()
    page.get_by_role("button", name="Ställ in").first.click()
    page.get_by_role("button", name="Lägg till besök").click()
    page.get_by_label("Minuter").fill("25")
    page.get_by_role("button", name="Lägg till", exact=True).click()
    expect(page.get_by_text("tillagt")).to_be_visible()
    page.get_by_role("button", name="Går inte: dag-1").click()
    expect(sums).not_to_have_text(before)
    for _ in range(3):
        page.get_by_role("button", name="Ångra").click()
    expect(sums).to_have_text(before)
    expect(page.get_by_role("button", name="Ångra")).to_be_disabled()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_morning_is_open_to_all(open_page: OpenPage, team: str, width: int) -> None:
    opened = open_page(path=f"/morning/{team}/{DATE}", viewport={"width": width, "height": 800}, language="en")
    opened.page.get_by_role("button", name="Plan the day").wait_for()
    assert opened.faults() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_wrong_with_a_file_is_told_before_anything_is_kept(open_page: OpenPage, team: str) -> None:
    opened = open_page(path=f"/morning/{team}/{DATE}")
    opened.tolerate("422")
    page = opened.page
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as tables:
        tables.writestr("visits.csv", "id,patient,duration_min\nv1,<img src=x onerror=alert(1)>,ten\n")
    page.get_by_role("button", name="Läs in en fil i stället").click()
    page.get_by_label("Fil").set_input_files(
        {"name": "dag.zip", "mimeType": "application/zip", "buffer": archive.getvalue()}
    )
    faults = page.get_by_role("alert")
    expect(faults).to_contain_text("att rätta", timeout=READ_MS)
    expect(page.get_by_role("button", name="Använd och planera")).to_be_disabled()


def test_who_only_looks_has_no_morning(open_page: OpenPage) -> None:
    page = open_page("vera", path="/morning").page
    expect(page.get_by_text("Du kan inte planera för något team.")).to_be_visible()
    expect(page.get_by_role("link", name="Morgon")).to_have_count(0)


def test_somebody_is_written_into_the_registry_and_taken_out(open_page: OpenPage, served: Served) -> None:
    opened = open_staff(open_page, register(served))
    page = opened.page
    page.get_by_role("button", name="Lägg till", exact=True).click()
    page.get_by_label("Id", exact=True).fill("ny-1")
    page.get_by_label("Namn").fill("<img src=x onerror=alert(1)>")
    page.get_by_role("button", name="Spara", exact=True).click()
    row = page.get_by_role("row", name="ny-1")
    expect(row).to_contain_text("<img src=x onerror=alert(1)>, sjuksköterska")
    assert opened.faults() == []
    page.get_by_role("button", name="Ta bort: ny-1").click()
    page.get_by_role("dialog").get_by_role("button", name="Ta bort").click()
    expect(row).to_have_count(0)


def test_who_writes_second_sees_that_somebody_was_first(open_page: OpenPage, served: Served) -> None:
    team = register(served)
    first, second = open_staff(open_page, team), open_staff(open_page, team)
    second.tolerate("412")
    for opened in (first, second):
        opened.page.get_by_role("button", name="Ändra: s1", exact=True).click()
    first.page.get_by_label("Namn").fill("Första")
    first.page.get_by_role("button", name="Spara", exact=True).click()
    expect(first.page.get_by_role("row", name="s1 ").first).to_contain_text("Första")
    page = second.page
    page.get_by_label("Namn").fill("Andra")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Någon annan har ändrat")
    page.get_by_role("button", name="Spara min ändå").click()
    expect(page.get_by_role("row", name="s1 ").first).to_contain_text("Andra")


def open_staff(open_page: OpenPage, team: str) -> Opened:
    """Open the staff of a team, which is one of many where other tests have made theirs."""
    opened = open_page("lena", path="/settings/staff")
    opened.page.get_by_role("button", name="Lägg till", exact=True).wait_for()
    chooser = opened.page.get_by_role("combobox", name="Team", exact=True)
    if chooser.count():
        chooser.select_option(team)
    return opened
