"""Identity numbers in text; all here are made up or lent for tests."""

from __future__ import annotations

import pytest

from api.access import personnummer


@pytest.mark.parametrize(
    "text",
    [
        "19121212-1212",
        "191212121212",
        "121212-1212",
        "121212+1212",
        "1212121212",
        "19121212 1212",
        "19121212–1212",
        "p191212121212",
        "Ring Tolvan (19121212-1212) i dag",
        "１９１２１２１２-１２１２",
        "701063-2391",
        "20000229-0005",
    ],
)
def test_numbers_are_found_however_they_are_written(text: str) -> None:
    assert personnummer.contains_number(text)
    assert personnummer.MASK in personnummer.hide_numbers(text)
    assert not personnummer.contains_number(personnummer.hide_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "19121212-1213",
        "19121312-1212",
        "19120230-1217",
        "991212121212",
        "3191212121212",
        "1912121212121",
        "121212-12",
        "59.329323, 18.068581",
        "2026-11-23T07:41:00+01:00",
    ],
)
def test_other_figures_are_left_alone(text: str) -> None:
    assert not personnummer.contains_number(text)
    assert personnummer.hide_numbers(text) == text


def test_only_the_number_is_hidden() -> None:
    told = personnummer.hide_numbers("Åsa 19121212-1212, Bo 121212-1212!")
    assert told == f"Åsa {personnummer.MASK}, Bo {personnummer.MASK}!"


def test_every_place_in_a_document_is_told_and_no_number() -> None:
    document = {
        "patients": [{"id": "p1", "name": "121212-1212"}, {"id": 191212121212}],
        "19121212-1212": {"x": True},
        "visits": ["191212121212", 3.5, None],
    }
    assert list(personnummer.find_places(document)) == [
        "patients[0].name",
        "patients[1].id",
        personnummer.MASK,
        "visits[0]",
    ]
