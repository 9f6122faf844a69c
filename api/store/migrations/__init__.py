"""How the database came to be as it is, one file a step; run by ``api.store.migrating``."""
