"""The figures to reach: what is run for each, and the table made from it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Final, TypeVar

from benchmarks.quality import cases
from benchmarks.quality.cases import Case
from benchmarks.quality.runs import OURS, Job, Run

Row = Sequence[str]
Key = TypeVar("Key")
NEW_BEST: Final = 1e-6
"""Share by which a cost must be below the best known to count as new: published ones are rounded."""

SEEDLESS: Final = frozenset({"vroom", "ortools"})
"""Peers that know no seed: one run says all."""

DAYS: Final = ((20, 3), (60, 10), (100, 18), (200, 35), (400, 70))
TEAMS: Final = ("primar", "palliativ-umea", "nst-su", "hsl-vgr")
PROVED_DAYS: Final = ((20, 3), (40, 6), (60, 9), (80, 12))
GROWING_DAYS: Final = ((50, 8), (100, 18), (200, 35), (400, 70), (800, 140), (1600, 280))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is run: None stands for what the figure asks for; ``most`` bounds the cases of a group."""

    bench: Path
    roads: Path
    peers: tuple[str, ...]
    seconds: tuple[float, ...] | None = None
    cores: tuple[int, ...] | None = None
    seeds: int | None = None
    most: int | None = None
    largest: int | None = None

    def or_seconds(self, *usual: float) -> tuple[float, ...]:
        """Give the seconds to run."""
        return self.seconds or usual

    def or_cores(self, *usual: int) -> tuple[int, ...]:
        """Give the cores to run on."""
        return self.cores or usual

    def days(self, sizes: Iterable[tuple[int, int]], usual: int) -> list[Case]:
        """Make days of each size, one by each seed."""
        small = [size for size in sizes if self.largest is None or size[0] <= self.largest]
        return [case for size in small for case in cases.made(*size, range(1, (self.seeds or usual) + 1))]

    def few(self, found: Iterable[Case]) -> list[Case]:
        """Keep some cases of each group, evenly spread over it."""
        kept = []
        for _, group in groupby(sorted(found, key=lambda case: case.group), key=lambda case: case.group):
            whole = list(group)
            kept += whole if self.most is None else whole[:: math.ceil(len(whole) / self.most)]
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the figures: its jobs, and how its runs are shown."""

    title: str
    jobs: Callable[[Scale], Iterator[Job]]
    columns: Row
    rows: Callable[[Sequence[Run]], Iterator[Row]]


def _vrptw(scale: Scale) -> Iterator[Job]:
    yield from _beside(scale, scale.few(cases.vrptw(scale.bench)), scale.or_seconds(10, 60), scale.or_cores(1))


def _days(scale: Scale) -> Iterator[Job]:
    """Each day is a seed of its own, so a solver's seed is always 1."""
    one = replace(scale, seeds=1)
    own = cases.teams(TEAMS, range(1, (scale.seeds or 3) + 1), scale.roads)
    yield from _beside(one, [*scale.days(DAYS, 3), *own], scale.or_seconds(10), scale.or_cores(1))


def _beside(scale: Scale, found: Iterable[Case], seconds: Sequence[float], cores: Sequence[int]) -> Iterator[Job]:
    """Run ours and each peer on a case, one right after the other."""
    for case in found:
        for given in seconds:
            for core in cores:
                for solver in (OURS, *scale.peers):
                    seeds = 1 if solver in SEEDLESS else scale.seeds or 3
                    for seed in range(1, seeds + 1):
                        yield Job(solver=solver, case=case, seconds=given, seed=seed, cores=core)


def _hhcrsp(scale: Scale) -> Iterator[Job]:
    for case in scale.few(cases.hhcrsp(scale.bench)):
        yield from _alone(scale, case, scale.or_seconds(10 if case.proved else 60))


def _uhhc(scale: Scale) -> Iterator[Job]:
    for case in scale.few(cases.uhhc(scale.bench)):
        yield from _alone(scale, case, scale.or_seconds(60))


def _alone(scale: Scale, case: Case, seconds: Sequence[float]) -> Iterator[Job]:
    for given in seconds:
        for core in scale.or_cores(2):
            for seed in range(1, (scale.seeds or 3) + 1):
                yield Job(solver=OURS, case=case, seconds=given, seed=seed, cores=core)


