"""Road data of others, in and out: which streets there are, who may use them, and how fast."""
