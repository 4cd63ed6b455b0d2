"""Rules about who answered: units, their status, and where the rows come from."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict

from analysis.intake.columns import NONE, STATUS
from analysis.intake.forms import COMPLETE, MADE, ORIGIN, ORIGINS, REPORTED, UNIT
from analysis.intake.rawform import Mask
from analysis.intake.screening.findings import REPORT, STOP
from analysis.intake.screening.labels import fold, names_of
from analysis.intake.screening.registry import Hit, Hits, rule
from analysis.intake.screening.sheet import FormSheet

_EXAMPLES = 5  # units named in a finding about many


@rule("unknown_unit", STOP, of_form=True)
def unknown_unit(sheet: FormSheet) -> Hits:
    """A row of a unit that is not among the year's units, or of no unit."""
    unknown = sheet.raw.column(UNIT).where(lambda text: text.strip(" ") not in sheet.units)
    for row in sheet.rows(unknown):
        if row.unit in sheet.listed:
            continue  # another rule tells
        message = f"Enheten finnes ikke i årets liste over enheter.{_meant(sheet, row.unit)}"
        yield Hit(
            message if row.unit else "Raden mangler enhetens kode.",
            "Rett koden i kolonnen «unit», eller legg enheten til i listen over enheter.",
            row,
            UNIT,
            row.raw(UNIT),
        )


@rule("other_form", STOP, of_form=True)
def other_form(sheet: FormSheet) -> Hits:
    """A row of a unit that does not get the form."""
    outside = sheet.listed.keys() - sheet.units.keys()
    if not outside:
        return
    for row in sheet.rows(sheet.raw.column(UNIT).where(lambda text: text.strip(" ") in outside)):
        yield Hit(
            f"{sheet.listed[row.unit].name} skal ikke svare på dette skjemaet.",
            "Fjern raden, eller legg skjemaet til for enheten i kolonnen «forms» i listen over "
            "enheter.",
            row,
            UNIT,
            row.raw(UNIT),
        )


def _meant(sheet: FormSheet, code: str) -> str:
    """What a code that is no unit may stand for: by succession, last year's list, or a name."""
    last = sheet.last.units if sheet.last else {}
    old = [each for each in (code, code.zfill(_CODE)) if each in last]
    successors = [u for one in sheet.lineages if {*old} & {*one.before} for u in one.after]
    if successors:
        named = " og ".join(f"{unit} ({sheet.units[unit].name})" for unit in successors)
        return f" Den er erstattet av {named}."
    if old:
        return f" Den var {last[old[0]].name} i fjorårets liste."
    return _by_name(sheet, code)


def _by_name(sheet: FormSheet, text: str) -> str:
    """The units that are named in a text, or whose name is all but the same as it."""
    names: dict[str, set[str]] = defaultdict(set)
    for code, each in names_of(sheet.units).items():
        for name in each[1:]:
            names[fold(name)].add(code)
    said = fold(text)
    words = set(re.findall(r"\w+", said))
    named = [name for name in names if name and words.issuperset(re.findall(r"\w+", name))]
    if not named and len(said) >= _LONG_NAME:
        named = difflib.get_close_matches(said, names, n=2, cutoff=_NEAR)
    found = {code for name in named for code in names[name]}
    found |= {code for code in words if code in sheet.units}
    if not found or len(found) > _EXAMPLES:
        return ""
    shown = " eller ".join(f"{code} ({sheet.units[code].name})" for code in sorted(found))
    return f" Er det {shown}?"


_CODE = 4  # digits of a municipality's number
_LONG_NAME, _NEAR = 5, 0.85  # when a misspelt name still is no other


@rule("unit_twice", STOP, of_form=True)
def unit_twice(sheet: FormSheet) -> Hits:
    """A unit with more than one row."""
    seen: dict[str, list[int]] = defaultdict(list)
    for unit, number in zip(sheet.codes, sheet.raw.numbers, strict=True):
        seen[unit].append(number)
    for unit, numbers in seen.items():
        if unit and len(numbers) > 1:
            yield Hit(
                f"Enheten står flere ganger (rad {', '.join(map(str, numbers))}).",
                "Behold raden som gjelder, og fjern de andre.",
                sheet.row(numbers[1]),
                UNIT,
                unit,
            )


@rule("unit_missing", REPORT)
def unit_missing(sheet: FormSheet) -> Hits:
    """A unit that has no row: it never sent the form, unless the file is at fault."""
    if not sheet.raw.numbers or _strangers(sheet) > sheet.limits.units_missing.number:
        return
    if any(file_cut(sheet)):
        return
    for unit in sheet.units:
        if unit not in sheet.place_of:
            yield Hit(
                "Enheten har ikke sendt inn skjemaet.",
                "Send inn skjemaet. Uten svar regnes enheten som ikke deltatt.",
                unit=unit,
            )


