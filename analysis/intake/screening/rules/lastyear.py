"""Rules about a file whose answers are those of the year before: it may be last year's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.intake.rawform import Mask
from analysis.intake.screening.findings import STOP
from analysis.intake.screening.parsing import MARKS
from analysis.intake.screening.registry import Hit, Hits, rule
from analysis.intake.screening.sheet import NUMERIC, AnswerColumn, FormSheet

_FTE = "fte"
_NOTHING = ("", MARKS[1])
# Answers besides blanks, 0 and no mark that are hardly all the same again: of any kind, and FTE.
_ANSWERS, _FTES = 6, 3
Places = NDArray[np.int64]


@rule("same_as_last_year", STOP)
def same_as_last_year(sheet: FormSheet) -> Hits:
    """Nearly every unit answers in all, or has all its FTE, as the year before.

    Held against last year's returns whether they are made or not.
    """
    if (last := sheet.sent_last) is None:
        return
    here, there = _both(sheet, last)
    shared = [column for column in sheet.present if column.name in last.raw.cells]
    fte = [column for column in shared if column.type == _FTE]
    for columns, least, what, it in (
        (shared, _ANSWERS, "Alle svarene", "filen"),
        (fte, _FTES, "Alle årsverkene", "de"),
    ):
        telling, same = _same(sheet, last, columns, here, there, least)
        limit = sheet.limits.same_as_last_year
        if telling > limit.number and same * 100 > telling * limit.percent:
            every = same == telling
            units = f"alle de {same} enhetene" if every else f"{same} av {telling} enheter"
            yield Hit(
                f"{what} fra {units} er de samme som i {last.year}, så {it} "
                "ser ut til å være fjorårets.",
                f"Se etter at filen er den fra {sheet.year}, og hent den ut på nytt. Er svarene "
                "virkelig de samme, hev grensen under «same_as_last_year» i data/screening.yml.",
            )
            return


def _both(sheet: FormSheet, last: FormSheet) -> tuple[Places, Places]:
    """The rows of the units that are in both files, in the one and the other."""
    pairs = []
    for unit, place in sheet.place_of.items():
        kin = sheet.lineage(unit)
        before = kin.before[0] if len(kin.before) == len(kin.after) == 1 else unit
        if before in last.place_of:
            pairs.append((place, last.place_of[before]))
    here, there = np.array(pairs, np.int64).reshape(-1, 2).T
    return here, there


def _same(
    sheet: FormSheet,
    last: FormSheet,
    columns: Sequence[AnswerColumn],
    here: Places,
    there: Places,
    least: int,
) -> tuple[int, int]:
    """How many units have at least so many answers here, and of these all as last year."""
    count, same = np.zeros(len(here), np.int64), np.ones(len(here), bool)
    for column in columns:
        given, alike = _held(sheet, last, column, here, there)
        count += given
        same &= alike
    telling = count >= least
    return int(telling.sum()), int((telling & same).sum())


def _held(
    sheet: FormSheet, last: FormSheet, column: AnswerColumn, here: Places, there: Places
) -> tuple[Mask, Mask]:
    """For each unit whether it has an answer in a column, and whether that is last year's."""
    if column.type in NUMERIC:
        now, before = (
            np.nan_to_num(each.values(column.name)[places])
            for each, places in ((sheet, here), (last, there))
        )
        return now != 0, now == before
    texts, lasts = (
        np.array([cells[place].strip() for place in places.tolist()], object)
        for cells, places in (
            (sheet.raw.column(column.name), here),
            (last.raw.column(column.name), there),
        )
    )
    return ~np.isin(texts, _NOTHING), texts == lasts
