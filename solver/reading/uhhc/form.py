"""The form of a file, and what can be wrong with it beyond its form."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import Field

from solver.problem import LATEST
from solver.reading import care
from solver.reading.care import Form, Service
from solver.reading.instance import Flaw

Minutes = Annotated[int, Field(ge=0, le=LATEST)]
Price = Annotated[int, Field(ge=0, le=1_000_000)] | Literal["HARD"] | None

PRICED: Final = frozenset({
    "travel_time", "total_tardiness", "highest_tardiness", "total_waiting_time", "total_extra_time", "max_idle_time",
    "caregiver_preferences", "optional_patients", "missed_lunch_break",
})  # fmt: skip
"""What a file may price."""

FORBIDDEN: Final = frozenset({"qualification", "incompabilities"})
"""What is forbidden whether the file says so or not (the second is spelt as in the files)."""

MAY_BE_HARD: Final = PRICED - {"travel_time", "total_waiting_time", "max_idle_time"} | FORBIDDEN
"""What a file may forbid."""

LEAVES_AT_SHIFT_START: Final = ("bazirha", "bazirha-caie")
"""Origins whose caregivers leave when their shift starts, and so may wait before their first service."""


class Terminal(Form):
    """A place where caregivers start and end."""

    id: str
    distance_matrix_index: int = Field(ge=0)


class Span(Form):
    """From a start to an end, in minutes."""

    start: Minutes
    end: Minutes


class Caregiver(Form):
    """Who serves patients."""

    id: str
    abilities: list[str]
    departing_point: str
    arrival_point: str
    working_shift: Span | None = None
    lunch_break: bool = False


class Required(Form):
    """A service that a patient needs."""

    service: str
    duration: Minutes | None = None


class Lag(Form):
    """Least and most time from the start of the first service to the start of the second."""

    min: Minutes
    max: Minutes


class Synchronization(Form):
    """How the services of a patient depend on each other."""

    type: Literal["simultaneous", "sequential", "independent"]
    distance: Lag | tuple[Minutes, Minutes] | None = None

    @property
    def lag(self) -> tuple[int, int]:
        """The least and most time between the starts of services that follow each other."""
        if self.distance is None:
            return 0, 0
        return (self.distance.min, self.distance.max) if isinstance(self.distance, Lag) else self.distance


class Patient(Form):
    """Who is served."""

    id: str
    distance_matrix_index: int = Field(ge=0)
    required_services: list[Required] = Field(min_length=1)
    time_windows: list[Span] = Field(min_length=1)
    synchronization: Synchronization | None = None
    preferred_caregivers: list[str] | None = None
    incompatible_caregivers: list[str] | None = None
    optional: bool = False


Request = tuple[Patient, Required]


class Lunch(Form):
    """When lunch may be taken, and how long it lasts."""

    start: Minutes
    end: Minutes
    min_duration: int = Field(gt=0, le=LATEST)


class Metadata(Form):
    """What the objective counts."""

    cost_components: dict[str, Price]
    time_window_met: Literal["at_service_start", "at_service_end"] = "at_service_start"
    origin: str = "generated"


class File(Form):
    """An instance as its file has it."""

    metadata: Metadata
    distances: list[list[Minutes]]
    terminal_points: list[Terminal]
    caregivers: list[Caregiver]
    patients: list[Patient]
    services: list[Service]
    lunch_breaks: Lunch | None = None

    @property
    def at_end(self) -> bool:
        """Whether tardiness is counted from the end of a service."""
        return self.metadata.time_window_met == "at_service_end"

    @property
    def requests(self) -> list[Request]:
        """Patient and service of each visit, in the order of the problem's visits."""
        return [(patient, required) for patient in self.patients for required in patient.required_services]

    @property
    def places(self) -> dict[str, int]:
        """The location of each terminal point."""
        return {terminal.id: terminal.distance_matrix_index for terminal in self.terminal_points}

    def price(self, component: str) -> int:
        """Give the price of a component; what is forbidden or not named has none."""
        price = self.metadata.cost_components.get(component)
        return price if isinstance(price, int) else 0

    def is_hard(self, component: str) -> bool:
        """Tell whether a component must be zero."""
        return self.metadata.cost_components.get(component) == "HARD"

    def duration(self, required: Required) -> int | None:
        """Give the minutes of a service, by the patient or by its kind."""
        usual = {service.id: service.default_duration for service in self.services}.get(required.service)
        # As the authors' checker: a duration of 0 means the usual one.
        return required.duration or (None if usual is None else round(usual))

    def must_be_served(self, patient: Patient) -> bool:
        """Tell whether a patient may not be left out."""
        return not patient.optional or self.is_hard("optional_patients")


