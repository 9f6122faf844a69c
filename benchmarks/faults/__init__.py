"""What must never hurt: power cuts, faults of the disk, killed servers and races, tried on the store as shipped."""
