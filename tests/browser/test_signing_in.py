"""The page that people sign in on, in a real browser."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from api.access.roles import Role
from api.app import create_app
from api.store import sessions
from api.store.sessions import LinkKind
from tests.access.conftest import ADMIN, PASSPHRASE, House, build_house

pytestmark = pytest.mark.browser


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Serve a house with one user on a free port."""
    listening = socket.create_server(("127.0.0.1", 0))
    house = build_house(tmp_path, origin=f"http://127.0.0.1:{listening.getsockname()[1]}")
    house.add("anna", ("primar", Role.VIEWER))
    server = uvicorn.Server(uvicorn.Config(create_app(house.service), access_log=False, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield house
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert not faults


def link_address(house: House, kind: LinkKind) -> str:
    with house.service.store.write(ADMIN) as tx:
        return house.service.doors.link_address(sessions.make_link(tx, house.users["anna"], kind=kind))


def test_a_link_lets_in_and_leaves_no_trace_in_the_address(house: House, page: Page) -> None:
    address = link_address(house, "entry")
    page.goto(address)
    page.get_by_role("heading", name="Plans").wait_for()
    assert page.url == f"{house.service.settings.origin}/"
    assert page.evaluate("document.cookie") == ""
    page.context.clear_cookies()
    page.goto("about:blank")
    page.goto(address)
    page.get_by_role("alert").get_by_text("cannot be used").or_(page.get_by_text("been used")).first.wait_for()
    assert page.get_by_label("User name").is_visible()


def test_login_and_password_let_in_and_a_wrong_one_is_told(house: House, page: Page) -> None:
    page.goto(f"{house.service.settings.origin}/")
    page.get_by_label("User name").fill("anna")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").get_by_text("wrong").wait_for()
    page.get_by_label("Password", exact=True).fill(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Plans").wait_for()
    page.locator("summary").get_by_text("anna").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    page.goto(f"{house.service.settings.origin}/")
    page.get_by_role("heading", name="Sign in").wait_for()


def test_who_leaves_where_the_service_cannot_be_reached_leaves_an_empty_page(house: House, page: Page) -> None:
    page.goto(link_address(house, "entry"))
    page.get_by_role("heading", name="Plans").wait_for()
    page.locator("summary").get_by_text("anna").click()
    page.get_by_role("combobox").first.select_option("en")
    page.context.set_offline(True)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("body")).to_have_text(re.compile("still signed in there"))
    expect(page.get_by_role("heading")).to_have_count(0)
    expect(page.get_by_text("anna")).to_have_count(0)


def test_what_a_browser_keeps_is_how_the_page_looks(house: House, page: Page) -> None:
    page.goto(link_address(house, "entry"))
    page.get_by_role("heading", name="Plans").wait_for()
    page.locator("summary").get_by_text("anna").click()
    page.get_by_role("combobox").first.select_option("sv")
    kept = page.evaluate(
        "async () => [Object.keys(localStorage), sessionStorage.length, (await indexedDB.databases()).length]"
    )
    assert kept == [["hemrutt.language"], 0, 0]
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_an_invitation_asks_for_a_password(house: House, page: Page) -> None:
    page.goto(link_address(house, "invitation"))
    page.get_by_text("anna").wait_for()
    page.get_by_label("New password").fill("sommar2026!!")
    page.get_by_role("button", name="Save and sign in").click()
    page.get_by_role("alert").get_by_text("easy to guess").wait_for()
    page.get_by_label("New password").fill("lingon skruv mossa")
    page.get_by_role("button", name="Save and sign in").click()
    page.get_by_role("heading", name="Plans").wait_for()
