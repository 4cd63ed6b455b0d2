"""Running every rule on every form of a year."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.intake.codebook import Codebook, load_codebook
from analysis.intake.forms import UNIT, find_return, read_form
from analysis.intake.population import Population, load_population
from analysis.intake.screening.confirmed import load_confirmations, without_confirmed
from analysis.intake.screening.findings import Finding, Screening, show, together, visible
from analysis.intake.screening.labels import meanings
from analysis.intake.screening.registry import RULES, Hit, Rule
from analysis.intake.screening.rules import answers, cells, files, fte, lastyear, units
from analysis.intake.screening.sheet import FormSheet
from analysis.intake.screening.thresholds import Thresholds
from analysis.intake.succession import Lineage, lineages
from analysis.intake.units import (
    Classification,
    Unit,
    check_forms,
    check_replaced,
    load_classification,
    load_units,
    units_of,
)
from project.errors import ProjectError
from project.places import Edition, Project

RAGGED = "ragged_row"
RULE_ROOMS = (
    files,
    units,
    cells,
    fte,
    answers,
    lastyear,
)  # importing them is what enters their rules


@dataclass(frozen=True)
class Year:
    """All that is known of one survey year; `sheets` in the codebook's order of forms.

    `units` are all units of the year, those of a sheet the ones that get its form.
    """

    year: int
    codebook: Codebook
    classification: Classification
    units: dict[str, Unit]
    population: Population
    sheets: tuple[FormSheet, ...]


def read_year(
    project: Project,
    year: int,
    *,
    demonstration: bool | None,
    with_last: bool = True,
    compared: bool = True,
) -> Year:
    """Read the returns of *year* and what they are held against (last year's, if any).

    *demonstration* is whether the rows must be made, or must not be; None where they may be either.
    Where years are not *compared*, last year's are there only to be known again.
    """
    codebook = load_codebook(project.codebook_path(year))
    classification = load_classification(project.classifications_path(year))
    known = load_units(project.units_path(year), classification)
    check_forms(known, [form.code for form in codebook.forms], project.units_path(year))
    population = load_population(project.population_path(year), known)
    before = _units_before(project, year, known)
    limits = Thresholds.load(project)
    last = _last_sheets(project, year - 1, demonstration) if with_last else {}
    sheets = []
    for form in codebook.forms:
        own = units_of(known, form.code)
        said = meanings(codebook, form.code, own, limits, known)
        headings = codebook.headings(form.code)
        said |= {heading: said[column] for heading, column in headings.items()}
        raw = read_form(find_return(project, year, form), form, said).renamed(headings)
        sheets.append(
            FormSheet(
                year, form, raw, codebook, own, population, limits, demonstration,
                last.get(form.code) if compared else None,
                _lineages(units_of(before, form.code), own), known, last.get(form.code),
            )
        )  # fmt: skip
    return Year(year, codebook, classification, known, population, tuple(sheets))


def _units_before(project: Project, year: int, units: dict[str, Unit]) -> dict[str, Unit]:
    """Last year's units; none where last year has no list."""
    path, groups = project.units_path(year - 1), project.classifications_path(year - 1)
    if not (path.is_file() and groups.is_file()):
        return {}
    before = load_units(path, load_classification(groups))
    check_replaced(units, before, project.units_path(year), path)
    return before


def _lineages(before: dict[str, Unit], units: dict[str, Unit]) -> tuple[Lineage, ...]:
    """Which of last year's units with a form are which of this year's; none without any."""
    if not before:
        return ()
    return lineages(before, {code: unit.replaces for code, unit in units.items()})


def screen(project: Project, year: int, edition: Edition | None = None) -> Screening:
    """Screen the returns of one year with every rule; what units have confirmed is set apart.

    *edition* says whether made rows may stand; by default the edition of that year, or else a
    demonstration. Files that cannot be read at all are a `ProjectError`.
    """
    confirmations = load_confirmations(project.confirmed_path(year))
    content = read_year_of(project, year, edition)
    return without_confirmed(screen_content(project, content), confirmations)


def read_year_of(project: Project, year: int, edition: Edition | None) -> Year:
    """The returns of *year* as *edition*, or else the year's own, takes them.

    Real returns are not compared with made ones of the year before.
    """
    own = edition or project.edition_of_year(year)
    compared = not own or own.is_made(year) or not own.is_made(year - 1)
    return read_year(project, year, demonstration=_demonstration(year, own), compared=compared)


def screen_edition(project: Project, edition: Edition) -> Screening:
    """Screen all survey years of an edition, made rows allowed or not as its profile says."""
    parts = [screen(project, year, edition) for year in edition.survey_years]
    names: dict[str, str] = {}
    for part in parts:
        names |= part.units
    return Screening(
        tuple(finding for part in parts for finding in part.findings),
        names,
        edition.year,
        tuple(finding for part in parts for finding in part.confirmed),
        tuple(name for part in parts for name in part.lapsed),
    )


def screen_content(project: Project, content: Year) -> Screening:
    """Screen a year that is already read."""
    findings = {
        finding
        for sheet in content.sheets
        for rule in RULES.values()
        if UNIT in sheet.raw.columns or not rule.needs_units
        for finding in _findings(project, sheet, rule)
    }
    return Screening(
        tuple(sorted(findings)),
        {code: unit.name for code, unit in content.units.items()},
        content.year,
    )


def _demonstration(year: int, edition: Edition | None) -> bool | None:
    """Whether rows of *year* must be made, or must not be; None where nobody says."""
    if edition and (year in edition.survey_years or not edition.is_made(year)):
        return edition.is_made(year)
    return None


def _last_sheets(project: Project, year: int, demonstration: bool | None) -> dict[str, FormSheet]:
    """Last year's sheets, for comparison; screening that year tells what is wrong there."""
    if not project.has_returns(year):
        return {}
    try:
        content = read_year(project, year, demonstration=demonstration, with_last=False)
    except ProjectError:
        return {}
    return {sheet.form.code: sheet for sheet in content.sheets}


def _findings(project: Project, sheet: FormSheet, rule: Rule) -> list[Finding]:
    """What a rule finds in a form: a finding a hit, or one of all where the file is at fault."""
    hits = [hit for hit in rule.check(sheet) if rule.name == RAGGED or not _follows(sheet, hit)]
    made = [_finding(project, sheet, rule, hit) for hit in hits]
    if not rule.of_form:
        return made
    groups: dict[str, list[Finding]] = {}
    for finding in made:
        groups.setdefault(finding.variable if rule.of_column else "", []).append(finding)
    found: list[Finding] = []
    for group in groups.values():
        found += [together(group)] if _is_whole(sheet, group) else group
    return found


def _is_whole(sheet: FormSheet, findings: list[Finding]) -> bool:
    """Whether a fault is in so many rows that it is the file's."""
    rows, limit = len({f.row for f in findings if f.row}), sheet.limits.whole_file
    return rows > limit.number and rows * 100 > len(sheet.raw.numbers) * limit.percent


def _follows(sheet: FormSheet, hit: Hit) -> bool:
    """Whether a hit is about a row that is told already: cells in wrong places, or of no unit.

    Sums and lines of explanation below the heading are such rows.
    """
    if not hit.row or hit.column == UNIT:
        return False
    return hit.row.number in sheet.raw.ragged or hit.row.unit not in sheet.units


def _finding(project: Project, sheet: FormSheet, rule: Rule, hit: Hit) -> Finding:
    code = hit.row.unit if hit.row else hit.unit
    unit = sheet.units.get(code) or sheet.listed.get(code)
    return Finding(
        year=sheet.year,
        unit=code if unit else show(code),
        form=sheet.form.code,
        row=hit.row.number if hit.row else 0,
        variable=show(_heading(sheet, hit.column)),
        rule=rule.name,
        kind=hit.kind or rule.kind,
        unit_name=unit.name if unit else "",
        form_label=sheet.form.label,
        label=_label(sheet, hit.column),
        value=show(_sent(sheet, hit)),
        message=visible(hit.message),  # it may quote a heading from the file
        action=visible(hit.action),
        file=_place(project, sheet),
        sheet=visible(sheet.raw.sheet),
        column=_letters(sheet, hit.column),
        against=show(hit.against),
    )


def _sent(sheet: FormSheet, hit: Hit) -> str:
    """A hit's value as its sender knows it: an option by its label, any other cell as it came."""
    if not hit.row or hit.value != hit.row.raw(hit.column):
        return hit.value
    return sheet.label_of(hit.column, hit.value) or hit.row.written(hit.column)


def _letters(sheet: FormSheet, column: str) -> str:
    """The letter of a column, or of the first and last that a question has."""
    if found := sheet.raw.letter(column):
        return found
    letters = [sheet.raw.letter(each.name) for each in sheet.columns.get(column, ())]
    there = [each for each in letters if each]
    return "–".join(dict.fromkeys((there[0], there[-1]))) if there else ""


def _heading(sheet: FormSheet, column: str) -> str:
    """What a column is called in the file."""
    headings = sheet.codebook.headings(sheet.form.code)
    return next((heading for heading, name in headings.items() if name == column), column)


def _place(project: Project, sheet: FormSheet) -> str:
    path = sheet.raw.path
    return (
        path.relative_to(project.root).as_posix()
        if path.is_relative_to(project.root)
        else path.name
    )


def _label(sheet: FormSheet, column: str) -> str:
    if column in sheet.expected:
        return sheet.expected[column].label
    return next((q.label for q in sheet.questions if q.variable == column), "")
