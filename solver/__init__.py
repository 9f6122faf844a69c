"""How a problem becomes a solution; knows no people, no dates, no maps."""
