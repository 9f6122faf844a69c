"""Many words in two arrays, so that a country's names need no Python objects until one of them is looked at."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from maps import ragged
from maps.network import Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Words:
    """Words by number: word k is ``letters[start[k]:start[k + 1]]`` in UTF-8."""

    letters: npt.NDArray[np.uint8]
    start: Ints

    def __len__(self) -> int:
        return len(self.start) - 1

    def __getitem__(self, number: int) -> str:
        return self.letters[self.start[number] : self.start[number + 1]].tobytes().decode()


def pack(words: Iterable[str]) -> Words:
    """Put words into arrays, numbered in the order given."""
    coded = [word.encode() for word in words]
    letters = np.frombuffer(b"".join(coded), dtype=np.uint8)
    return Words(letters=letters, start=ragged.starts_of([len(word) for word in coded]))


@functools.lru_cache(maxsize=16)
def unpack(words: Words) -> tuple[str, ...]:
    """Give all words; kept, for tables that are short or looked through again and again."""
    text, ends = words.letters.tobytes(), words.start.tolist()
    return tuple(text[first:last].decode() for first, last in itertools.pairwise(ends))
