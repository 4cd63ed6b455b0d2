"""The front page of every edition that is built: its key figures are those of its data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from disk import REPO

from project.places import Project

BUILT = [name for name in Project(REPO).editions() if Project(REPO).site_dir(name).is_dir()]


@pytest.mark.parametrize("name", BUILT)
def test_the_first_key_figures_stand_as_tiles(name: str) -> None:
    site = Path(Project(REPO).site_dir(name))
    page = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html5lib")
    tiles = [tile.find_all("p") for tile in page.select(".key-figures > div")]
    told = json.loads((site / f"data/is248-{name}-nokkeltall.json").read_text(encoding="utf-8"))
    labels = [one["nøkkeltall"] for one in told["nøkkeltall"]]
    assert [parts[1].get_text(strip=True) for parts in tiles] == labels[:4]
