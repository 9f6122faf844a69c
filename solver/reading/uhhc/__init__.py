"""Unified home health care (Ceschia et al., ITOR 2026, doi 10.1111/itor.70140), as JSON.

A minute is the unit of the problem; all figures are whole. A file prices or forbids ("HARD") what it counts.

Where the format and a Problem differ:

- Tardiness is counted against the window whose start is the last one not after the service's start, so each window is
  open until the next one starts, and the last for good; only the soft end costs.
- A lunch is taken at a place, not on the way. A break that interrupts a drive is taken on arrival instead.
- A caregiver without work takes lunch at home.
- Lunch after the last service is waited for at a price, and may end in overtime at a price; a Problem has no price for
  either, so there a lunch ends within the shift, and the wait is priced when the document is written.
"""

from solver.reading.uhhc.reader import read

__all__ = ["read"]
