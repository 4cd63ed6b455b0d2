"""An edition with made returns says of them what print has, and nothing else."""

from __future__ import annotations

import pytest
from disk import edit, write
from editions import EDITION, make_tiny_edition
from tiny import YEAR

from analysis.intake.cleaning import ensure_cleaned
from project.kept.outputs import RECORD
from project.places import Project
from project.records import FigureRecord
from publishing.book.prose.told import Reading
from publishing.book.stamps import with_stamps
from publishing.checks.made_values import COLUMNS
from publishing.checks.print_has import origins_of
from publishing.command.checking.check import check_edition, executed, made_in
from publishing.downloads.reading import facts_of, read_content
from publishing.execution.run import execute_edition

pytestmark = pytest.mark.slow

# Table 2.1 is printed, what it parts by size is in a figure alone.
CHAPTER = """
```{python}
#| label: tall
from analysis import breakdown, grouping, theme_labels
from analysis import wording as w
from analysis.figures import bars
share = plans.column("percent")
words = ("flere", "færre", "like mange")
by_size = breakdown(grown, "has_plan", grouping(survey, "size_group"), options=["yes"], merged="Ja")
small = by_size.at("Liten", "percent")
sizes = by_size.ranked("percent")
```

```{python}
#| label: figur-2-1
figure("2.1", bars(by_size), headline=f"{sizes.first.label} har oftest plan",
       subtitle="Prosent", caption="Om enheten har en plan, etter størrelse.")
```

```{python}
#| label: tabell-2-2
table("2.2", by_size, caption="Plan, etter størrelse.",
      headline=f"{sizes.first.label} har oftest plan")
```

`{python} share["yes"]` prosent har en plan.
Det er `{python} share["yes"].since(share["no"])` flere enn uten.
Oftest er svaret `{python} plans.ranked("percent").first.name`.
Av de største har `{python} by_size.at("Stor", "percent")` prosent en plan.
Det er `{python} by_size.at("Stor", "percent").against(small, *words)` enn av de små.
Av alle har `{python} by_size.at("Stor", "percent")` prosent en plan, og det er i `{python} YEAR`.
"""
HEADS = "table,row_no,row_group,row,col_no,col_group,col,unit,value,as_printed\n"
STATED = "number,row,column,printed,source\n"
FINDINGS = ",".join(COLUMNS) + "\n"
FACTS = facts_of(EDITION, {}, "")
SIZE = 'by_size.at("Stor", "percent")'
DIRECTION = f"{SIZE}.against(small, *words)"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = make_tiny_edition(tmp_path_factory.mktemp("made"))
    path = project.chapters_dir / "02-planer.qmd"
    text = CHAPTER.replace("`{python} YEAR`", "`{python} survey.year`")
    write(path, path.read_text(encoding="utf-8") + text)
    edit(
        project.profile_path(EDITION),
        "  demonstration: true",
        "  demonstration: true\n  least_base: 1",
    )
    edition = project.edition(EDITION)
    ensure_cleaned(project, edition.survey_years, edition)
    files = [project.chapters_dir / name for name in ("01-folk.qmd", "02-planer.qmd")]
    build = project.build_dir(edition.name)
    for result in execute_edition(project.root, files, {"edition": YEAR}, build):
        assert result.error is None, result.error
    write(build / RECORD, "{}")
    return project


@pytest.fixture(autouse=True)
def report(project: Project) -> None:
    """Print has table 2.1, and states nothing."""
    folder = project.published_dir(EDITION)
    write(folder / "tables.csv", HEADS + "2.1,1,,Ja,1,,Antall,antall,1,1\n")
    for name in ("stated.csv", "findings.csv"):
        (folder / name).unlink(missing_ok=True)


def listed(project: Project) -> list[str]:
    edition = project.edition(EDITION)
    return [str(one) for one in made_in(project, edition, executed(project, edition))]


def expressions(project: Project) -> list[str]:
    return [one.split(" is made (")[1].split(": ")[0] for one in listed(project)]


def test_what_stands_in_a_printed_table_and_what_follows_from_it_may_be_said(
    project: Project,
) -> None:
    assert expressions(project) == [SIZE, DIRECTION, SIZE, "figure 2.1", "table 2.2"]


