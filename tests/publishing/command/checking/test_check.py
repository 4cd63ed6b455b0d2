"""What the check of an edition lists of its last build."""

from __future__ import annotations

from pathlib import Path

import pytest
from disk import write
from editions import make_tiny_edition
from tiny import YEAR

from analysis.intake.cleaning import ensure_cleaned
from project.kept.outputs import RECORD
from project.places import Project
from publishing.build.job import LeftOut, Result
from publishing.command.checking.check import executed, left_out_of
from publishing.command.checking.readiness import told
from publishing.execution.run import execute_edition

pytestmark = pytest.mark.slow

WORDS = """
```{python}
#| label: ord
from analysis import wording as w
```

Her står noe.
`{python} w.where(False, "Det er så få at hver av dem teller mye")`.

Av de `{python} w.some(0)` har ingen svart.
"""


NOTHING = """
## Ingen tall

```{python}
#| label: tabell-1-9
from analysis import text_table

table("1.9", text_table(survey, "data/knowledge/empty.csv"), caption="Ingenting.")
```

Se @tbl-1-9.
"""


def listed(project: Project) -> list[str]:
    """What the check lists when the first chapter has been executed."""
    edition = project.edition(str(YEAR))
    path = project.chapters_dir / "01-folk.qmd"
    ensure_cleaned(project, edition.survey_years, edition)
    (result,) = execute_edition(
        project.root, [path], {"edition": YEAR}, project.build_dir(edition.name)
    )
    assert result.error is None, result.error
    (project.build_dir(edition.name) / RECORD).write_text("{}", encoding="utf-8")
    return left_out_of(executed(project, edition))


def test_a_section_with_nothing_to_show_is_listed_with_its_table(tmp_path: Path) -> None:
    project = make_tiny_edition(tmp_path)
    write(project.data_dir / "knowledge/empty.csv", "Tittel,År\n")
    path = project.chapters_dir / "01-folk.qmd"
    path.write_text(path.read_text(encoding="utf-8") + NOTHING, encoding="utf-8")
    heading, table, sentence = listed(project)
    assert "nothing under it has a number (.): ## Ingen tall" in heading
    assert "it has nothing but signs: table 1.9, Ingenting." in table
    assert "Se @tbl-1-9." in sentence


def test_a_build_tells_how_much_is_left_out(tmp_path: Path) -> None:
    project = make_tiny_edition(tmp_path)
    gone = LeftOut(sentences=2, headings=1, products=3)
    told_of = list(told(project, str(YEAR), Result(tmp_path, 1.0, left_out=gone), draft=False))
    name = str(YEAR)
    nothing = "3 tables and figures and 1 heading with nothing to show"
    assert told_of[:2] == [
        f"Left out: 2 sentences lack a number and are on no page. See is248 check {name}.",
        f"Left out: {nothing}, on no page. See is248 check {name}.",
    ]


def test_a_sentence_without_its_number_is_listed_and_one_whose_condition_fails_is_not(
    tmp_path: Path,
) -> None:
    project = make_tiny_edition(tmp_path)
    path = project.chapters_dir / "01-folk.qmd"
    path.write_text(path.read_text(encoding="utf-8") + WORDS, encoding="utf-8")
    (line,) = listed(project)
    assert line.startswith("chapters/01-folk.qmd:")
    assert "w.some(0)" in line
