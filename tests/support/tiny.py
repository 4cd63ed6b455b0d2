"""A whole tiny edition in a temporary folder: a made-up year, three units, two made-up forms.

Nothing here is like the real survey but its shape and the words that its tables share, so a test
that passes on it shows that no code knows the real one.

    project = make_tiny_project(tmp_path)
    returns = Returns(project, YEAR)            # change cells, then save
    returns["store"]["9101"]["staff__ward"] = "x"
    returns.save()
    change(project, YEAR, "store", "9101", staff__ward="x")     # the same for cells of one unit
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

from disk import REPO, write

from analysis.intake.cleaning import ensure_cleaned
from analysis.survey import Survey, open_survey
from project.places import Project

YEAR = 2091
FORMS = {"grown": "store", "young": "smaa"}
UNITS = ("9101", "9102", "9201")

CODEBOOK = """\
year: {year}
forms:
  grown: {{label: Store, file: store}}
  young: {{label: Små, file: smaa}}
status:
  - {{code: partial, label: Delvis}}
  - {{code: complete, label: Fullført}}
  - {{code: none, label: Ikke deltatt}}
questions:
  - variable: staff
    forms: [grown, young]
    type: fte
    label: Årsverk fordelt på steder
    items:
      - {{code: ward, label: Avdeling}}
      - {{code: field, label: Feltarbeid}}
    adds_to: staff_total
    since: {first}
  - variable: staff_training
    forms: [grown, young]
    type: fte
    label: Årsverk fordelt på utdanning
    items:
      - {{code: long, label: Lang}}
      - {{code: short, label: Kort}}
    adds_to: staff_total
    since: {first}
  - variable: staff_paths
    form: grown
    type: fte
    label: Årsverk fordelt på løp
    items:
      - {{code: one, label: Løp én}}
      - {{code: two, label: Løp to}}
    compares_to: staff_total
    since: {first}
  - variable: has_plan
    forms: [grown, young]
    type: choice
    label: Har enheten en plan?
    options:
      - {{code: yes, label: Ja}}
      - {{code: no, label: Nei}}
      - {{code: unsure, label: Vet ikke}}
    since: {first}
  - variable: plan_parts
    form: grown
    type: choices
    label: Hva dekker planen?
    options:
      - {{code: homes, label: Boliger}}
      - {{code: work, label: "Arbeid & aktivitet"}}
    asked: {{has_plan: [yes]}}
    since: {first}
  - variable: plan_year
    form: grown
    type: number
    label: Hvor mange år gjelder planen?
    asked: {{has_plan: [yes]}}
    unasked: keep
    why: Trykt tabell teller alle svar.
    minimum: 1
    maximum: 20
    since: {first}
  - variable: visitors
    forms: [grown, young]
    type: number
    label: Antall besøkende
    minimum: 0
    since: {first}
  - variable: remark
    form: grown
    type: text
    label: Kommentar
    since: {first}
"""

CLASSIFICATIONS = """\
size_group: [Liten, Stor]
county: [Nordfylket, Sørfylket]
health_trust: [Nord HF, Sør HF]
health_region: [Helse Tiny]
"""

UNIT_ROWS = """\
code,name,municipality,county,health_trust,health_region,size_group
9101,Fjellvik kommune,Fjellvik,Nordfylket,Nord HF,Helse Tiny,Liten
9102,Ærås kommune,Ærås,Nordfylket,Nord HF,Helse Tiny,Stor
9201,Søråsen kommune,Søråsen,Sørfylket,Sør HF,Helse Tiny,Stor
"""

POPULATION = """\
unit,under_18,adult
9101,300,1200
9102,2400,9800
9201,2600,10400
"""

POPULATION_SOURCE = "source: Oppdiktet\ndate: {year}-01-01\nderived: true\n"

SCREENING = """\
totals: {tolerance: 0.05}
pathways: {tolerance: 0.5}
fte: {maximum: 500}
number: {maximum: 1000000}
units_missing: {percent: 10, number: 3, listed: 50}
fte_rate:
  grown: {population: adult, per: 10000, maximum: 200}
  young: {population: under_18, per: 10000, maximum: 250}
jump: {relative: 50, absolute: 5}
text: {maximum: 200}
marks: {marked: ["Ja", "Valgt"], unmarked: ["Nei", "Ikke valgt"]}
"""

BASE_PROFILE = """\
project:
  type: book
lang: nb-NO
book:
  title: Tiny
"""

PROFILE = """\
is248:
  edition: {year}
  survey_years: [{last}, {year}]
  demonstration: true
  carry_forward: true
book:
  subtitle: Edition {year}
