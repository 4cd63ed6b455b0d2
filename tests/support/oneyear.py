"""A made-up edition like none of the real ones: one year of returns, three forms, own words.

The two forms of `tiny` ask for FTE; a third, about the whole municipality, goes to one unit that
gets no other. Groups are others than the real ones, rates are per 1 000, earlier years come from
series, one table has no number, and the bibliography, the words and the front page are its own.

    project = make_one_year_edition(tmp_path)
    build_edition(project, EDITION)
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from disk import edit, write
from editions import EDITION, make_tiny_edition
from tiny import YEAR, series_files

from project.places import Project

EARLIER = YEAR - 1
ALONE = "9300"

THIRD = """\
  - variable: shared_work
    form: whole
    type: choice
    label: Arbeider tjenestene sammen?
    options:
      - {code: yes, label: Ja}
      - {code: no, label: Nei}
  - variable: grants
    form: whole
    type: number
    label: Tilskudd i kroner
    minimum: 0
"""
INTO = """\
    into:
      two:
        - {code: some, label: Med utdanning, head: Utdanning, items: [long, short]}
        - {code: longest, label: Lang, items: [long]}
"""
CLASSIFICATIONS = """\
kind: {Kyst: kommunene ved kysten, Innland: kommunene i innlandet}
secret: [En, To]
derived: [secret]
"""
UNITS = """\
code,name,municipality,kind,secret,forms,label
9101,Fjellvik kommune,Fjellvik,Innland,En,grown young,9101 Fjellvik
9102,Ærås kommune,Ærås,Kyst,To,grown young,9102 Ærås
9201,Søråsen kommune,Søråsen,Kyst,To,,9201 Søråsen
9300,Hele Ærås,Ærås,Kyst,To,whole,9300 Ærås
"""
TERMS = """\
total: Landet
rate_per: 1000
forms:
  grown: {rate: "Årsverk per {per} innbyggere, store"}
  whole: {services: Hele}
"""
PROFILE = """\
is248:
  edition: {year}
  survey_years: [{year}]
  demonstration: true
  print: one
  least_base: 1
book:
  title: Ettårsrapporten
  date: "{year}-12-01"
  chapters: [index.qmd, chapters/01-folk.qmd, chapters/referanser.qmd]
  appendices: [chapters/vedlegg-a.qmd]
bibliography: own.bib
"""
_HEAD = """\
```{python}
#| label: parameters
#| tags: [parameters]
edition = 0
```

