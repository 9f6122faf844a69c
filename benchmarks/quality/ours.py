"""Ours on one case, in a process of its own: reads a job as JSON from standard input, prints one line of JSON."""

from __future__ import annotations

import json
import resource
import sys

from benchmarks.quality import cases
from solver.limits import Limits
from solver.solve import Progress, solve


def main() -> None:
    """Solve once for a round, so that the kernel is warm, then in earnest."""
    job = json.load(sys.stdin)
    instance = cases.from_json(job["case"]).read()
    trace: list[tuple[float, int, int]] = []

    def note(progress: Progress) -> None:
        trace.append((round(progress.seconds, 4), progress.cost, progress.left_out))

    solve(instance.problem, limits=Limits(seconds=60, iterations=1, workers=job["cores"]))
    limits = Limits(seconds=job["seconds"], workers=job["cores"], seed=job["seed"], bound=job["bound"])
    found = solve(instance.problem, limits=limits, on_progress=note)
    told = {
        "document": instance.to_document(found.solution),
        "seconds": round(found.seconds, 3),
        "iterations": found.iterations,
        "trace": _whole(trace),
        "cost": found.cost.total,
        "bound": found.bound,
        "gap": found.gap,
        "scope": found.scope,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(told))


def _whole(trace: list[tuple[float, int, int]]) -> list[tuple[float, int]]:
    """Keep the plans that leave out no more than the best does: the search begins with one that has nothing."""
    fewest = min((left_out for _, _, left_out in trace), default=0)
    return [(seconds, cost) for seconds, cost, left_out in trace if left_out == fewest]


if __name__ == "__main__":
    main()
