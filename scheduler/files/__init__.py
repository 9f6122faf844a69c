"""Days and plans as files: JSON, and days as a folder of CSV or XLSX tables."""

from scheduler.files.day_json import day_document, parse_day, parse_day_bytes, read_day, write_day
from scheduler.files.plan_json import parse_plan, plan_document, read_plan, write_plan

__all__ = [
    "day_document",
    "parse_day",
    "parse_day_bytes",
    "parse_plan",
    "plan_document",
    "read_day",
    "read_plan",
    "write_day",
    "write_plan",
]
