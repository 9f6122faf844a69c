"""Protected identities (sekretessmarkering, skyddad folkbokföring): where they live is taken out of what is handed out.

So are their phones. Their places come to lie where the first car starts (in a day without cars at no place), without
address, so that neither maps, drives drawn, tables nor documents tell more than that there is a visit, when, and how
long the drive takes. Ids stay: they are pseudonyms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from scheduler.day import Day, Location

MARK: Final = "***"
"""What stands for an address."""


def conceal(day: Day) -> Day:
    """Give a day without the places and phones of protected patients."""
    hidden = {patient.location for patient in day.patients if patient.protected}
    if not hidden:
        return day
    base = day.location(day.cars[0].start) if day.cars else Location(id="", lat=0.0, lon=0.0)
    places = [
        replace(place, lat=base.lat, lon=base.lon, address=MARK) if place.id in hidden else place
        for place in day.locations
    ]
    patients = tuple(replace(patient, phone=None) if patient.protected else patient for patient in day.patients)
    return replace(day, locations=tuple(places), patients=patients)


def conceal_phones(day: Day) -> Day:
    """Give a day without patients' phones."""
    return replace(day, patients=tuple(replace(patient, phone=None) for patient in day.patients))


def conceal_document(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a day document (`hemrutt-day/1`, one that has been read) without protected patients' places and phones."""
    hidden = {patient["location"] for patient in document.get("patients", ()) if patient.get("protected")}
    if not hidden:
        return document
    start = document["cars"][0]["start"] if document["cars"] else None
    base = next((place for place in document["locations"] if place["id"] == start), {"lat": 0.0, "lon": 0.0})
    shown = {"lat": base["lat"], "lon": base["lon"], "address": MARK}
    places = [{**place, **shown} if place["id"] in hidden else place for place in document["locations"]]
    patients = [{**one, "phone": None} if one.get("protected") else one for one in document["patients"]]
    return {**document, "locations": places, "patients": patients}


def conceal_document_phones(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a day document (`hemrutt-day/1`, one that has been read) without patients' phones."""
    patients = [{**one, "phone": None} if "phone" in one else one for one in document["patients"]]
    return {**document, "patients": patients}