def test_a_made_value_is_told_with_file_line_sentence_expression_and_reason(
    project: Project,
) -> None:
    first = listed(project)[0]
    lines = (project.root / "chapters/02-planer.qmd").read_text(encoding="utf-8").splitlines()
    number = 1 + next(n for n, line in enumerate(lines) if line.startswith("Av de største"))
    assert first.startswith(f"chapters/02-planer.qmd:{number}: ")
    assert "print has no such number: Stor" in first
    assert first.endswith("Av de største har 0 prosent en plan.")


def test_the_check_of_an_edition_refuses_them(project: Project) -> None:
    outcome = check_edition(project, EDITION)
    assert outcome.stops
    assert "5 values of made returns that print does not have." in outcome.text


def test_what_print_states_of_a_figure_may_be_said(project: Project) -> None:
    file = project.published_dir(EDITION) / "stated.csv"
    write(file, f"{STATED}2.1,Stor,Ja,0,her\n")
    assert expressions(project) == [DIRECTION, "figure 2.1", "table 2.2"]
    write(file, f"{STATED}2.1,Stor,Ja,0,her\n2.1,Liten,Ja,100,her\n")
    assert expressions(project) == []


def find(project: Project, printed: str, expression: str) -> None:
    """Let print state one thing in words, which an expression tells."""
    quoted = expression.replace('"', '""')
    line = f'2.1-01,2.1,plan etter størrelse,{printed},2,"{quoted}"\n'
    write(project.published_dir(EDITION) / "findings.csv", FINDINGS + line)


@pytest.mark.parametrize(
    ("printed", "expression"),
    [
        ("0", SIZE),
        ("færre", DIRECTION),
        ("Liten", "figure 2.1"),
        ("liten", "figure 2.1"),
        ("liten", "table 2.2"),
    ],
)
def test_a_finding_that_print_states_in_words_is_bound_to_its_expression(
    project: Project, printed: str, expression: str
) -> None:
    assert expression in expressions(project)
    find(project, printed, expression)
    assert expression not in expressions(project)


@pytest.mark.parametrize(
    ("printed", "expression"), [("51", SIZE), ("flere", DIRECTION), ("Stor", "figure 2.1")]
)
def test_a_page_that_says_otherwise_than_the_finding_is_told(
    project: Project, printed: str, expression: str
) -> None:
    find(project, printed, expression)
    told = [one for one in listed(project) if f"print says «{printed}», finding 2.1-01" in one]
    assert told
    assert expression in expressions(project)


def test_a_finding_whose_expression_no_page_has_is_told(project: Project) -> None:
    find(project, "50", "nobody.says(this)")
    assert "chapter 2 does not say 'nobody.says(this)'" in listed(project)[-1]


def test_of_real_returns_the_rule_says_nothing(project: Project) -> None:
    path = project.profile_path(EDITION)
    before = path.read_text(encoding="utf-8")
    edit(path, "demonstration: true", "demonstration: false")
    try:
        assert listed(project) == []
        assert "made returns" not in check_edition(project, EDITION).text
    finally:
        write(path, before)


def test_without_a_printed_report_there_is_nothing_to_hold_it_against(project: Project) -> None:
    (project.published_dir(EDITION) / "tables.csv").unlink()
    assert listed(project) == []


def test_a_figure_with_made_values_says_how_many_and_its_data_say_which(project: Project) -> None:
    edition = project.edition(EDITION)
    results = project.results_dir(EDITION)
    origins = origins_of(project, edition, results)
    assert set(origins["tbl-2-1"][0]) == {"printed"}
    said = "Demonstrasjonstall: alle verdiene er konstruert"
    notebook = project.build_dir(EDITION) / "notebooks/02-planer.ipynb"
    chapter = with_stamps(Reading([notebook]).chapter(notebook, "chapters/02-planer.qmd"), origins)
    (figure,) = [part for part in chapter.parts if isinstance(part, FigureRecord)]
    assert figure.alt.endswith(f"{said}.")
    assert f">{said}</text>" in figure.svg
    assert f">{said}</text>" in figure.svg_narrow
    content = read_content(results, ["chapters/02-planer.qmd"], FACTS, origins=origins)
    told = {product.id: product for product in content.products}
    assert f">{said}</text>" in told["fig-2-1"].svg
    assert {cell.origin for cell in told["fig-2-1"].tidy()} == {"konstruert"}
    assert "trykt" in {cell.origin for cell in told["tbl-2-1"].tidy()}
    write(project.published_dir(EDITION) / "stated.csv", f"{STATED}2.1,Stor,Ja,0,her\n")
    origins = origins_of(project, edition, results)
    assert "stated" in {one for line in origins["fig-2-1"] for one in line}
