"""Roads in, numbers and lines out; knows no visits."""
