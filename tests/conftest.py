"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples in every run: a test that fails once must fail again.
settings.register_profile("is248", derandomize=True, deadline=None)
settings.load_profile("is248")
