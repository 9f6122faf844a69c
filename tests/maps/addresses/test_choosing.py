"""Which answers are clear enough to drive to: never another street than the one written, never one of several."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from maps import addresses
from maps.addresses import Book
from tests.maps.addresses.conftest import MakeBook, house, town
from tests.maps.addresses.test_quality import WAYS, House


@pytest.mark.parametrize(
    ("text", "label", "exact"),
    [
        ("Kungsvägen 4", "Kungsvägen 4, 90325 Umeå", True),
        ("4 kungsv. umea", "Kungsvägen 4, 90325 Umeå", True),
        ("Kungsv 4", "Kungsvägen 4, 90325 Umeå", False),
        ("Kugsvägen 4", "Kungsvägen 4, 90325 Umeå", False),
        ("uKngsvägen 4", "Kungsvägen 4, 90325 Umeå", False),
        ("Kungsväegn 4", "Kungsvägen 4, 90325 Umeå", False),
        ("Sjöägsvägn 4", "Sjöängsvägen 4, 90325 Umeå", False),
        ("Värmdö", "Värmdö allé, Umeå", False),
        ("Storgatan 12, Umea", "Storgatan 12, 90325 Umeå", True),
        ("Storgatan 99", "Storgatan 99, 91131 Vännäs", True),
        ("Storgatan 3, 911 31", "Storgatan 3, 91131 Vännäs", True),
        ("Hågagatan 4", "Hågagatan 4, 90325 Umeå", True),
        ("Umeå", "Umeå", True),
        ("911 31 Vännäs", "91131 Vännäs", True),
    ],
)
def test_what_is_clearly_written_is_chosen(umea: Book, *, text: str, label: str, exact: bool) -> None:
    choice = addresses.choose(umea, text)
    assert choice.hit is not None, choice
    assert (choice.hit.label, choice.exact, choice.candidates) == (label, exact, ())


@pytest.mark.parametrize(
    "text",
    [
        "Tungsvägen 4",
        "Kullvägen 4",
        "Skolgatan 4",
        "Storgatan 12, Lycksele",
        "Kungsvägen 4, Vännäs",
        "Kungsvägen 4, 911 31",
        "Björks pizzeria, Kungsvägen 4",
    ],
)
def test_another_street_or_town_than_the_one_written_is_only_offered(umea: Book, text: str) -> None:
    choice = addresses.choose(umea, text)
    assert (choice.hit, choice.alike) == (None, False)
    assert addresses.find(umea, text)[0] in choice.candidates


@pytest.mark.parametrize(("text", "towns"), [("Storgatan 3", {"Umeå", "Vännäs"}), ("Storgatan", {"Umeå", "Vännäs"})])
def test_of_several_that_fit_equally_well_none_is_chosen(umea: Book, text: str, towns: set[str]) -> None:
    choice = addresses.choose(umea, text)
    assert (choice.hit, choice.alike) == (None, True)
    assert {hit.label.split()[-1] for hit in choice.candidates} == towns


@pytest.mark.parametrize(
    ("text", "label", "exact"),
    [
        ("Storgatan, Vännäs", "Storgatan, Vännäs", True),
        ("Storgatan, Vännäsby", "Storgatan, Vännäsby", True),
        ("Storgatan, Vänäs", "Storgatan, Vännäs", False),
    ],
)
def test_of_towns_called_much_alike_the_one_that_was_written_is_chosen(
    make_book: MakeBook, *, text: str, label: str, exact: bool
) -> None:
    nodes = town(10, 63.80, 20.20, "Vännäs") | town(11, 63.90, 19.75, "Vännäsby")
    nodes |= {12: house(63.80, 20.20, "Storgatan", "1", city="Vännäs", postcode="")}
    nodes |= {13: house(63.90, 19.75, "Storgatan", "1", city="Vännäsby", postcode="")}
    choice = addresses.choose(make_book(nodes), text)
    assert choice.hit is not None, choice
    assert (choice.hit.label, choice.exact) == (label, exact)


def test_a_street_without_known_numbers_may_be_the_one_that_is_meant(make_book: MakeBook) -> None:
    nodes = town(10, 63.80, 20.20, "Umeå") | town(11, 63.90, 19.75, "Vännäs")
    nodes |= {12: (63.90, 19.75), 13: (63.90, 19.76), 14: house(63.80, 20.20, "Ringvägen", "4")}
    lanes = [((one, other, one), {"highway": "residential", "name": "Ringvägen"}) for one, other in ((12, 13),)]
    ways = [*lanes, ((1, 12), {"highway": "residential"})]
    choice = addresses.choose(make_book(nodes, ways), "Ringvägen 4")
    assert {hit.label for hit in choice.candidates} == {"Ringvägen 4, 90325 Umeå", "Ringvägen, Vännäs"}


def test_a_slip_of_the_pen_in_real_addresses_is_forgiven_and_leads_nowhere_else(tmp_path: Path) -> None:
    book = addresses.open_book("helsinki", tmp_path)
    chance = random.Random(7)
    entries = np.repeat(np.arange(book.entries), np.diff(book.entry_start))
    chosen = wrong = 0
    for _ in range(100):
        at = chance.randrange(book.numbers)
        entry = int(entries[at])
        told = House(
            street=book.names[int(book.entry_name[entry])],
            number=f"{book.number[at]}{book.suffixes[int(book.number_suffix[at])]}",
            town=book.towns[int(book.entry_town[entry])],
        )
        hit = addresses.choose(book, WAYS["a slip"](chance, told)).hit
        chosen += hit is not None
        wrong += hit is not None and not hit.label.casefold().startswith(f"{told.street} {told.number}".casefold())
    assert (chosen >= 90, wrong) == (True, 0), (chosen, wrong)
