"""How good plans are, beside the best known and beside peers: ``python -m benchmarks.quality``."""
