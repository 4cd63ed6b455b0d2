"""Three thousand damaged files: each gives findings, a `ProjectError`, or the answers it had.

A test case is a hundred files of one format, so that they can be shared out.
"""

from __future__ import annotations

import csv
import dataclasses
import struct
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from mutations import cut, flipped, inserted, lines_swapped, mutated, overwritten
from savs import Sav
from tiny import YEAR, make_tiny_project

from analysis.intake import frames
from analysis.intake.forms import read_form
from analysis.intake.rawform import Meaning, RawForm
from analysis.intake.screening import Screening
from analysis.intake.screening.findings import is_hidden
from analysis.intake.screening.labels import meanings
from analysis.intake.screening.screener import Year, read_year, screen_content
from project.errors import ProjectError
from project.places import Project

pytestmark = pytest.mark.slow

FILES, CHUNK = 1000, 100  # of each format, and of each test case
# What an archive's checksums show, or what leaves every answer in its row.
SEEN = {
    ".csv": (lines_swapped,),
    ".xlsx": (flipped, cut, inserted, overwritten),
    ".sav": (cut,),
}


@dataclass(frozen=True)
class Intake:
    """A tiny edition whose first form may come in another file."""

    project: Project
    content: Year
    said: dict[str, Meaning]
    good: dict[str, bytes]
    folder: Path

    def read(self, suffix: str, data: bytes) -> RawForm:
        path = self.folder / f"store{suffix}"
        path.write_bytes(data)
        return read_form(path, self.content.sheets[0].form, self.said)

    def with_form(self, raw: RawForm) -> Year:
        first, *others = self.content.sheets
        return dataclasses.replace(
            self.content, sheets=(dataclasses.replace(first, raw=raw), *others)
        )

    def screened(self, raw: RawForm) -> Screening:
        return screen_content(self.project, self.with_form(raw))

    def answers(self, raw: RawForm) -> pd.DataFrame:
        return frames.clean(self.with_form(raw), {})[self.content.sheets[0].form.code]


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    project = make_tiny_project(tmp_path_factory.mktemp("damaged"))
    content = read_year(project, YEAR, demonstration=True)
    first = content.sheets[0]
    said = meanings(content.codebook, first.form.code, content.units, first.limits, content.units)
    path = project.returns_dir(YEAR) / "store.csv"
    good = {".csv": path.read_bytes()}
    book = openpyxl.Workbook()
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.reader(handle):
            book.active.append([as_number(text) for text in row])
    folder = tmp_path_factory.mktemp("files")
    book.save(folder / "good.xlsx")
    good[".xlsx"] = (folder / "good.xlsx").read_bytes()
    sav = Sav.of(path)
    sav.path = folder / "good.csv"
    sav.column("status", [1, 1, 2], {0: "Delvis", 1: "Fullført", 2: "Ikke deltatt"})
    sav.column("has_plan", [1, 2, None], {1: "Ja", 2: "Nei", 3: "Vet ikke"}, [3])
    sav.column("visitors", None, {999: "Ikke svart"}, [999])
    good[".sav"] = sav.save().read_bytes()
    return Intake(project, content, said, good, folder)


def as_number(text: str) -> float | str | None:
    return float(text) if text.replace(".", "", 1).isdigit() else text or None


def test_the_good_files_have_the_same_answers(intake: Intake) -> None:
    forms = [intake.read(suffix, data) for suffix, data in intake.good.items()]
    assert [intake.screened(raw).stops for raw in forms] == [()] * 3
    for raw in forms[1:]:
        pd.testing.assert_frame_equal(intake.answers(raw), intake.answers(forms[0]))


@pytest.mark.parametrize("first", range(0, FILES, CHUNK))
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".sav"])
@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_damaged_file_is_told_or_has_the_same_answers(
    intake: Intake, suffix: str, first: int
) -> None:
    good = intake.read(suffix, intake.good[suffix])
    answers, findings = intake.answers(good), places(intake.screened(good))
    numbers = range(first, first + CHUNK)
    told = 0
    for number, (damage, data) in zip(
        numbers, mutated(suffix, intake.good[suffix], numbers), strict=True
    ):
        raw, refused = attempted(intake, suffix, data)
        if raw is None:
            assert refused is not None, number
            assert refused.where, number
            assert refused.todo, number
            told += 1
            continue
        screening = intake.screened(raw)
        for finding in screening.findings:
            shown = (finding.value, finding.message, finding.unit, finding.variable)
            assert not any(is_hidden(sign) for text in shown for sign in text), number
        if screening.stops:
            told += 1
            continue
        after = intake.answers(raw)  # what nothing stops can be cleaned
        if damage in SEEN[suffix] and places(screening) == findings:
            pd.testing.assert_frame_equal(after, answers, obj=f"{suffix} {number}")
    assert told > CHUNK / 4


def attempted(
    intake: Intake, suffix: str, data: bytes
) -> tuple[RawForm | None, ProjectError | None]:
    try:
        return intake.read(suffix, data), None
    except ProjectError as error:
        return None, error


def places(screening: Screening) -> set[tuple[str, str, str, str]]:
    return {(f.rule, f.unit, f.form, f.variable) for f in screening.findings}


# -- files that end or keep the library that reads them ------------------------------------


def with_integer(data: bytes, place: int, number: int) -> bytes:
    return data[:place] + struct.pack("<i", number) + data[place + 4 :]


def label_owner(data: bytes) -> int:
    """The place of the number of the first variable that has value labels."""
    return data.index(struct.pack("<ii", 4, 1), 176) + 8


DECEIVING = {
    "more rows than bytes": lambda d: with_integer(d, 80, 2**28),
    "labels of a variable that is not there": lambda d: with_integer(d, label_owner(d), 2**24),
    "labels of no variable": lambda d: with_integer(d, label_owner(d) - 8, 5),
    "an unknown part": lambda d: with_integer(d, 176, 5),
    "a dictionary without end": lambda d: d[:400],
}


@pytest.mark.parametrize("name", DECEIVING)
def test_an_spss_file_that_says_what_is_not_so_is_told(intake: Intake, name: str) -> None:
    with pytest.raises(ProjectError, match="damaged") as caught:
        intake.read(".sav", DECEIVING[name](intake.good[".sav"]))
    assert caught.value.why
    assert caught.value.where


def test_a_file_that_ends_the_library_does_not_end_the_program(
    intake: Intake, tmp_path: Path
) -> None:
    """A label's own value that is no letters: the library's process dies of it."""
    sav = Sav.of_rows(tmp_path / "bad.csv", {"unit": ["9101"], "x" * 30: ["ab"]})
    sav.column("x" * 30, labels={"ab": "Ja"})
    sav.column("unit", ["9101" * 70])
    data = sav.save().read_bytes()
    place = data.index(b"ab      \x02Ja")
    with pytest.raises(ProjectError, match="damaged") as caught:
        intake.read(".sav", data[:place] + b"a\xff" + data[place + 2 :])
    assert caught.value.where
