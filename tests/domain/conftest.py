"""Properties are tried on the same values at every run: a failure is never a matter of luck."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("same_every_time", derandomize=True, deadline=None, database=None, max_examples=200)
settings.load_profile("same_every_time")
