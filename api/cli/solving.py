"""``hemrutt solve``: a public benchmark instance becomes a solution file of its own format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer
from rich.console import RenderableType
from rich.text import Text

from api import writing
from api.cli import figures
from api.cli.planning import BoundOption, GapOption, SecondsOption, SeedOption, StallOption, WorkersOption
from api.cli.progress import Watch, watching
from api.cli.refusals import ManyRefusedError, RefusedError
from api.cli.session import Session
from scheduler.faults import SearchEndedError
from scheduler.files import decoding
from scheduler.files.whole import write_whole
from scheduler.proofs import say_scope
from scheduler.texts import say
from solver.apart import ApartResult, solve_apart
from solver.errors import ApartError
from solver.limits import Limits
from solver.reading import READERS, Instance, UnreadableError

LARGEST_BYTES: Final = 256 * 1024 * 1024

Format = Literal["uhhc", "hhcrsp", "vrptw"]
InstancePath = Annotated[Path, typer.Argument(help="cli.argument.instance", metavar="FILE")]


def solve_command(
    context: typer.Context,
    file: InstancePath,
    *,
    form: Annotated[Format, typer.Option("--format", help="cli.option.format")],
    out: Annotated[Path, typer.Option(help="cli.option.solution")],
    seconds: SecondsOption = 10.0,
    iterations: Annotated[int | None, typer.Option(min=0, help="cli.option.iterations")] = None,
    seed: SeedOption = 1,
    workers: WorkersOption = 1,
    bound: BoundOption = False,
    gap: GapOption = None,
    stall: StallOption = None,
) -> None:
    """Solve an instance; ends with 1 if a visit that must be made is in no route."""
    session: Session = context.obj
    writing.prepare(out)
    limits = Limits(
        seconds=seconds, iterations=iterations, seed=seed, workers=workers, bound=bound, gap=gap, stall=stall
    )
    with watching(session, seconds=seconds) as watch:
        watch.begin("read")
        instance = _read(file, form)
        watch.begin("solve")
        result = _search(session, watch, instance, limits)
        watch.begin("write")
        text = json.dumps(instance.to_document(result.solution), allow_nan=False)
        write_whole(out, text.encode())
    answer = _answer(instance, result)
    session.answer(answer, *_show(session, answer))
    session.tell(session.say("written", path=out))
    raise typer.Exit(0 if answer["feasible"] else 1)


def _read(file: Path, form: Format) -> Instance:
    try:
        return READERS[form](decoding.read_bytes(file, limit=LARGEST_BYTES).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RefusedError("instance_form", place=file.name, why=str(error)) from None
    except UnreadableError as error:
        refused = [RefusedError(f"instance_{flaw.code}", place=flaw.place, why=flaw.cause) for flaw in error.flaws]
        raise ManyRefusedError(refused) from None


def _search(session: Session, watch: Watch, instance: Instance, limits: Limits) -> ApartResult:
    try:
        return solve_apart(
            instance.problem,
            limits=limits,
            on_progress=watch.search,
            stop=watch.is_stopped,
            waiting=session.searcher,
        )
    except ApartError as error:
        raise SearchEndedError(error.failure) from error


def _answer(instance: Instance, result: ApartResult) -> dict[str, Any]:
    """Give the figures in the format's own unit."""
    left_out = result.solution.left_out(instance.problem)
    return {
        "objective": instance.to_objective(result.solution),
        "bound": None if result.bound is None else result.bound / instance.scale,
        "gap": result.gap,
        "scope": list(result.scope),
        "optimal": result.optimal,
        "seconds": round(result.seconds, 3),
        "iterations": result.iterations,
        "feasible": not any(instance.problem.visits[visit].mandatory for visit in left_out),
        "left_out": len(left_out),
        "failure": result.failure,
    }


def _show(session: Session, answer: dict[str, Any]) -> list[RenderableType]:
    language = session.language
    lines = [
        session.say(
            "solve.objective",
            objective=figures.number(answer["objective"], language, decimals=3),
            seconds=figures.number(answer["seconds"], language, decimals=1),
            iterations=figures.number(answer["iterations"], language),
        )
    ]
    if answer["bound"] is not None:
        bound = figures.number(answer["bound"], language, decimals=3)
        gap = figures.number(100 * (answer["gap"] or 0), language, decimals=2)
        scope = say_scope(answer["scope"], language=language)
        lines.append(session.say("solve.bound", bound=bound, gap=gap, scope=scope))
    if answer["failure"] is not None:
        lines.append(say(f"notes.search_{answer['failure']}", language=language))
    if not answer["feasible"]:
        lines.append(session.say("solve.left_out", count=answer["left_out"]))
    return [Text(line) for line in lines]
