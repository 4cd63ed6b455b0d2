"""Rules about the file as a whole: is it there, readable, and shaped as the codebook says?"""

from __future__ import annotations

import difflib
import re
from collections import Counter

from analysis.intake.rawform import UTF8
from analysis.intake.screening.findings import REPORT, STOP
from analysis.intake.screening.registry import Hit, Hits, rule
from analysis.intake.screening.sheet import FIXED, FormSheet

_RESAVE = "Lagre filen på nytt som CSV UTF-8 (Excel: «CSV UTF-8 (kommadelt)»)."
# UTF-8 read as Windows-1252 and saved again (å, ø, æ, Å, Ø, Æ, é), and the sign for a lost one.
_GARBLED = re.compile("Ã[¥¸¦©…˜†]|\ufffd")


@rule("empty_file", STOP, needs_units=False)
def empty_file(sheet: FormSheet) -> Hits:
    """The file holds nothing at all."""
    if not sheet.raw.columns:
        yield Hit("Filen er tom.", "Send inn filen på nytt med overskrift og svar.")


@rule("no_rows", STOP, needs_units=False)
def no_rows(sheet: FormSheet) -> Hits:
    """There is a heading and nothing below it."""
    if sheet.raw.columns and not sheet.raw.numbers:
        yield Hit("Filen har overskrift, men ingen svar.", "Send inn filen på nytt med svarene.")


@rule("wrong_encoding", STOP, needs_units=False)
def wrong_encoding(sheet: FormSheet) -> Hits:
    """A CSV file in another encoding than UTF-8: its letters are a guess."""
    if sheet.raw.encoding != UTF8:
        yield Hit(
            f"Filen er ikke lagret som UTF-8 (den ser ut som {sheet.raw.encoding}), "
            "og bokstaver som æ, ø og å kan bli feil.",
            _RESAVE,
        )


@rule("garbled_text", REPORT)
def garbled_text(sheet: FormSheet) -> Hits:
    """Letters that were broken before the file was saved."""
    for row, column, text in sheet.cells(
        lambda _, text: not text.isascii() and _GARBLED.search(text)
    ):
        yield Hit(
            "Teksten har ødelagte bokstaver, trolig etter lagring med feil tegnsett.",
            "Rett teksten, eller hent filen på nytt fra skjemaet.",
            row,
            column.name,
            text,
        )


@rule("missing_column", STOP, needs_units=False)
def missing_column(sheet: FormSheet) -> Hits:
    """A column that the codebook asks for is not there."""
    if not sheet.raw.columns:
        return
    for name in (*FIXED, *sheet.expected):
        if name not in sheet.raw.columns:
            yield Hit(
                f"Kolonnen «{name}» mangler.",
                "Legg til kolonnen. Er spørsmålet ikke besvart, skal cellene stå tomme.",
                column=name,
            )


@rule("repeated_column", STOP, needs_units=False)
def repeated_column(sheet: FormSheet) -> Hits:
    """Two columns have the same heading."""
    for name, times in Counter(sheet.raw.columns).items():
        if name and times > 1:
            yield Hit(
                f"Overskriften «{name}» står {times} ganger.",
                "Behold den rette kolonnen og fjern de andre.",
                column=name,
            )


@rule("extra_column", REPORT, needs_units=False)
def extra_column(sheet: FormSheet) -> Hits:
    """A column that the codebook does not know; it is not read."""
    known = [*FIXED, *sheet.expected]
    for name in dict.fromkeys(sheet.raw.columns):
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1)
        meant = f" Skulle det stå «{near[0]}»?" if near else ""
        yield Hit(
            f"Kolonnen «{name}» er ukjent og blir ikke lest.{meant}",
            "Rett overskriften eller fjern kolonnen.",
            column=name,
        )


@rule("ragged_row", STOP, needs_units=False)
def ragged_row(sheet: FormSheet) -> Hits:
    """A row with more or fewer fields than the heading: answers may be in wrong columns."""
    width = len(sheet.raw.columns)
    for number, fields in sheet.raw.ragged.items():
        yield Hit(
            f"Raden har {fields} felt, men overskriften har {width}.",
            "Se etter desimalkomma eller skilletegn i tekst uten anførselstegn, og rett raden.",
            sheet.row(number),
        )
