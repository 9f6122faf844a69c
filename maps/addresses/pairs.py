"""Which names share pairs of signs with a question: the few that are worth comparing letter by letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from maps import ragged
from maps.addresses.book import Book
from maps.network import Indices, Ints

_SIGNS: Final = 40
"""Kinds of signs that are told apart; the edge of a name is one."""
_PAIRS: Final = _SIGNS * _SIGNS


def index(keys: Sequence[str]) -> tuple[Ints, Indices, npt.NDArray[np.float32]]:
    """Give ``pair_start``, ``pair_name`` and ``name_weight`` of a book with these keys."""
    signs, name = _signs(keys)
    same = name[1:] == name[:-1]
    pairs = (signs[:-1] * _SIGNS + signs[1:])[same]
    held = np.unique(pairs * max(1, len(keys)) + name[:-1][same])
    pair, pair_name = np.divmod(held, max(1, len(keys)))
    start = np.searchsorted(pair, np.arange(_PAIRS + 1)).astype(np.int64)
    rarity = _rarity(start, len(keys))
    weight = np.bincount(pair_name, weights=rarity[pair], minlength=len(keys))
    return start, pair_name.astype(np.int32), weight.astype(np.float32)


def candidates(book: Book, key: str, most: int) -> Ints:
    """Give the numbers of the names that share most with a key, weighed by how rare what they share is."""
    signs, _ = _signs([key])
    # The edge after the last sign is left out: the name may not have been written to its end.
    pairs = np.unique(signs[:-2] * _SIGNS + signs[1:-1])
    counts = book.pair_start[pairs + 1] - book.pair_start[pairs]
    rarity = _rarity(book.pair_start, len(book.names))[pairs]
    at = ragged.pick(book.pair_start[pairs], counts)
    shared = np.bincount(book.pair_name[at], weights=np.repeat(rarity, counts), minlength=len(book.names))
    fit = shared / (rarity.sum() + 0.15 * book.name_weight + 1e-9)
    found = np.flatnonzero(fit > 0)
    if len(found) > most:
        found = found[np.argpartition(fit[found], len(found) - most)[-most:]]
    return found.astype(np.int64)


def _signs(keys: Sequence[str]) -> tuple[Ints, Ints]:
    """Give the signs of all keys, with an edge before and after each, and which key each belongs to."""
    text = "".join(f"\0{key}\0" for key in keys)
    points = np.frombuffer(text.encode("utf-32-le", errors="replace"), dtype=np.uint32).astype(np.int64)
    signs = 28 + points % (_SIGNS - 28)
    letter = (points >= ord("a")) & (points <= ord("z"))
    signs[letter] = points[letter] - ord("a") + 1
    signs[(points >= ord("0")) & (points <= ord("9"))] = 27
    signs[points == 0] = 0
    lengths = np.fromiter((len(key) + 2 for key in keys), dtype=np.int64, count=len(keys))
    return signs, np.repeat(np.arange(len(keys), dtype=np.int64), lengths)


def _rarity(start: Ints, names: int) -> npt.NDArray[np.float64]:
    return np.log1p(names / np.maximum(np.diff(start), 1))
