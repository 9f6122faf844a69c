"""The doors: command line, HTTP and the files people look at. Nothing is decided here."""
