"""The settings: a team's registry by record and by file, the team itself, and whom other systems are told by."""

from __future__ import annotations

import io
import re
import zipfile

import pyotp
import pytest
from playwright.sync_api import Locator, expect

from api.access import sealing
from api.access.roles import Role
from api.store import rosters, teams, users
from tests.access.conftest import ADMIN, HASHED, PASSPHRASE
from tests.browser.console.conftest import Opened, OpenPage
from tests.browser.console.registered import register
from tests.browser.console.served import LEADER, ROADS, Served
from tests.browser.console.words import foreign, in_both_languages, words, words_of

pytestmark = pytest.mark.browser

READ_MS = 120_000
OLD_APP = pyotp.random_base32()
STALE = "Någon annan har ändrat"
LINES = """one => {
  const text = document.createRange();
  text.selectNodeContents(one);
  return text.getClientRects().length;
}"""


@in_both_languages
def test_somebody_is_written_into_the_registry_and_taken_out(
    open_page: OpenPage, served: Served, language: str
) -> None:
    said = words(language)
    opened = open_section(open_page, register(served), "staff", language=language)
    page = opened.page
    page.get_by_role("button", name=said["settings.add"], exact=True).click()
    page.get_by_label(said["settings.key"], exact=True).fill("ny-1")
    page.get_by_label(said["settings.name"]).fill("<img src=x onerror=alert(1)>")
    page.get_by_label(said["settings.key"], exact=True).focus()
    assert foreign(page, language) == []
    page.locator("dialog form").evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    row = page.get_by_role("row", name="ny-1")
    expect(row).to_contain_text(f"<img src=x onerror=alert(1)>, {said['skill.nurse']}")
    assert opened.faults() == []
    page.get_by_role("button", name=f"{said['settings.delete']}: ny-1").click()
    page.get_by_role("dialog").get_by_role("button", name=said["settings.delete"]).click()
    expect(row).to_have_count(0)


@in_both_languages
def test_who_writes_second_sees_that_somebody_was_first(open_page: OpenPage, served: Served, language: str) -> None:
    team, said = register(served), words(language)
    first, second = (open_section(open_page, team, "staff", language=language) for _ in range(2))
    second.tolerate("status of 412")
    for opened in (first, second):
        opened.page.get_by_role("button", name=f"{said['settings.edit']}: s1", exact=True).click()
    first.page.get_by_label(said["settings.name"]).fill("Första")
    save(first).click()
    expect(first.page.get_by_role("row", name="s1 ").first).to_contain_text("Första")
    page = second.page
    page.get_by_label(said["settings.name"]).fill("Andra")
    save(second).click()
    expect(page.get_by_role("alert")).to_contain_text(said["settings.stale"])
    assert foreign(page, language) == []
    page.get_by_role("button", name=said["settings.mine"]).click()
    expect(page.get_by_role("row", name="s1 ").first).to_contain_text("Andra")


@pytest.mark.parametrize("way", ["Escape", "Stäng", "Avbryt"])
def test_what_was_typed_of_somebody_goes_only_where_that_is_meant(
    open_page: OpenPage, served: Served, way: str
) -> None:
    page = open_section(open_page, register(served), "patients").page
    page.get_by_role("button", name="Ändra: p1", exact=True).click()
    dialog = page.locator("dialog.wide")
    phone = dialog.get_by_label("Telefon").first
    phone.press_sequentially("99")
    before = phone.input_value()
    assert "99" in before

    def leave() -> None:
        page.keyboard.press("Escape") if way == "Escape" else dialog.get_by_role("button", name=way).click()

    leave()
    asked = page.get_by_role("dialog", name="Släng det du har skrivit?")
    asked.get_by_role("button", name="Avbryt").click()
    expect(asked).to_have_count(0)
    expect(phone).to_have_value(before)
    leave()
    asked.get_by_role("button", name="Släng").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Ändra: p1", exact=True).click()
    expect(phone).not_to_have_value(before)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_was_typed_of_the_team_stays_when_somebody_was_first(open_page: OpenPage, served: Served) -> None:
    team = register(served)
    first, second = (open_section(open_page, team, "team") for _ in range(2))
    second.tolerate("status of 412")
    for opened, overtime in ((first, "15"), (second, "45")):
        opened.page.get_by_label("Högsta övertid, minuter").fill(overtime)
    save(first).click()
    expect(first.page.get_by_text("Sparat.")).to_be_visible()
    save(second).click()
    page = second.page
    expect(page.get_by_role("alert")).to_contain_text(STALE)
    expect(page.get_by_label("Högsta övertid, minuter")).to_have_value("45")
    page.get_by_role("button", name="Hämta den andras").click()
    expect(page.get_by_label("Högsta övertid, minuter")).to_have_value("15")
    page.get_by_label("Högsta övertid, minuter").fill("50")
    save(second).click()
    expect(page.get_by_text("Sparat.")).to_be_visible()