@rule("file_cut", STOP)
def file_cut(sheet: FormSheet) -> Hits:
    """So many units have no row that the file cannot be whole.

    It is held against the units that took part last year and still are in the list, or against the
    list where there is no last year.
    """
    if not sheet.raw.numbers:
        return  # another rule tells
    limit, strangers = sheet.limits.units_missing, _strangers(sheet)
    # A row that says that the unit did not take part is no lost one, unless all say so.
    answered = _answered(sheet)
    there = (answered | sheet.status(NONE)) & answered.any()
    present = {unit for unit, is_there in zip(sheet.codes, there, strict=True) if is_there}
    last, listed = sheet.last, list(sheet.units)
    took_part = _took_part(last) if last else set()
    wanted = [unit for unit in listed if not took_part.isdisjoint(sheet.lineage(unit).before)]
    held_against = [(wanted, f"enheter som deltok i {last.year},", limit.percent)] if last else []
    share = limit.listed if wanted else limit.percent
    for units, of_what, percent in (*held_against, (listed, "enheter i årets liste", share)):
        missing = [unit for unit in units if unit not in present]
        lost = len(missing) - strangers  # each of them may be one that is missing
        if lost > limit.number and lost > len(units) * percent / 100:
            some = ", ".join(f"{sheet.units[unit].name} ({unit})" for unit in missing[:_EXAMPLES])
            yield Hit(
                f"Filen ser ut til å være kuttet: {len(missing)} av {len(units)} {of_what} "
                f"er ikke med i filen, blant dem {some}.",
                "Hent ut filen på nytt med svarene fra alle enhetene. Har så mange virkelig ikke "
                "svart, hev grensene under «units_missing» i data/screening.yml.",
            )
            return


@rule("origin_unknown", STOP, of_form=True)
def origin_unknown(sheet: FormSheet) -> Hits:
    """An origin that says neither that the unit answered nor that the row is made."""
    known = " eller ".join(f"«{code}» ({says})" for code, says in ORIGINS.items())
    if ORIGIN not in sheet.raw.cells:
        return
    origins = sheet.raw.cells[ORIGIN]
    unknown = origins.where(lambda text: text not in ORIGINS)
    for row in sheet.rows(unknown & (origins.filled | ~_silent(sheet))):
        origin = row.raw(ORIGIN)
        yield Hit(
            "Radens opprinnelse er ukjent." if origin else "Radens opprinnelse mangler.",
            f"Skriv {known} i kolonnen «{ORIGIN}», med små bokstaver og uten mellomrom.",
            row,
            ORIGIN,
            origin,
        )


@rule("made_rows", STOP, of_form=True)
def made_rows(sheet: FormSheet) -> Hits:
    """Made rows in a year whose returns are real."""
    if sheet.demonstration is not False:
        return
    for row in sheet.rows(sheet.raw.column(ORIGIN).where(MADE.__eq__)):
        yield Hit(
            "Raden er laget for demonstrasjon og er ikke enhetens eget svar.",
            "Erstatt raden med svaret fra enheten, eller fjern den.",
            row,
            ORIGIN,
            row.raw(ORIGIN),
        )


@rule("reported_rows", STOP)
def reported_rows(sheet: FormSheet) -> Hits:
    """A unit's own answers in a year whose returns are said to be made: once a file."""
    if not sheet.demonstration:
        return
    for row in list(sheet.rows(sheet.raw.column(ORIGIN).where(REPORTED.__eq__)))[:1]:
        yield Hit(
            f"Raden er enhetens eget svar, men utgavens profil sier at svarene fra {sheet.year} "
            "er laget for demonstrasjon.",
            f"Ta {sheet.year} ut av «demonstration» i profilen når svarene er enhetenes egne.",
            row,
            ORIGIN,
            row.raw(ORIGIN),
        )


@rule("status_unknown", STOP, of_form=True)
def status_unknown(sheet: FormSheet) -> Hits:
    """A status that the codebook does not know."""
    if STATUS not in sheet.raw.cells:
        return
    for row in sheet.rows(~sheet.status(*sheet.status_codes) & ~_silent(sheet)):
        yield Hit(
            "Status er ukjent." if row.status else "Status mangler.",
            f"Skriv en av {', '.join(f'«{one.label}»' for one in sheet.codebook.status)}.",
            row,
            STATUS,
            row.raw(STATUS),
        )


@rule("none_with_answers", REPORT)
def none_with_answers(sheet: FormSheet) -> Hits:
    """A unit that did not take part has answers; cleaning leaves them out."""
    such = sheet.status(NONE) & (sheet.filled > 0)
    for row, filled in zip(sheet.rows(such), sheet.filled[such], strict=True):
        yield Hit(
            f"Status sier at enheten ikke har deltatt, men {filled} felt er fylt ut. "
            "Svarene blir ikke brukt.",
            "Rett status hvis svarene gjelder, ellers fjern svarene.",
            row,
            STATUS,
            row.raw(STATUS),
        )


@rule("complete_without_answers", REPORT)
def complete_without_answers(sheet: FormSheet) -> Hits:
    """A completed form without a single answer."""
    for row in sheet.rows(sheet.status(COMPLETE) & (sheet.filled == 0)):
        yield Hit(
            "Status sier at skjemaet er fullført, men ingen felt er fylt ut.",
            "Fyll ut skjemaet, eller rett status.",
            row,
            STATUS,
            row.raw(STATUS),
        )


def _strangers(sheet: FormSheet) -> int:
    """How many rows are of no known unit."""
    return sum(code not in sheet.units for code in sheet.codes)


def _silent(sheet: FormSheet) -> Mask:
    """Rows that are the same as no row at all."""
    silent: Mask = sheet.status("") & (sheet.filled == 0)
    return silent


def _answered(sheet: FormSheet) -> Mask:
    return ~sheet.status(NONE) & (sheet.filled > 0)


def _took_part(sheet: FormSheet) -> set[str]:
    answered = _answered(sheet)
    return {unit for unit, place in sheet.place_of.items() if answered[place]}
