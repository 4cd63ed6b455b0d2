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


def test_the_newest_front_page_has_findings_a_figure_and_what_readers_need(
    www: Path, edition: str
) -> None:
    page = BeautifulSoup((www / edition / "index.html").read_text("utf-8"), "html5lib")
    top = page.select_one(".top")
    assert top is not None
    told = json.loads((www / edition / f"data/is248-{edition}-nokkeltall.json").read_text("utf-8"))
    shown = top.get_text(" ", strip=True)
    assert all(one["setning"].rstrip(".") in shown for one in told["nøkkeltall"][4:])
    assert len(top.select(".product.figure")) == 1
    links = {str(a["href"]) for a in top.find_all("a")}
    for start in ("chapters/02-", "chapters/vedlegg-b", "chapters/vedlegg-d", "https://"):
        assert any(link.startswith(start) for link in links), start
    assert "Slik viser du til rapporten" in shown
    assert {f"data/is248-{edition}.xlsx", f"data/is248-{edition}-datapakke.zip"} <= {
        str(a["href"]) for a in page.select(".actions a")
    }