def test_who_removes_a_row_by_keys_goes_on_beside_it(open_page: OpenPage, served: Served) -> None:
    page = open_section(open_page, register(served), "staff").page
    page.get_by_role("button", name="Ändra: s1", exact=True).click()
    dialog = page.get_by_role("dialog")
    works = dialog.get_by_role("group", name="Arbetar", exact=True)
    for _ in range(2):
        works.get_by_role("button", name="Lägg till: Arbetar").click()
    first, second = (works.locator(":scope > .item").nth(at) for at in range(2))
    second.get_by_label("ons").check()
    first.get_by_role("button", name="Ta bort: Arbetar 1").press("Enter")
    expect(first.get_by_label("mån")).to_be_focused()
    expect(first.get_by_label("ons")).to_be_checked()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Släng").press("Enter")
    rows = page.locator("tbody tr")
    name = rows.nth(1).locator("th").inner_text()
    rows.nth(0).get_by_role("button", name="Ta bort").press("Enter")
    dialog.get_by_role("button", name="Ta bort").press("Enter")
    expect(page.get_by_role("button", name=f"Ändra: {name}", exact=True)).to_be_focused()


def test_a_protected_patient_is_changed_by_who_does_not_see_where_they_live(
    open_page: OpenPage, served: Served
) -> None:
    team = register(served)
    page = open_section(open_page, team, "patients").page
    page.get_by_role("button", name="Lägg till", exact=True).click()
    page.get_by_label("Id", exact=True).fill("hemlig")
    for label, text in (("Latitud", "60,1699"), ("Longitud", "24,9384")):
        page.get_by_label(label).press_sequentially(text.replace(",", "."))
    page.get_by_label("Telefon").fill("070-174 06 05")
    page.get_by_label("Skyddad adress").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("row", name="hemlig")).to_contain_text("skyddad adress")
    page.get_by_role("button", name="Ändra: hemlig").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Var patienten bor är skyddat")
    expect(dialog.get_by_label("Latitud")).to_have_count(0)
    expect(dialog.get_by_label("Telefon")).to_have_count(0)
    dialog.get_by_label("Inskriven från").fill("2026-11-20")
    expect(dialog.get_by_text("fre 2026-11-20")).to_be_visible()
    dialog.get_by_role("button", name="Spara", exact=True).click()
    expect(dialog).to_have_count(0)
    with served.service.store.read(LEADER) as tx:
        record = rosters.find_record(tx, teams.find_team(tx, team, None), "patients", "hemlig")
    assert record is not None
    assert record.document["place"]["lat"] == pytest.approx(60.1699)
    assert (record.document["phone"], record.document["enrolled_from"]) == ("070-174 06 05", "2026-11-20")


