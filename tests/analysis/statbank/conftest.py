"""A local stand-in for Statistics Norway, and a tiny project that asks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from statbank import Bank, asking
from tiny import make_tiny_project

from project.places import Project


@pytest.fixture
def bank() -> Iterator[Bank]:
    with closing(Bank()) as bank:
        yield bank


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return asking(make_tiny_project(tmp_path))
