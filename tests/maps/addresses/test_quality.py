"""How often real addresses, written badly, are found: a floor below what was measured."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from maps import addresses
from maps.addresses import Book
from maps.addresses.book import degrees
from maps.addresses.folding import fold
from maps.reading.files import read_network
from maps.storage import library
from tests.maps.conftest import EXTRACTS

ASKED = 500
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    street: str
    number: str
    town: str


def slip(chance: random.Random, word: str) -> str:
    """Leave out, add, change or swap a letter, never the first."""
    at = chance.randrange(1, len(word))
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + chance.choice(LETTERS) + word[at:],
            word[:at] + chance.choice(LETTERS) + word[at + 1 :],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        ]
    )


WAYS: dict[str, Callable[[random.Random, House], str]] = {
    "a slip": lambda chance, it: f"{slip(chance, it.street)} {it.number}, {it.town}",
    "two slips": lambda chance, it: f"{slip(chance, slip(chance, it.street))} {it.number}, {it.town}",
    "number first": lambda _, it: f"{it.number} {it.street} {it.town}",
    "town first": lambda _, it: f"{it.town} {it.street.lower()} {it.number}",
    "no accents": lambda _, it: fold(f"{it.street} {it.number} {it.town}"),
    "no town": lambda _, it: f"{it.street} {it.number}",
    "no town, a slip, no accents, number first": lambda chance, it: fold(f"{it.number} {slip(chance, it.street)}"),
}


def ask(book: Book, seed: int) -> tuple[float, float]:
    """Give how often the house asked for came first, and was among the first five."""
    chance = random.Random(seed)
    entry_of = np.repeat(np.arange(book.entries), np.diff(book.entry_start))
    firsts = fives = 0
    for turn in range(ASKED):
        house = chance.randrange(book.numbers)
        entry = int(entry_of[house])
        number = f"{book.number[house]}{book.suffixes[int(book.number_suffix[house])]}"
        told = House(
            street=book.names[int(book.entry_name[entry])],
            number=number,
            town=book.towns[int(book.entry_town[entry])],
        )
        text = list(WAYS.values())[turn % len(WAYS)](chance, told)
        where = float(degrees(book.number_lat[house])), float(degrees(book.number_lon[house]))
        # Where the town is not told, the one meant is near.
        near = (round(where[0], 2), round(where[1], 2)) if turn % len(WAYS) >= 5 else None
        places = [
            position
            for position, hit in enumerate(addresses.find(book, text, near=near, most=5))
            if (hit.lat, hit.lon) == where and hit.precision == "address"
        ]
        fives += bool(places)
        firsts += bool(places) and places[0] == 0
    return firsts / ASKED, fives / ASKED


def test_addresses_of_helsinki_are_found_though_badly_written(tmp_path: Path) -> None:
    first, among_five = ask(addresses.open_book("helsinki", tmp_path), seed=3)
    assert (first >= 0.95, among_five >= 0.96) == (True, True), (first, among_five)


@pytest.mark.extracts
@pytest.mark.parametrize("name", ["stockholm-ostermalm", "liechtenstein"])
def test_addresses_of_the_extracts_are_found_though_badly_written(name: str, tmp_path: Path) -> None:
    path = EXTRACTS / f"{name}.osm.pbf"
    if not path.is_file():
        reason = f"the extract {name} is not in ../shared/roads"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    book = addresses.keep(path, read_network(path, name=name), tmp_path)
    first, among_five = ask(book, seed=3)
    assert (first >= 0.95, among_five >= 0.97) == (True, True), (first, among_five)


def test_the_extract_of_helsinki_is_where_its_addresses_are_read_from() -> None:
    assert library.find_helsinki().is_file()
