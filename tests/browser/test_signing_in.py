"""The page that people sign in on, in a real browser."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from api.access.roles import Role
from api.app import create_app
from api.store import sessions
from api.store.sessions import LinkKind
from scheduler import texts
from scheduler.texts import Language
from tests.access.conftest import ADMIN, PASSPHRASE, House, build_house
from tests.browser.console.words import in_both_languages, words

pytestmark = pytest.mark.browser

LOCALES = {"sv": "sv-SE", "en": "en-GB"}
REFUSED = r"status of (401|410|422)|ERR_INTERNET_DISCONNECTED"
"""A browser writes a line of its own of what was refused or not sent; it is looked at where it is told."""
Say = Callable[[str], str]


@pytest.fixture
def language() -> Language:
    return "en"


@pytest.fixture
def say(language: Language) -> Say:
    return lambda name: texts.say(f"signing.{name}", language=language)


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
def page(browser: Browser, house: House, language: Language) -> Iterator[Page]:
    context = browser.new_context(locale=LOCALES[language])
    page = context.new_page()
    faults: list[str] = []
    outside: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("request", lambda asked: outside.append(asked.url))
    yield page
    context.close()
    assert [text for text in faults if not re.search(REFUSED, text)] == []
    assert [
        url for url in outside if not url.startswith((f"{house.service.settings.origin}/", "about:", "data:"))
    ] == []


def link_address(house: House, kind: LinkKind) -> str:
    with house.service.store.write(ADMIN) as tx:
        return house.service.doors.link_address(sessions.make_link(tx, house.users["anna"], kind=kind))


@in_both_languages
def test_a_link_lets_in_and_leaves_no_trace_in_the_address(
    house: House, page: Page, say: Say, language: Language
) -> None:
    address = link_address(house, "entry")
    page.goto(address)
    page.get_by_role("heading", name=words(language)["shell.plans"]).wait_for()
    assert page.url == f"{house.service.settings.origin}/"
    assert page.evaluate("document.cookie") == ""
    page.context.clear_cookies()
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_role("alert")).to_have_text(texts.say("api.link_unusable.detail", language=language))
    expect(page.get_by_label(say("login"))).to_be_visible()


@in_both_languages
def test_login_and_password_let_in_and_a_wrong_one_is_told(
    house: House, page: Page, say: Say, language: Language
) -> None:
    page.goto(f"{house.service.settings.origin}/")
    page.get_by_label(say("login")).fill("anna")
    page.get_by_label(say("password"), exact=True).fill("wrong")
    page.get_by_role("button", name=say("enter")).click()
    expect(page.get_by_role("alert")).to_have_text(texts.say("api.wrong_credentials.detail", language=language))
    page.get_by_label(say("password"), exact=True).fill(PASSPHRASE)
    page.keyboard.press("Enter")
    said = words(language)
    page.get_by_role("heading", name=said["shell.plans"]).wait_for()
    page.locator("summary").get_by_text("anna").click()
    page.get_by_role("button", name=said["shell.sign_out"]).click()
    page.get_by_role("heading", name=say("title")).wait_for()
    page.goto(f"{house.service.settings.origin}/")
    page.get_by_role("heading", name=say("title")).wait_for()


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


@in_both_languages
def test_an_invitation_asks_for_a_password(house: House, page: Page, say: Say, language: Language) -> None:
    page.goto(link_address(house, "invitation"))
    page.get_by_text("anna").wait_for()
    page.get_by_label(say("new_password")).fill("sommar2026!!")
    page.get_by_role("button", name=say("choose_button")).click()
    expect(page.get_by_role("alert")).to_have_text(texts.say("api.weak_password.common", language=language))
    page.get_by_label(say("new_password")).fill("lingon skruv mossa")
    page.get_by_role("button", name=say("choose_button")).click()
    page.get_by_role("heading", name=words(language)["shell.plans"]).wait_for()
