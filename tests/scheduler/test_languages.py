"""What a plan says, in the language of whoever reads it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from scheduler import checking, files, planning
from scheduler.day import Day
from scheduler.plan import Bound, Plan
from scheduler.texts import LANGUAGES, Language
from scheduler.texts.translations import tell, word
from solver.limits import Limits
from tests.http.board import make_day
from tests.scheduler.running_days import NOWHERE


@pytest.fixture(scope="module")
def day() -> Day:
    """Give a day with a visit that asks for what nobody can, and one at a time at which nobody works."""
    document = make_day()
    document["visits"][2]["skills"] = ["doctor"]
    document["visits"][3]["windows"] = [{"start": "19:00", "end": "20:00"}]
    return files.parse_day(document, file="day")


def plan_in(day: Day, language: Language) -> Plan:
    return planning.plan_day(day, folder=NOWHERE, limits=Limits(seconds=60, iterations=20), language=language)


def words_of(plan: Plan) -> list[tuple[str, str | None]]:
    return [(reason.text, reason.would_help) for left in plan.unassigned for reason in left.reasons]


def test_a_plan_tells_its_reasons_in_each_language_whatever_it_was_made_in_and_after_a_file(day: Day) -> None:
    made: dict[Language, Plan] = {language: plan_in(day, language) for language in LANGUAGES}
    swedish, english = (words_of(made[language]) for language in LANGUAGES)
    assert len(swedish) == len(english) >= 2
    assert not {text for text, _ in swedish} & {text for text, _ in english}
    assert any(would_help for _, would_help in english)
    for plan in made.values():
        read = files.parse_plan(json.loads(json.dumps(files.plan_document(plan))), file="plan")
        assert read == plan
        assert words_of(read.in_language("sv")) == swedish
        assert words_of(read.in_language("en")) == english


def test_what_was_kept_without_translations_stands_as_it_was_written(day: Day) -> None:
    plan = plan_in(day, "sv")
    old = json.loads(json.dumps(files.plan_document(plan)))
    for left in old["unassigned"]:
        for reason in left["reasons"]:
            del reason["translations"]
    assert words_of(files.parse_plan(old, file="plan").in_language("en")) == words_of(plan)
    assert tell(old, "en") == old


def test_notes_and_bound_change_with_the_language(day: Day) -> None:
    plan = plan_in(day, "sv")
    bound = Bound(value=1, gap=0.5, **word(lambda spoken: {"scope": f"scope {spoken}"}, "sv"))
    told = replace(plan, bound=bound, **word(lambda spoken: {"notes": (f"note {spoken}",)}, "sv"))
    read = files.parse_plan(json.loads(json.dumps(files.plan_document(told))), file="plan")
    for language in LANGUAGES:
        spoken = read.in_language(language)
        assert spoken.bound is not None
        assert (spoken.notes, spoken.bound.scope) == ((f"note {language}",), f"scope {language}")
    assert "translations" not in files.plan_document(plan)


def test_findings_are_told_in_each_language(day: Day) -> None:
    plan = plan_in(day, "sv")
    broken = replace(plan, routes=plan.routes[1:], unassigned=())
    found: dict[Language, Any] = {
        language: checking.check_plan(day, broken, folder=NOWHERE, language=language) for language in LANGUAGES
    }
    assert {finding.rule for finding in found["sv"]} >= {"missing", "figure"}
    for made in found.values():
        for language in LANGUAGES:
            assert [one.in_language(language).text for one in made] == [one.text for one in found[language]]
    assert found["sv"][0].text != found["en"][0].text
