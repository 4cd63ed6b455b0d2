"""A Quarto that can be put in place, and a tiny edition that the embedded engine built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editions import EDITION, make_tiny_edition
from quartos import StandIn

from publishing.build.edition import Options, build_edition
from publishing.quarto.engine import find_quarto


@pytest.fixture
def quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    yield StandIn(tmp_path, monkeypatch)
    find_quarto.cache_clear()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_tiny_edition(tmp_path_factory.mktemp("quarto"), hostile=True)
    return build_edition(project, EDITION, Options(engine="pandoc")).place
