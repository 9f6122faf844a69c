"""The store: what outlives the service. ``open_store`` gives it; every use is a reading or a writing transaction."""

from api.store.opening import open_store, read_key
from api.store.store import Store
from api.store.transaction import Transaction

__all__ = ["Store", "Transaction", "open_store", "read_key"]