"""

_STAFF = ("staff__ward", "staff__field", "staff_training__long", "staff_training__short")
_GROWN = ("unit", "origin", "status", *_STAFF, "staff_paths__one", "staff_paths__two", "has_plan",
          "plan_parts__homes", "plan_parts__work", "plan_year", "visitors", "remark")  # fmt: skip
_YOUNG = ("unit", "origin", "status", *_STAFF, "has_plan", "visitors")

# Last year everyone answers both forms. This year 9201 is silent in both, 9102 in the second.
_LAST = {
    "store": (_GROWN, [
        ("9101", "demonstration", "complete", "2", "1.5", "2.5", "1", "1.5", "2",
         "yes", "1", "0", "4", "40", "God plan"),
        ("9102", "demonstration", "complete", "10", "5", "9", "6", "7", "8",
         "no", "", "", "", "200", ""),
        ("9201", "demonstration", "partial", "12", "8.25", "12", "8.25", "20", "0.25",
         "unsure", "", "", "", "310", ""),
    ]),
    "smaa": (_YOUNG, [
        ("9101", "demonstration", "complete", "1", "0.5", "1.5", "0", "yes", "12"),
        ("9102", "demonstration", "complete", "3", "2", "2", "3", "no", "80"),
        ("9201", "demonstration", "complete", "4", "1", "3", "2", "unsure", "75"),
    ]),
}  # fmt: skip
_THIS = {
    "store": (_GROWN, [
        ("9101", "demonstration", "complete", "2.2", "1.5", "2.7", "1", "1.7", "2",
         "yes", "1", "1", "5", "44", "Fortsatt god plan"),
        ("9102", "demonstration", "complete", "11", "5", "9", "7", "8", "8",
         "no", "", "", "", "210", ""),
        ("9201", "demonstration", "none", *[""] * (len(_GROWN) - 3)),
    ]),
    "smaa": (_YOUNG, [
        ("9101", "demonstration", "complete", "1", "0.7", "1.7", "0", "yes", "13"),
        ("9102", "demonstration", "none", *[""] * (len(_YOUNG) - 3)),
    ]),
}  # fmt: skip


def make_tiny_project(folder: Path, year: int = YEAR) -> Project:
    """Write a tiny project under *folder*, with returns for *year* and the year before; open it."""
    last = year - 1
    write(folder / "_quarto.yml", BASE_PROFILE)
    write(folder / f"_quarto-{year}.yml", PROFILE.format(year=year, last=last))
    write(folder / "data/screening.yml", SCREENING)
    shutil.copy(REPO / "data/terms.yml", folder / "data")
    for each in (last, year):
        write(folder / f"data/codebook/{each}.yml", CODEBOOK.format(year=each, first=last))
        write(folder / f"data/classifications/{each}.yml", CLASSIFICATIONS)
        write(folder / f"data/units/{each}.csv", UNIT_ROWS)
        write(folder / f"data/population/{each}.csv", POPULATION)
        write(folder / f"data/population/{each}.source.yml", POPULATION_SOURCE.format(year=each))
    project = Project(folder)
    for each, tables in ((last, _LAST), (year, _THIS)):
        for file, (columns, rows) in tables.items():
            _write_rows(project.returns_dir(each) / f"{file}.csv", [columns, *rows])
    return project


class Returns:
    """A year's returns as editable text: ``returns[file][unit][column] = text``, then `save`."""

    def __init__(self, project: Project, year: int) -> None:
        self.project, self.year = project, year
        self.columns: dict[str, list[str]] = {}
        self.rows: dict[str, list[dict[str, str]]] = {}
        for file in FORMS.values():
            with (project.returns_dir(year) / f"{file}.csv").open(
                encoding="utf-8", newline=""
            ) as handle:
                reader = csv.DictReader(handle)
                self.rows[file] = list(reader)
                self.columns[file] = list(reader.fieldnames or ())

    def __getitem__(self, file: str) -> dict[str, dict[str, str]]:
        return {row["unit"]: row for row in self.rows[file]}

    def save(self) -> None:
        """Write both files back, in the columns' order as it now stands."""
        for file, rows in self.rows.items():
            columns = self.columns[file]
            _write_rows(
                self.project.returns_dir(self.year) / f"{file}.csv",
                [columns, *([row.get(name, "") for name in columns] for row in rows)],
            )


def change(project: Project, year: int, file: str, unit: str, **texts: str) -> None:
    """Change cells of one unit in one file of a year's returns."""
    returns = Returns(project, year)
    returns[file][unit].update(texts)
    returns.save()


def give_forms(project: Project, forms: Mapping[str, str], year: int = YEAR) -> None:
    """Let units get these forms alone, by code; all others get all."""
    path = project.units_path(year)
    lines = path.read_text(encoding="utf-8").splitlines()
    told = [f"{line},{forms.get(line.partition(',')[0], '')}" for line in lines[1:]]
    write(path, "\n".join([f"{lines[0]},forms", *told, ""]))


def _write_rows(path: Path, rows: list[tuple[str, ...] | list[str]] | list[list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)


def open_tiny_survey(root: Path, files: Mapping[str, str] | None = None) -> Survey:
    """The tiny survey, cleaned and opened, with further data files by their path in `data/`."""
    project = make_tiny_project(root)
    for name, text in (files or {}).items():
        write(root / "data" / name, text)
    settings = project.edition(YEAR)
    ensure_cleaned(project, settings.survey_years, settings)
    return open_survey(YEAR, root)


def opened(project: Project) -> Survey:
    """The tiny survey, cleaned and opened, with words for its forms."""
    settings = project.edition(YEAR)
    ensure_cleaned(project, settings.survey_years, settings)
    survey = open_survey(YEAR, project.root)
    words = survey.terms["forms"]
    words["grown"], words["young"] = words["adults"], words["children"]
    return survey


def series_files(series: Mapping[str, str]) -> dict[str, str]:
    """Series by name, each a line `form,item,year,unit,value` a value, as files of `data/`."""
    head = "indicator,form,item,year,unit,value,edition,table\n"
    return {
        f"series/{name}.csv": head
        + "".join(f"{name},{line},{YEAR},1.1\n" for line in rows.splitlines())
        for name, rows in series.items()
    }
