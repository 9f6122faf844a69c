"""Networks kept as files, opened by name, and what is kept with them."""
