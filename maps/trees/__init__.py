"""Finding the nearest piece of road."""