```{python}
#| label: setup
from analysis import (above, bars, beside, breakdown, estimate_by_group, change_from_above, figure,
                      frequency, fte_by_unit, fte_change, fte_over_time, fte_rates, fte_shares,
                      grouping, items_by_group, items_over_time, lines, open_survey,
                      options_over_time,
                      rates_only, rates_over_time, series, series_table, table, units_in)

survey = open_survey(edition)
grown, young, whole = survey.forms("grown", "young", "whole")
by, secret = grouping(survey, "kind"), grouping(survey, "secret")
years = (edition - 2, edition - 1, edition)
```
"""
TABLES = {
    "1.1": 'fte_change(fte_over_time([grown, young], years), grown).in_places(0, "change")',
    "1.2": 'fte_rates([grown, young], by, people=True, whole=False)',
    "u1.3-grupper": 'units_in(by, survey, head="Antall", of="municipality")',
    "1.3": 'beside(fte_rates([grown], by).tagged("grown", "per_1000"), '
           'items_by_group(grown, "staff_training", by, into="two", percent=True))',
    "1.4": 'items_by_group([grown, young], "staff", secret)',
    "1.5": 'estimate_by_group(grown, "visitors", by, heads=("Snitt", "Folk", "Rate", "Alle", '
           '"Beregnet", "Per 1000"), labels=("Vektet", "Uvektet"))',
    "1.6": 'frequency(whole, "shared_work", missing="Ikke svart", units="Antall kommuner")',
    "1.7": 'options_over_time(grown, "has_plan", of_all=True, silent="unsure", total="Totalt", '
           'units="Antall")',
    "1.8": 'series_table(survey, years, {"Beløp": series("grants", unit="kroner_1000", '
           'asked="whole"), "Endring": change_from_above("Beløp")})',
    "1.9": 'items_over_time(grown, "staff_training", years, into="two", percent=True, '
           'amounts="Årsverk")',
    "1.10": 'breakdown(grown, "has_plan", by, options=["yes"], of_all=True)',
}  # fmt: skip
FIGURES = {
    "1.1": 'bars(rates_only(fte_rates([grown, young], by), [grown, young]).tagged("all"))',
    "1.2": "bars(fte_shares(young, [grown, young], by), horizontal=True)",
    "1.3": "bars(rates_over_time([grown, young], years).body().transposed().tagged('grown'))",
    "1.4": 'above({"Antall": lines(fte_over_time([grown, young], years).body(), transposed=True), '
           '"Rate": lines(rates_over_time([grown, young], years).body(), transposed=True)})',
}  # fmt: skip


def _cell(kind: str, number: str, code: str) -> str:
    label = f"{kind}-{number.replace('.', '-').lower()}"
    more = ', headline="Slik er det", subtitle="Mål"' if kind == "figur" else ""
    verb = "figure" if kind == "figur" else "table"
    return (
        f"```{{python}}\n#| label: {label}\n"
        f'{verb}("{number}", {code}, caption="Nummer {number}."{more})\n```\n'
    )


CHAPTER = (
    "---\ntitle: Folk\nstatus: ferdig\n---\n\n"
    + _HEAD
    + "\nDet er `{python} whole.units()` enheter som svarer for hele kommunen [@eget].\n"
    "Se @tbl-1-3, @tbl-u1-3-grupper og @fig-1-1.\n\n"
    + "\n".join(_cell("tabell", number, code) for number, code in TABLES.items())
    + "\n"
    + "\n".join(_cell("figur", number, code) for number, code in FIGURES.items())
    + "\n## Oppsummering\n\nDet går bra.\n"
)
APPENDIX = (
    "---\ntitle: Enheter\nstatus: ferdig\n---\n\n"
    + _HEAD
    + "\n"
    + _cell("tabell", "A.1", "fte_by_unit([grown, young], decimals=1, total=True)")
)
PRINTED = (
    ("1.6", "1", "", "Ja", "1", "", "Antall", "antall", "1", "1"),
    ("1.6", "2", "", "Nei", "1", "", "Antall", "antall", "1", "1"),
    ("1.8", "1", "", str(YEAR - 2), "2", "", "Endring", "prosent_endring", "", "*"),
    ("u1.3-grupper", "1", "", "Kyst", "1", "", "Antall", "antall", "2", "2"),
    ("u1.3-grupper", "2", "", "Innland", "1", "", "Antall", "antall", "1", "1"),
    ("u1.3-grupper", "3", "", "Landet", "1", "", "Antall", "antall", "3", "3"),
)


def make_one_year_edition(folder: Path) -> Project:
    """Write the edition under *folder*; nothing of the year before is there but series."""
    project = make_tiny_edition(folder)
    for kind in ("codebook", "classifications", "population"):
        for path in (folder / "data" / kind).glob(f"{EARLIER}*"):
            path.unlink()
    project.units_path(EARLIER).unlink()
    for path in project.returns_of(EARLIER):
        path.unlink()
    book = project.codebook_path(YEAR)
    edit(book, "forms:\n", "forms:\n  whole: {label: Hele, file: hele}\n")
    edit(
        book,
        "      - {code: short, label: Kort}\n",
        f"      - {{code: short, label: Kort}}\n{INTO}",
    )
    write(book, book.read_text(encoding="utf-8") + THIRD)
    write(project.classifications_path(YEAR), CLASSIFICATIONS)
    write(project.units_path(YEAR), UNITS)
    with project.population_path(YEAR).open("a", encoding="utf-8") as file:
        file.write(f"{ALONE},2400,9800\n")
    head = "unit,origin,status,shared_work,grants"
    rows = [f"{ALONE},demonstration,complete,yes,52000", "9201,demonstration,complete,no,11000"]
    write(project.returns_dir(YEAR) / "hele.csv", "\n".join([head, *rows, ""]))
    for name, text in series_files(_series()).items():
        write(folder / "data" / name, text)
    write(folder / f"data/terms/{YEAR}.yml", TERMS)
    write(folder / "own.bib", "@book{eget,\n author={Sør, Ola},\n title={Eget},\n year={2088}\n}\n")
    write(project.profile_path(EDITION), PROFILE.format(year=YEAR))
    write(
        folder / f"chapters/{YEAR}/index.qmd",
        "---\ntitle: Forord\n---\n\nDette er en egen forside.\n",
    )
    for name, text in (("01-folk", CHAPTER), ("vedlegg-a", APPENDIX)):
        write(folder / f"chapters/{YEAR}/{name}.qmd", text)
    for file in ("01-folk", "02-planer", "vedlegg-a"):
        (folder / f"chapters/{file}.qmd").unlink()
    _write_print(project.published_dir("one") / "tables.csv")
    return project


def _series() -> dict[str, str]:
    two = YEAR - 2
    return {
        "staff_total": "".join(
            f"{form},,{two + i},fte,{value}\n"
            for form, values in (("grown", (40, 41)), ("young", (9, 8)), ("", (49, 50)))
            for i, value in enumerate(values)
        ),
        "staff_training": "".join(
            f"grown,{item},{two + i},fte,{value}\n"
            for item, values in (("long", (30, 31)), ("short", (10, 10)), ("", (40, 41)))
            for i, value in enumerate(values)
        ),
        "has_plan": f"grown,yes,{two},percent,60\ngrown,no,{two},percent,40\n"
                    f"grown,units,{two},count,3\n",
        "grants": f",,{two},kroner_1000,50\n,,{two + 1},kroner_1000,60\n",
        "population": f"under_18,,{two},count,5000\nadult,,{two},count,20000\n",
    }  # fmt: skip


def _write_print(path: Path) -> None:
    heads = [
        "table",
        "row_no",
        "row_group",
        "row",
        "col_no",
        "col_group",
        "col",
        "unit",
        "value",
        "as_printed",
    ]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([heads, *PRINTED])
    write(path, out.getvalue())
    index = [["kind", "number", "chapter", "caption", "dims", "years", "chart_type", "text_facts",
              "note"], *([["tabell", n, "1", f"Nummer {n}.", "", "", "", "", ""]
                          for n in dict.fromkeys(row[0] for row in PRINTED)])]  # fmt: skip
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(index)
    write(path.with_name("index.csv"), out.getvalue())