def _proof(scale: Scale) -> Iterator[Job]:
    for case in scale.days(PROVED_DAYS, 20):
        for given in scale.or_seconds(60):
            yield Job(solver=OURS, case=case, seconds=given, cores=max(scale.or_cores(2)), bound=True)


def _first(scale: Scale) -> Iterator[Job]:
    for case in scale.days([(60, 10), (400, 70)], 3):
        yield Job(solver=OURS, case=case, seconds=max(scale.or_seconds(60)), cores=max(scale.or_cores(1)))


def _growth(scale: Scale) -> Iterator[Job]:
    for case in scale.days(GROWING_DAYS, 1):
        yield Job(solver=OURS, case=case, seconds=max(scale.or_seconds(600)), cores=max(scale.or_cores(1)))


def _gap_rows(runs: Sequence[Run]) -> Iterator[Row]:
    """Show by how much each solver is above the best known (or, where none is, the best of these runs) in the mean."""
    least = {
        name: min(run.cost for run in own if run.cost) for name, own in _by(runs, _name) if any(r.cost for r in own)
    }
    for key, same in _by(runs, lambda run: (run.job.case.group, run.job.seconds, run.job.cores, run.job.solver)):
        gaps = [run.cost / (run.job.case.best or least[_name(run)]) - 1 for run in same if run.cost]
        against = "best known" if all(run.job.case.best for run in same) else "best here"
        yield [*_setting(key), key[3], str(len(same)), _percent(gaps), against, _seconds(same), _failures(same)]


def _day_rows(runs: Sequence[Run]) -> Iterator[Row]:
    """Show the mean cost, and how it compares with ours on the same days."""
    ours = {_day(run): run.cost for run in runs if run.job.solver == OURS and run.cost}
    for key, same in _by(runs, lambda run: (run.job.case.group, run.job.seconds, run.job.cores, run.job.solver)):
        pairs = [(run.cost, base) for run in same if run.cost is not None and (base := ours.get(_day(run)))]
        mean = statistics.mean(cost for cost, _ in pairs) if pairs else None
        above = [cost / base - 1 for cost, base in pairs]
        shown = "–" if mean is None else f"{mean:,.0f}"
        yield [*_setting(key), key[3], str(len(same)), shown, _percent(above), _seconds(same), _failures(same)]


def _name(run: Run) -> str:
    return run.job.case.name


def _day(run: Run) -> tuple[str, float, int]:
    return run.job.case.name, run.job.seconds, run.job.cores


def _best_rows(runs: Sequence[Run]) -> Iterator[Row]:
    """Show means over all runs, and how many cases reached or beat the best known in some run."""
    for key, same in _by(runs, lambda run: (run.job.case.group, run.job.seconds, run.job.cores)):
        gaps = [run.over_best for run in same if run.over_best is not None]
        least = {
            name: min(run.over_best for run in own if run.over_best is not None)
            for name, own in _by(same, _name)
            if any(run.over_best is not None for run in own)
        }
        proved = {run.job.case.name for run in same if run.job.case.proved}
        reached = sum(least.get(name, 1.0) < 1e-4 for name in proved)
        new = sum(gap < -NEW_BEST for name, gap in least.items() if name not in proved)
        names = {run.job.case.name for run in same}
        yield [
            *_setting(key), str(len(names)), _percent(gaps), _percent(list(least.values())), str(new),
            f"{reached} of {len(proved)}", _failures(same),
        ]  # fmt: skip


def _proof_rows(runs: Sequence[Run]) -> Iterator[Row]:
    for key, same in _by(runs, lambda run: (run.job.case.group, run.job.seconds, run.job.cores)):
        gaps = [1.0 if run.gap is None else run.gap for run in same]
        closed = sum(gap <= 0 for gap in gaps)
        scopes = sorted({run.scope for run in same if run.scope})
        median = f"{100 * statistics.median(gaps):.2f} %"
        yield [*_setting(key), str(len(same)), median, str(closed), "; ".join(scopes) or "–", _failures(same)]


