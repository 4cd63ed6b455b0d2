"""Parts of an edition that do not belong together, as an author meets them when typing."""

import pytest
from click.testing import CliRunner
from disk import edit, write
from nextyear import NEXT, give_returns, make_finished
from tiny import YEAR

from publishing.command.cli import cli
from publishing.newyear.make import make_edition, plan_edition

GONE = YEAR - 5
PROFILE, BOOK = f"_quarto-{NEXT}.yml", f"data/codebook/{NEXT}.yml"
PEOPLE, SOURCE = f"data/population/{NEXT}.csv", f"data/population/{NEXT}.source.yml"
UNITS, GROUPS = f"data/units/{NEXT}.csv", f"data/classifications/{NEXT}.yml"
THEMES, BOOKS = f"data/themes/{NEXT}.csv", f"data/knowledge/{NEXT}/books.csv"
# By what is wrong: the file, what in it becomes what, the place that is told, and what to do.
WRONG = {
    "profile": (PROFILE, f"edition: {NEXT}", f"edition: {YEAR}", PROFILE,
                f"Write 'edition: {NEXT}'"),
    "forgotten key": (PROFILE, f"  edition: {NEXT}\n", "", PROFILE, "Write 'edition: …'"),
    "codebook": (BOOK, f"year: {NEXT}", f"year: {YEAR}", BOOK, f"Write year: {NEXT}"),
    "population": (SOURCE, f"year: {NEXT}", f"year: {YEAR}", SOURCE, f"is248 population {NEXT}"),
    "themes": (THEMES, f"{NEXT},remark", f"{YEAR},remark", f"{THEMES}, line 2",
               f"Code the answers of {NEXT}"),
    "more coded than came": (THEMES, "god,1,1", "god,3,3", THEMES,
                             "Code the answers of this year anew"),
    "knowledge": (BOOKS, f"x,{NEXT}", f"x,{YEAR}", f"{BOOKS}, line 2",
                  f"Write what is true in {NEXT}"),
    "a year without returns": (PROFILE, f"[{YEAR}, {NEXT}]", f"[{GONE}, {YEAR}, {NEXT}]",
                               f"data/returns/{GONE}", "Put one file a form there"),
    "units": (UNITS, "9101,", "9109,", PEOPLE, f"is248 population {NEXT}"),
    "age groups": (PEOPLE, "unit,under_18,adult", "unit,adult,children", PEOPLE,
                   "Name the age groups as there"),
    "no survey year": (PROFILE, f"[{YEAR}, {NEXT}]", f"[{GONE}, {NEXT}]", PROFILE,
                       f"demonstration lists {YEAR}, which is no survey year\n"),
    "groups": (GROUPS, "Nordfylket", "Vestfylket", f"{UNITS}, line 2", "in the classification"),
}  # fmt: skip


@pytest.fixture
def project(tmp_path):
    """A new edition that lacks nothing."""
    project = make_finished(tmp_path)
    make_edition(project, plan_edition(project, NEXT))
    give_returns(project, NEXT)
    head = project.themes_path(NEXT).read_text(encoding="utf-8")
    write(project.themes_path(NEXT), f"{head}{NEXT},remark,good,god,1,1,x\n")
    write(project.root / BOOKS, f"Tittel,source,year\nEn bok,x,{NEXT}\n")
    return project


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("command", ["check", "build"])
def test_what_does_not_belong_together_is_refused_with_file_and_remedy(project, name, command):
    file, old, new, place, todo = WRONG[name]
    edit(project.root / file, old, new)
    result = CliRunner().invoke(cli, ["--project", str(project.root), command, str(NEXT)])
    assert result.exit_code == 1, result.output
    assert place in result.output
    assert todo in result.output
    assert "Traceback" not in result.output
    assert not project.build_dir(NEXT).exists()


def test_an_edition_whose_parts_belong_together_is_checked(project):
    arguments = ["--project", str(project.root), "check", str(NEXT), "--no-prose"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("file", [THEMES, BOOKS, f"data/highlights/{NEXT}.yml", PEOPLE, UNITS])
def test_a_file_that_is_gone_is_told_before_anything_is_built(project, file):
    """One that no chapter names is not needed."""
    chapter = project.root / "chapters/02-planer.qmd"
    read = 'books = survey.frame(f"data/knowledge/{edition}/books.csv")\nhighlights(survey)'
    cell = f"```{{python}}\n{read}\n```\n\n"
    (project.root / file).unlink()
    call = ["--project", str(project.root), "check", str(NEXT)]
    chosen = f"data/highlights/{NEXT}.yml"
    assert CliRunner().invoke(cli, call).exit_code == (file not in (BOOKS, chosen))
    edit(chapter, "## Har enheten", f"{cell}## Har enheten")
    result = CliRunner().invoke(cli, call)
    assert result.exit_code == 1, result.output
    said = " ".join(result.output.split())
    assert file in said
    assert f"is248 {'population' if file == PEOPLE else 'new'} {NEXT}" in said
