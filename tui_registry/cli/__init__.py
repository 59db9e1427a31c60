"""The command line: what the desk does, printed, for people and for programs."""
