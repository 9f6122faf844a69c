"""Search of a book: tolerant of how people write, honest about how near it came.

A question is read in several ways: all its words as a name, those that name a town taken out, each part between commas
alone. The names that share most rare pairs of letters with a reading are compared with it letter by letter (optimal
string alignment: Damerau, CACM 7:3, 1964), also as beginnings, and each street or place with such a name is ranked by
how well name, town, postcode and number fit, and a little by how near and how large it is. Of those that fit equally
well the one in the largest town comes first.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from maps import mercator
from maps.addresses import numbering, pairs
from maps.addresses.book import CARE, ENTRY_KINDS, PLACE, STREET, Book, Hit, Kind, degrees
from maps.addresses.folding import Question, Word, join, key_of, take_apart, written
from maps.addresses.words import unpack
from maps.mercator import Floats
from maps.network import Ints

_COMPARED: Final = 150
"""Names compared letter by letter."""
_EXPANDED: Final = 40
"""Names whose streets and places are ranked."""
_LEAST: Final = 0.55
"""The lowest score of an answer."""
_FAR_BELOW: Final = 0.7
"""An answer that fits so much worse than the best is left out."""
_LEAST_TOWN: Final = 0.72
_MOST_WORDS: Final = 12
_TOWN_WORDS: Final = 3


def search(book: Book, text: str, *, near: tuple[float, float] | None = None, most: int = 10) -> tuple[Hit, ...]:
    """Find what a text may mean, best first.

    Parameters
    ----------
    book
        Of the network.
    text
        An address, a street, a place or a postcode as people write it, whole or begun.
    near
        Latitude and longitude that the answer is likely to be near, to choose among equals.
    most
        How many answers at most.
    """
    question = take_apart(text, odd_postcodes(book))
    best: dict[int, float] = {}
    for reading in _readings(book, question):
        for entry, score in _rank(book, reading, question, near, most):
            best[entry] = max(score, best.get(entry, 0.0))
    hits = [hit for entry in sorted(best) for hit in _hits(book, entry, best[entry], question)]
    hits += _of_postcode(book, question)
    kept: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.score, -_town_size(book, hit.entry), hit.label)):
        kept.setdefault(hit.label, hit)
    least = max(_LEAST, _FAR_BELOW * max((hit.score for hit in hits), default=0.0))
    return tuple([hit for hit in kept.values() if hit.score >= least][:most])


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a question: what the name is, how well each town fits (none asked for: None), at what price."""

    key: str
    written: str
    towns: Floats | None
    share: float
    numbered: bool = True
    """Whether the number was taken as a house number, not as part of the name."""


def _readings(book: Book, question: Question) -> Iterator[_Reading]:
    words = question.words[:_MOST_WORDS]
    seen: set[tuple[str, bool]] = set()
    for chosen, towns, share in _choices(book, words):
        for key in spellings([word.folded for word in chosen]):
            if key and (key, towns is None) not in seen:
                seen.add((key, towns is None))
                yield _Reading(key, "".join(word.written for word in chosen), towns, share)
    if question.number is not None and words:
        key = join([word.folded for word in words]) + f"{question.number}{question.suffix}"
        yield _Reading(key, key, None, 0.97, numbered=False)


def _choices(book: Book, words: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Floats | None, float]]:
    """Give choices of words for the name, with the towns that the others tell."""
    yield words, None, 0.98
    spans = [
        (first, last)
        for first in range(len(words))
        for last in range(first + 1, min(len(words), first + _TOWN_WORDS) + 1)
        if last - first < len(words)
    ]
    fits = _fit_towns(book, [join([word.folded for word in words[first:last]]) for first, last in spans])
    for (first, last), fit in zip(spans, fits, strict=True):
        if fit.any():
            rest = [*words[:first], *words[last:]]
            yield rest, fit, 1.0
            # What else is said (a district, a name on the door) may be no part of the street's name.
            named = {word.part for word in rest}
            if len(named) > 1:
                for part in named:
                    yield [word for word in rest if word.part == part], fit, 0.95
    parts = {word.part for word in words}
    if len(parts) > 1:
        for part in parts:
            yield [word for word in words if word.part == part], None, 0.85


def spellings(folded: list[str]) -> Iterator[str]:
    """Give the keys that folded words of a name may have."""
    yield join(folded)
    if folded and folded[0].rstrip(".") == "st":
        yield join(["stora", *folded[1:]])


def _fit_towns(book: Book, keys: Sequence[str]) -> list[Floats]:
    """Give by key how well each town fits it, 0 where it does not."""
    towns = _town_keys(book)
    if not keys or len(towns) < 2:
        return [np.zeros(len(towns))] * len(keys)
    fits = process.cdist(keys, towns, scorer=OSA.normalized_similarity, score_cutoff=_LEAST_TOWN, dtype=np.float64)
    fits[:, 0] = 0.0
    for row, key in enumerate(keys):
        if len(key) < 4:
            fits[row, fits[row] < 1] = 0.0
    return list(fits)


@functools.lru_cache(maxsize=8)
def _town_keys(book: Book) -> tuple[str, ...]:
    return tuple(key_of(town) for town in unpack(book.towns))


@functools.lru_cache(maxsize=8)
def _town_sizes(book: Book) -> Ints:
    """Count the streets and places of each town; being in none counts for nothing."""
    sizes = np.bincount(book.entry_town, minlength=len(book.towns))
    sizes[0] = 0
    return sizes


def _town_size(book: Book, entry: int) -> int:
    return int(_town_sizes(book)[book.entry_town[entry]]) if entry >= 0 else 0


