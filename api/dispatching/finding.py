"""Patients whom a call may be for: those of a plan's day, and those who are enrolled besides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.call import is_unnamed
from scheduler.files.findings import fold
from scheduler.protecting import MARK
from scheduler.roster import PatientRecord, is_at_home
from scheduler.roster.records import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A patient with what may be told of where they live; ``place`` is None for those whom the day has."""

    patient: str
    address: str | None
    place: Place | None = None


def of_day(document: Mapping[str, Any], *, homes: bool) -> Iterator[Known]:
    """Yield the patients of a day document; where protected ones live is told with ``homes`` alone."""
    addresses = {place["id"]: place.get("address") for place in document["locations"]}
    for patient in document.get("patients", ()):
        if not is_unnamed(patient["id"]):
            address = addresses.get(patient["location"])
            hidden = address == MARK or (patient.get("protected") and not homes)
            yield Known(patient=patient["id"], address=None if hidden else address)


def enrolled(documents: Iterable[Mapping[str, Any]], date: dt.date, *, homes: bool) -> Iterator[Known]:
    """Yield the patients of a registry who are at home on a date and whose places may be told."""
    for record in map(PatientRecord.model_validate, documents):
        if is_at_home(record, date) and (homes or not record.protected):
            yield Known(patient=record.id, address=record.place.address, place=record.place)


def find(patients: Iterable[Known], text: str, *, most: int) -> list[Known]:
    """Find patients by id or address, who is called just that first; each once."""
    once: dict[str, Known] = {}
    for one in patients:
        once.setdefault(one.patient, one)
    ranked = [(rank, len(one.patient), one.patient) for one in once.values() if (rank := _rank(one, text)) is not None]
    return [once[patient] for *_, patient in sorted(ranked)[:most]]


def _rank(one: Known, text: str) -> int | None:
    """Tell how well a text fits: the whole id, its beginning, whole words, or parts of words; None where not."""
    wanted, patient = fold(text), fold(one.patient)
    if not wanted or wanted == patient:
        return 0 if wanted else None
    if patient.startswith(wanted):
        return 1
    told, words = f"{one.patient} {one.address or ''}".casefold(), text.casefold().split()
    if all(word in told.replace(",", " ").split() for word in words):
        return 2
    return 3 if all(word in told for word in words) else None
