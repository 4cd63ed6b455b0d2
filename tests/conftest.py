"""Settings of all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

# The same examples in every run: a test that fails once must fail again.
settings.register_profile("is248", derandomize=True, deadline=None)
settings.load_profile("is248")

# What these assert is told in full too.
pytest.register_assert_rewrite("datapackages", "demonstrated", "editions", "execution_project")
