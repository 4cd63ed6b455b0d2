"""What the check of an edition lists of its last build."""

from __future__ import annotations

from pathlib import Path

import pytest
from editions import make_tiny_edition
from tiny import YEAR

from analysis.intake.cleaning import ensure_cleaned
from project.kept.outputs import RECORD
from publishing.command.check import left_out_of
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


def test_a_sentence_without_its_number_is_listed_and_one_whose_condition_fails_is_not(
    tmp_path: Path,
) -> None:
    project = make_tiny_edition(tmp_path)
    edition = project.edition(str(YEAR))
    path = project.chapters_dir / "01-folk.qmd"
    path.write_text(path.read_text(encoding="utf-8") + WORDS, encoding="utf-8")
    ensure_cleaned(project, edition.survey_years, edition)
    (result,) = execute_edition(
        project.root, [path], {"edition": YEAR}, project.build_dir(edition.name)
    )
    assert result.error is None, result.error
    (project.build_dir(edition.name) / RECORD).write_text("{}", encoding="utf-8")
    (listed,) = left_out_of(project, edition)
    assert listed.startswith("chapters/01-folk.qmd:")
    assert "w.some(0)" in listed
