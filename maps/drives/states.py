"""A network as a graph of states: junctions, copied where a drive must remember how it came there.

A drive is a row of edges. Three things may depend on more than its last one: a **ban** forbids a row of edges, a
**private** edge may only be driven at the start or the end, and a **turn** may cost time. Here they become parts of
the graph, so that plain shortest paths on it are exact and no kernel needs to know about them:

- what a drive last did towards a ban of three or more edges is a node of a tree of prefixes, stepped through as by
  Aho and Corasick, "Efficient string matching" (1975), section 2;
- bans of two edges and turn costs are a row of numbers by edge that one comes from; edges with the same row at a
  junction share a state;
- a drive is in one of three layers, begin (private so far), public, end (private from here on), and only a private
  edge leads to other layers than public.

Most junctions are one state; in a network without any of these all are, with the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from maps import ragged
from maps.drives import turns
from maps.drives.prefixes import Prefixes, grow
from maps.drives.turns import DEFAULT_TURNS, Turns
from maps.network import Bools, Indices, Ints, RoadNetwork

_PUBLIC, _BEGIN, _END = range(3)
_BANNED: Final = -1
"""In place of what a turn costs."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class States:
    """Arrays are read-only; arcs are ordered by the edge that they drive."""

    junction: Indices
    """By state."""
    tail: Indices
    head: Indices
    """States by arc."""
    extra_ms: Indices
    """By arc, what turning into its edge costs on top of driving it."""
    edge_start: Ints
    """Where the arcs of each edge begin, and their number at the end."""
    arrival: Indices
    """By edge, the state in which one who began on it comes to its head."""
    tied: Ints
    """Pairs of states that drives to or from one line may begin or end in, shape (pairs, 2)."""

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            getattr(self, name).setflags(write=False)

    @property
    def count(self) -> int:
        """How many states there are."""
        return len(self.junction)

    def edge_of(self, arcs: Ints) -> Ints:
        """Give the edges that arcs drive."""
        return np.searchsorted(self.edge_start, arcs, side="right") - 1

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give all of it to be kept."""
        return {name: getattr(self, name) for name in _ARRAYS}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> States:
        """Make states of what ``arrays`` gave."""
        return cls(**{name: arrays[name] for name in _ARRAYS})


_ARRAYS: Final = ("junction", "tail", "head", "extra_ms", "edge_start", "arrival", "tied")


def make_states(network: RoadNetwork, *, where: Turns = DEFAULT_TURNS) -> States:
    """Work out the states of a network, with turns that cost at the junctions told by ``where``."""
    prefixes = grow(network.ban_start, network.ban_edge, network.edges)
    table = _tabulate(network, where)
    coding = _Coding(table.row_of, prefixes.count)
    arrivals = _list_arrivals(network, prefixes)
    keys, first = np.unique(coding.key(*arrivals), return_index=True)
    edge_in, prefix, layer = (column[first] for column in arrivals)
    junction = network.head[edge_in]
    state, edge, extra = _list_turns(table, junction, edge_in)
    next_prefix = prefixes.step(prefix[state], edge)
    next_layer = _step_layer(layer[state], network.private[edge])
    kept = (extra != _BANNED) & (next_prefix >= 0) & (next_layer >= 0)
    kept = np.flatnonzero(kept)[np.argsort(edge[kept], kind="stable")]
    state, edge = state[kept], edge[kept]
    head = np.searchsorted(keys, coding.key(edge, next_prefix[kept], next_layer[kept]))
    began = np.where(network.private, _BEGIN, _PUBLIC)
    every = np.arange(network.edges)
    arrival = np.searchsorted(keys, coding.key(every, prefixes.first, began)).astype(np.int32)
    edge_start = ragged.starts_of(np.bincount(edge, minlength=network.edges))
    return States(
        junction=junction,
        tail=state.astype(np.int32),
        head=head.astype(np.int32),
        extra_ms=extra[kept].astype(np.int32),
        edge_start=edge_start,
        arrival=arrival,
        tied=_tie(network, junction, arrival, state, edge_start),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """What turns cost where not all are free: rows by incoming edge, a figure for each outgoing edge in its order."""

    out_start: Ints
    out_edge: Ints
    row_start: Ints
    """By edge; a row is empty where all turns from it are free."""
    cost: Ints
    row_of: Ints
    """By edge, a number that edges to the same junction share if their rows are the same; at most one per junction
    is that junction's own, and all others are higher than any junction's."""


def _tabulate(network: RoadNetwork, where: Turns) -> _Table:
    out_edge = np.argsort(network.tail, kind="stable")
    out_start = ragged.starts_of(np.bincount(network.tail, minlength=network.nodes))
    costly = turns.costly_junctions(network, where)
    lengths = np.diff(network.ban_start)
    pairs = network.ban_start[:-1][lengths == 2]
    banned_in, banned_out = network.ban_edge[pairs], network.ban_edge[pairs + 1]
    special = costly.copy()
    special[network.head[banned_in]] = True
    incoming = np.flatnonzero(special[network.head])
    counts = np.zeros(network.edges, dtype=np.int64)
    counts[incoming] = np.diff(out_start)[network.head[incoming]]
    row_start = ragged.starts_of(counts)
    edge_in = np.repeat(np.arange(network.edges), counts)
    edge_out = out_edge[ragged.pick(out_start[network.head[incoming]], counts[incoming])]
    cost = np.zeros(len(edge_in), dtype=np.int64)
    pays = np.flatnonzero(costly[network.head[edge_in]])
    if len(pays):
        cost[pays] = turns.cost_ms(network, edge_in[pays], edge_out[pays])
    cost[_are_in(edge_in, edge_out, banned_in, banned_out, network.edges)] = _BANNED
    return _Table(out_start, out_edge, row_start, cost, _share_rows(network, incoming, row_start, cost))


def _are_in(edge_in: Ints, edge_out: Ints, banned_in: Indices, banned_out: Indices, edges: int) -> Bools:
    return np.isin(edge_in * edges + edge_out, banned_in.astype(np.int64) * edges + banned_out)


def _share_rows(network: RoadNetwork, incoming: Ints, row_start: Ints, cost: Ints) -> Ints:
    """Give numbers to rows: edges to one junction with equal rows get the same number."""
    row_of = network.head.astype(np.int64)
    lengths = np.diff(row_start)[incoming]
    following = network.nodes
    for length in np.unique(lengths).tolist():
        edges = incoming[lengths == length]
        if length == 0:
            continue
        rows = np.column_stack([network.head[edges], cost[row_start[edges][:, None] + np.arange(length)]])
        different, number = np.unique(rows, axis=0, return_inverse=True)
        is_new = np.diff(different[:, 0], prepend=-1) == 0  # the first row at a junction takes its number
        names = np.where(is_new, following + np.cumsum(is_new) - 1, different[:, 0])
        following += int(is_new.sum())
        row_of[edges] = names[number.reshape(-1)]
    return row_of


class _Coding:
    """States as single numbers: row, prefix and layer; junctions without any of them keep their own order."""

    def __init__(self, row_of: Ints, prefixes: int) -> None:
        self._row_of = row_of
        self._rows = int(row_of.max()) + 1
        self._prefixes = prefixes

    def key(self, edge: Ints, prefix: Ints, layer: Ints) -> Ints:
        """Give the number of the state in which one is after an edge."""
        return np.asarray((layer * self._prefixes + prefix) * self._rows + self._row_of[edge], dtype=np.int64)


def _list_arrivals(network: RoadNetwork, prefixes: Prefixes) -> tuple[Ints, Ints, Ints]:
    """List the ways of having come to a junction: last edge, prefix and layer."""
    every = np.arange(network.edges)
    edge = np.concatenate([every, prefixes.deep_edge])
    prefix = np.concatenate([prefixes.first, prefixes.deep])
    private = np.flatnonzero(network.private[edge])
    layer = np.where(network.private[edge], _BEGIN, _PUBLIC)
    return (
        np.concatenate([edge, edge[private]]),
        np.concatenate([prefix, prefix[private]]),
        np.concatenate([layer, np.full(len(private), _END)]),
    )


def _list_turns(table: _Table, junction: Indices, edge_in: Ints) -> tuple[Ints, Ints, Ints]:
    """List each state with each edge that leaves its junction, and what the turn costs."""
    counts = np.diff(table.out_start)[junction]
    state = np.repeat(np.arange(len(junction)), counts)
    edge = table.out_edge[ragged.pick(table.out_start[junction], counts)]
    has_row = np.diff(table.row_start)[edge_in] > 0
    extra = np.zeros(len(state), dtype=np.int64)
    extra[has_row[state]] = table.cost[ragged.pick(table.row_start[edge_in[has_row]], counts[has_row])]
    return state, edge, extra


def _step_layer(layer: Ints, private: Bools) -> Ints:
    """Give the layer after an edge, −1 where it may not be driven any more."""
    into_private = np.where(layer == _BEGIN, _BEGIN, _END)
    into_public = np.where(layer == _END, -1, _PUBLIC)
    return np.where(private, into_private, into_public)


def _tie(network: RoadNetwork, junction: Indices, arrival: Indices, state: Ints, edge_start: Ints) -> Ints:
    """Pair the states in which drives from one line begin, and those from which drives to it end.

    A line between junctions of one state each needs no pair: its edges join them.
    """
    copied = np.bincount(junction, minlength=network.nodes) > 1
    needs = np.zeros(network.lines, dtype=np.bool_)
    needs[network.line[copied[network.tail] | copied[network.head]]] = True
    along, against = network.line_edges()
    both = np.flatnonzero(needs & (along >= 0) & (against >= 0))
    pairs = [np.column_stack([arrival[along[both]], arrival[against[both]]]).astype(np.int64)]
    line = np.repeat(network.line, np.diff(edge_start))
    arcs = np.flatnonzero(needs[line])
    arcs = arcs[np.argsort(line[arcs], kind="stable")]
    line, ends = line[arcs], state[arcs]
    for step in range(1, int(np.bincount(line).max(initial=0))):
        same = line[step:] == line[:-step]
        pairs.append(np.column_stack([ends[:-step][same], ends[step:][same]]))
    found = np.sort(np.concatenate(pairs), axis=1)
    found = found[found[:, 0] != found[:, 1]]
    low, high = np.divmod(np.unique(found[:, 0] * len(junction) + found[:, 1]), len(junction))
    return np.column_stack([low, high])
