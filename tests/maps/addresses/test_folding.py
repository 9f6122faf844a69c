"""How questions and names are written one way and taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.addresses import folding


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Västra Ågatan", "vastra agatan"),
        ("Västra Ågatan", "VAESTRA AAGATAN"),
        ("Västra Ågatan", "V:a Ågatan"),
        ("Västra Ågatan", "V. Ågatan"),
        ("Norra Bangatan", "N Bangatan"),
        ("Östra Vägen", "Ö:a vägen"),
        ("Sankt Eriksgatan", "S:t Eriksgatan"),
        ("Sankt Eriksgatan", "St Eriks-gatan"),
        ("Storgatan", "Storg."),
        ("Storgatan", "Storgt"),
        ("Kungsvägen", "Kungsv."),
        ("Carl-Gustafs väg", "Carl Gustafs väg"),
        ("Värmdö allé", "varmdo alle"),
        ("Søndre gate", "sondre gate"),
    ],
)
def test_what_people_write_for_a_name_compares_as_the_name(name: str, other: str) -> None:
    assert folding.key_of(name) == folding.key_of(other)


def test_different_names_stay_different() -> None:
    names = ["Storgatan", "Stora gatan", "Storgränd", "Norra Storgatan", "Södra Storgatan", "Vasagatan", "Vasavägen"]
    assert len({folding.key_of(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("text", "words", "number", "suffix", "postcode"),
    [
        ("Storgatan 12", "storgatan", 12, "", None),
        ("storgatan 12 B, Umeå", "storgatan umea", 12, "b", None),
        ("Storgatan 12b", "storgatan", 12, "b", None),
        ("Storgatan 12-14", "storgatan", 12, "-14", None),
        ("Storgatan 12–14 Umeå", "storgatan umea", 12, "-14", None),
        ("12 Storgatan", "storgatan", 12, "", None),
        ("Storgatan 12 lgh 1101", "storgatan", 12, "", None),
        ("Storgatan 12 A, lgh. 1101, 903 25 Umeå", "storgatan umea", 12, "a", "90325"),
        ("Storgatan 12, 3 tr, Umeå", "storgatan umea", 12, "", None),
        ("c/o Andersson, Storgatan 12", "storgatan", 12, "", None),
        ("90325 Umeå", "umea", None, "", "90325"),
        ("SE-903 25 Umeå, Sverige", "umea", None, "", "90325"),
        ("Umeå", "umea", None, "", None),
        ("E4 5", "e4", 5, "", None),
    ],
)
def test_a_question_is_taken_apart(
    text: str, words: str, number: int | None, suffix: str, postcode: str | None
) -> None:
    question = folding.take_apart(text)
    told = " ".join(word.folded for word in question.words), question.number, question.suffix, question.postcode
    assert told == (words, number, suffix, postcode)


def test_a_postcode_of_four_figures_is_one_where_it_is_known() -> None:
    assert folding.take_apart("Städtle 5, 9490 Vaduz", frozenset({"9490"})).postcode == "9490"
    assert folding.take_apart("Städtle 5, 9490 Vaduz").postcode is None


@given(st.text(max_size=60))
def test_any_text_can_be_folded_and_taken_apart(text: str) -> None:
    question = folding.take_apart(text)
    assert all(word.folded for word in question.words)
    assert question.number is None or 0 <= question.number <= 9999
    assert folding.fold(folding.fold(text)).casefold() == folding.fold(folding.fold(text))
