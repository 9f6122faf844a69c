"""What a solution costs, by part (placeholder replaced by the rules' author)."""
