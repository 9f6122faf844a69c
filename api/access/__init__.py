"""Who may what: roles and their permissions, who is asking, and what a route requires."""
