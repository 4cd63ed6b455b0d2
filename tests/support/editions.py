"""A whole tiny edition: `make_tiny_project` with chapters, ready to be built.

project = make_tiny_edition(tmp_path)
build_edition(project, str(YEAR))
"""

import re
import shutil
from pathlib import Path

import disk
import yaml
from disk import REPO, write
from tiny import YEAR, make_tiny_project

from project.places import Project

EDITION = str(YEAR)
# A unit that tries to be markup, code and a formula in every document format.
HOSTILE = "=1+1 <script>alert(1)</script> {{< meta title >}} #panic() *x* [y](z) `w` $v$"

_SETUP = """\
```{python}
#| label: parameters
#| tags: [parameters]
edition = 0
```

```{python}
#| label: setup
from analysis import figure, frequency, fte_by_item, fte_by_unit, open_survey, table
from analysis.figures import grouped_bars

survey = open_survey(edition)
grown, young = survey.forms("grown", "young")
```
"""
CHAPTERS = {
    "index.qmd": "---\ntitle: Forord\nstatus: ferdig\n---\n\nEn liten utgave.\n",
    "chapters/01-folk.qmd": f"""\
---
title: Folk
status: ferdig
---

{_SETUP}
Her står en setning som kan endres.
Store har `{{python}} grown.units()` enheter, og @tbl-1-1 viser årsverkene [@kilde].

## Årsverk

```{{python}}
#| label: tabell-1-1
staff = fte_by_item(grown, "staff", years=survey.pair)
table("1.1", staff, caption="Årsverk etter sted.")
```

```{{python}}
#| label: figur-1-1
figure("1.1", grouped_bars(staff.body().in_unit("percent").flattened()),
       headline="De fleste er på avdeling", subtitle="Prosent", caption="Årsverk etter sted.")
```

## Oppsummering

Figuren er @fig-1-1.
""",
    "chapters/02-planer.qmd": f"""\
---
title: Planer
status: utkast
---

{_SETUP}
## Har enheten en plan?

```{{python}}
#| label: tabell-2-1
plans = frequency(young, "has_plan")
table("2.1", plans, caption="Om enheten har en plan.")
```

Se @tbl-2-1 og @sec-folk.
""",
    "chapters/referanser.qmd": "---\ntitle: Referanser\n---\n\n::: {#refs}\n:::\n",
    "chapters/vedlegg-a.qmd": f"""\
---
title: Enheter
status: ferdig
---

{_SETUP}
```{{python}}
#| label: tabell-a-1
units = fte_by_unit([grown, young])
table("A.1", units, caption="Årsverk i hver enhet.")
```
""",
}


def make_tiny_edition(folder: Path, *, hostile: bool = False) -> Project:
    """A tiny project with chapters and an appendix; `hostile` gives one unit a vicious name."""
    folder.mkdir(parents=True, exist_ok=True)
    project = make_tiny_project(folder)
    for file, text in CHAPTERS.items():
        write(folder / file, text)
    write(
        folder / "references.bib",
        "@book{kilde,\n author={Nord, Kari},\n title={En kilde},\n year={2090},\n "
        "publisher={Forlaget}\n}\n",
    )
    terms = (REPO / "data/terms.yml").read_text(encoding="utf-8")
    write(
        folder / "data/terms.yml",
        re.sub(
            r"^(  )children:",
            r"\1young:",
            re.sub(r"^(  )adults:", r"\1grown:", terms, flags=re.MULTILINE),
            flags=re.MULTILINE,
        ),
    )
    shutil.copytree(REPO / "_extensions", folder / "_extensions")
    base = yaml.safe_load((REPO / "_quarto.yml").read_text(encoding="utf-8"))
    base["bibliography"] = "references.bib"
    write(folder / "_quarto.yml", yaml.safe_dump(base, allow_unicode=True, sort_keys=False))
    path = project.profile_path(EDITION)
    profile = yaml.safe_load(path.read_text(encoding="utf-8"))
    chapters = list(CHAPTERS)
    profile["book"] |= {
        "title": "Den lille rapporten",
        "date": f"{YEAR}-12-01",
        "chapters": chapters[:-1],
        "appendices": chapters[-1:],
    }
    write(path, yaml.safe_dump(profile, allow_unicode=True))
    if hostile:
        units = folder / f"data/units/{YEAR}.csv"
        text = units.read_text(encoding="utf-8")
        name = text.splitlines()[1].split(",")[1]
        write(units, text.replace(name, HOSTILE))
    return project


def edit(project: Project, file: str, old: str, new: str) -> None:
    """Change a text in one of the project's files."""
    disk.edit(project.root / file, old, new)


def of_two_chapters(project):
    """Let the edition have its two numbered chapters alone."""
    path = project.profile_path(EDITION)
    profile = yaml.safe_load(path.read_text(encoding="utf-8"))
    profile["book"] |= {
        "chapters": ["index.qmd", "chapters/01-folk.qmd", "chapters/02-planer.qmd"],
        "appendices": [],
    }
    write(path, yaml.safe_dump(profile, allow_unicode=True))
