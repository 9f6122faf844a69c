"""Which passwords are good enough to guard patients' data.

At least twelve characters, at most 128, of any kind and with no demands on which (NIST SP 800-63B-4 §3.1.1.2): eight,
the least that OWASP ASVS 5.0 (6.2.1) allows, fall to an offline guess. What counts beside the length is that a
password is not put together of a few parts that everyone tries: words of the list of common ones, rows of the
keyboard, years, repetitions, the user's own name.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from importlib import resources
from typing import Final, Literal

Weakness = Literal["too_short", "too_long", "unreadable", "common"]

LEAST: Final = 12
MOST: Final = 128
LEAST_PARTS: Final = 5
"""``Sommar 2026!`` has four parts, ``häst batteri klammer`` more than five."""

_ROWS: Final = ("1234567890", "qwertyuiopå", "asdfghjklöä", "zxcvbnm", "abcdefghijklmnopqrstuvwxyzåäö")
_SHORTEST_RUN: Final = 3
_SHORTEST_COPY: Final = 3
_SHORTEST_WORD: Final = 3
_SPOKEN: Final = str.maketrans("01345789@$!", "oleastbgasi")
"""Digits and signs for letters, as in ``p4ssw0rd``."""


def normalise(password: str) -> str:
    """Give the form that is counted and hashed: the same however a keyboard writes ``é``."""
    return unicodedata.normalize("NFKC", password)


def find_weakness(password: str, *, known: Iterable[str] = ()) -> Weakness | None:
    """Tell why a password will not do, if so.

    Parameters
    ----------
    known
        What others know of who chooses it: login, names.
    """
    if len(password) > MOST:
        return "too_long"
    try:
        password.encode()
    except UnicodeEncodeError:
        return "unreadable"
    text = normalise(password)
    if len(text) < LEAST:
        return "too_short"
    parts = count_parts(text, words=common_words() | _words_of(known))
    return "common" if parts < LEAST_PARTS else None


def count_parts(password: str, *, words: frozenset[str]) -> int:
    """Count the least parts that a password can be put together of, where what nobody tries counts sign by sign."""
    plain = password.casefold()
    spoken = plain.translate(_SPOKEN)
    longest = max(map(len, words), default=0)
    least = [0] + [len(plain)] * len(plain)
    for start in range(len(plain)):
        reach = max(
            start + 1,
            _end_of_run(plain, start),
            _end_of_year(plain, start),
            _end_of_copy(plain, start),
        )
        ends = set(range(start + 1, reach + 1))
        ends |= {
            end
            for end in range(start + _SHORTEST_WORD, min(len(plain), start + longest) + 1)
            if plain[start:end] in words or spoken[start:end] in words
        }
        for end in ends:
            least[end] = min(least[end], least[start] + 1)
    return least[-1]


@functools.cache
def common_words() -> frozenset[str]:
    """Read the list of what common passwords are made of."""
    lines = resources.files("api.access").joinpath("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _words_of(known: Iterable[str]) -> frozenset[str]:
    parts = (part for text in known for part in "".join(c if c.isalnum() else " " for c in text.casefold()).split())
    return frozenset(part for part in parts if len(part) >= _SHORTEST_WORD)


def _end_of_run(text: str, start: int) -> int:
    """Give where a run ends: one sign again and again, or along a row of the keyboard or the alphabet."""
    ends = [start + 1]
    for step in (0, 1, -1):
        end = start + 1
        while end < len(text) and _is_step(text[end - 1], text[end], step):
            end += 1
        ends.append(end)
    longest = max(ends)
    return longest if longest - start >= _SHORTEST_RUN else start + 1


def _is_step(before: str, after: str, step: int) -> bool:
    if step == 0:
        return before == after
    pair = before + after if step > 0 else after + before
    return any(pair in row for row in _ROWS)


def _end_of_year(text: str, start: int) -> int:
    year = text[start : start + 4]
    return start + 4 if len(year) == 4 and year.isdecimal() and year[:2] in {"19", "20"} else start + 1


def _end_of_copy(text: str, start: int) -> int:
    """Give where the longest part ends that has stood before, also where it runs into itself."""
    end = start
    while end < len(text) and text.find(text[start : end + 1]) < start:
        end += 1
    return end if end - start >= _SHORTEST_COPY else start + 1