def test_a_patients_need_is_filled_in_whole_and_stands_as_it_was_written(open_page: OpenPage, served: Served) -> None:
    team = register(served)
    window = open_section(open_page, team, "patients")
    page = window.page
    page.get_by_role("button", name="Ändra: p1", exact=True).click()
    dialog = page.get_by_role("dialog")
    needs = dialog.get_by_role("group", name="Behov", exact=True)
    needs.get_by_role("button", name="Lägg till: Behov").click()
    need = needs.locator(":scope > .item").last
    need.get_by_label("Slags besök").select_option(label="video")
    need.get_by_label("Behovets id").fill("sond")
    need.get_by_label("Prioritet").fill("7")
    need.get_by_label("Helst senast").fill("10:30")
    need.get_by_text("Mer", exact=True).click()
    need.get_by_label("Från och med").fill("2026-11-23")
    need.get_by_label("Var n:te vecka").fill("2")
    need.get_by_label("Personer i bilen").fill("2")
    need.get_by_role("button", name="Lägg till: Fler bilar samtidigt").click()
    dialog.locator("form > .form > details > summary").click()
    contacts = dialog.get_by_role("group", name="Fasta kontakter").get_by_role("checkbox")
    stranger = next(at for at in range(contacts.count()) if not contacts.nth(at).is_checked())
    dialog.get_by_role("group", name="Avböjd personal").get_by_role("checkbox").nth(stranger).check()
    assert window.faults() == []
    dialog.get_by_role("button", name="Spara", exact=True).click()
    expect(dialog).to_have_count(0)
    with served.service.store.read(LEADER) as tx:
        record = rosters.find_record(tx, teams.find_team(tx, team, None), "patients", "p1")
    assert record is not None
    assert len(record.document["refused_staff"]) == 1
    written = record.document["needs"][-1]
    told = {"kind": "video", "priority": 7, "from": "2026-11-23", "every_weeks": 2, "crew_size": 2, "together": [[]]}
    assert {name: written[name] for name in told} == told
    assert written["times"][0]["windows"] == [
        {"start": "08:00", "end": "16:00", "soft_start": None, "soft_end": "10:30"}
    ]
    page.get_by_role("button", name="Ändra: p1", exact=True).click()
    expect(need.get_by_label("Personer i bilen")).to_be_visible()


def test_a_home_is_found_by_its_address_and_brings_its_coordinates(open_page: OpenPage, served: Served) -> None:
    team = register(served)
    page = open_section(open_page, team, "patients").page
    page.get_by_role("button", name="Ändra: p1", exact=True).click()
    dialog = page.get_by_role("dialog")
    address = dialog.get_by_role("combobox", name="Adress")
    before = dialog.get_by_label("Latitud").input_value()
    address.fill("")
    address.press_sequentially("Etelaranta 900", delay=30)
    first = dialog.locator(".combobox [role=option]").first
    expect(first).to_contain_text("gata, husnumret är inte känt")
    first.click()
    expect(address).to_have_value(re.compile(r"^\S+ 900\b"))
    address.fill("")
    address.press_sequentially("Etelaranta", delay=30)
    expect(first).not_to_contain_text("husnumret")
    first.click()
    expect(dialog.get_by_label("Latitud")).not_to_have_value(before)
    found = dialog.get_by_label("Latitud").input_value(), address.input_value()
    dialog.get_by_role("button", name="Spara", exact=True).click()
    expect(dialog).to_have_count(0)
    with served.service.store.read(LEADER) as tx:
        record = rosters.find_record(tx, teams.find_team(tx, team, None), "patients", "p1")
    assert record is not None
    assert (str(record.document["place"]["lat"]), record.document["place"]["address"]) == found


def test_homes_are_seen_on_a_map_and_lead_to_whose_they_are(open_page: OpenPage, served: Served) -> None:
    page = open_section(open_page, register(served), "patients").page
    page.get_by_role("searchbox", name="Sök").fill("p3")
    page.get_by_text("Hem på kartan").click()
    expect(page.get_by_text("1 hem.")).to_be_visible()
    canvas = page.locator(".homes canvas").first
    canvas.wait_for()
    box = page.locator(".homes").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    expect(page.locator(".homes .dragged")).to_contain_text("p3")
    page.mouse.click(*middle)
    expect(page.get_by_role("dialog")).to_contain_text("p3")


