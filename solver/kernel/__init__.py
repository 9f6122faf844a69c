"""The compiled searches: ruin and recreate on arrays, one kernel for plain days and one for all rules."""
