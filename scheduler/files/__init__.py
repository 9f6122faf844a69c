"""Days and plans as files: JSON, and days as a folder of CSV or XLSX tables."""

from scheduler.files.call_json import parse_call, read_call
from scheduler.files.day_json import day_document, parse_day, parse_day_bytes, write_day
from scheduler.files.events_json import parse_events, read_events
from scheduler.files.plan_json import parse_plan, parse_routes, plan_document, read_plan, routes_document, write_plan
from scheduler.files.reading import read_day
from scheduler.files.tables.writing import write_day_folder
from scheduler.files.validation import validate_whole
from scheduler.files.wire import CallDocument, DayDocument

__all__ = [
    "CallDocument",
    "DayDocument",
    "day_document",
    "parse_call",
    "parse_day",
    "parse_day_bytes",
    "parse_events",
    "parse_plan",
    "parse_routes",
    "plan_document",
    "read_call",
    "read_day",
    "read_events",
    "read_plan",
    "routes_document",
    "validate_whole",
    "write_day",
    "write_day_folder",
    "write_plan",
]