def test_a_home_whose_address_alone_was_changed_is_not_saved_unless_its_place_is_meant(
    open_page: OpenPage, served: Served
) -> None:
    team = register(served)
    window = open_section(open_page, team, "patients")
    page, dialog = window.page, window.page.get_by_role("dialog")
    page.get_by_role("button", name="Ändra: p1", exact=True).click()
    address, keep = (
        dialog.get_by_role("combobox", name="Adress"),
        dialog.get_by_role("checkbox", name="Platsen är inte"),
    )
    before = address.input_value()
    address.fill("")
    address.press_sequentially("Nya gatan 1")
    expect(dialog.get_by_text(f"koordinaterna hör till {before}")).to_be_visible()
    save(window).click()
    expect(keep).to_be_focused()
    assert window.faults() == []
    address.fill(before)
    expect(keep).to_have_count(0)
    address.fill("Nya gatan 1")
    keep.check()
    save(window).click()
    expect(dialog).to_have_count(0)
    with served.service.store.read(LEADER) as tx:
        record = rosters.find_record(tx, teams.find_team(tx, team, None), "patients", "p1")
    assert record is not None
    assert record.document["place"]["address"] == "Nya gatan 1"


def test_a_team_chooses_its_roads_among_those_that_are_there(open_page: OpenPage, served: Served) -> None:
    window = open_section(open_page, register(served), "team")
    roads = window.page.get_by_role("combobox", name="Vägnät", exact=True)
    expect(roads).to_have_value(ROADS)
    assert set(roads.locator("option").all_inner_texts()) == {"–", ROADS}


def test_ones_authenticator_app_is_changed_with_the_password_and_a_code(open_page: OpenPage, served: Served) -> None:
    service = served.service
    with service.store.write(ADMIN) as tx:
        served.users["tora"] = tora = users.add_user(tx, login="tora", name="Tora", memberships=[(None, Role.VIEWER)])
        users.set_password(tx, tora, HASHED)
        users.set_second_factor(tx, tora, secret=OLD_APP, step=None)
    other, window = (open_page("tora", path="/settings/account") for _ in range(2))
    window.tolerate("status of 4")
    page = window.page
    expect(page.locator("tbody tr")).to_have_count(2)
    opener = page.get_by_role("button", name="Koppla en ny app")
    opener.click()
    page.get_by_role("button", name="Avbryt").click()
    expect(opener).to_be_focused()
    opener.click()
    secret = page.locator("section code").inner_text().replace(" ", "")
    assert page.get_by_role("link", name="Öppna den i en app").get_attribute("href").startswith("otpauth://totp/")
    assert window.faults() == []
    page.get_by_label("Kod från den nya appen").fill(pyotp.TOTP(secret).at(int(served.now())))
    password, code = page.locator("input[name='password']"), page.get_by_label("Kod från appen du har nu")
    right = pyotp.TOTP(OLD_APP).at(int(served.now()))
    code.fill(right)
    for typed, answer in (("fel fel fel fel", "Fel"), (PASSPHRASE, "Appen är bytt")):
        password.fill(typed)
        page.get_by_role("button", name="Byt till den nya appen").click()
        expect(page.locator(".notice", has_text=answer)).to_be_visible()
    expect(opener).to_be_focused()
    expect(page.locator("tbody tr")).to_have_count(1)
    with service.store.read(ADMIN) as tx:
        kept = users.get_proof(tx, tora).totp_secret or ""
    assert sealing.unseal(kept, key=service.store.seal_key, owner=tora) == secret
    other.tolerate("status of 401")
    other.page.reload()
    expect(other.page.get_by_role("heading", name="Inställningar")).to_have_count(0)


def test_records_stand_in_the_order_in_which_people_count(open_page: OpenPage, served: Served) -> None:
    page = open_section(open_page, register(served), "patients").page
    keys = page.locator("tbody th").all_inner_texts()
    assert len(keys) > 10
    assert keys == sorted(keys, key=lambda key: int(key.removeprefix("p")))


