"""What is written reads back equal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scheduler.day import Day
from scheduler.files import day_document, parse_day, parse_day_bytes, read_day, write_day, write_day_folder

Same = Callable[[Day, Day], bool]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]  # whole days are large
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # making a whole day smaller takes minutes


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW, derandomize=True, phases=PHASES)
@given(data=st.data())
def test_any_day_written_as_json_reads_back_equal(
    data: st.DataObject, days: st.SearchStrategy[Day], same: Same
) -> None:
    day = data.draw(days)
    text = json.dumps(day_document(day), allow_nan=False)
    assert same(parse_day_bytes(text.encode(), file="day.json"), day)


@settings(max_examples=6, deadline=None, suppress_health_check=SLOW, derandomize=True, phases=PHASES)
@given(data=st.data())
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_any_day_written_as_tables_reads_back_equal(
    data: st.DataObject,
    days: st.SearchStrategy[Day],
    same: Same,
    kind: Any,
    language: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    day = data.draw(days)
    folder = tmp_path_factory.mktemp("day")
    write_day_folder(day, folder, kind, language=language)
    assert same(read_day(folder), day)


def test_a_day_file_is_written_whole_and_leaves_nothing_beside_it(sound: dict[str, Any], tmp_path: Path) -> None:
    day = parse_day(sound, file="day.json")
    write_day(day, tmp_path / "deep" / "day.json")
    assert read_day(tmp_path / "deep" / "day.json") == day
    assert [entry.name for entry in (tmp_path / "deep").iterdir()] == ["day.json"]


def test_a_write_that_fails_leaves_the_old_file(
    sound: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "day.json"
    path.write_text("old", encoding="utf-8")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_day(parse_day(sound, file="day.json"), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
