"""One solver on one case: a process of its own on given cores, judged by an independent checker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.quality import judges, tasks
from benchmarks.quality.cases import Case

OURS: Final = "hemrutt"
SLACK_S: Final = 600
"""A process that takes so many seconds more than it was given has failed (reading and compiling included)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be run: a solver, a case, and what it is given."""

    solver: str
    case: Case
    seconds: float
    seed: int = 1
    cores: int = 1
    bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came out; ``cost`` is the checker's, None where the run failed or broke a rule (see ``errors``)."""

    job: Job
    cost: float | None
    errors: tuple[str, ...] = ()
    seconds: float = 0.0
    peak_mb: int = 0
    version: str = ""
    iterations: int = 0
    bound: float | None = None
    gap: float | None = None
    scope: str | None = None
    trace: tuple[tuple[float, float], ...] = ()

    @property
    def over_best(self) -> float | None:
        """By what share the cost is above the best known."""
        best = self.job.case.best
        return None if self.cost is None or best is None else self.cost / best - 1

    def to_json(self) -> dict[str, Any]:
        """Give what is kept of a run."""
        job = self.job
        return {
            "solver": job.solver, "version": self.version, "case": job.case.name, "group": job.case.group,
            "given_s": job.seconds, "seed": job.seed, "cores": job.cores, "cost": self.cost, "best": job.case.best,
            "seconds": self.seconds, "iterations": self.iterations, "peak_mb": self.peak_mb, "bound": self.bound,
            "gap": self.gap, "scope": self.scope, "errors": self.errors[:5],
        }  # fmt: skip


def run(job: Job, *, bench: Path, peers: Path | None) -> Run:
    """Run a job and judge what comes out."""
    instance = job.case.read()
    try:
        told = _ours(job) if job.solver == OURS else _peer(job, instance.problem, peers)
    except (subprocess.SubprocessError, ValueError) as error:
        return Run(job=job, cost=None, errors=(str(getattr(error, "stderr", None) or error).strip()[-200:],))
    document = told.get("document") or _document(job.case, told["routes"])
    verdict = judges.judge(job.case, instance.problem, document, bench)
    bound = told.get("bound")
    return Run(
        job=job,
        cost=None if verdict.errors else verdict.cost,
        errors=verdict.errors,
        seconds=told["seconds"],
        peak_mb=told["peak_mb"],
        version=told.get("version", ""),
        iterations=told.get("iterations", 0),
        bound=None if bound is None else bound / instance.scale,
        gap=told.get("gap"),
        scope=told.get("scope"),
        trace=tuple((seconds, cost / instance.scale) for seconds, cost in told.get("trace", ())),
    )


def _ours(job: Job) -> dict[str, Any]:
    asked = {"case": job.case.to_json(), "seconds": job.seconds, "seed": job.seed, "cores": job.cores}
    command = [sys.executable, "-m", "benchmarks.quality.ours"]
    return _call(command, json.dumps(asked | {"bound": job.bound}), job)


def _peer(job: Job, problem: Any, python: Path | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        task = Path(folder) / "task.npz"
        tasks.write_task(problem, task)
        script = str(Path(__file__).with_name("peers.py"))
        given = [str(job.seconds), str(job.seed), str(job.cores)]
        return _call([str(python), script, job.solver, str(task), *given], "", job)


def _call(command: list[str], given: str, job: Job) -> dict[str, Any]:
    """Call a process that may use so many cores, and no thread more in its libraries."""
    cores = sorted(os.sched_getaffinity(0))[: job.cores]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(job.cores))
    ended = subprocess.run(
        ["taskset", "--cpu-list", ",".join(map(str, cores)), *command],
        input=given,
        env=os.environ | threads,
        capture_output=True,
        text=True,
        check=True,
        timeout=job.seconds + SLACK_S,
    )
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told


def _document(case: Case, routes: list[list[int]]) -> dict[str, Any]:
    """Write a peer's routes as the format has them: customers count from 1."""
    shift = 1 if case.format == "vrptw" else 0
    return {"routes": [[visit + shift for visit in route] for route in routes]}