def test_a_registry_comes_in_as_a_file_that_is_tried_first(open_page: OpenPage, served: Served) -> None:
    window = open_section(open_page, register(served), "staff")
    window.tolerate("status of 422")
    page = window.page
    page.get_by_role("button", name="Läs in fil").click()
    dialog = page.get_by_role("dialog")
    write = dialog.get_by_role("button", name="Skriv in")
    expect(write).to_be_disabled()
    give(dialog, "id;namn;yrke\nny-1;Nora Ny;nurse\nny-2;;\n")
    expect(dialog.get_by_role("alert")).to_contain_text("personal.csv", timeout=READ_MS)
    expect(write).to_be_disabled()
    give(dialog, "id;namn;yrke\nny-1;Nora <b>Ny</b>;nurse\n")
    expect(dialog.get_by_role("row", name="Personal")).to_have_text("Personal100", timeout=READ_MS)
    expect(page.locator("tbody").first).not_to_contain_text("Nora")
    table = {"name": "personal.csv", "mimeType": "", "buffer": b"id;namn;yrke\nny-1;Nora <b>Ny</b>;nurse\n"}
    dialog.get_by_label("Fil").set_input_files(table)  # type: ignore[arg-type]
    expect(dialog.get_by_role("status")).to_contain_text("skulle den göra", timeout=READ_MS)
    expect(dialog).not_to_contain_text("Stämmer det här?")
    give(dialog, "id;namn;yrke\nny-2;;Läkare\n")
    expect(dialog).to_contain_text("ny-2: saknar namn.", timeout=READ_MS)
    expect(dialog).to_contain_text("yrket ”Läkare” finns inte i teamet. Skriv doctor om det är läkare.")
    give(dialog, "id;namn;yrke\nny-1;Nora <b>Ny</b>;nurse\n")
    expect(dialog).not_to_contain_text("Stämmer det här?", timeout=READ_MS)
    expect(dialog.get_by_role("status")).to_contain_text("skulle den göra", timeout=READ_MS)
    write.click()
    expect(dialog.get_by_role("status")).to_contain_text("Inläst", timeout=READ_MS)
    expect(dialog.get_by_role("row", name="Personal")).to_have_text("Personal100")
    dialog.get_by_role("button", name="Stäng").last.click()
    expect(page.get_by_role("row", name="ny-1")).to_contain_text("Nora <b>Ny</b>")


@in_both_languages
def test_several_tables_come_in_at_once(open_page: OpenPage, served: Served, language: str) -> None:
    window = open_section(open_page, register(served), "staff", language=language)
    window.tolerate("status of 422")
    page, said = window.page, words(language)
    page.get_by_role("button", name=said["settings.import"], exact=True).click()
    dialog = page.get_by_role("dialog")
    tables = {"personal.csv": "id;namn;yrke\nny-1;Åsa Ny;nurse\n", "patienter.csv": "id;lat;lon\nny-p;norr;24,94\n"}
    give_several(dialog, tables)
    expect(dialog.get_by_role("alert")).to_contain_text("patienter.csv", timeout=READ_MS)
    give_several(dialog, tables | {"patienter.csv": "id;lat;lon\nny-p;60,17;24,94\n"})
    staff, patients = said["settings.staff"], said["settings.patients"]
    expect(dialog.get_by_role("row", name=staff)).to_have_text(f"{staff}100", timeout=READ_MS)
    expect(dialog.get_by_role("row", name=patients)).to_have_text(f"{patients}100")
    assert foreign(page, language) == []
    dialog.get_by_role("button", name=said["settings.import.write"], exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text(said["settings.import.written"], timeout=READ_MS)
    dialog.get_by_role("button", name=said["shell.close"]).last.click()
    expect(page.get_by_role("row", name="ny-1")).to_contain_text("Åsa Ny")


@pytest.mark.parametrize("login", ["adam", "axel"])
def test_who_sees_no_plans_comes_to_the_settings_and_is_not_told_that_contact_is_lost(
    open_page: OpenPage, login: str
) -> None:
    page = open_page(login, path="/").page
    expect(page.get_by_role("heading", name="Inställningar")).to_be_visible()
    expect(page.get_by_role("navigation", name="Sidor").get_by_role("link")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".banner")).to_have_count(0)


