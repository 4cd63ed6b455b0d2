"""Last year's returns under this year's name are known again, whoever saved or changed them."""

import re
import shutil

import pytest
from disk import REPO, edit
from screened import as_last_year
from tiny import YEAR, Returns, make_tiny_project

from analysis.intake.screening import screen
from analysis.intake.screening.rules.lastyear import same_as_last_year
from analysis.intake.screening.screener import read_year
from project.places import Project

NAME = "same_as_last_year"


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


def found(project, *changes):
    returns = Returns(project, YEAR)
    for change in changes:
        change(project, returns)
    returns.save()
    return [f for f in screen(project, YEAR).findings if f.rule == NAME]


def saved_anew(_, returns):
    """As a spreadsheet saves it: other decimals, spaces, and rows in another order."""
    for row in returns.rows["store"]:
        for column in ("staff__ward", "staff_paths__one"):
            row[column] = f"{float(row[column]):.2f} " if row[column] else "0"
    returns.rows["store"].reverse()


def other_answers(_, returns):
    for row in returns.rows["store"]:
        row |= {"remark": f"Annet {row['unit']}", "visitors": str(int(row["visitors"] or 0) + 2)}


def other_fte(_, returns):
    for row in returns.rows["store"]:
        row["staff__ward"] = str(float(row["staff__ward"] or 0) + 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([as_last_year()], "Alle svarene fra 50 av 52 enheter er de samme som i 2090"),
        ([as_last_year(49, visitors="3")], "Alle svarene fra 49 av 52"),
        ([as_last_year(40, staff__field="3")], "Alle svarene fra 40 av 52"),
        ([as_last_year(), saved_anew], "Alle svarene fra 50 av 52"),
        ([as_last_year(), other_answers], "Alle årsverkene fra 50 av 52 enheter er de samme"),
        ([as_last_year(49, staff__ward="9"), other_answers], "Alle årsverkene fra 49 av 52"),
    ],
)
def test_last_years_file_stops(project, changes, words):
    (finding,) = found(project, *changes)
    assert (finding.kind, finding.form, finding.unit) == ("stop", "grown", "")
    assert words in finding.message
    assert f"filen er den fra {YEAR}" in finding.action
    assert "data/screening.yml" in finding.action


@pytest.mark.parametrize(
    "changes",
    [
        [as_last_year(39, staff__field="3")],  # just at the limit
        [as_last_year(), other_answers, other_fte],
        [as_last_year(0, staff__ward="9", visitors="3")],
    ],
)
def test_what_changed_is_no_last_years_file(project, changes):
    assert found(project, *changes) == []


def test_few_units_and_few_answers_tell_nothing(project):
    assert found(project, lambda _, r: r["store"]["9101"].update(staff__ward="2")) == []
    sparse = dict.fromkeys(("staff__ward", "staff__field", "staff_paths__one", "plan_year"), "")
    clear = lambda _, r: [row.update(sparse) for row in r.rows["store"]]  # noqa: E731
    assert found(project, as_last_year(), clear) == []


def test_real_returns_are_known_again_in_made_ones(project):
    """Where the year before was made, nothing else is compared with it."""

    def real(own: Project, returns: Returns) -> None:
        for rows in returns.rows.values():
            for row in rows:
                row["origin"] = "reported"
        edit(own.profile_path(YEAR), "demonstration: true", f"demonstration: [{YEAR - 1}]")

    (finding,) = found(project, as_last_year(), real)
    assert "50 av 52" in finding.message


def test_the_limit_lets_the_same_answers_through(project):
    edit(project.screening_path, "text:", "same_as_last_year: {percent: 100}\ntext:")
    assert found(project, as_last_year()) == []


@pytest.fixture(scope="module")
def relabelled(tmp_path_factory):
    """The project with 2025's returns as those of 2026."""
    root = tmp_path_factory.mktemp("relabelled")
    shutil.copytree(REPO / "data", root / "data", ignore=shutil.ignore_patterns("cleaned"))
    for path in [REPO / "_quarto.yml", *REPO.glob("_quarto-*.yml")]:
        shutil.copy(path, root)
    for folder in ("returns", "codebook", "classifications", "units", "population"):
        for path in [*(root / "data" / folder).glob("2025*")]:
            new = path.with_name(path.name.replace("2025", "2026"))
            (shutil.copytree if path.is_dir() else shutil.copy)(path, new)
    edit(root / "data/codebook/2026.yml", "year: 2025", "year: 2026")
    return Project(root)


def stops(project, year):
    content = read_year(project, year, demonstration=None)
    return [hit.message for sheet in content.sheets for hit in same_as_last_year(sheet)]


def test_the_returns_of_2025_are_none_of_2026(relabelled):
    first, second = stops(relabelled, 2026)
    assert re.fullmatch(r"Alle svarene fra alle de 3\d\d enhetene er .*fjorårets\.", first)
    assert "2025" in second


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_returns_as_they_stand_pass(relabelled, year):
    assert stops(relabelled, year) == []
