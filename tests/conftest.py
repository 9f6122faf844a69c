"""Settings of all tests, made before anything is compiled."""

from __future__ import annotations

import os

os.environ.setdefault("NUMBA_BOUNDSCHECK", "1")
"""A place outside an array is a fault in the tests, where compiled code would read or write what lies there."""