@in_both_languages
def test_who_is_new_is_invited_at_once(open_page: OpenPage, language: str) -> None:
    said, login = words(language), f"ny.{language}"
    window = open_page("adam", path="/settings/users", language=language)
    page = window.page
    page.get_by_role("button", name=said["settings.new"], exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(said["settings.login"]).fill(login)
    dialog.get_by_label(said["settings.name"], exact=True).fill("Nils Ny")
    save(window).click()
    expect(page.get_by_role("dialog").locator("code")).to_contain_text("#link=")
    assert foreign(page, language) == []
    expect(page.locator(".notices")).to_contain_text(said["settings.saved"])
    expect(page.get_by_role("row", name=login)).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_users_roles_stand_apart(open_page: OpenPage, served: Served, width: int) -> None:
    both = [(None, Role.VIEWER), (None, Role.AUDITOR)]
    with served.service.store.write(ADMIN) as tx:
        users.add_user(tx, login=f"two-{width}", name="Två Roller", memberships=both)
    page = open_page("adam", path="/settings/users", viewport={"width": width, "height": 900}).page
    cell = page.get_by_role("row", name=f"two-{width}").get_by_role("cell").filter(has_text="granskare")
    cell.wait_for()
    first, second = (cell.locator(".tag").nth(place).bounding_box() for place in range(2))
    assert first
    assert second
    assert second["x"] >= first["x"] + first["width"] + 2 or second["y"] >= first["y"] + first["height"] + 2


def test_staff_to_choose_stand_in_columns(open_page: OpenPage, served: Served) -> None:
    page = open_section(open_page, register(served), "cars").page
    page.get_by_role("button", name="Ändra: ").first.click()
    crew = page.get_by_role("group", name="Bemanning").first
    lefts = crew.get_by_role("checkbox").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().x))"
    )
    assert len(lefts) > 6
    assert len(set(lefts)) <= 5
    days = page.get_by_role("group", name="Veckodagar").first.get_by_role("checkbox")
    tops = days.evaluate_all("all => new Set(all.map(one => Math.round(one.getBoundingClientRect().y))).size")
    assert tops == 1


