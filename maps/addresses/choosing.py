"""Which answer to a search is clear enough to drive to.

A search answers whatever is likest, for people to choose from. A drive goes to a patient's home, so an answer is taken
only if the whole of what was written is its name and its town, give or take a slip or two of the pen, and if no other
answer fits as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from rapidfuzz.distance import OSA

from maps import mercator
from maps.addresses.book import Book, Choice, Hit
from maps.addresses.folding import Question, join, key_of, take_apart, written
from maps.addresses.searching import number_of, odd_postcodes, spellings

_ENDING: Final = re.compile(r"(?<=..)(vagen|gatan|granden|grand|planen|plan|torget|torg|stigen|backen|vag|gata|katu)$")
"""What most names end in; how many slips are too many depends on the rest, in which Storgatan and Skolgatan differ."""
_ONE_SLIP: Final = 4
_TWO_SLIPS: Final = 7
"""From how many letters on so many slips may be one and the same word."""
_BEGUN: Final = 4
"""So many letters begin a name clearly, if only one name begins so."""
_SAME_M: Final = 300.0
"""Equal answers so near each other are one place."""
_CANDIDATES: Final = 5

_Misfit = tuple[int, bool, int]
"""Slips in name and town (one for a name that is only begun), whether accents differ, how near the number came."""


def choose(book: Book, text: str, hits: Sequence[Hit]) -> Choice:
    """Choose among the answers to a text, best first, that are clear; see the module for what is clear."""
    question = take_apart(text, odd_postcodes(book))
    fits = [(misfit, hit) for hit in hits if (misfit := _misfit(book, question, hit)) is not None]
    best = min((misfit for misfit, _ in fits), default=None)
    alike = [hit for misfit, hit in fits if misfit == best]
    # A street of which no house is known may have the very house that another one of its name has.
    alike += [hit for misfit, hit in fits if best is not None and misfit[:2] == best[:2] and _unknown(book, hit, best)]
    if best is None or not all(_near(alike[0], hit) for hit in alike):
        return Choice(hit=None, exact=False, candidates=tuple(alike or hits[:_CANDIDATES]), alike=bool(alike))
    return Choice(hit=alike[0], exact=best[0] == 0, candidates=(), alike=False)


def _misfit(book: Book, question: Question, hit: Hit) -> _Misfit | None:
    """Tell how far an answer is from what was written; None where it may well be another place."""
    if hit.entry < 0:
        return (0, False, 0) if hit.score == 1 else None
    postcode = number_of(book, question.postcode)
    if postcode is not None and hit.entry not in _entries_of(book, postcode):
        return None
    precision = ("address", "nearby number").index(hit.precision) if hit.kind == "address" else 2
    name = book.names[int(book.entry_name[hit.entry])]
    found = [
        (slips + town_slips, name_written != written(name), precision)
        for key, name_written, town_slips in _names(book, question, hit)
        if (slips := _slips(key, key_of(name), begun=True)) is not None
    ]
    return min(found, default=None)


def _entries_of(book: Book, postcode: int) -> Sequence[int]:
    between = slice(int(book.postcode_start[postcode]), int(book.postcode_start[postcode + 1]))
    entries: list[int] = book.postcode_entry[between].tolist()
    return entries


def _names(book: Book, question: Question, hit: Hit) -> Iterator[tuple[str, str, int]]:
    """Give what was written of the name, as key and with accents: all words but those that are the answer's town.

    And how many slips there are in these.
    """
    words = question.words
    folded = [word.folded for word in words]
    if question.number is not None and hit.kind != "address":
        yield join(folded) + f"{question.number}{question.suffix}", "", 0
    town = key_of(book.towns[int(book.entry_town[hit.entry])])
    for first in range(len(words) + 1):
        for last in range(first, len(words) + 1):
            if last == first > 0 or last - first == len(words):
                continue
            slips = 0 if first == last else _slips(join(folded[first:last]), town, begun=False)
            if slips is not None:
                rest = [*words[:first], *words[last:]]
                for key in spellings([word.folded for word in rest]):
                    yield key, "".join(word.written for word in rest), slips


def _slips(key: str, known: str, *, begun: bool) -> int | None:
    """Count the slips of the pen between a word and a known one; None where they are rather two different words."""
    if key == known:
        return 0
    if key[:1] != known[:1] and key[:2] != known[1::-1]:
        return None
    if begun and len(key) >= _BEGUN and known.startswith(key):
        return 1
    if re.findall(r"\d", key) != re.findall(r"\d", known):
        return None
    own = _ENDING.sub("", known)
    allowed = 2 if key.startswith(own) else (len(own) >= _ONE_SLIP) + (len(own) >= _TWO_SLIPS)
    slips = int(OSA.distance(key, known))
    return slips if slips <= allowed else None


def _unknown(book: Book, hit: Hit, best: _Misfit) -> bool:
    """Tell of a street worse than the best for its house number alone whether it has no known numbers at all."""
    return best[2] < 2 and hit.kind == "street" and bool(book.entry_start[hit.entry] == book.entry_start[hit.entry + 1])


def _near(hit: Hit, other: Hit) -> bool:
    ends = ([hit.lat], [hit.lon], [other.lat], [other.lon])
    return bool(mercator.distances(*map(np.array, ends))[0] <= _SAME_M)