def _first_rows(runs: Sequence[Run]) -> Iterator[Row]:
    """Show when the first whole plan was there, and how far it and the one after a second were from the last."""
    for run in runs:
        if not run.trace or not run.cost:
            yield [run.job.case.name, "–", "–", "–", "–", _failures([run])]
            continue
        last = min(cost for _, cost in run.trace)
        soon = min((cost for at, cost in run.trace if at <= 1.0), default=None)
        yield [
            run.job.case.name, f"{run.trace[0][0]:.2f}", f"{100 * (run.trace[0][1] / last - 1):.1f} %",
            "–" if soon is None else f"{100 * (soon / last - 1):.1f} %", str(run.peak_mb), _failures([run]),
        ]  # fmt: skip


def _growth_rows(runs: Sequence[Run]) -> Iterator[Row]:
    """Show when each came near its last plan, and the power of the number of visits that these seconds grow by."""
    points: list[tuple[float, float]] = []
    for run in runs:
        last = min((cost for _, cost in run.trace), default=0.0)
        near = next((at for at, cost in run.trace if cost <= 1.02 * last), None)
        if near and run.job.case.made:
            points.append((math.log(run.job.case.made[0]), math.log(near)))
        shown = "–" if run.cost is None else f"{run.cost:,.0f}"
        yield [run.job.case.group, shown, "–" if near is None else f"{near:.1f}", str(run.peak_mb), _failures([run])]
    if len({visits for visits, _ in points}) > 1:
        yield ["exponent", "", f"{statistics.linear_regression(*zip(*points, strict=True)).slope:.2f}", "", ""]


def _by(runs: Iterable[Run], key: Callable[[Run], Key]) -> Iterator[tuple[Key, list[Run]]]:
    groups: dict[Key, list[Run]] = {}
    for run in runs:
        groups.setdefault(key(run), []).append(run)
    yield from groups.items()


def _setting(key: tuple[object, ...]) -> list[str]:
    return [str(key[0]), f"{key[1]:g}", str(key[2])]


def _percent(shares: Sequence[float]) -> str:
    return f"{100 * statistics.mean(shares):+.2f} %" if shares else "–"


def _seconds(runs: Sequence[Run]) -> str:
    return f"{statistics.mean(run.seconds for run in runs):.1f}"


def _failures(runs: Sequence[Run]) -> str:
    return str(sum(run.cost is None for run in runs))


_HEAD: Final = ("what", "s", "cores")
FIGURES: Final[Mapping[int, Figure]] = {
    1: Figure(
        title="VRPTW: distance (DIMACS rule)",
        jobs=_vrptw,
        columns=(*_HEAD, "by", "runs", "gap", "to", "took s", "failed"),
        rows=_gap_rows,
    ),
    2: Figure(
        title="Skills, windows, depots: seconds driven",
        jobs=_days,
        columns=(*_HEAD, "by", "runs", "driven", "above ours", "took s", "failed"),
        rows=_day_rows,
    ),
    3: Figure(
        title="HHCRSP: above the best known",
        jobs=_hhcrsp,
        columns=(*_HEAD, "cases", "gap", "best of seeds", "new best", "optima found", "failed"),
        rows=_best_rows,
    ),
    4: Figure(
        title="UHHC: above the best known",
        jobs=_uhhc,
        columns=(*_HEAD, "cases", "gap", "best of seeds", "new best", "optima found", "failed"),
        rows=_best_rows,
    ),
    5: Figure(
        title="Proof: gap to the lower bound",
        jobs=_proof,
        columns=(*_HEAD, "days", "median gap", "closed", "left out of the bound", "failed"),
        rows=_proof_rows,
    ),
    6: Figure(
        title="First whole plan, and memory",
        jobs=_first,
        columns=("day", "first s", "first above last", "after 1 s above last", "peak MB", "failed"),
        rows=_first_rows,
    ),
    8: Figure(
        title="Growth: seconds to within 2 % of the last plan",
        jobs=_growth,
        columns=("day", "driven", "s", "peak MB", "failed"),
        rows=_growth_rows,
    ),
}
"""By the number that the issue gives them; 7, the urgent offer, is not a solve."""
