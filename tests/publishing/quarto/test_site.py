"""What Quarto's pages lack is put right: the order of references, the way to all editions."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from disk import REPO, write
from editions import EDITION, make_tiny_edition

from project.errors import ProjectError
from publishing.build.edition import Options, build_edition
from publishing.quarto.site import mend_site
from publishing.words import EDITIONS_PLACE, UI, UNITS_FRONT, UNITS_MENU

NAMES = ("Zeiner", "Ås", "Østby", "Aas", "Ærlig", "Berg")
FRONT = """\
<!DOCTYPE html><html><body><header id="quarto-header"></header>
<nav id="quarto-sidebar"><div class="sidebar-menu-container"></div></nav>
<header id="title-block-header"><h1>Rapporten</h1></header>
<p>Forord</p></body></html>
"""


def listed(keys: list[str], style: str = "") -> str:
    entries = "".join(
        f'<div id="ref-{key}" class="csl-entry" role="listitem">\n<div>inni</div>{key}.\n</div>\n'
        for key in keys
    )
    return (
        f'<main><div id="refs" class="references csl-bib-body"{style} role="list">\n{entries}</div>'
        "<div>etter</div></main>\n"
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    for name in ("_quarto.yml", "_extensions/is248/norsk-apa-manual.csl"):
        write(folder / name, (REPO / name).read_text(encoding="utf-8"))
    entries = [
        f"@book{{k{i}, author={{{name}, A}}, title={{Bok}}, year={{2090}}, publisher={{F}}}}"
        for i, name in enumerate(NAMES)
    ]
    write(folder / "references.bib", "\n".join(entries))
    write(tmp_path / "site/index.html", FRONT)
    return folder


def test_references_stand_in_norwegian_order(book, tmp_path):
    keys = [f"k{i}" for i in range(len(NAMES))]
    write(tmp_path / "site/chapters/referanser.html", listed(keys))
    write(tmp_path / "site/chapters/01.html", listed(keys, ' style="display: none"'))
    mend_site(tmp_path / "site", book)
    page = BeautifulSoup(
        (tmp_path / "site/chapters/referanser.html").read_text("utf-8"), "html5lib"
    )
    shown = [entry.get_text().split(",")[0].strip() for entry in page.select("#refs > .csl-entry")]
    assert shown[:4] == ["Berg", "Zeiner", "Ærlig", "Østby"]
    assert set(shown[4:]) == {"Ås", "Aas"}
    assert page.main.get_text().strip().endswith("etter")
    assert len(page.select("#refs")) == 1
    # the hidden list of a chapter, which its notes are made of, stays
    assert (tmp_path / "site/chapters/01.html").read_text("utf-8") == listed(
        keys, ' style="display: none"'
    )


def test_a_reference_that_quarto_left_open_is_refused_with_its_page(book, tmp_path):
    open_one = '<p><span class="quarto-unresolved-ref">?sec-borte</span></p>'
    write(tmp_path / "site/chapters/02.html", open_one)
    with pytest.raises(ProjectError, match="sec-borte") as caught:
        mend_site(tmp_path / "site", book)
    assert "chapters/02.html" in str(caught.value)


def test_the_front_page_leads_to_the_other_editions(quarto, place, tmp_path):
    does = f'mkdir -p "$2/_output"; cp "{tmp_path}/front" "$2/_output/index.html"\n'
    does += f'cp "{next(place.glob("*.pdf"))}" "$2/_output/x.pdf"'
    write(tmp_path / "front", FRONT)
    quarto.install(does)
    project = make_tiny_edition(tmp_path / "project")
    made = build_edition(project, EDITION, Options(engine="quarto")).place
    own = (made / "site/index.html").read_text(encoding="utf-8")
    assert own.index("Rapporten") < own.index(EDITIONS_PLACE) < own.index("Forord")
    assert own.index("sidebar-menu") < own.index(UNITS_MENU) < own.index("</nav>")
    assert own.index(EDITIONS_PLACE) < own.index(UNITS_FRONT) < own.index("Forord")
    shown = (project.build_root / "www" / EDITION / "index.html").read_text(encoding="utf-8")
    assert UI["other_editions"] in shown
