"""Bans lifted where they cut places off, as at the edge of an extract that lacks the way round.

All places can be reached from each other if a drive from any line comes to the **core**, the strong part of the states
(``drives.states``) with most metres of public road, and one from the core to any line. Where a line fails in one of
these, some ban stands between edges that do and edges that do not:

- towards the core, one whose first edge does not lead there but whose second would, begun on;
- from the core, one whose last edge is never driven but the one before is.

For, on a way to the core as it would be without bans, take the last edge that does not lead there: what stops it is a
ban that begins with it, as a drive begun on the next one gets through. The same holds backwards for ways from the core.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from maps import ragged
from maps.drives.states import States, make_states
from maps.network import Bools, Indices, Ints, RoadNetwork


def lift_cutting(network: RoadNetwork) -> RoadNetwork:
    """Lift bans, none needlessly, until all places can be reached from each other, and count them.

    Parameters
    ----------
    network
        Of which each place could be reached from each other one without bans.
    """
    kept = np.ones(len(network.ban_start) - 1, dtype=np.bool_)
    lifted: list[int] = []
    while len(cutting := _find_cutting(network, kept)):
        kept[cutting] = False
        lifted += cutting.tolist()
    # Of several that hindered the same drives, one that was lifted early may not have been needed.
    for ban in lifted if len(lifted) > 1 else ():
        kept[ban] = True
        kept[ban] = not len(_find_cutting(network, kept))
    if kept.all():
        return network
    tally = dataclasses.replace(network.tally, restrictions_cutting=int((~kept).sum()))
    return dataclasses.replace(_with_bans(network, kept), tally=tally)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    """What can be driven under bans, by edge."""

    leads: Bools
    """Whether a drive begun on it comes to the core."""
    driven: Bools
    """Whether it is driven on some drive from the core, or a drive begun on it is there at once."""
    reached: Bools
    """Whether it is driven on some drive from the core."""


def _find_cutting(network: RoadNetwork, kept: Bools) -> Ints:
    """Find bans that cut something off, at most one for each piece of road in each direction."""
    if not kept.any():
        return np.zeros(0, dtype=np.int64)
    reach = _find_reach(network, make_states(_with_bans(network, kept)))
    first = network.ban_edge[network.ban_start[:-1]]
    second = network.ban_edge[network.ban_start[:-1] + 1]
    last = network.ban_edge[network.ban_start[1:] - 1]
    before = network.ban_edge[network.ban_start[1:] - 2]
    out = _choose(network, kept & reach.leads[second], first, ~reach.leads, _fail(network, reach.leads))
    back = _choose(network, kept & reach.driven[before], last, ~reach.reached, _fail(network, reach.reached))
    return np.union1d(out, back)


def _find_reach(network: RoadNetwork, states: States) -> _Reach:
    arcs = np.ones(len(states.tail), dtype=np.int8)
    graph = csr_array((arcs, (states.tail, states.head)), shape=(states.count, states.count))
    _, part = connected_components(graph, directed=True, connection="strong")
    public = ~network.private if not network.private.all() else network.private
    weights = np.bincount(part[states.arrival[public]], network.metres[public] + 1)
    begins_there = part[states.arrival] == weights.argmax()
    core = int(states.arrival[np.flatnonzero(begins_there & public)[0]])
    towards, onward = (_spread(way, core) for way in (graph.T.tocsr(), graph))
    reached = np.zeros(network.edges, dtype=np.bool_)
    reached[states.edge_of(np.flatnonzero(onward[states.tail]))] = True
    return _Reach(leads=towards[states.arrival], driven=reached | begins_there, reached=reached)


def _spread(graph: csr_array, start: int) -> Bools:
    found = np.zeros(graph.shape[0], dtype=np.bool_)
    found[breadth_first_order(graph, start, return_predecessors=False)] = True
    return found


def _fail(network: RoadNetwork, edges: Bools) -> Bools:
    """Tell by edge whether none of its line is marked: a street may fail one way and still be reached the other."""
    lines = np.zeros(network.lines, dtype=np.bool_)
    lines[network.line[edges]] = True
    return ~lines[network.line]


def _choose(network: RoadNetwork, asked: Bools, at: Indices, beyond: Bools, failed: Bools) -> Ints:
    """Choose one ban for each piece of edges ``beyond`` in which some line has failed.

    One with an edge that failed itself goes first, then a short one, as these hinder most.
    """
    if not failed.any():
        return np.zeros(0, dtype=np.int64)
    ones = np.ones(int(beyond.sum()), dtype=np.int8)
    size = (network.nodes, network.nodes)
    _, part = connected_components(csr_array((ones, (network.tail[beyond], network.head[beyond])), shape=size))
    piece = part[network.tail]
    wanted = np.isin(piece, piece[failed])
    bans = np.flatnonzero(asked & (beyond & wanted)[at])
    pieces = piece[at[bans]]
    order = np.lexsort((bans, np.diff(network.ban_start)[bans], ~failed[at[bans]], pieces))
    _, first = np.unique(pieces[order], return_index=True)
    return bans[order][first]


def _with_bans(network: RoadNetwork, kept: Bools) -> RoadNetwork:
    counts = np.diff(network.ban_start)
    edges = network.ban_edge[np.repeat(kept, counts)]
    return dataclasses.replace(network, ban_start=ragged.starts_of(counts[kept]), ban_edge=edges)
