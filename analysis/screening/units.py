"""Rules about who answered: units, their status, and where the rows come from."""

from __future__ import annotations

import difflib
from collections import defaultdict

from analysis.returns import COMPLETE, MADE, NONE, ORIGIN, STATUS, UNIT
from analysis.screening.findings import REPORT, STOP
from analysis.screening.registry import Hit, Hits, rule
from analysis.screening.sheet import Row, Sheet


@rule("unknown_unit", STOP)
def unknown_unit(sheet: Sheet) -> Hits:
    """A row of a unit that is not among the year's units, or of no unit."""
    for row in sheet.rows:
        if row.unit in sheet.units:
            continue
        near = difflib.get_close_matches(row.unit, sheet.units, n=1, cutoff=0.7)
        meant = f" Skulle det stå {near[0]} ({sheet.units[near[0]].name})?" if near else ""
        message = f"Enheten finnes ikke i årets liste over enheter.{meant}"
        yield Hit(
            message if row.unit else "Raden mangler enhetens kode.",
            "Rett koden i kolonnen «unit», eller legg enheten til i listen over enheter.",
            row,
            UNIT,
            row.raw(UNIT),
        )


@rule("unit_twice", STOP)
def unit_twice(sheet: Sheet) -> Hits:
    """A unit with more than one row."""
    seen: dict[str, list[Row]] = defaultdict(list)
    for row in sheet.rows:
        seen[row.unit].append(row)
    for unit, rows in seen.items():
        if unit and len(rows) > 1:
            places = ", ".join(str(row.number) for row in rows)
            yield Hit(
                f"Enheten står flere ganger (rad {places}).",
                "Behold raden som gjelder, og fjern de andre.",
                rows[1],
                UNIT,
                unit,
            )


@rule("unit_missing", REPORT)
def unit_missing(sheet: Sheet) -> Hits:
    """A unit that has no row: it never sent the form."""
    present = {row.unit for row in sheet.rows}
    for unit in sheet.units:
        if unit not in present:
            yield Hit(
                "Enheten har ikke sendt inn skjemaet.",
                "Send inn skjemaet. Uten svar regnes enheten som ikke deltatt.",
                unit=unit,
            )


@rule("made_rows", STOP)
def made_rows(sheet: Sheet) -> Hits:
    """Made rows in an edition that is no demonstration."""
    if sheet.demonstration:
        return
    for row in sheet.rows:
        if row.text(ORIGIN) == MADE:
            yield Hit(
                "Raden er laget for demonstrasjon og er ikke enhetens eget svar.",
                "Erstatt raden med svaret fra enheten, eller fjern den.",
                row,
                ORIGIN,
                row.raw(ORIGIN),
            )


@rule("status_unknown", STOP)
def status_unknown(sheet: Sheet) -> Hits:
    """A status that the codebook does not know."""
    for row in sheet.rows:
        silent = not row.status and not _filled(sheet, row)  # the same as no row at all
        if STATUS in sheet.raw.columns and row.status not in sheet.status_codes and not silent:
            yield Hit(
                "Status er ukjent." if row.status else "Status mangler.",
                f"Skriv en av {', '.join(sheet.status_codes)}.",
                row,
                STATUS,
                row.raw(STATUS),
            )


@rule("none_with_answers", REPORT)
def none_with_answers(sheet: Sheet) -> Hits:
    """A unit that did not take part has answers; cleaning leaves them out."""
    for row in sheet.rows:
        if row.status == NONE and (filled := _filled(sheet, row)):
            yield Hit(
                f"Status sier at enheten ikke har deltatt, men {filled} felt er fylt ut. "
                "Svarene blir ikke brukt.",
                "Rett status hvis svarene gjelder, ellers fjern svarene.",
                row,
                STATUS,
                row.raw(STATUS),
            )


@rule("complete_without_answers", REPORT)
def complete_without_answers(sheet: Sheet) -> Hits:
    """A completed form without a single answer."""
    for row in sheet.rows:
        if row.status == COMPLETE and not _filled(sheet, row):
            yield Hit(
                "Status sier at skjemaet er fullført, men ingen felt er fylt ut.",
                "Fyll ut skjemaet, eller rett status.",
                row,
                STATUS,
                row.raw(STATUS),
            )


def _filled(sheet: Sheet, row: Row) -> int:
    return sum(1 for column in sheet.present if row.text(column.name))
