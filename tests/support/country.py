"""A made-up country over several survey years, with whatever units each year has.

    survey = open_country(tmp_path, {
        2090: {"9101": Unit("Liten", {"has_plan": "yes"})},
        2091: {"9101": Unit("Stor", {"has_plan": "no"}), "9199": Unit("Stor", replaces="9102")},
    })

Questions and forms are those of the tiny edition. A unit without `answers` is silent.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from disk import write
from tiny import CLASSIFICATIONS, CODEBOOK, FORMS, PROFILE, make_tiny_project

from analysis.intake.cleaning import ensure_cleaned
from analysis.survey import Survey, open_survey
from project.places import Project

HEAD = "code,name,municipality,county,health_trust,health_region,size_group,replaces"
COUNTIES = {"Liten": "Nordfylket,Nord HF", "Stor": "Sørfylket,Sør HF"}
TERMS = "".join(
    f"  {form}: {{population: {people}, fte: F, rate: R, services: S}}\n"
    for form, people in (("grown", "adult"), ("young", "under_18"))
)


@dataclass(frozen=True)
class Unit:
    """A unit of one year: its size group, its answers in each form, and whom it replaces."""

    size: str = "Liten"
    grown: Mapping[str, str] | None = None
    young: Mapping[str, str] | None = None
    replaces: str = ""
    people: str = "900,4000"
    status: str = "complete"


def fte(ward: float, **answers: str) -> dict[str, str]:
    """Answers of a unit with so many FTE, all in the ward and with long training."""
    return {"staff__ward": f"{ward:g}", "staff_training__long": f"{ward:g}", **answers}


def make_country(
    folder: Path,
    years: Mapping[int, Mapping[str, Unit]],
    *,
    settings: str = "",
    codebook: Mapping[int, str] | None = None,
    classifications: Mapping[int, str] | None = None,
) -> Project:
    """Write the country; the latest year is the edition's, `settings` further lines of it."""
    edition = max(years)
    project = make_tiny_project(folder, edition)
    profile = PROFILE.format(year=edition, last=edition - 1)
    listed = f"[{edition - 1}, {edition}]"
    wanted = f"[{', '.join(map(str, sorted(years)[-2:]))}]"
    for line in settings.splitlines():
        profile = re.sub(rf"(?m)^{line.partition(':')[0]}:.*\n", "", profile)
    profile = profile.replace(listed, wanted).replace("book:", f"{settings}book:", 1)
    write(project.profile_path(edition), profile)
    terms = folder / "data/terms.yml"
    write(terms, terms.read_text(encoding="utf-8").replace("forms:\n", f"forms:\n{TERMS}", 1))
    for year, units in years.items():
        book = (codebook or {}).get(year, CODEBOOK).format(year=year, first=min(years))
        write(project.codebook_path(year), book)
        write(
            project.classifications_path(year), (classifications or {}).get(year, CLASSIFICATIONS)
        )
        lines = [
            f"{c},U{c} kommune,U{c},{COUNTIES.get(u.size, 'Nordfylket,Nord HF')},Helse Tiny,"
            f"{u.size},{u.replaces}"
            for c, u in units.items()
        ]
        write(project.units_path(year), "\n".join([HEAD, *lines]) + "\n")
        people = [f"{code},{unit.people}" for code, unit in units.items()]
        write(project.population_path(year), "\n".join(["unit,under_18,adult", *people]) + "\n")
        for form, file in FORMS.items():
            _returns(project, year, file, form, units)
    return project


def open_country(
    folder: Path, years: Mapping[int, Mapping[str, Unit]], **options: object
) -> Survey:
    """The country's survey, cleaned."""
    project = make_country(folder, years, **options)  # type: ignore[arg-type]
    edition = project.edition(max(years))
    ensure_cleaned(project, edition.survey_years, edition)
    return open_survey(edition.year, folder)


def _returns(project: Project, year: int, file: str, form: str, units: Mapping[str, Unit]) -> None:
    from analysis.intake.codebook import load_codebook

    columns = load_codebook(project.codebook_path(year)).columns(form)
    path = project.returns_dir(year) / f"{file}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["unit", "origin", "status", *columns])
        for code, unit in units.items():
            answers = getattr(unit, form)
            status = "none" if answers is None else unit.status
            given = [(answers or {}).get(name, "") for name in columns]
            writer.writerow([code, "demonstration", status, *given])
