"""Settings of all tests, the forms of the tiny survey of a file of tests, and a tiny edition."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from analysis.survey import Survey, SurveyForm
    from project.places import Project

# The same examples in every run: a test that fails once must fail again.
settings.register_profile("is248", derandomize=True, deadline=None)
settings.load_profile("is248")

# An installed Quarto changes nothing but the tests that ask for it.
os.environ["IS248_ENGINE"] = "pandoc"

# What these assert is told in full too.
pytest.register_assert_rewrite("datapackages", "demonstrated", "disk", "execution_project")


@pytest.fixture(scope="module")
def grown(survey: Survey) -> SurveyForm:
    return survey.forms("grown")[0]


@pytest.fixture(scope="module")
def young(survey: Survey) -> SurveyForm:
    return survey.forms("young")[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A tiny edition, built once for a file of tests."""
    from editions import EDITION, make_tiny_edition

    from publishing.build.edition import build_edition

    project = make_tiny_edition(tmp_path_factory.mktemp("built"))
    build_edition(project, EDITION)
    return project


@pytest.fixture
def project(built: Project, tmp_path: Path) -> Project:
    """A copy of the built edition, for a test to change."""
    from project.places import Project

    return Project(shutil.copytree(built.root, tmp_path / "project", symlinks=True))
