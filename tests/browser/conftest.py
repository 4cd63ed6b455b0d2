"""The newest edition's site in headless Chromium. Run by `make browser` after a build."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser
from disk import REPO

from project.places import Project
from publishing.web.units.places import FOLDER

AXE = "IS248_AXE"  # path of axe.min.js, which is not part of the project


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nobody reads it."""


@pytest.fixture(scope="session")
def www() -> Path:
    """The tree of all editions."""
    folder = Project(REPO).build_root / "www"
    assert (folder / "index.html").is_file(), "build an edition first: make report"
    return folder


@pytest.fixture(scope="session")
def address(www: Path) -> Iterator[str]:
    """Where a plain static server has that tree."""
    handler = functools.partial(_Quiet, directory=str(www))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def edition(www: Path) -> str:
    """The name of the newest edition that is built; one without a date is a draft elsewhere."""
    return [name for name in Project(REPO).editions() if (www / name).is_dir()][-1]


@pytest.fixture(scope="session")
def addresses(www: Path, address: str) -> list[str]:
    """Every page of the tree; of the pages of units, which are alike, some of each kind."""
    pages = sorted(www.rglob("*.html"))
    units = [path for path in pages if path.parent.name == FOLDER]
    passed = set(units) - set(some_of(units))
    return [f"{address}/{path.relative_to(www).as_posix()}" for path in pages if path not in passed]


def some_of(units: list[Path]) -> list[Path]:
    """The list, the comparison, and the shortest and the longest page of each kind and edition."""
    kinds: dict[tuple[Path, str], list[Path]] = {}
    for path in units:
        key = path.stem.partition("-")[0]
        kind = str(len(key)) if key.isdigit() else key
        kinds.setdefault((path.parent, kind), []).append(path)
    ends = [sorted(found, key=lambda path: path.stat().st_size) for found in kinds.values()]
    return [path for found in ends for path in (found[0], found[-1])]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with Browser() as found:
        yield found


@pytest.fixture(scope="session")
def axe() -> str:
    """The rules of axe-core as a script."""
    place = os.environ.get(AXE, "")
    assert place, f"{AXE} must name axe.min.js; .ci/run fetches it"
    return Path(place).read_text(encoding="utf-8")
