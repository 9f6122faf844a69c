"""What is solved: public instances with the best objectives known, and made days."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.quality.made import make_day, make_team_day
from solver.problem import Problem
from solver.reading import READERS, Instance
from solver.solution import Solution

DEPOTS: Final[Mapping[int, int]] = {20: 1, 40: 1, 50: 1, 60: 1, 80: 2, 100: 2, 200: 2, 400: 3, 800: 4, 1600: 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An instance of a public format in ``file``, or a made day of so many visits, cars and depots by a seed.

    With ``team`` it is a day of that team by the seed, and ``file`` the folder that keeps its roads.

    ``best`` is the best objective known, ``proved`` tells that none can be better.
    """

    name: str
    group: str
    format: str
    file: Path | None = None
    made: tuple[int, int, int, int] | None = None
    team: tuple[str, int] | None = None
    best: float | None = None
    proved: bool = False

    def read(self) -> Instance:
        """Read or make the instance."""
        if self.made is not None:
            return _as_instance(make_day(*self.made))
        assert self.file is not None
        if self.team is not None:
            return _as_instance(make_team_day(*self.team, self.file))
        return READERS[self.format](self.file.read_text(encoding="utf-8"))

    def to_json(self) -> dict[str, Any]:
        """Give what another process needs to read it."""
        return {
            "format": self.format,
            "file": None if self.file is None else str(self.file),
            "made": self.made,
            "team": self.team,
        }


def from_json(told: dict[str, Any]) -> Case:
    """Give the case that another process told of."""
    file, made, team = told["file"], told["made"], told["team"]
    return Case(
        name="",
        group="",
        format=told["format"],
        file=None if file is None else Path(file),
        made=None if made is None else tuple(made),
        team=None if team is None else tuple(team),
    )


def vrptw(bench: Path) -> Iterator[Case]:
    """Yield Solomon's and Homberger's; only distances under the DIMACS rule are comparable."""
    best = {row["instance"].lower(): row["dimacs_cost_verified"] for row in _rows(bench / "vrptw_best_known.csv")}
    for folder in ("solomon", "homberger"):
        for file in sorted((bench / folder).glob("*.txt")):
            known = best.get(file.stem.lower()) or None
            size = 100 if folder == "solomon" else int(file.stem.split("_")[1]) * 100
            value = None if known is None else float(known)
            yield Case(name=file.stem, group=f"{folder} {size}", format="vrptw", file=file, best=value)


def hhcrsp(bench: Path) -> Iterator[Case]:
    """Yield Mankowska's sets and the Italian ones."""
    for row in _rows(bench / "mankowska" / "best_known.csv"):
        file = bench / "mankowska" / f"{row['instance']}.json"
        if file.exists():
            yield Case(
                name=row["name"], group=f"mankowska {row['name'][0]}", format="hhcrsp", file=file,
                best=float(row["best_known"]), proved=bool(row["proven_opt"]),
            )  # fmt: skip
    for row in _rows(bench / "italian" / "best_known.csv"):
        file = bench / "italian" / row["instance"]
        if file.exists():
            name = row["instance"].split("-")[0].removeprefix("instance_")
            best = float(row["published_cost"])
            yield Case(name=f"it-{name}", group="italian", format="hhcrsp", file=file, best=best)


def uhhc(bench: Path) -> Iterator[Case]:
    """Yield the unified instances."""
    for row in _rows(bench / "uhhc" / "best_known.csv"):
        file = bench / "uhhc" / f"{row['instance']}.json"
        if file.exists():
            best = float(row["best_objective"])
            yield Case(name=row["instance"], group="uhhc", format="uhhc", file=file, best=best)


def made(visits: int, cars: int, seeds: range) -> Iterator[Case]:
    """Yield made days of a size."""
    for seed in seeds:
        size = (visits, cars, DEPOTS.get(visits, 2), seed)
        yield Case(name=f"{visits}/{cars} {seed}", group=f"day {visits}/{cars}", format="made", made=size)


def teams(keys: Iterable[str], seeds: range, roads: Path) -> Iterator[Case]:
    """Yield days of our own teams."""
    for key in keys:
        for seed in seeds:
            yield Case(name=f"{key} {seed}", group=f"team {key}", format="made", file=roads, team=(key, seed))


def _as_instance(problem: Problem) -> Instance:
    def to_document(solution: Solution) -> dict[str, Any]:
        routes: list[list[int]] = [[] for _ in problem.cars]
        for route in solution.routes:
            routes[route.car] = [stop.visit for stop in route.stops]
        return {"routes": routes}

    return Instance(problem=problem, to_document=to_document, to_objective=lambda _: 0.0, scale=1)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
