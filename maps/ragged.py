"""Rows of different lengths kept in one array: row k is ``values[start[k]:start[k + 1]]``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from maps.network import Ints


def pick(starts: Ints, counts: Ints) -> Ints:
    """Give the positions of the runs that begin at ``starts`` and are ``counts`` long, one after the other."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()), dtype=np.int64)


def starts_of(counts: Ints | Sequence[int]) -> Ints:
    """Give where rows of these lengths begin, and their total length at the end."""
    return np.concatenate([[0], np.cumsum(np.asarray(counts, dtype=np.int64))]).astype(np.int64)
