"""A running day and its events in files: the examples are read, and what contradicts itself is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scheduler import files
from scheduler.events import Added, CarLate, Done, Event, Longer, Started
from scheduler.faults import InputError
from tests.scheduler.running_days import at
from tests.scheduler.test_comparing import plan

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


def test_the_example_of_events_is_read() -> None:
    day = files.read_day(EXAMPLES / "day.json")
    stated = plan({visit.id: ("bil-1", "09:00", 0) for visit in day.visits})
    events = files.read_events(
        EXAMPLES / "events.json", day, stated, at=at("10:05"), find_place=lambda _: pytest.fail("no address is asked")
    )
    assert [event.time for event in events] == sorted(event.time for event in events)
    kinds = {type(event) for event in events}
    assert {Started, Done, Longer, CarLate, Added} <= kinds
    (added,) = [event for event in events if isinstance(event, Added)]
    assert added.call.visit.id == "akut-1"


BACK = {"event": "taken_back", "time": "10:00", "what": "visit_started"}


def read(folder: Path, *events: dict[str, str]) -> tuple[Event, ...]:
    """Read events of the example's day out of a file."""
    day, path = files.read_day(EXAMPLES / "day.json"), folder / "events.json"
    path.write_text(json.dumps({"format": "hemrutt-events/1", "events": events}), encoding="utf-8")
    stated = plan({visit.id: ("bil-1", "09:00", 0) for visit in day.visits})
    return files.read_events(path, day, stated, at=at("10:05"), find_place=lambda _: None)


def test_an_event_that_is_taken_back_in_a_file_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    visit = files.read_day(EXAMPLES / "day.json").visits[0].id
    started, back = {"event": "visit_started", "time": "09:00", "visit": visit}, {**BACK, "visit": visit}
    assert read(tmp_path, started, back) == ()
    assert read(tmp_path, started, back, started) == read(tmp_path, started)


def test_what_was_never_told_is_not_taken_back(tmp_path: Path) -> None:
    visit = files.read_day(EXAMPLES / "day.json").visits[0].id
    for event, code in [
        ({**BACK, "visit": visit}, "event_not_told"),
        ({**BACK, "car": "bil-1"}, "event_taken_back_of"),
    ]:
        with pytest.raises(InputError) as refused:
            read(tmp_path, event)
        assert [fault.code for fault in refused.value.faults] == [code]


RUNNING: dict[str, Any] = {
    "at": "10:00",
    "cars": [
        {
            "car": "bil-1",
            "depart": "08:10",
            "stops": [
                {"visit": "v1", "arrive": "08:20", "start": "08:30", "end": "09:10"},
                {"start": "09:10", "end": "09:40"},
                {"location": "hem-2", "start": "09:45", "end": "09:50"},
            ],
            "heading": "v3",
        }
    ],
}


def parse(**changes: Any) -> list[tuple[str, str | None]]:
    """Read the example day with what has happened, changed; gives the faults."""
    document = files.day_document(files.read_day(EXAMPLES / "day.json"))
    past = {**RUNNING["cars"][0], **changes}
    try:
        files.parse_day({**document, "running": {**RUNNING, "cars": [past]}}, file="day.json")
    except InputError as error:
        return [(fault.code, fault.field) for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"car": "bil-9"}, "unknown_id", "running.cars[0].car"),
        ({"heading": "v99"}, "unknown_id", "running.cars[0].heading"),
        ({"heading": "v1"}, "named_twice", "running.cars[0].heading"),
        ({"depart": "08:31"}, "past_overlaps", "running.cars[0].stops[0].start"),
        ({"depart": "soon"}, "bad_time", "running.cars[0].depart"),
        ({"stops": [{"visit": "v1", "location": "hem-1", "start": "09:00", "end": "09:30"}]}, "past_two_things",
         "running.cars[0].stops[0].location"),
        ({"stops": [{"visit": "v1", "start": "09:00", "end": "08:30"}]}, "ends_before_start",
         "running.cars[0].stops[0].end"),
        ({"stops": [{"visit": "v1", "start": "09:00", "end": "09:30"}, {"start": "09:20", "end": "09:50"}]},
         "past_overlaps", "running.cars[0].stops[1].start"),
        ({"stops": [{"location": "nowhere", "start": "09:00", "end": "09:30"}]}, "unknown_id",
         "running.cars[0].stops[0].location"),
        ({"colour": "red"}, "unknown_field", "running.cars[0].colour"),
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_refused(changes: dict[str, Any], code: str, field: str) -> None:
    assert (code, field) in parse(**changes)


def test_what_has_happened_reads_back_as_it_is_written() -> None:
    document = files.day_document(files.read_day(EXAMPLES / "day.json"))
    day = files.parse_day({**document, "running": RUNNING}, file="day.json")
    assert day.running is not None
    assert day.running.begun == {"v1"}
    assert files.parse_day(files.day_document(day), file="day.json") == day


def test_tables_refuse_what_they_cannot_hold(tmp_path: Path) -> None:
    document = files.day_document(files.read_day(EXAMPLES / "day.json"))
    day = files.parse_day({**document, "running": RUNNING}, file="day.json")
    with pytest.raises(ValueError, match="tables cannot hold"):
        files.write_day_folder(day, tmp_path)
    assert list(tmp_path.iterdir()) == []
