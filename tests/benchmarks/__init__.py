"""How fast the desk is, measured in a real terminal: `python -m tests.benchmarks`."""
