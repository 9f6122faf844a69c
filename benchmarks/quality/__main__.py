"""How good plans are, beside the best known and beside peers, in the same run.

``python -m benchmarks.quality --peers PYTHON`` runs all figures as asked for, which takes a day; a short run is
``--figures 1,2,3,4 --seconds 5 --seeds 1 --most 2``. PYTHON is an interpreter with the peers (``pip install pyvrp
pyvroom ortools nextroute numpy pandas``; nextroute's licence, BUSL 1.1, allows use that is not production). Every
result is judged by a checker that is not ours. Results are kept as they come.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.quality import runs
from benchmarks.quality.figures import FIGURES, Figure, Row, Scale
from benchmarks.quality.runs import Run


def main() -> None:
    """Run the figures asked for and print their tables."""
    options = _parse()
    scale = Scale(
        bench=options.bench,
        roads=options.out / "roads",
        peers=tuple(options.solvers) if options.peers else (),
        seconds=options.seconds,
        cores=options.cores,
        seeds=options.seeds,
        most=options.most,
        largest=options.largest,
    )
    options.out.mkdir(parents=True, exist_ok=True)
    parts = [_about()]
    for number in options.figures:
        figure = FIGURES[number]
        done = _run(figure, scale, options)
        (options.out / f"figure-{number}.json").write_text(json.dumps([run.to_json() for run in done], indent=1))
        parts.append(f"### {number}. {figure.title}\n\n{to_markdown(figure.columns, list(figure.rows(done)))}")
        print("\n" + parts[-1], flush=True)
        (options.out / "figures.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def to_markdown(columns: Row, rows: Sequence[Row]) -> str:
    """Give a table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _run(figure: Figure, scale: Scale, options: argparse.Namespace) -> list[Run]:
    done: list[Run] = []
    jobs = list(figure.jobs(scale))
    print(
        f"{figure.title}: {len(jobs)} runs, {sum(job.seconds for job in jobs) / 60:.0f} minutes of search", flush=True
    )
    for job in jobs:
        run = runs.run(job, bench=options.bench, peers=options.peers)
        done.append(run)
        gap = "" if run.over_best is None else f"{100 * run.over_best:+.2f} %"
        cost = "failed" if run.cost is None else f"{run.cost:.1f}"
        line = f"{job.case.name:<16} {job.solver:<8} seed {job.seed} {run.seconds:6.1f} s {cost:>12} {gap:>9}"
        print(line, "; ".join(run.errors[:2]), flush=True)
    return done


def _about() -> str:
    """Tell the commit, the machine and the day, which belong to every figure."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    machine = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    return f"Commit {commit.stdout.strip()}, {machine}, {time.strftime('%Y-%m-%d')}."


def _parse() -> argparse.Namespace:
    words = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(description=words[0], epilog=words[2])
    bench = Path(__file__).parents[3] / "shared" / "bench"
    parser.add_argument("--bench", type=Path, default=bench, help="folder of the public instances and their checkers")
    parser.add_argument("--peers", type=Path, help="interpreter in which the peers are installed")
    parser.add_argument(
        "--solvers", type=lambda text: text.split(","), default=["pyvrp", "vroom", "ortools", "nextroute"]
    )
    parser.add_argument("--figures", type=_integers, default=tuple(FIGURES), help="numbers, commas between")
    parser.add_argument("--seconds", type=_floats, help="instead of those asked for")
    parser.add_argument("--cores", type=_integers, help="instead of those asked for")
    parser.add_argument("--seeds", type=int, help="instead of those asked for")
    parser.add_argument("--most", type=int, help="cases of each group at most")
    parser.add_argument("--largest", type=int, help="visits of a made day at most")
    parser.add_argument("--out", type=Path, default=Path("quality"), help="folder for results as JSON and Markdown")
    return parser.parse_args()


def _integers(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(","))


def _floats(text: str) -> tuple[float, ...]:
    return tuple(float(word) for word in text.split(","))


if __name__ == "__main__":
    main()
