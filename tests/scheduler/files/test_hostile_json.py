"""Hostile and mistaken day files in JSON: each is refused with the fault and the place a person needs, none half read.

A case changes a sound day; what is expected is the code and the field, and that they are all there is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from scheduler.faults import Fault, InputError
from scheduler.files import parse_day, parse_day_bytes
from scheduler.files.limits import DAY_FILE_BYTES

Change = Callable[[dict[str, Any]], object]


def faults_of(data: bytes) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        parse_day_bytes(data, file="day.json")
    for fault in caught.value.faults:
        for language in ("sv", "en"):
            assert fault.cause(language)
            assert fault.action(language)
    return caught.value.faults


def visit(**fields: object) -> Change:
    return lambda day: day["visits"][0].update(fields)


def car(**fields: object) -> Change:
    return lambda day: day["cars"][0].update(fields)


def window(**fields: object) -> Change:
    return lambda day: day["visits"][0]["windows"][0].update(fields)


def place(**fields: object) -> Change:
    return lambda day: day["locations"][1].update(fields)


def head(**fields: object) -> Change:
    return lambda day: day.update(fields)


def without(section: str, field: str) -> Change:
    return lambda day: day[section][0].pop(field)


def again(section: str, **fields: object) -> Change:
    return lambda day: day[section].append({**day[section][0], **fields})


def patient(**fields: object) -> Change:
    return lambda day: day["patients"][0].update(fields)


def person(**fields: object) -> Change:
    return lambda day: day["staff"][0].update(fields)


def travel(**fields: object) -> Change:
    matrix = {"seconds": [[0, 5], [5, 0]], "metres": [[0, 9], [9, 0]]}
    return head(travel={"locations": ["bas", "l1"], "modes": {"car": {**matrix, **fields}}})


def matrix_of(*places: str) -> Change:
    cells = [[5 * (one != other) for other in range(len(places))] for one in range(len(places))]
    return head(travel={"locations": places, "modes": {"car": {"seconds": cells, "metres": cells}}})


ONE_FAULT: list[tuple[str, Change, str, str]] = [
    # names of fields
    ("unknown field", visit(durationmin=3), "unknown_field", "visits[0].durationmin"),
    ("unknown field at the top", head(vists=[]), "unknown_field", "vists"),
    ("unknown field deep", window(ende="12:00"), "unknown_field", "visits[0].windows[0].ende"),
    ("field of the domain, not of the file", lambda d: d["gaps"][0].update(since="end"),
     "unknown_field", "gaps[0].since"),
    ("missing duration", without("visits", "duration_min"), "missing_field", "visits[0].duration_min"),
    ("missing shift end", lambda d: d["cars"][0]["shift"].pop("end"), "missing_field", "cars[0].shift.end"),
    ("missing visits", lambda d: [d.pop(name) for name in ("visits", "together", "gaps", "fixed")],
     "missing_field", "visits"),
    ("another format", head(format="hemrutt-day/2"), "not_one_of", "format"),
    # types
    ("a list for an object", lambda d: d["cars"].append([]), "not_object", "cars[1]"),
    ("an object for a list", head(fixed={}), "not_list", "fixed"),
    ("a number as text", visit(duration_min="45"), "not_number", "visits[0].duration_min"),
    ("true for a number", visit(duration_min=True), "not_number", "visits[0].duration_min"),
    ("a fraction for a count", visit(priority=1.5), "not_whole_number", "visits[0].priority"),
    ("1 for true", visit(mandatory=1), "not_yes_no", "visits[0].mandatory"),
    ("a number for an id", head(team=7), "not_text", "team"),
    ("null for a list", visit(windows=None), "not_list", "visits[0].windows"),
    ("unknown kind", visit(kind="teleport"), "not_one_of", "visits[0].kind"),
    ("unknown mode", car(mode="Car"), "not_one_of", "cars[0].mode"),
    ("unknown price", head(weights={"prices": {"drivin": 3}}), "not_one_of", "weights.prices.drivin"),
    # numbers
    ("zero duration", visit(duration_min=0), "number_too_small", "visits[0].duration_min"),
    ("negative duration", visit(duration_min=-45), "number_too_small", "visits[0].duration_min"),
    ("two days' duration", visit(duration_min=2880), "number_too_large", "visits[0].duration_min"),
    ("nobody in the crew", visit(crew_size=0), "number_too_small", "visits[0].crew_size"),
    ("priority beyond the prices", visit(priority=1001), "number_too_large", "visits[0].priority"),
    ("priority beyond 64 bits", visit(priority=2**70), "not_whole_number", "visits[0].priority"),
    ("NaN", visit(duration_min=float("nan")), "not_number", "visits[0].duration_min"),
    ("Infinity", visit(setup_min=float("inf")), "not_number", "visits[0].setup_min"),
    ("NaN latitude", place(lat=float("nan")), "not_number", "locations[1].lat"),
    ("negative load", visit(demand={"bags": -1}), "number_too_small", "visits[0].demand.bags"),
    # coordinates
    ("swapped coordinates", place(lat=20.26, lon=63.82), "swapped", "locations[1].lat"),
    ("zero coordinates", place(lat=0, lon=0), "null_island", "locations[1].lat"),
    ("SWEREF 99 TM", place(lat=7085000, lon=758000), "sweref", "locations[1].lat"),
    ("SWEREF 99 TM swapped", place(lat=758000, lon=7085000), "sweref", "locations[1].lat"),
    ("off the globe", place(lat=91), "number_too_large", "locations[1].lat"),
    # texts
    ("empty id", head(team="  "), "empty_text", "team"),
    ("control character", place(address="Ö\x07"), "bad_character", "locations[1].address"),
    ("NUL", place(address="Ö\x00"), "bad_character", "locations[1].address"),
    ("direction override", place(address="Ö\u202e1"), "bad_character", "locations[1].address"),
    ("zero width", head(team="te\u200bam"), "bad_character", "team"),
    ("joiner between letters", person(name="Å\u200dsa"), "bad_character", "staff[0].name"),
    ("joiner after an emoji", person(name="Åsa 👩\u200d"), "bad_character", "staff[0].name"),
    ("joiner before an emoji", person(name="\u200d🚑 Åsa"), "bad_character", "staff[0].name"),
    ("space hidden in emoji", person(name="👩\u200b🚑"), "bad_character", "staff[0].name"),
    ("lone surrogate", place(address="\ud800"), "bad_character", "locations[1].address"),
    ("list sign in an id", head(team="a|b"), "sign_in_id", "team"),
    ("address too long", place(address="x" * 301), "text_too_long", "locations[1].address"),
    ("skill of two words", visit(skills=["iv therapy"]), "not_one_word", "visits[0].skills[0]"),
    ("personal number as id", head(team="19121212-1212"), "personal_number", "team"),
    ("personal number in a name", person(name="Tolvan 121212+1212"), "personal_number", "staff[0].name"),
    ("coordination number", person(name="197010632391"), "personal_number", "staff[0].name"),
    ("phone without its zero", patient(phone="70-174 06 05"), "bad_phone", "patients[0].phone"),
    ("phone as a number", patient(phone=701740605), "bad_phone", "patients[0].phone"),
    ("phone with words", patient(phone="070-174 06 05 (dotter)"), "bad_phone", "patients[0].phone"),
    ("phone in other digits", patient(phone="070-174 06 0٥"), "bad_phone", "patients[0].phone"),
    ("phone too short", patient(phone="0705"), "bad_phone", "patients[0].phone"),
    ("phone too long", patient(phone="07017406050701740605 1"), "bad_phone", "patients[0].phone"),
    ("personal number as phone", patient(phone="000101-2384"), "personal_number", "patients[0].phone"),
    ("personal number abroad", patient(phone="+19121212-1212"), "personal_number", "patients[0].phone"),
    ("personal number in a row", patient(phone="+191212121212"), "personal_number", "patients[0].phone"),
    ("no phone at all", patient(phone=""), "bad_phone", "patients[0].phone"),
    # ids and names of other items
    ("duplicate id", again("staff"), "duplicate_id", "staff[2].id"),
    ("ids that differ in case", again("staff", id="ANNA"), "similar_id", "staff[2].id"),
    ("unknown patient", visit(patient="p2"), "unknown_id", "visits[0].patient"),
    ("unknown start", car(start="base", end="bas"), "unknown_id", "cars[0].start"),
    ("unknown crew", car(crew=["anna", "Bo"]), "unknown_id", "cars[0].crew[1]"),
    ("unknown allowed car", visit(cars_allowed=["bil1"]), "unknown_id", "visits[0].cars_allowed[0]"),
    ("crew named twice", car(crew=["anna", "anna"]), "named_twice", "cars[0].crew[1]"),
    ("wanted and refused", lambda d: d["patients"][0].update(contact_staff=["bo"], refused_staff=["bo"]),
     "wanted_and_refused", "patients[0].refused_staff[0]"),
    ("car allowed and refused", visit(cars_allowed=["bil-1"], cars_refused=["bil-1"]),
     "wanted_and_refused", "visits[0].cars_refused[0]"),
    # groups, gaps, fixed
    ("group of one", head(together=[{"id": "g1", "visits": ["v1"]}]), "list_too_short", "together[0].visits"),
    ("visit in two groups", again("together", id="g2", visits=["v2", "v3"]), "in_two_groups", "together[1].visits[0]"),
    ("gap to itself", head(gaps=[{"before": "v1", "after": "v1"}]), "gap_to_itself", "gaps[0].after"),
    ("gap on an unknown visit", head(gaps=[{"before": "v1", "after": "v9"}]), "unknown_id", "gaps[0].after"),
    ("gap in a group", head(gaps=[{"before": "v1", "after": "v2"}]), "gap_in_group", "gaps[0].after"),
    ("gap twice", again("gaps"), "gap_twice", "gaps[1].after"),
    ("most below least", head(gaps=[{"before": "v1", "after": "v3", "min_min": 60, "max_min": 59}]),
     "gap_max_below_min", "gaps[0].max_min"),
    ("fixed twice", again("fixed"), "named_twice", "fixed[1].visit"),
    ("fixed to nothing", head(fixed=[{"visit": "v3"}]), "fixed_to_nothing", "fixed[0]"),
    # times
    ("no time", window(start="noon"), "bad_time", "visits[0].windows[0].start"),
    ("a time of fifty digits", window(start="8" * 50), "bad_time", "visits[0].windows[0].start"),
    ("25 o'clock and a half", window(end="25:75"), "bad_time", "visits[0].windows[0].end"),
    ("window ends before it starts", window(end="07:00"), "ends_before_start", "visits[0].windows[0].end"),
    ("night shift by the clock", car(shift={"start": "22:00", "end": "06:00"}),
     "ends_before_start", "cars[0].shift.end"),
    ("shift of no time", car(shift={"start": "08:00", "end": "08:00"}), "ends_before_start", "cars[0].shift.end"),
    ("break that ends before it starts", lambda d: d["cars"][0]["breaks"][0].update(latest="10:00"),
     "ends_before_start", "cars[0].breaks[0].latest"),
    ("break of no time", lambda d: d["cars"][0]["breaks"][0].update(duration_min=0),
     "number_too_small", "cars[0].breaks[0].duration_min"),
    ("window on another day", window(start="2026-11-22T08:00:00+01:00"),
     "time_outside_day", "visits[0].windows[0].start"),
    ("time of year one", window(start="0001-01-01T00:00:00+14:00"), "bad_time", "visits[0].windows[0].start"),
    ("soft bound outside", window(soft_end="13:00"), "soft_outside_window", "visits[0].windows[0].soft_end"),
    ("soft bounds swapped", window(soft_start="10:00", soft_end="09:00"),
     "soft_outside_window", "visits[0].windows[0].soft_end"),
    ("no such date", head(date="2026-02-30"), "bad_date", "date"),
    ("date the Swedish way", head(date="23/11 2026"), "bad_date", "date"),
    ("date of another age", head(date="0001-01-01"), "bad_date", "date"),
    ("no such zone", head(timezone="Europe/Stokholm"), "unknown_timezone", "timezone"),
    ("zone as a path", head(timezone="../../etc/passwd"), "unknown_timezone", "timezone"),
    # matrices
    ("matrix of another shape", travel(seconds=[[0, 5]]), "matrix_shape", "travel.modes.car.seconds"),
    ("ragged matrix", travel(seconds=[[0, 5], [5]]), "matrix_shape", "travel.modes.car.seconds[1]"),
    ("negative drive", travel(seconds=[[0, -5], [5, 0]]), "matrix_cell", "travel.modes.car.seconds[0][1]"),
    ("NaN drive", travel(metres=[[0, float("nan")], [5, 0]]), "matrix_cell", "travel.modes.car.metres[0][1]"),
    ("a drive to where one is", travel(metres=[[0, 5], [5, 3]]), "matrix_diagonal", "travel.modes.car.metres[1][1]"),
    ("a place twice in the matrices", matrix_of("bas", "l1", "l1"), "named_twice", "travel.locations[2]"),
    ("an unknown place in the matrices", matrix_of("bas", "l1", "l9"), "unknown_id", "travel.locations[2]"),
    ("matrix of an unknown mode", head(travel={"locations": [], "modes": {"boat": {"seconds": [], "metres": []}}}),
     "not_one_of", "travel.modes.boat"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code", "field"), [case[1:] for case in ONE_FAULT], ids=[case[0] for case in ONE_FAULT]
)
def test_one_mistake_is_one_fault_in_its_place(sound: dict[str, Any], change: Change, code: str, field: str) -> None:
    change(sound)
    faults = faults_of(json.dumps(sound).encode())
    assert [(fault.code, fault.field) for fault in faults] == [(code, field)]
    assert faults[0].file == "day.json"
    if "[" in field and not field.startswith("travel"):
        assert f"[{faults[0].row}]" in field


def test_the_day_that_all_cases_change_is_sound(sound: dict[str, Any]) -> None:
    day = parse_day(sound, file="day.json")
    assert len(day.visits) == 3
    assert len(ONE_FAULT) >= 60


@pytest.mark.parametrize("name", ["Åsa 👩‍⚕️", "👩🏽‍⚕️", "👨‍👩‍👧", "🏳️‍🌈 Bo"])
def test_joined_emoji_are_signs_like_others_in_a_name(sound: dict[str, Any], name: str) -> None:
    sound["staff"][0]["name"] = name
    assert parse_day(sound, file="day.json").staff[0].name == name


NOT_A_DAY: list[tuple[str, bytes, str]] = [
    ("empty", b"", "file_empty"),
    ("spaces", b" \n ", "file_empty"),
    ("not JSON", b"visits: []", "bad_json"),
    ("cut off", b'{"visits": [', "bad_json"),
    ("two documents", b"{} {}", "bad_json"),
    ("UTF-16", '{"date": "2026-11-23"}'.encode("utf-16"), "bad_encoding"),
    ("cp1252", '{"team": "Umeå"}'.encode("cp1252"), "bad_encoding"),
    ("a list", b"[]", "not_object"),
    ("a number", b"1e400", "not_object"),
    ("null", b"null", "not_object"),
    ("deep lists", b"[" * 100_000 + b"]" * 100_000, "too_deep"),
    ("deep objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too_deep"),
    ("a key twice", b'{"team": "a", "team": "b"}', "duplicate_key"),
    ("a key twice, deep", b'{"visits": [{}, {"id": "a", "id": "a"}]}', "duplicate_key"),
    ("a key twice by escapes", b'{"team": "a", "te\\u0061m": "b"}', "duplicate_key"),
    ("too large", b" " * (DAY_FILE_BYTES + 1), "file_too_large"),
    ("ten thousand visits", b'{"visits": [' + b"{}," * 9_999 + b"{}]}", "problem_too_large"),
    ("a number of a million digits", b"1" * 1_000_000, "not_object"),
]


@pytest.mark.parametrize(("data", "code"), [case[1:] for case in NOT_A_DAY], ids=[case[0] for case in NOT_A_DAY])
def test_what_is_no_day_at_all_is_told_in_one_fault(data: bytes, code: str) -> None:
    assert [fault.code for fault in faults_of(data)] == [code]


def test_a_number_beyond_floats_is_refused_in_its_place(sound: dict[str, Any]) -> None:
    text = json.dumps(sound).replace('"duration_min": 45', '"duration_min": 1e400').encode()
    assert [(fault.code, fault.field) for fault in faults_of(text)] == [("not_number", "visits[0].duration_min")]


def test_a_surrogate_in_a_key_does_not_break_the_report(sound: dict[str, Any]) -> None:
    text = json.dumps({**sound, "\ud800": 1}).encode()
    assert [fault.code for fault in faults_of(text)] == ["unknown_field"]
    with pytest.raises(InputError):
        parse_day({**sound, "\ud800": 1}, file="body")


def test_an_object_with_countless_fields_is_one_fault(sound: dict[str, Any]) -> None:
    sound["visits"][0] = {f"field{number}": 1 for number in range(100_000)}
    assert "problem_too_large" in {fault.code for fault in faults_of(json.dumps(sound).encode())}


def test_thousands_of_faults_are_cut_and_counted(sound: dict[str, Any]) -> None:
    sound["visits"] = [{"wrong": 1} for _ in range(2_000)]
    faults = faults_of(json.dumps(sound).encode())
    assert len(faults) == 2_001
    assert [fault.values["count"] for fault in faults if fault.code == "more_faults"] == [2_000 * 4 + 5 - 2_000]


def test_a_byte_order_mark_is_no_fault(sound: dict[str, Any]) -> None:
    data = b"\xef\xbb\xbf" + json.dumps(sound).encode()
    assert parse_day_bytes(data, file="day.json") == parse_day(sound, file="day.json")


def test_the_same_name_in_two_unicode_forms_is_the_same_name(sound: dict[str, Any]) -> None:
    sound["staff"][0]["id"] = "Åsa"  # composed
    sound["cars"][0]["crew"] = ["A\u030asa"]  # decomposed
    day = parse_day(sound, file="day.json")
    assert day.cars[0].crew == (day.staff[0].id,)


@pytest.mark.parametrize(("lat", "lon"), [(41.15, -8.61), (60.17, 24.94), (59.91, 10.75), (-33.9, 151.2)])
def test_places_abroad_are_fine(sound: dict[str, Any], lat: float, lon: float) -> None:
    sound["locations"][1] |= {"lat": lat, "lon": lon}
    assert parse_day(sound, file="day.json").locations[1].lat == lat


@pytest.mark.parametrize(
    "text", ["SE2321000131-P000000123456", "1234567890", "090-785 00 00", "p-20261123-01", "191212121213"]
)
def test_other_numbers_are_not_taken_for_personal_numbers(sound: dict[str, Any], text: str) -> None:
    sound["staff"][0]["name"] = text
    assert parse_day(sound, file="day.json").staff[0].name == text


def test_a_personal_number_is_not_repeated_in_the_fault(sound: dict[str, Any]) -> None:
    sound["team"] = "19121212-1212"
    for fault in faults_of(json.dumps(sound).encode()):
        assert "1212" not in fault.cause() + fault.action() + str(fault.values)


def test_all_faults_are_told_at_once_in_order_of_place(sound: dict[str, Any]) -> None:
    visit(duration_min=-1, kind="teleport", patient="p1")(sound)
    window(end="07:00", start="08:00")(sound)
    car(start="nowhere", end=None)(sound)
    sound["visits"][2]["windows"] = [{"start": "10:00", "end": "09:00"}]
    sound["locations"] += [{"id": f"x{number}", "lat": 0, "lon": 0} for number in range(11)]
    fields = [fault.field for fault in faults_of(json.dumps(sound).encode())]
    assert fields == [
        "cars[0].start",
        *(f"locations[{number}].lat" for number in range(2, 13)),
        "visits[0].duration_min",
        "visits[0].kind",
        "visits[2].windows[0].end",
    ]


def test_the_nearest_name_is_offered(sound: dict[str, Any]) -> None:
    visit(durationmin=3, cars_allowed=["Bil 1"])(sound)
    actions = {fault.code: fault.action("en") for fault in faults_of(json.dumps(sound).encode())}
    assert "duration_min" in actions["unknown_field"]
    sound["visits"][0].pop("durationmin")
    assert "bil-1" in faults_of(json.dumps(sound).encode())[0].action("sv")


def test_a_night_shift_by_the_clock_is_told_how_to_write_it(sound: dict[str, Any]) -> None:
    car(shift={"start": "22:00", "end": "06:00"})(sound)
    assert "30:00" in faults_of(json.dumps(sound).encode())[0].action("sv")


@pytest.mark.parametrize(
    ("date", "code", "suggested"),
    [("2026-03-29", "missing_hour", "03:30"), ("2026-10-25", "doubled_hour", "2026-10-25T02:30:00+02:00")],
)
def test_times_that_a_clock_change_takes_or_doubles_are_told_how_to_write(
    sound: dict[str, Any], date: str, code: str, suggested: str
) -> None:
    sound["date"] = date
    window(start="02:30")(sound)
    (fault,) = faults_of(json.dumps(sound).encode())
    assert (fault.code, fault.field) == (code, "visits[0].windows[0].start")
    assert suggested in fault.action("sv")
    window(start=suggested)(sound)
    parse_day(sound, file="day.json")


@pytest.mark.parametrize(("date", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-11-23", 8)])
def test_a_night_shift_has_its_real_length(sound: dict[str, Any], date: str, hours: int) -> None:
    sound["date"] = date
    car(shift={"start": "22:00", "end": "30:00"})(sound)
    shift = parse_day(sound, file="day.json").cars[0].shift
    assert (shift.end - shift.start).total_seconds() == hours * 3600


def test_a_circle_of_gaps_is_told_at_each_gap_in_it(sound: dict[str, Any]) -> None:
    sound["together"] = []
    sound["gaps"] = [{"before": "v1", "after": "v2"}, {"before": "v2", "after": "v3"}, {"before": "v3", "after": "v1"}]
    faults = faults_of(json.dumps(sound).encode())
    assert [(fault.code, fault.row) for fault in faults] == [("gap_circle", 0), ("gap_circle", 1), ("gap_circle", 2)]


def test_gaps_of_no_time_from_start_to_start_may_go_both_ways(sound: dict[str, Any]) -> None:
    sound["together"] = []
    sound["gaps"] = [
        {"before": "v1", "after": "v2", "from": "start", "max_min": 30},
        {"before": "v2", "after": "v1", "from": "start", "max_min": 30},
    ]
    assert len(parse_day(sound, file="day.json").gaps) == 2


def test_a_car_without_end_returns_and_one_with_null_stays_out(sound: dict[str, Any]) -> None:
    assert parse_day(sound, file="day.json").cars[0].end == "bas"
    sound["cars"][0]["end"] = None
    assert parse_day(sound, file="day.json").cars[0].end is None


@pytest.mark.parametrize("empty", [{"cars": [], "fixed": []}, {"visits": [], "together": [], "gaps": [], "fixed": []}])
def test_a_day_without_cars_or_visits_is_a_day(sound: dict[str, Any], empty: dict[str, Any]) -> None:
    parse_day(sound | empty, file="day.json")


def test_roads_and_matrices_exclude_each_other(sound: dict[str, Any]) -> None:
    travel()(sound)
    sound["roads"] = "umea"
    assert [fault.code for fault in faults_of(json.dumps(sound).encode())] == ["roads_and_travel"]


def test_matrices_must_cover_the_places_and_modes_in_use(sound: dict[str, Any]) -> None:
    sound["travel"] = {"locations": ["bas"], "modes": {"bike": {"seconds": [[0]], "metres": [[0]]}}}
    faults = faults_of(json.dumps(sound).encode())
    assert [(fault.code, fault.field) for fault in faults] == [
        ("mode_without_matrix", "cars[0].mode"),
        ("location_without_matrix", "patients[0].location"),
    ]


def test_two_thousand_unknown_names_are_told_quickly(sound: dict[str, Any]) -> None:
    sound["patients"] = [{"id": f"p{number}", "location": "l1"} for number in range(2_000)]
    sound["visits"] = [{"id": f"v{number}", "patient": f"pp{number}", "duration_min": 5} for number in range(2_000)]
    started = time.perf_counter()
    assert len(faults_of(json.dumps(sound).encode())) == 2_000
    assert time.perf_counter() - started < 15


def test_a_fault_in_the_head_hides_no_time_below(sound: dict[str, Any]) -> None:
    head(nonsense=1)(sound)
    window(start="25:99")(sound)
    assert {fault.code for fault in faults_of(json.dumps(sound).encode())} == {"unknown_field", "bad_time"}
