"""What the service tells of itself to those who run it: figures, lines of log, whether it is ready. Never of people."""
