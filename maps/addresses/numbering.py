"""House numbers of a street: the one asked for, or the nearest that is known; and how an address is written."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from maps.addresses.book import Book, Precision
from maps.addresses.folding import suffix_of

_FARTHEST: Final = 20
"""How far off a number may be and still say something of where the house lies."""
_OTHER_SIDE: Final = 3
"""A number on the other side of the street counts as so much farther off."""


def find_number(
    book: Book, entry: int, number: int, suffix: str, postcode: str | None
) -> tuple[int, float, Precision] | None:
    """Find a house on a street: which it is, how well it fits and how near it is; None where none is near."""
    first, last = int(book.entry_start[entry]), int(book.entry_start[entry + 1])
    known = book.number[first:last]
    low, high = first + np.searchsorted(known, number), first + np.searchsorted(known, number, side="right")
    if low < high:
        return _choose(book, range(int(low), int(high)), number, suffix, postcode)
    holding = _range_around(book, first, int(low), number)
    if holding is not None:
        return holding, 0.99, "address"
    off = np.abs(known - number) + _OTHER_SIDE * ((known - number) % 2 != 0)
    if not len(off) or off.min() > _FARTHEST:
        return None
    nearest = int(np.argmin(off))
    return first + nearest, 0.95 - 0.002 * float(off[nearest]), "nearby number"


def label(book: Book, entry: int, house: int | None) -> str:
    """Write an address, street or place with its town: ``Storgatan 12B, 903 25 Umeå`` (spaces as the data has them)."""
    name, town = book.names[int(book.entry_name[entry])], book.towns[int(book.entry_town[entry])]
    if house is None:
        return f"{name}, {town}" if town and town != name else name
    suffix = book.suffixes[int(book.number_suffix[house])]
    postcode = book.postcodes[int(book.number_postcode[house])]
    end = f"{postcode} {town}".strip()
    return f"{name} {book.number[house]}{suffix}" + (f", {end}" if end else "")


def town_of_postcode(book: Book, postcode: int) -> str:
    """Give the town that most streets of a postcode lie in."""
    entries = book.postcode_entry[book.postcode_start[postcode] : book.postcode_start[postcode + 1]]
    towns = book.entry_town[entries]
    return book.towns[int(np.bincount(towns).argmax())] if len(towns) else ""


def _choose(book: Book, houses: range, number: int, suffix: str, postcode: str | None) -> tuple[int, float, Precision]:
    """Choose among the houses of one number: the very suffix, else a whole number, else any of its letters."""
    written = [suffix_of(book.suffixes[int(book.number_suffix[house])]) for house in houses]

    def misfit(position: int) -> tuple[int, bool, int]:
        own = written[position]
        if own == suffix:
            rank = 0
        elif _spans(number, own, suffix):
            rank = 1
        else:
            rank = 2 if not own else 3
        code = book.postcodes[int(book.number_postcode[houses[position]])]
        return rank, postcode is not None and code != postcode, position

    best = min(range(len(houses)), key=misfit)
    rank = misfit(best)[0]
    return houses[best], (1.0, 0.99, 0.98, 0.97)[rank], "address" if rank < 2 else "nearby number"


def _spans(number: int, own: str, asked: str) -> bool:
    """Tell whether a known range (``12-14``, ``12a-c``) holds what was asked for, or the other way round."""
    letters = re.fullmatch("([a-z])-([a-z])", own)
    if letters:
        return len(asked) == 1 and letters[1] <= asked <= letters[2]
    plain = re.fullmatch(r"[-/](\d+)", own) is not None or re.fullmatch(r"[-/](\d+)", asked) is not None
    return plain and (not asked or not own) and number > 0


def _range_around(book: Book, first: int, at: int, number: int) -> int | None:
    """Find a house before ``at`` whose range holds a number of the same side: 14 in ``12-16``."""
    for house in range(at - 1, max(first, at - 10) - 1, -1):
        found = re.match(r"[-/](\d+)", book.suffixes[int(book.number_suffix[house])])
        low = int(book.number[house])
        if found and low < number <= int(found[1]) and (number - low) % 2 == 0:
            return house
    return None