def flaws_of(file: File) -> list[Flaw]:
    """List all that is wrong with a file that has the form."""
    return [
        *care.check_matrix(file.distances, len({patient.distance_matrix_index for patient in file.patients})),
        *care.check_twice([terminal.id for terminal in file.terminal_points], "terminal_points"),
        *care.check_twice([caregiver.id for caregiver in file.caregivers], "caregivers"),
        *care.check_twice([patient.id for patient in file.patients], "patients"),
        *_components(file),
        *(flaw for terminal in file.terminal_points for flaw in _terminal(file, terminal)),
        *(flaw for caregiver in file.caregivers for flaw in _caregiver(file, caregiver)),
        *(flaw for patient in file.patients for flaw in _patient(file, patient)),
    ]


def _components(file: File) -> list[Flaw]:
    """Find what is counted that a Problem has no price for."""
    flaws = []
    for name, price in file.metadata.cost_components.items():
        if price == "HARD" and name not in MAY_BE_HARD:
            flaws.append(_beyond(f"metadata.cost_components.{name}", "cannot be forbidden"))
        elif price not in {0, None, "HARD"} and name not in PRICED:
            flaws.append(_beyond(f"metadata.cost_components.{name}", "cannot be priced"))
    if file.metadata.origin in LEAVES_AT_SHIFT_START and file.price("total_waiting_time"):
        flaws.append(_beyond("metadata.origin", "waiting before the first service cannot be priced"))
    if file.price("max_idle_time") and not all(caregiver.working_shift for caregiver in file.caregivers):
        flaws.append(_beyond("caregivers", "idle time cannot be priced where some have no shift"))
    return flaws


def _terminal(file: File, terminal: Terminal) -> list[Flaw]:
    return _index(file, f"terminal_points.{terminal.id}", terminal.distance_matrix_index)


def _caregiver(file: File, caregiver: Caregiver) -> list[Flaw]:
    place, shift = f"caregivers.{caregiver.id}", caregiver.working_shift
    flaws = [
        Flaw(code="reference", place=place, cause=f"no terminal point {end}")
        for end in {caregiver.departing_point, caregiver.arrival_point}
        if end not in file.places
    ]
    if shift and shift.start > shift.end:
        flaws.append(Flaw(code="value", place=place, cause="the shift ends before it starts"))
    if caregiver.lunch_break and file.lunch_breaks is None:
        flaws.append(Flaw(code="reference", place=place, cause="the file has no lunch_breaks"))
    return flaws


def _patient(file: File, patient: Patient) -> list[Flaw]:
    place, services = f"patients.{patient.id}", patient.required_services
    flaws = _index(file, place, patient.distance_matrix_index)
    flaws += care.check_twice([required.service for required in services], place)
    for required in services:
        if file.duration(required) is None:
            flaws.append(Flaw(code="reference", place=place, cause=f"no duration of {required.service}"))
    known = {caregiver.id for caregiver in file.caregivers}
    named = {*(patient.preferred_caregivers or ()), *(patient.incompatible_caregivers or ())}
    flaws += [Flaw(code="reference", place=place, cause=f"no caregiver {name}") for name in sorted(named - known)]
    if patient.preferred_caregivers == [] and file.price("caregiver_preferences"):
        flaws.append(_beyond(place, "prefers nobody, which cannot be priced"))
    return [*flaws, *_windows(place, patient), *_synchronization(place, patient)]


def _windows(place: str, patient: Patient) -> list[Flaw]:
    windows = patient.time_windows
    flaws = []
    if any(window.start > window.end for window in windows):
        flaws.append(Flaw(code="value", place=place, cause="a window ends before it starts"))
    if any(one.start >= two.start for one, two in pairwise(windows)):
        flaws.append(Flaw(code="value", place=place, cause="the windows do not start one after the other"))
    return flaws


def _synchronization(place: str, patient: Patient) -> list[Flaw]:
    tie = patient.synchronization
    if tie is None or tie.type == "independent":
        return []
    if len(patient.required_services) != 2:
        return [Flaw(code="form", place=place, cause="a synchronization ties two services")]
    if tie.type == "sequential" and (tie.distance is None or tie.lag[0] > tie.lag[1]):
        return [Flaw(code="value", place=place, cause="no span of time between its services")]
    return []


def _index(file: File, place: str, index: int) -> list[Flaw]:
    there = index < len(file.distances)
    return [] if there else [Flaw(code="reference", place=place, cause=f"no row {index} in the distances")]


def _beyond(place: str, cause: str) -> Flaw:
    return Flaw(code="beyond", place=place, cause=cause)
