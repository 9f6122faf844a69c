"""From a file to a Problem: each service becomes a visit of a patient of its own, as services may overlap."""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.errors import ProblemError
from solver.problem import LATEST, Break, Car, Costs, Gap, Patient, Problem, Visit, Window
from solver.reading import care
from solver.reading.instance import MANDATORY_PRICE, Flaw, Instance, UnreadableError
from solver.reading.uhhc import document, form, tally
from solver.reading.uhhc.form import Caregiver, File, Request
from solver.travel import Travel

TARDINESS: Final = ("total_tardiness", "highest_tardiness")


def read(text: str) -> Instance:
    """Read a file.

    Raises
    ------
    UnreadableError
        With everything that is wrong with it, and everything in it that a Problem cannot express.
    """
    file = care.parse(text, File)
    flaws = form.flaws_of(file)
    if flaws:
        raise UnreadableError(flaws)
    try:
        problem = _to_problem(file)
    except ProblemError as error:
        raise UnreadableError([Flaw(code="value", place="file", cause=str(error))]) from None
    return Instance(
        problem=problem,
        to_document=lambda solution: document.to_document(file, problem, solution),
        to_objective=lambda solution: tally.objective_of(file, document.to_document(file, problem, solution)),
        scale=1,
    )


def _to_problem(file: File) -> Problem:
    far = np.array(file.distances, dtype=np.int64)
    requests = file.requests
    kinds = {name: number for number, name in enumerate(sorted({one.service for _, one in requests}))}
    horizon = _horizon(file)
    together, bundles, gaps = _ties(file)
    return Problem(
        travels=(Travel(seconds=far, metres=far.copy()),),
        cars=tuple(_to_car(file, caregiver, kinds, horizon) for caregiver in file.caregivers),
        visits=tuple(_to_visit(file, number, request, kinds, horizon) for number, request in enumerate(requests)),
        patients=(Patient(),) * len(requests),
        together=together,
        bundles=bundles,
        gaps=gaps,
        costs=Costs(
            driving=file.price("travel_time"),
            waiting=file.price("total_waiting_time"),
            lateness=file.price("total_tardiness"),
            overtime=file.price("total_extra_time"),
            continuity=file.price("caregiver_preferences"),
            worst_lateness=file.price("highest_tardiness"),
            idle=file.price("max_idle_time"),
        ),
    )


def _horizon(file: File) -> int:
    """Give a minute by which all is done if nobody waits without need: one service after the other."""
    ends = [bound.end for caregiver in file.caregivers if (bound := caregiver.working_shift)]
    starts = [window.start for patient in file.patients for window in patient.time_windows]
    work = sum(file.duration(required) or 0 for _, required in file.requests)
    lags = sum(patient.synchronization.lag[0] for patient in file.patients if patient.synchronization)
    drives = max(map(max, file.distances), default=0) * (len(file.requests) + 1)
    lunch = file.lunch_breaks.end + file.lunch_breaks.min_duration if file.lunch_breaks else 0
    return min(LATEST, max([*ends, *starts, 0]) + work + lags + drives + lunch)


def _to_car(file: File, caregiver: Caregiver, kinds: dict[str, int], horizon: int) -> Car:
    shift = caregiver.working_shift
    limited = file.is_hard("total_extra_time")
    end = shift.end if shift else horizon
    return Car(
        start=file.places[caregiver.departing_point],
        end=file.places[caregiver.arrival_point],
        shift_start=shift.start if shift else 0,
        shift_end=end,
        max_overtime=0 if limited else max(0, horizon - end),
        breaks=_to_breaks(file, caregiver, end),
        skills=frozenset(kinds[name] for name in caregiver.abilities if name in kinds),
    )


def _to_breaks(file: File, caregiver: Caregiver, shift_end: int) -> tuple[Break, ...]:
    """Give the lunch of a caregiver, which ends within the shift where it can."""
    lunch = file.lunch_breaks
    price, hard = file.price("missed_lunch_break"), file.is_hard("missed_lunch_break")
    if lunch is None or not caregiver.lunch_break or not (price or hard):
        return ()
    latest = lunch.end - (lunch.min_duration if file.at_end else 0)
    latest = min(latest, max(lunch.start, shift_end - lunch.min_duration))
    if latest < lunch.start:
        return ()
    duration = lunch.min_duration
    return (Break(earliest=lunch.start, latest=latest, duration=duration, price=None if hard else price),)


def _to_visit(file: File, number: int, request: Request, kinds: dict[str, int], horizon: int) -> Visit:
    patient, required = request
    cars = {caregiver.id: index for index, caregiver in enumerate(file.caregivers)}
    preferred = frozenset(cars[name] for name in patient.preferred_caregivers or ())
    must, wanted = file.must_be_served(patient), patient.preferred_caregivers is not None
    return Visit(
        patient=number,
        location=patient.distance_matrix_index,
        duration=file.duration(required) or 0,
        windows=_to_windows(file, request, horizon),
        skills=frozenset({kinds[required.service]}),
        allowed=preferred if wanted and file.is_hard("caregiver_preferences") else None,
        refused=frozenset(cars[name] for name in patient.incompatible_caregivers or ()),
        known=preferred,
        price=MANDATORY_PRICE if must else _share(file, request),
        mandatory=must,
    )


def _share(file: File, request: Request) -> int:
    """Give a service's share of the price of leaving out its patient; the first ones take what does not divide."""
    patient, required = request
    whole, rest = divmod(file.price("optional_patients"), len(patient.required_services))
    return whole + (patient.required_services.index(required) < rest)


def _to_windows(file: File, request: Request, horizon: int) -> tuple[Window, ...]:
    patient, required = request
    shift = (file.duration(required) or 0) if file.at_end else 0
    hard = any(file.is_hard(component) for component in TARDINESS)
    starts = [*(window.start for window in patient.time_windows), horizon + 1]
    windows = []
    for window, following in zip(patient.time_windows, starts[1:], strict=True):
        soft_end, last = window.end - shift, following - 1
        last = min(last, soft_end) if hard else last
        if window.start <= last:
            windows.append(Window(start=window.start, end=last, soft_end=None if hard else soft_end))
    if not windows:
        cause = f"{required.service} fits in no window"
        raise UnreadableError([Flaw(code="value", place=f"patients.{patient.id}", cause=cause)])
    return tuple(windows)


def _ties(file: File) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...], tuple[Gap, ...]]:
    """Give the together-groups, the bundles and the gaps of patients who need several services."""
    together, bundles, gaps = [], [], []
    first = 0
    for patient in file.patients:
        visits = tuple(range(first, first + len(patient.required_services)))
        first, tie = visits[-1] + 1, patient.synchronization
        if tie and tie.type == "simultaneous":
            together.append(visits)
        elif len(visits) > 1:
            bundles.append(visits)
        if tie and tie.type == "sequential":
            least, most = tie.lag
            gaps.append(Gap(before=visits[0], after=visits[1], minimum=least, maximum=most, from_end=False))
    return tuple(together), tuple(bundles), tuple(gaps)
