"""Home health care routing and scheduling after Mankowska, Meisel and Bierwirth (2014), as JSON.

The objective is (travel + total tardiness + largest tardiness) / 3. Figures have up to three decimals, so the unit of
the problem is a thousandth of a minute. Each service is a visit and a patient of its own, as services of one patient
may overlap. A window binds only the earliest start; from its end on, each minute is tardy. Nobody has a shift.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from pydantic import AliasChoices, Field

from solver.cost import cost_of
from solver.errors import ProblemError
from solver.problem import LATEST, Car, Costs, Gap, Patient, Problem, Visit, Window
from solver.reading import care
from solver.reading.care import Amount, Form, Service
from solver.reading.instance import MANDATORY_PRICE, Document, Flaw, Instance, UnreadableError
from solver.solution import Solution
from solver.travel import Travel

THOUSANDTHS: Final = 1000
SCALE: Final = 3 * THOUSANDTHS
"""The objective is the mean of its three parts."""

FUZZ: Final = 1e-6
"""Thousandths by which a float may miss a whole one."""


class _Span(Form):
    """From a start to an end."""

    start: Amount
    end: Amount


class _Lag(Form):
    """Least and most time from the start of the first service to the start of the second."""

    min: Amount
    max: Amount


class _Synchronization(Form):
    """How the services of a patient depend on each other."""

    type: Literal["simultaneous", "sequential", "independent"]
    distance: _Lag | tuple[Amount, Amount] | None = None

    @property
    def lag(self) -> tuple[float, float] | None:
        """The least and most time between the starts, where the services follow each other."""
        if isinstance(self.distance, _Lag):
            return self.distance.min, self.distance.max
        return self.distance


class _Required(Form):
    """A service that a patient needs."""

    service: str
    duration: Amount | None = None


class _Named(Form):
    id: str


class _Caregiver(_Named):
    abilities: list[str]


class _Patient(_Named):
    window: tuple[Amount, Amount] | None = Field(None, validation_alias="time_window")
    windows: list[_Span] = Field([], validation_alias="time_windows")
    services: list[_Required] = Field(
        min_length=1, max_length=2, validation_alias=AliasChoices("required_caregivers", "required_services")
    )
    synchronization: _Synchronization | None = None

    @property
    def span(self) -> tuple[float, float] | None:
        """The only window, however it is written."""
        if self.window is None and len(self.windows) == 1:
            return self.windows[0].start, self.windows[0].end
        return self.window


class _File(Form):
    depots: list[_Named] = Field(
        min_length=1,
        max_length=1,
        validation_alias=AliasChoices("central_offices", "terminal_points", "departing_points"),
    )
    caregivers: list[_Caregiver]
    patients: list[_Patient]
    services: list[Service]
    distances: list[list[Amount]]

    def duration(self, required: _Required) -> float | None:
        """Give the minutes of a service, by the patient or by its kind."""
        usual = {service.id: service.default_duration for service in self.services}
        return required.duration or usual.get(required.service)

    def names(self) -> list[tuple[str, str]]:
        """List patient and service of each visit."""
        return [(patient.id, required.service) for patient in self.patients for required in patient.services]


def read(text: str) -> Instance:
    """Read a file.

    Raises
    ------
    UnreadableError
        With everything that is wrong with it.
    """
    file = care.parse(text, _File)
    flaws = [
        *care.check_matrix(file.distances, 1 + len(file.patients)),
        *care.check_twice([caregiver.id for caregiver in file.caregivers], "caregivers"),
        *care.check_twice([patient.id for patient in file.patients], "patients"),
        *(flaw for patient in file.patients for flaw in _check_patient(file, patient)),
        *_check_decimals(file),
    ]
    if flaws:
        raise UnreadableError(flaws)
    try:
        problem = _to_problem(file)
    except ProblemError as error:
        raise UnreadableError([Flaw(code="value", place="file", cause=str(error))]) from None
    return Instance(
        problem=problem,
        to_document=lambda solution: _to_document(file, solution),
        to_objective=lambda solution: cost_of(problem, solution).total / SCALE,
        scale=SCALE,
    )


def _check_patient(file: _File, patient: _Patient) -> list[Flaw]:
    place, tie = f"patients.{patient.id}", patient.synchronization
    able = {ability for caregiver in file.caregivers for ability in caregiver.abilities}
    flaws = care.check_twice([required.service for required in patient.services], place)
    for required in patient.services:
        if file.duration(required) is None:
            flaws.append(Flaw(code="reference", place=place, cause=f"no duration of {required.service}"))
        if required.service not in able:
            flaws.append(Flaw(code="reference", place=place, cause=f"nobody is able to do {required.service}"))
    if patient.span is None:
        flaws.append(Flaw(code="form", place=place, cause="exactly one time window is wanted"))
    elif patient.span[0] > patient.span[1]:
        flaws.append(Flaw(code="value", place=place, cause="its window ends before it starts"))
    if (len(patient.services) == 2) != (tie is not None):
        flaws.append(Flaw(code="form", place=place, cause="two services and their synchronization go together"))
    if tie is not None and tie.type == "sequential" and (tie.lag is None or tie.lag[0] > tie.lag[1]):
        flaws.append(Flaw(code="value", place=place, cause="no span of time between its services"))
    return flaws


def _check_decimals(file: _File) -> list[Flaw]:
    figures = [(f"distances.{number}", row) for number, row in enumerate(file.distances)]
    for patient in file.patients:
        durations = [file.duration(required) or 0.0 for required in patient.services]
        lag = patient.synchronization.lag if patient.synchronization else None
        figures.append((f"patients.{patient.id}", [*durations, *(patient.span or ()), *(lag or ())]))
    return [
        Flaw(code="value", place=place, cause="a figure has more than three decimals, or is too large")
        for place, row in figures
        if not _are_thousandths(np.array(row))
    ]


def _are_thousandths(figures: npt.NDArray[np.float64]) -> bool:
    thousandths = figures * THOUSANDTHS
    return bool((np.abs(thousandths - np.rint(thousandths)) <= FUZZ).all() and (figures <= LATEST / THOUSANDTHS).all())


def _to_problem(file: _File) -> Problem:
    far = np.rint(np.array(file.distances) * THOUSANDTHS).astype(np.int64)
    kinds = {name: number for number, name in enumerate(sorted({service for _, service in file.names()}))}
    visits: list[Visit] = []
    together, bundles, gaps = [], [], []
    for place, patient in enumerate(file.patients, start=1):
        first = len(visits)
        for required in patient.services:
            visits.append(_to_visit(file, patient, required, place, kinds, len(visits)))
        pair = (first, first + 1)
        tie = patient.synchronization
        if tie is None:
            continue
        if tie.type == "simultaneous":
            together.append(pair)
            continue
        bundles.append(pair)
        if tie.type == "independent":
            continue
        least, most = (_thousandths(bound) for bound in tie.lag or (0, 0))
        gaps.append(Gap(before=first, after=first + 1, minimum=least, maximum=most, from_end=False, other_car=True))
    return Problem(
        travels=(Travel(seconds=far, metres=far.copy()),),
        cars=tuple(
            Car(
                start=0, end=0, shift_start=0, shift_end=LATEST,
                skills=frozenset(kinds[name] for name in caregiver.abilities if name in kinds),
            )
            for caregiver in file.caregivers
        ),
        visits=tuple(visits),
        patients=(Patient(),) * len(visits),
        together=tuple(together),
        bundles=tuple(bundles),
        gaps=tuple(gaps),
        costs=Costs(driving=1, waiting=0, lateness=1, overtime=0, continuity=0, worst_lateness=1),
    )  # fmt: skip


def _to_visit(
    file: _File, patient: _Patient, required: _Required, place: int, kinds: dict[str, int], number: int
) -> Visit:
    start, end = (_thousandths(bound) for bound in patient.span or (0, 0))
    return Visit(
        patient=number,
        location=place,
        duration=_thousandths(file.duration(required) or 0),
        windows=(Window(start=start, end=LATEST, soft_end=end),),
        skills=frozenset({kinds[required.service]}),
        price=MANDATORY_PRICE,
        mandatory=True,
    )


def _thousandths(minutes: float) -> int:
    return round(minutes * THOUSANDTHS)


def _to_document(file: _File, solution: Solution) -> Document:
    names = file.names()
    return {
        "routes": [
            {
                "caregiver_id": file.caregivers[route.car].id,
                "locations": [
                    {
                        "patient": names[stop.visit][0],
                        "service": names[stop.visit][1],
                        "arrival_time": stop.start / THOUSANDTHS,
                        "departure_time": stop.end / THOUSANDTHS,
                    }
                    for stop in route.stops
                ],
            }
            for route in solution.routes
        ]
    }
