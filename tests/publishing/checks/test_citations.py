"""Every citation has an entry, every entry is cited, and the entries say what print says."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from pathlib import Path

import pytest
from disk import REPO

from project.places import Project
from publishing.checks.citations import check_citations
from publishing.command.checking.check import citations_of
from publishing.pandoc.run import pandoc_path

BIB = "@book{one,\n  title = {A}\n}\n\n@article{two2024,\n  title = {B}\n}\n"


def found(folder: Path, chapter: str, bib: str = BIB) -> list[str]:
    (folder / "01.qmd").write_text(f"---\ntitle: x\n---\n\n{chapter}\n", encoding="utf-8")
    (folder / "r.bib").write_text(bib, encoding="utf-8")
    return [str(finding) for finding in check_citations(folder, ["01.qmd"], ["r.bib"])]


def test_nothing_is_said_when_all_is_cited_once_or_more(tmp_path):
    assert (
        found(tmp_path, "Se [@one, s. 3; @two2024], @two2024 og @tbl-1-1, @eq-x og @sec-x.") == []
    )


def test_a_citation_without_an_entry_is_found_in_its_line(tmp_path):
    said = found(tmp_path, "Se [@one].\n\nOg [@two2042; @two2024].")
    assert said == [
        "01.qmd:7: 'two2042' is cited, but has no entry in r.bib. Did you mean 'two2024'?"
    ]


@pytest.mark.parametrize(
    "chapter",
    ["[@one]", "[@one] `@two2024`", "[@one] <!-- [@two2024] -->", "[@one]\n\n```\n@two2024\n```"],
)
def test_an_entry_that_no_prose_cites_is_found(tmp_path, chapter):
    assert found(tmp_path, chapter) == ["r.bib:5: 'two2024' is cited in no chapter."]


def test_a_key_that_is_defined_twice_is_found(tmp_path):
    said = found(tmp_path, "[@one; @two2024]", BIB + "@book{one,\n}\n")
    assert said == ["r.bib:8: 'one' is defined already, at r.bib:1."]


def test_the_editions_own_citations_are_whole():
    project = Project(REPO)
    for name in project.editions():
        assert citations_of(project, project.edition(name)) == []


def test_the_entries_are_those_of_print():
    """Numbers, years, volumes, pages and DOI of the printed list; errata are taken as corrected."""
    source = (REPO / "references.bib").read_text(encoding="utf-8")
    numbered = re.findall(r"^% (\d+)(?:;.*)?\n@\w+\{([^,]+),", source, re.MULTILINE)
    listing = subprocess.run(
        [str(pandoc_path()), "-f", "biblatex", "-t", "csljson"],
        input=source.encode(), capture_output=True, check=True,
    )  # fmt: skip
    entries = {entry["id"]: entry for entry in json.loads(listing.stdout)}
    with (REPO / "data/published/2025/references.csv").open(encoding="utf-8", newline="") as file:
        printed = {row["number"]: row for row in csv.DictReader(file)}
    assert sorted(number for number, _ in numbered) == sorted(printed)
    others = re.findall(r"^% Not in print's list.*\n@\w+\{([^,]+),", source, re.MULTILINE)
    assert sorted(entries) == sorted([*(key for _, key in numbered), *others])
    for number, key in numbered:
        row, entry = printed[number], entries[key]
        date = entry.get("issued", {}).get("date-parts", [[""]])[0][0]
        assert str(date) == row["year"], key
        first = entry["author"][0]
        assert row["authors"].startswith(first.get("family") or first["literal"]), key
        assert entry.get("DOI", "") in row["doi_or_url"]
        assert ("doi:" in row["doi_or_url"]) == ("DOI" in entry), key
        if row["type"] == "article":
            assert row["volume_issue_pages"] == f"{entry['volume']}, {entry['page']}".replace(
                "-", "–"
            ), key
        title = entry["title"].split(" (")[0].removeprefix("«").removeprefix("“")[:25].lower()
        assert plain(title) in plain(row["title"].lower()), key


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>|[^a-zæøå0-9 ]", "", text)


def test_a_title_that_print_does_not_give_says_so() -> None:
    for path in REPO.glob("references*.bib"):
        titles = re.findall(r"title\s*=\s*\{(.*)\},?$", path.read_text("utf-8"), re.MULTILINE)
        bracketed = [title for title in titles if title.startswith("[")]
        assert titles
        assert all(title.startswith("[Tittel ikke oppgitt: ") for title in bracketed), path.name
