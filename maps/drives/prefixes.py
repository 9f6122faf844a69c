"""Rows of edges that must not be driven, as a tree of prefixes: what a drive has done towards any of them.

The automaton of Aho and Corasick, "Efficient string matching: an aid to bibliographic search" (1975), sections 2–3.
Bans of two edges are left out; states.py has a cheaper way for them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.network import Indices, Ints

FORBIDDEN: Final = -1
"""Instead of a prefix: a ban is full."""

_Tree = dict[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefixes:
    """Prefixes of bans, numbered from 1; 0 is none."""

    count: int
    """How many numbers there are, 0 included."""
    first: Ints
    """By edge, the prefix after it when nothing was before."""
    deep: Ints
    """Prefixes of two and more edges that are not forbidden."""
    deep_edge: Ints
    """Their last edge."""
    turns: dict[int, _Tree]
    """By prefix and edge, the next prefix where it is not ``first`` of the edge."""

    def step(self, prefix: Ints, edges: Ints) -> Ints:
        """Give the prefix after one more edge, ``FORBIDDEN`` where a ban would be full."""
        after = self.first[edges]
        for at in np.flatnonzero(prefix).tolist():
            after[at] = self.turns[int(prefix[at])].get(int(edges[at]), int(after[at]))
        return after


def grow(ban_start: Ints, ban_edge: Indices, edges: int) -> Prefixes:
    """Make the tree of all bans of three and more edges."""
    children: list[_Tree] = [{}]
    last_edge = [0]
    full: set[int] = set()
    for number in np.flatnonzero(np.diff(ban_start) > 2).tolist():
        at = 0
        for edge in ban_edge[ban_start[number] : ban_start[number + 1]].tolist():
            if edge not in children[at]:
                children[at][edge] = len(children)
                children.append({})
                last_edge.append(edge)
            at = children[at][edge]
        full.add(at)
    turns, shallow = _link(children, full)
    deep = sorted(turns.keys() - shallow - {0})
    first = np.zeros(edges, dtype=np.int64)
    first[list(children[0].keys())] = list(children[0].values())
    return Prefixes(
        count=len(children),
        first=first,
        deep=np.array(deep, dtype=np.int64),
        deep_edge=np.array([last_edge[at] for at in deep], dtype=np.int64),
        turns=turns,
    )


def _link(children: list[_Tree], full: set[int]) -> tuple[dict[int, _Tree], set[int]]:
    """Give how each prefix goes on, also when its ban is not followed further, and which are of one edge.

    Then what counts is the longest end of it, ``shorter``, that is a prefix itself.
    """
    turns: dict[int, _Tree] = {0: {}}
    shorter = {0: 0}
    forbidden = set(full)
    queue = deque([0])
    while queue:
        at = queue.popleft()
        if at:
            turns[at] = turns[shorter[at]] | children[at]
        for edge, child in children[at].items():
            shorter[child] = turns[shorter[at]].get(edge, children[0].get(edge, 0)) if at else 0
            if shorter[child] in forbidden:
                forbidden.add(child)
            queue.append(child)
    shown = {
        at: {edge: FORBIDDEN if child in forbidden else child for edge, child in tree.items()}
        for at, tree in turns.items()
        if at not in forbidden
    }
    return shown, set(children[0].values())
