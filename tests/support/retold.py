# ruff: noqa: E501
"""A tiny edition that reads no returns: it tells what a made-up page on the web said.

project = make_retold(tmp_path)
build_edition(project, RETOLD)
"""

from __future__ import annotations

from pathlib import Path

from disk import write
from editions import make_tiny_edition

from project.places import Project

TEXT = "2088-side"
RETOLD = "2088"
CLAIMS = """\
text,year_of_data,topic,population,measure,unit,value,compared_to_year,compared_value
2088-side,2088,ansatte,alle,årsverk i alt (trykt tabell),årsverk,1236,,
2088-side,2088,ansatte,store,årsverk i alt (trykt tabell),årsverk,1200,,
2088-side,2088,ansatte,store,endring i årsverk,årsverk,-100,2087,
2088-side,2088,ansatte,store,endring i prosent,prosent,-7.7,2087,
2088-side,2088,planer,store,har en plan,prosent,62,2087,44
2088-side,2087,planer,store,har en plan,prosent,44,,
2088-side,2087-2088,planer,store,andel (nedre),prosent,44,,
2088-side,2088,planer,små,har en plan (ordfestet: halvparten),prosent,50,,
"""
CHECKS = """\
text,topic,population,measure,unit,year,how,of
2088-side,ansatte,alle,årsverk i alt (trykt tabell),årsverk,2088,sum,"store | staff | grown | | 2088 | fte ; store | staff | young | | 2088 | fte"
2088-side,ansatte,store,endring i årsverk,årsverk,2088,difference,store | staff | grown | | 2088 | fte ; store | staff | grown | | 2087 | fte
2088-side,ansatte,store,endring i prosent,prosent,2088,percent_change,store | staff | grown | | 2088 | fte ; store | staff | grown | | 2087 | fte
2088-side,planer,store,andel (nedre),prosent,2087-2088,lowest,text | planer | store | har en plan | prosent | 2087 ; text | planer | store | har en plan | prosent | 2088
"""
ERRATA = "where,number,row,col,printed,expected,kind,explanation\n"
SERIES = """\
indicator,form,item,year,unit,value,edition,table
staff,grown,,2087,fte,1300,2088-web,side
staff,grown,,2088,fte,1200,2088-web,side
staff,young,,2088,fte,36,2088-web,side
"""
TABLES = """\
table,row_no,row_group,row,col_no,col_group,col,unit,value,as_printed
2088-side,1,,Store,1,,2088,årsverk,1200,1200
2088-side,2,,Små,1,,2088,årsverk,36,36
2088-side,3,,Totalt,1,,2088,årsverk,1236,1236
"""
FILES = {
    "data/published/web/claims.csv": CLAIMS,
    "data/published/web/checks.csv": CHECKS,
    "data/published/web/errata.csv": ERRATA,
    "data/published/web/tables.csv": TABLES,
    "data/series/staff.csv": SERIES,
}
PAGE = """\
---
status: ferdig
---

# Siden {#sec-side .unnumbered}

```{python}
#| label: parameters
#| tags: [parameters]
edition = 0
```

```{python}
#| label: setup
from analysis import claims, open_survey, sums_over_time, table
from analysis import wording as w

survey = open_survey(edition)
staff, plans = claims(survey, "ansatte"), claims(survey, "planer")
fall = staff["endring i årsverk"]
then, now = (plans["har en plan", "store", year] for year in (2087, 2088))
```

```{python}
#| label: tabell-s-1
fte = sums_over_time(survey, "staff", {"grown": "Store", "young": "Små"}, [2088])
table("S.1", fte, caption="Årsverk.")
```

Store fikk `{python} fall.amount` `{python} fall.more`, `{python} staff["endring i prosent"].change_of("prosent")`.
Andelen med plan `{python} w.moved(then, now, since=2087, until=2088)`.
Den har ikke vært lavere enn `{python} plans["andel"]` prosent.
Blant små har `{python} w.fraction(plans["ordfestet"])` (`{python} plans["ordfestet"]` prosent) en plan.
"""
PROFILE = f"""\
is248:
  edition: {RETOLD}
  survey_years: []
  claims: {TEXT}
  published: {{S.1: {TEXT}}}
bibliography: []
book:
  title: En liten side
  date: 2091-12-01
  chapters: [index.qmd, chapters/side.qmd]
"""


def make_retold(folder: Path) -> Project:
    """The tiny edition's project with one more edition, that of the page."""
    project = make_tiny_edition(folder)
    for name, text in FILES.items():
        write(folder / name, text)
    write(folder / f"chapters/{RETOLD}/index.qmd", "# Om utgaven\n\nEn side.\n")
    write(folder / f"chapters/{RETOLD}/side.qmd", PAGE)
    write(project.profile_path(RETOLD), PROFILE)
    return project
