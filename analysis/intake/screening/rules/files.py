"""Rules about the file as a whole: is it there, readable, and shaped as the codebook says?"""

from __future__ import annotations

import difflib
import re
from collections import Counter

from analysis.intake.formats.csvtext import CERTAIN, WINDOWS
from analysis.intake.screening.findings import REPORT, STOP
from analysis.intake.screening.registry import Hit, Hits, each, rule
from analysis.intake.screening.sheet import FIXED, FormSheet

_EXAMPLES = 5  # rows named in a finding about many
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
    """A CSV file whose letters are a guess; those of Windows-1252 are only told."""
    encoding = sheet.raw.encoding
    if encoding == WINDOWS:
        yield Hit(
            "Filen er lagret som Windows-1252 og lest slik.",
            f"Se etter at æ, ø og å er riktige i fritekst, eller: {_RESAVE}",
            kind=REPORT,
        )
    elif encoding not in CERTAIN:
        yield Hit(
            f"Filen er lagret med {encoding}, og bokstaver som æ, ø og å kan bli feil.", _RESAVE
        )


@rule("garbled_text", REPORT, of_form=True)
def garbled_text(sheet: FormSheet) -> Hits:
    """Letters that were broken before the file was saved."""
    return each(
        sheet.cells(lambda _, text: not text.isascii() and _GARBLED.search(text)),
        "Teksten har ødelagte bokstaver, trolig etter lagring med feil tegnsett.",
        "Rett teksten, eller hent filen på nytt fra skjemaet.",
    )


@rule("not_read", REPORT, needs_units=False)
def not_read(sheet: FormSheet) -> Hits:
    """What stands in the file beside the answers: other sheets, rows above or between."""
    beside = sheet.raw.beside
    todo = "Se etter at det ikke er svar der."
    if beside.passed:
        yield Hit(f"Disse arkene er ikke lest: {', '.join(beside.passed)}.", todo)
    if beside.above:
        yield Hit(f"Overskriften står under {_rows(beside.above)}, som ikke er lest.", todo)
    if beside.repeated:
        what = f"Overskriften står på nytt i {_rows(beside.repeated)}."
        yield Hit(what, "Se etter at filen ikke er satt sammen av to.")
    if beside.unnamed:
        yield Hit(
            f"Kolonne {', '.join(beside.unnamed)} har ingen overskrift og er ikke lest.",
            "Gi kolonnen dens overskrift, eller fjern den.",
        )


@rule("computed_cells", REPORT, needs_units=False)
def computed_cells(sheet: FormSheet) -> Hits:
    """Cells with formulas, whose last value is read."""
    if count := sheet.raw.beside.computed:
        yield Hit(
            f"{count} celler har formler. Verdien som regnearket viste sist, er lest.",
            "Se etter at formlene regner riktig.",
        )


@rule("merged_cells", STOP)
def merged_cells(sheet: FormSheet) -> Hits:
    """Cells made into one: only the first of them has the answer."""
    numbers = [*sheet.raw.numbers]
    for first, place in sheet.raw.beside.merged:
        row = next((number for number in numbers if number >= first), None)
        if row is not None:
            yield Hit(
                f"Cellene {place} er slått sammen, og bare den første av dem har et svar.",
                "Del cellene igjen, og skriv svaret i hver av dem som det gjelder.",
                sheet.row(row),
            )


def _rows(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, numbers[:_EXAMPLES]))
    return f"rad {shown}{' …' if len(numbers) > _EXAMPLES else ''}"


@rule("missing_column", STOP, needs_units=False)
def missing_column(sheet: FormSheet) -> Hits:
    """A column that the codebook asks for is not there; many of them are told at once."""
    if not sheet.raw.columns:
        return
    todo = "Legg til kolonnen. Er spørsmålet ikke besvart, skal cellene stå tomme."
    missing = [name for name in (*FIXED, *sheet.expected) if name not in sheet.raw.columns]
    if len(missing) > _MANY:
        yield Hit(
            f"{len(missing)} av {len(FIXED) + len(sheet.expected)} kolonner mangler, blant dem "
            f"{_quoted(missing)}.",
            "Se etter at filen er skjemaets, og at overskriften har kolonnenes navn.",
        )
        return
    for name in missing:
        yield Hit(f"Kolonnen «{name}» mangler.", todo, column=name)


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
    extra = [name for name in dict.fromkeys(sheet.raw.columns) if name and name not in known]
    if len(extra) > _MANY:
        what = f"{len(extra)} kolonner er ukjente og blir ikke lest: {_quoted(extra)}."
        yield Hit(what, "Rett overskriftene eller fjern kolonnene.")
        return
    for name in extra:
        near = difflib.get_close_matches(name, known, n=1)
        meant = f" Skulle det stå «{near[0]}»?" if near else ""
        yield Hit(
            f"Kolonnen «{name}» er ukjent og blir ikke lest.{meant}",
            "Rett overskriften eller fjern kolonnen.",
            column=name,
        )


_MANY = 10  # columns that are told one by one


def _quoted(names: list[str]) -> str:
    shown = ", ".join(f"«{name}»" for name in names[:_EXAMPLES])
    return f"{shown} og flere" if len(names) > _EXAMPLES else shown


@rule("ragged_row", STOP, needs_units=False, of_form=True)
def ragged_row(sheet: FormSheet) -> Hits:
    """A row with more or fewer fields than the heading: answers may be in wrong columns."""
    width = len(sheet.raw.columns)
    for number, fields in sheet.raw.ragged.items():
        yield Hit(
            f"Raden har {fields} felt, men overskriften har {width}.",
            "Se etter desimalkomma eller skilletegn i tekst uten anførselstegn, og rett raden.",
            sheet.row(number),
        )