@functools.lru_cache(maxsize=8)
def odd_postcodes(book: Book) -> frozenset[str]:
    """Give the postcodes that do not look Swedish, such as four digits."""
    return frozenset(code for code in unpack(book.postcodes) if code and not (len(code) == 5 and code.isdigit()))


def _rank(
    book: Book, reading: _Reading, question: Question, near: tuple[float, float] | None, most: int
) -> list[tuple[int, float]]:
    """Give the entries that fit a reading best, with their scores."""
    named = heapq.nlargest(_EXPANDED, _fit_names(book, reading), key=lambda pair: pair[1])
    if not named:
        return []
    numbers = np.array([number for number, _ in named])
    first = np.searchsorted(book.entry_name, numbers)
    counts = np.searchsorted(book.entry_name, numbers, side="right") - first
    entry = np.concatenate([np.arange(at, at + count) for at, count in zip(first, counts, strict=True)])
    score = np.repeat([fit for _, fit in named], counts) * reading.share
    if reading.towns is not None:
        score = score * (0.7 + 0.3 * reading.towns[book.entry_town[entry]])
    score = score * _fit_postcode(book, entry, question.postcode) - _small(book, entry)
    score = score - _far(book, entry, near)
    if question.number is not None and reading.numbered:
        # Those without any number cannot be the house that was asked for.
        score = score - 0.05 * (np.diff(book.entry_start)[entry] == 0)
    else:
        score = score * (1.0 if question.number is None else 0.99)
    order = np.lexsort((entry, -_town_sizes(book)[book.entry_town[entry]], -score))[: 3 * most + 10]
    return list(zip(entry[order].tolist(), score[order].tolist(), strict=True))


def _fit_names(book: Book, reading: _Reading) -> Iterator[tuple[int, float]]:
    key = reading.key
    for number in pairs.candidates(book, key, _COMPARED).tolist():
        other = book.keys[number]
        whole = OSA.normalized_similarity(key, other)
        if len(key) < len(other):
            begun = OSA.normalized_similarity(key, other[: len(key)]) if len(key) > 1 else float(other[0] == key)
            whole = max(whole, (0.86 + 0.08 * len(key) / len(other)) * begun)
        if whole >= _LEAST:
            yield number, 0.96 * whole + 0.04 * OSA.normalized_similarity(reading.written, written(book.names[number]))


def _fit_postcode(book: Book, entry: Ints, postcode: str | None) -> Floats:
    fit = np.ones(len(entry))
    number = number_of(book, postcode)
    if number is not None:
        there = book.postcode_entry[book.postcode_start[number] : book.postcode_start[number + 1]]
        fit[~np.isin(entry, there)] = 0.9
    return fit


def number_of(book: Book, postcode: str | None) -> int | None:
    """Give the position of a postcode in the book, None for one that is not there."""
    codes = unpack(book.postcodes)
    return codes.index(postcode) if postcode in codes else None


def _small(book: Book, entry: Ints) -> Floats:
    """Give what is taken off because a street has few houses; among like names the large one is likelier."""
    houses = np.diff(book.entry_start)[entry]
    kind = book.entry_kind[entry]
    return np.where(kind == STREET, 0.01 / (1 + houses / 10), np.where(kind == PLACE, 0.0, 0.005))


def _far(book: Book, entry: Ints, near: tuple[float, float] | None) -> Floats:
    if near is None:
        return np.zeros(len(entry))
    lat, lon = degrees(book.entry_lat[entry]), degrees(book.entry_lon[entry])
    far = mercator.distances(lat, lon, np.full(len(entry), near[0]), np.full(len(entry), near[1]))
    return 0.05 * far / (far + 10_000)


def _hits(book: Book, entry: int, score: float, question: Question) -> Iterator[Hit]:
    kind = int(book.entry_kind[entry])
    found = None
    if question.number is not None:
        found = numbering.find_number(book, entry, question.number, question.suffix, question.postcode)
    if found is not None:
        at, fit, precision = found
        lat, lon = degrees(book.number_lat[at]), degrees(book.number_lon[at])
        label = numbering.label(book, entry, at)
        yield Hit(
            label=label,
            kind="address",
            precision=precision,
            lat=float(lat),
            lon=float(lon),
            score=_bound(score * fit),
            entry=entry,
        )
        return
    precision = ("street", "place", "address")[kind]
    share = 0.9 if question.number is not None and kind != CARE else 1.0
    lat, lon = degrees(book.entry_lat[entry]), degrees(book.entry_lon[entry])
    named: Kind = ENTRY_KINDS[kind]
    yield Hit(
        label=numbering.label(book, entry, None),
        kind=named,
        precision=precision,
        lat=float(lat),
        lon=float(lon),
        score=_bound(score * share),
        entry=entry,
    )


def _of_postcode(book: Book, question: Question) -> Iterator[Hit]:
    """Give the middle of a postcode's houses, where nothing finer was asked for."""
    number = number_of(book, question.postcode)
    if number is None:
        return
    town = numbering.town_of_postcode(book, number)
    told = {key_of(town)} if town else set()
    words = join([word.folded for word in question.words])
    yield Hit(
        label=f"{book.postcodes[number]} {town}".strip(),
        kind="postcode",
        precision="place",
        lat=float(degrees(book.postcode_lat[number])),
        lon=float(degrees(book.postcode_lon[number])),
        score=1.0 if not words or words in told else _LEAST,
        entry=-1,
    )


def _bound(score: float) -> float:
    return round(min(1.0, max(0.0, score)), 4)
