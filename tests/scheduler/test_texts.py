"""The catalogues of texts: the same keys and the same names to fill in, in both languages."""

from __future__ import annotations

import json
from importlib import resources
from string import Formatter

import pytest

from scheduler.texts import LANGUAGES, Language, catalogue, say, say_list, say_minutes, say_number
from solver.search.reasons import CODES


def names(text: str) -> set[str]:
    """Find the names that a text has filled in; those that only pick a wording are each language's own matter."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None and "|" not in name}


def test_both_languages_have_the_same_keys() -> None:
    assert catalogue("sv").keys() == catalogue("en").keys()
    assert len(catalogue("sv")) > 50


def test_both_languages_fill_in_the_same_names() -> None:
    differing = [key for key, text in catalogue("sv").items() if names(text) != names(catalogue("en")[key])]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice_in_a_file_and_no_text_is_empty(language: str) -> None:
    for file in (resources.files("scheduler.texts") / language).iterdir():
        pairs = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=list)
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), file.name
        assert all(isinstance(text, str) and text.strip() for _, text in pairs), file.name


def test_faults_are_told_in_two_languages() -> None:
    keys = [key for key in catalogue("sv") if key.startswith("faults.") and len(catalogue("sv")[key].split()) > 2]
    assert [key for key in keys if catalogue("sv")[key] == catalogue("en")[key]] == []


def test_every_fault_says_what_to_do() -> None:
    keys = {key.removeprefix("faults.") for key in catalogue("sv") if key.startswith("faults.")}
    causes = {key for key in keys if "." not in key}
    assert {f"{cause}.mend" for cause in causes} <= keys


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "The crew of car-0 lacks the skill dialysis."),
        (2, "The crews of car-0 and car-1 lack the skills dialysis and wounds."),
    ],
)
def test_numbers_choose_the_wording(count: int, text: str) -> None:
    cars, skills = ["car-0", "car-1"][:count], ["dialysis", "wounds"][:count]
    words = {"cars": say_list(cars, language="en"), "skills": say_list(skills, language="en")}
    assert say("reasons.skill", language="en", count=count, lacking=count, **words) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_that_a_number_chooses_has_two_forms(language: Language) -> None:
    chosen = [name for text in catalogue(language).values() for _, name, _, _ in Formatter().parse(text) if name]
    assert [name for name in chosen if "|" in name and name.count("|") != 2] == []


def test_an_unknown_key_is_an_error_and_not_an_empty_text() -> None:
    with pytest.raises(KeyError):
        say("faults.there_is_no_such_fault")


def test_from_two_hours_on_times_are_told_in_hours_and_minutes() -> None:
    told = [say_minutes(seconds) for seconds in (0, 20, 7169, 7200, 49_320)]
    assert told == ["0 min", "1 min", "119 min", "2 h", "13 h 42 min"]


def test_numbers_in_thousands_are_parted_as_the_language_does() -> None:
    assert say_number(6459) == "6\N{NO-BREAK SPACE}459"
    assert say_number(1_206_459, language="en") == "1,206,459"
    assert say_number(-6459) == "-6\N{NO-BREAK SPACE}459"


def test_every_reason_has_a_few_words_for_a_menu() -> None:
    briefs = {key.removeprefix("reasons.brief.") for key in catalogue("sv") if key.startswith("reasons.brief.")}
    assert briefs == set(CODES) - {"cost", "overlooked", "no_car"}
