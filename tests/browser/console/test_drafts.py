"""Plans that are not published yet: found again, fixed by hand, published in place of the one in force."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from api.dispatching import applying
from api.store import days, plans, teams
from api.store.plans import NewVersion
from scheduler import files
from tests.browser.console.conftest import OpenPage
from tests.browser.console.dispatching import choose_first_visit, lock_first_visit, open_day, version
from tests.browser.console.registered import register
from tests.browser.console.served import DATE, LEADER, Served
from tests.browser.console.words import fill, foreign, in_both_languages, words

pytestmark = pytest.mark.browser


def draft_beside(served: Served, plan: str) -> str:
    """Put in another plan of the same team and date, proposed; give its id."""
    with served.service.store.write(LEADER) as tx:
        held = plans.get_plan(tx, plan)
        first = NewVersion(day=held.day_document, plan=held.document, origin="job")
        return plans.add_plan(tx, team=held.team, day=held.day, first=first)


def state_of(served: Served, plan: str) -> str:
    """Tell what state a plan is in."""
    with served.service.store.read(LEADER) as tx:
        return plans.get_plan(tx, plan).state


def publish_for(served: Served, team: str) -> str:
    """Put the small day's plan in force for a team with a registry; give its id."""
    made = put_for(served, team)
    with served.service.store.write(LEADER) as tx:
        applying.publish(tx, plans.get_plan(tx, made).etag, made)
    return made


def put_for(served: Served, team: str) -> str:
    """Put the small day's plan in for a team with a registry, proposed; give its id."""
    served.plan()
    day, plan = (replace(one, team=team) for one in served.made["small"])
    with served.service.store.write(LEADER) as tx:
        own = teams.find_team(tx, team, None).id
        document = files.day_document(day)
        first = NewVersion(day=document, plan=files.plan_document(plan), origin="job")
        return plans.add_plan(tx, team=own, day=days.add_day(tx, day, document), first=first)


@in_both_languages
def test_a_draft_fixed_by_hand_takes_the_place_of_the_plan_in_force(
    open_page: OpenPage, served: Served, language: str
) -> None:
    live, said = served.plan(), words(language)
    draft, visits = draft_beside(served, live), len(served.made["small"][0].visits)
    window = open_day(open_page, draft, language=language)
    page = window.page
    lock_first_visit(page)
    page.keyboard.press("Enter")
    version(page, 2)
    replace_it = said["morning.publish_instead"]
    instead = page.locator(".actions").get_by_role("button", name=replace_it)
    instead.click()
    asked = page.get_by_role("dialog", name=replace_it)
    expect(asked).to_contain_text(fill(said["life.ends"], n=visits, left=0))
    assert window.faults() == []
    assert foreign(page, language) == []
    asked.get_by_role("button", name=said["shell.cancel"]).click()
    assert (state_of(served, live), state_of(served, draft)) == ("published", "proposed")
    instead.click()
    asked.get_by_role("button", name=replace_it).click()
    expect(page.locator(".heading .state")).to_have_text(said["state.published"])
    assert (state_of(served, live), state_of(served, draft)) == ("closed", "published")
    expect(page.locator(".heading .draft")).to_have_count(0)


def test_a_draft_says_before_the_press_that_the_plan_in_force_has_begun(open_page: OpenPage, served: Served) -> None:
    live = served.plan()
    page = open_day(open_page, draft_beside(served, live)).page
    expect(page.get_by_role("button", name="Publicera i stället")).to_be_visible()
    with served.service.store.write(LEADER) as tx:
        plans.set_state(tx, plans.get_plan(tx, live), "running")
    told = page.locator(".heading .draft")
    expect(told).to_contain_text("Planen som gäller för dagen har börjat")
    expect(page.get_by_role("button", name="Publicera")).to_have_count(0)
    told.get_by_role("link", name="Öppna planen som gäller").click()
    expect(page).to_have_url(re.compile(f"{live}$"))
    expect(told).to_have_count(0)


@in_both_languages
def test_nothing_can_be_told_of_a_draft_and_it_says_so(open_page: OpenPage, served: Served, language: str) -> None:
    said = words(language)
    window = open_day(open_page, served.plan(published=False), language=language)
    page = window.page
    expect(page.locator(".heading .draft")).to_contain_text(said["life.draft"])
    expect(page.get_by_role("button", name=said["life.publish"], exact=True)).to_be_visible()
    choose_first_visit(page)
    page.keyboard.press("i")
    expect(page.locator(".panel").get_by_role("button", name=said["visit.move"])).to_be_visible()
    expect(page.locator(".panel").get_by_role("button", name=said["visit.report"])).to_have_count(0)
    for key, offered in (("e", []), ("b", [said["move.lock_car"], said["move.try"]])):
        page.keyboard.press(key)
        expect(page.locator(".panel")).to_contain_text(said["life.draft"])
        expect(page.locator(".panel button:not([aria-label])")).to_have_text(offered)
        assert window.faults() == []
        page.keyboard.press("Escape")


@in_both_languages
def test_the_morning_leads_back_to_a_newer_draft(open_page: OpenPage, served: Served, language: str) -> None:
    team, said = register(served), words(language)
    live = publish_for(served, team)
    page = open_page(path=f"/morning/{team}/{DATE}", language=language).page
    found = page.locator(".existing")
    expect(found).to_have_count(1)
    draft = draft_beside(served, live)
    page.reload()
    told = (("morning.exists", "state.published"), ("morning.newer", "state.proposed"))
    expect(found).to_have_text([re.compile(f"{said[exists]} *{said[state]}") for exists, state in told])
    expect(found.last.get_by_role("link")).to_have_attribute("href", f"/plans/{draft}")
    assert foreign(page, language) == []
    found.get_by_role("button", name=said["morning.continue"]).click()
    expect(page.get_by_role("button", name=said["morning.publish_instead"])).to_be_enabled()


def test_the_morning_tells_of_a_day_that_goes_on_what_the_day_tells(open_page: OpenPage, served: Served) -> None:
    team = register(served)
    window = open_day(open_page, publish_for(served, team))
    page = window.page
    visits = page.locator(".heading .kpis dd").first
    before = int(visits.inner_text())
    choose_first_visit(page)
    page.keyboard.press("e")
    page.get_by_role("button", name="Inställt").click()
    expect(visits).to_have_text(str(before - 1))
    window.go(f"/morning/{team}/{DATE}")
    expect(page.locator(".existing")).to_contain_text(re.compile(rf"pågår *{before - 1} besök"))


def test_the_morning_hears_what_becomes_of_other_plans_for_its_date(open_page: OpenPage, served: Served) -> None:
    team = register(served)
    draft, other = (put_for(served, team) for _ in range(2))
    window = open_page(path=f"/morning/{team}/{DATE}")
    page = window.page
    with served.service.store.write(LEADER) as tx:
        applying.publish(tx, plans.get_plan(tx, draft).etag, draft)
    expect(page.locator(".existing").first).to_contain_text("publicerad")
    page.get_by_role("button", name="Fortsätt med den").click()
    instead = page.get_by_role("button", name="Publicera i stället")
    expect(instead).to_be_enabled()
    with served.service.store.write(LEADER) as tx:
        plans.set_state(tx, plans.get_plan(tx, draft), "running")
    expect(page.get_by_text("Planen som gäller för dagen har börjat")).to_be_visible()
    expect(instead).to_be_disabled()
    assert state_of(served, other) == "proposed"
