# ruff: noqa: E501 - expressions for the browser read best on one line
"""What reviewers said and where the review stands, on the pages of a draft: accessible, at any width."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from accessible import CHECK, RULES, WIDTHS
from chromium import Browser
from click.testing import CliRunner
from editions import EDITION, edit, make_tiny_edition
from reviewing import annotation, send

from publishing.build.edition import Options, build_edition
from publishing.command.cli import cli
from publishing.review.paragraphs import read_paragraphs

LONG = "Et svært langt ord: " + "årsverksutviklingsstatistikk" * 8


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a draft with remarks of all kinds and a round."""
    project = make_tiny_edition(tmp_path_factory.mktemp("review"))
    folder = build_edition(project, EDITION, Options(draft=True)).place
    own = next(one for one in read_paragraphs(folder) if "som kan endres" in one.text)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(cli, ["--project", str(project.root), *arguments])
        assert done.exit_code == 0, done.output
        return str(done.output)

    file = send(
        project.root / "merknader.json",
        annotation("kan endres", LONG, paragraph=own.id, proposal="bør endres"),
        annotation("", "Fint.", number=2, paragraph="tbl-1-1"),
        annotation("", "Hele siden.", number=3, paragraph=""),
        annotation(
            "Noe som aldri sto her, men er langt nok til å finnes", "Hvor?", number=4, paragraph="x"
        ),
        annotation("", "Er løst.", number=5, paragraph="fig-1-1"),
    )
    run("comments", "import", str(file))
    lines = run("comments").splitlines()
    head = next(lines[n - 2] for n, line in enumerate(lines) if "Er løst." in line)
    run("comments", "resolve", head.split()[0], "--by", "A")
    run("review", "begin", "--deadline", "2999-12-01", "--reviewer", "Kari Nordmann")
    run("review", "set", "--all", "godkjent", "--by", "Kari Nordmann")
    edit(project, "chapters/01-folk.qmd", "kan endres", "må endres")
    return build_edition(project, EDITION, Options(draft=True)).place


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "name", ["site/index.html", "site/chapters/01-folk.html", f"is248-{EDITION}-utkast.html"]
)
def test_remarks_and_round_are_accessible(
    browser: Browser, axe: str, draft: Path, width: str, name: str
) -> None:
    page = browser.page(*WIDTHS[width])
    page.open((draft / name).as_uri())
    assert page.value("document.querySelectorAll('.remark, section.round').length") > 0
    assert page.complaints() == []
    page.value(f"{axe}; 0")
    found = []
    for dark, rules in RULES.items():
        page.resize(*WIDTHS[width], dark=dark)
        asked = json.dumps({**rules, "resultTypes": ["violations"]})
        found += page.value(CHECK % asked)
    assert not found, "\n".join(found)
    assert page.value("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


def test_remarks_are_read_without_scripts(browser: Browser, draft: Path) -> None:
    page = browser.page(*WIDTHS["phone"], script=False)
    page.open((draft / "site/chapters/01-folk.html").as_uri())
    text = json.dumps(
        page.call("DOM.getDocument", {"depth": -1, "pierce": False}), ensure_ascii=False
    )
    for words in ("Fint.", "Hele siden.", "Hvor?", "Nå står det: «må endres»"):
        assert words in text
    page.close()
