"""The tiny edition as a finished one, from which the next is begun, and returns for that.

project = make_finished(tmp_path)
give_returns(project, NEXT)             # as if every unit had answered what it answered last
"""

from __future__ import annotations

import shutil
from pathlib import Path

import disk
import yaml
from disk import write
from editions import make_tiny_edition
from tiny import FORMS, YEAR

from project.places import Project

NEXT = YEAR + 1
SERIES = {
    "has_plan": "grown,yes,2088,count,7\ngrown,no,2088,count,3\ngrown,yes,2089,percent,59",
    "staff": "grown,ward,2088,fte,20\ngrown,field,2088,fte,10\ngrown,,2088,fte,31",
    "staff_total": "grown,,2088,fte,31\nyoung,,2088,fte,9",
    "elsewhere": ",x,2090,count,4",
}
YEARS = """\
# Which years tables show.
stored: []
tables:
  "1.2": [2088]
"""
OVER_TIME = """
```{python}
#| label: tabell-1-2
years = survey.years_of("1.2")
table("1.2", frequency(grown, "has_plan", years=years), caption=f"Plan, {years[0]}–{edition}.")
```
"""


def make_finished(folder: Path) -> Project:
    """The tiny edition with series, coded answers, knowledge, news, and a table over the years."""
    project = make_tiny_edition(folder)
    head = "indicator,form,item,year,unit,value,edition,table\n"
    for name, lines in SERIES.items():
        rows = "".join(f"{name},{line},{YEAR},1.2\n" for line in lines.splitlines())
        write(folder / f"data/series/{name}.csv", head + rows)
    write(folder / "data/series/years.yml", YEARS)
    coded = f"year,question,theme,label,n,base,source\n{YEAR},remark,good,god plan,1,1,x\n"
    write(project.themes_path(YEAR), coded)
    write(project.knowledge_dir(YEAR) / "books.csv", f"Tittel,source,year\nEn bok,x,{YEAR}\n")
    book = project.codebook_path(YEAR)
    disk.edit(book, "    label: Antall besøkende\n", "    label: Besøkende i {before}\n")
    news = "    news: >\n      Nytt spørsmål\n      i {year}.\n    note: Frivillig.\n"
    disk.edit(book, "    label: Kommentar\n", "    label: Kommentar\n" + news)
    chapter = folder / "chapters/01-folk.qmd"
    told = f"{OVER_TIME}\n@tbl-1-2 går over flere år.\n\n## Oppsummering\n"
    disk.edit(chapter, "## Oppsummering\n", told)
    return project


def give_returns(project: Project, year: int, *, origin: str = "reported") -> None:
    """Returns, population and date for a new edition; the answers are those of the year before."""
    for file in FORMS.values():
        text = (project.returns_dir(year - 1) / f"{file}.csv").read_text(encoding="utf-8")
        write(
            project.returns_dir(year) / f"{file}.csv",
            text.replace(",demonstration,", f",{origin},"),
        )
    shutil.copy(project.population_path(year - 1), project.population_path(year))
    source = {"source": "Oppdiktet", "year": year, "derived": False}
    write(project.population_source_path(year), yaml.safe_dump(source))
    disk.edit(project.profile_path(year), "  date:\n", f"  date: {year}-12-01\n")
