"""Settings of all tests, and the forms of the tiny survey that a file of tests opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from analysis.survey import Form, Survey

# The same examples in every run: a test that fails once must fail again.
settings.register_profile("is248", derandomize=True, deadline=None)
settings.load_profile("is248")

# What these assert is told in full too.
pytest.register_assert_rewrite("datapackages", "demonstrated", "disk", "execution_project")


@pytest.fixture(scope="module")
def grown(survey: Survey) -> Form:
    return survey.forms("grown")[0]


@pytest.fixture(scope="module")
def young(survey: Survey) -> Form:
    return survey.forms("young")[0]
