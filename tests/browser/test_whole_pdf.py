"""The newest edition's PDF, as screen readers and archives get it."""

from __future__ import annotations

from pathlib import Path

import pytest
from disk import REPO
from outloud.cli import main as outloud
from pdfua.cli import main as pdfua

from project.places import Project


@pytest.fixture(scope="module")
def pdf() -> Path:
    project = Project(REPO)
    path = project.pdf_path(project.editions()[-1])
    assert path.is_file(), "build an edition first: make report"
    return path


def test_passes_the_checkers(pdf: Path) -> None:
    assert pdfua(["check", str(pdf)]) == 0
    with pytest.raises(SystemExit) as ended:
        outloud([str(pdf), "--fail-on", "error"])
    assert ended.value.code == 0


def test_is_small_enough_to_send(pdf: Path) -> None:
    assert pdf.stat().st_size < 6_000_000
