"""A tiny edition that is built, with a small notebook for the pages of its units.

project = with_units(built_project)
made = make_units(project, EDITION, Options(workers=2))
pages(project)["9101"]                                  # the text of a page
"""

from __future__ import annotations

from pathlib import Path

from disk import write
from editions import EDITION

from project.places import Project
from publishing.units.kit import NOTEBOOK
from publishing.web.units.made import SUFFIX
from publishing.web.units.places import FOLDER

# Three units, two counties, two trusts and a region.
KEYS = ("9101", "9102", "9201", "county-nordfylket", "county-sorfylket", "trust-nord-hf",
        "trust-sor-hf", "region-helse-tiny")  # fmt: skip
TEXT = """\
---
status: ferdig
---

```{python}
#| label: parameters
#| tags: [parameters]
edition = 0
unit = ""
```

```{python}
#| label: setup
from analysis import figure, open_survey, standing_of, table
from analysis.figures import bars

survey = open_survey(edition)
here = standing_of(survey, unit)
```

# `{python} here.name` {#sec-enhet .unnumbered}

Her er det `{python} here.fte["all"]` årsverk, se @tbl-a-1.
Mer står i [kapitlet om folk](01-folk.qmd#sec-folk).

## Tabellen

```{python}
#| label: tabell-1
table("1", here.table, caption="Årsverk her.")
```

```{python}
#| label: figur-1
drawn = bars(here.table.tagged("fte"))
figure("1", drawn, headline="Flest", subtitle="Årsverk", caption="Årsverk her.")
```
"""


def with_units(project: Project) -> Project:
    """The project with the notebook of its units."""
    write(project.root / NOTEBOOK, TEXT)
    return project


def output(project: Project) -> Path:
    """Where the pages of its units are."""
    return project.build_root / f"{EDITION}{SUFFIX}" / FOLDER


def files(project: Project) -> dict[str, bytes]:
    """Every file of the pages by its path."""
    folder = output(project)
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def pages(project: Project) -> dict[str, str]:
    """The text of each page by its key."""
    told = files(project)
    named = {key: next(name for name in told if name.startswith(key) and name.endswith(".html"))
             for key in KEYS}  # fmt: skip
    return {key: told[name].decode() for key, name in named.items()}
