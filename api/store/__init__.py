"""The store: what outlives the service. ``open_store`` gives it; every use is a reading or a writing transaction."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from api.store.opening import open_store, read_key
    from api.store.store import Store
    from api.store.transaction import Transaction

__all__ = ["Store", "Transaction", "open_store", "read_key"]

_HOMES: Final = {"Store": "store", "Transaction": "transaction", "open_store": "opening", "read_key": "opening"}


def __getattr__(name: str) -> Any:
    """Load what is asked for: commands that only name the store's errors need no libraries of databases."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"api.store.{_HOMES[name]}"), name)