def test_a_user_name_that_is_taken_is_told_of_in_the_dialog_and_forgotten_with_it(open_page: OpenPage) -> None:
    window = open_page("adam", path="/settings/users")
    window.tolerate("status of 4")
    page = window.page
    page.get_by_role("button", name="Lägg till", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Användarnamn").fill("adam")
    dialog.get_by_label("Namn", exact=True).fill("Adam")
    dialog.get_by_role("button", name="Spara", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Det finns redan en användare med det användarnamnet")
    name = dialog.get_by_label("Användarnamn")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description(re.compile("Det finns redan en användare"))
    assert window.faults() == []
    name.fill("adam2")
    expect(name).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    expect(page.locator(".notice")).to_have_count(0)


def test_a_car_begins_with_hours_where_its_team_has_none(open_page: OpenPage, served: Served) -> None:
    window = open_section(open_page, register(served, has_shift=False), "cars")
    window.tolerate("status of 4")
    page = window.page
    page.get_by_role("button", name="Lägg till", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Id", exact=True).fill("bil-ny")
    own = dialog.get_by_role("checkbox", name="Egna arbetstider")
    own.uncheck()
    dialog.get_by_role("button", name="Spara", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Pass 1, Egna arbetstider")
    hours = dialog.get_by_role("checkbox", name="Egna arbetstider").first
    expect(hours).to_be_focused()
    expect(hours).to_have_attribute("aria-invalid", "true")
    expect(hours).to_have_accessible_description(re.compile("arbetstid"))
    own.check()
    dialog.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("row", name="bil-ny")).to_be_visible()


def test_the_pages_are_named_in_whole_words_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 360, "height": 740}).page
    names = page.get_by_role("navigation", name="Sidor").get_by_role("link")
    expect(names).to_have_count(4)
    for name in names.all():
        assert name.evaluate(LINES) == 1
        box = name.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_other_systems_are_told_where_the_settings_let_them(open_page: OpenPage, served: Served) -> None:
    register(served)
    window = open_page("adam", path="/settings/webhooks")
    window.tolerate("status of 4")
    page = window.page
    for host, told in (("elsewhere.example", False), ("told.example", True)):
        page.get_by_role("button", name="Lägg till", exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Adress").fill(f"https://{host}/hook")
        dialog.get_by_role("button", name="Spara", exact=True).click()
        expect(dialog.locator("code") if told else page.locator(".notice.bad")).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    row = page.get_by_role("row", name="https://told.example/hook")
    row.get_by_role("button", name="Ta bort").click()
    asked = page.get_by_role("dialog", name="Ta bort?")
    expect(asked).to_contain_text("https://told.example/hook")
    asked.get_by_role("button", name="Avbryt").click()
    expect(asked).to_have_count(0)
    row.get_by_role("button", name="Ta bort").click()
    asked.get_by_role("button", name="Ta bort").click()
    expect(row).to_have_count(0)


def test_a_token_is_revoked_once_that_is_meant(open_page: OpenPage, served: Served) -> None:
    register(served)
    page = open_page("adam", path="/settings/tokens").page
    page.get_by_role("button", name="Lägg till", exact=True).click()
    page.get_by_label("Namn").fill("Journalsystemet")
    page.get_by_label("Roll").select_option("administratör")
    page.locator("dialog select[name=team]").select_option("alla team")
    page.get_by_role("dialog").get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("dialog").locator("code")).to_be_visible()
    page.keyboard.press("Escape")
    revoke = page.get_by_role("button", name="Återkalla: Journalsystemet")
    asked = page.get_by_role("dialog", name="Återkalla?")
    revoke.click()
    expect(asked).to_contain_text("Journalsystemet")
    page.keyboard.press("Escape")
    expect(revoke).to_be_focused()
    revoke.click()
    asked.get_by_role("button", name="Återkalla").click()
    expect(page.get_by_role("row", name="Journalsystemet")).to_contain_text("återkallad")


def give(dialog: Locator, staff: str) -> None:
    """Choose an archive with a table of staff."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as tables:
        tables.writestr("personal.csv", staff)
    file = {"name": "register.zip", "mimeType": "application/zip", "buffer": archive.getvalue()}
    dialog.get_by_label("Fil").set_input_files(file)  # type: ignore[arg-type]


def give_several(dialog: Locator, tables: dict[str, str]) -> None:
    """Choose several tables at once, as they lie in a folder."""
    files = [{"name": name, "mimeType": "text/csv", "buffer": text.encode()} for name, text in tables.items()]
    dialog.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]


def save(window: Opened) -> Locator:
    """Give the button that saves."""
    return window.page.get_by_role("button", name=words_of(window.page)["settings.save"], exact=True)


def open_section(open_page: OpenPage, team: str, section: str, *, language: str = "sv") -> Opened:
    """Open a section of a team, which is one of many where other tests have made theirs."""
    opened = open_page("lena", path=f"/settings/{section}", language=language)
    button = words(language)["settings.save" if section == "team" else "settings.add"]
    opened.page.get_by_role("button", name=button, exact=True).first.wait_for()
    chooser = opened.page.get_by_role("combobox", name="Team", exact=True)
    if chooser.count():
        chooser.select_option(team)
        opened.page.get_by_role("button", name=button, exact=True).first.wait_for()
    return opened
