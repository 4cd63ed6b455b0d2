"""Units that came, went, merged or were split are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import make_tiny_project, opened

from analysis import changed_units
from analysis.answers.changed_units import _told
from analysis.intake.succession import lineages
from analysis.tables.signs import UNTRUE, lacking

THEN = {"1": "A", "2": "B", "3": "C"}
NEW = {"8": "H", "9": "I"}


@pytest.mark.parametrize(
    ("after", "names", "told"),
    [
        ({"1": [], "2": [], "3": []}, {}, ""),
        ({"9": ["1", "2"], "3": []}, {"9": "Ny"}, "A og B er slått sammen til Ny."),
        ({"1": ["2"], "3": []}, {"1": "A"}, "B er slått sammen med A."),
        ({"8": ["1"], "9": ["1"], "2": [], "3": []}, NEW, "A er delt i H og I."),
        ({"8": ["1", "2"], "9": ["2"], "3": []}, NEW, "A og B er blitt til H og I."),
        ({"1": [], "2": [], "3": [], "9": []}, {"9": "Ny"}, "Ny er ny."),
        ({"1": [], "3": []}, {}, "B er ikke lenger med."),
        ({"3": [], "8": [], "9": []}, NEW, "H og I er nye. A og B er ikke lenger med."),
        ({"8": ["1"], "2": [], "3": []}, {"8": "A"}, ""),
    ],
)  # fmt: skip
def test_what_became_of_units_is_told(
    after: dict[str, list[str]], names: dict[str, str], told: str
) -> None:
    assert " ".join(_told(lineages(THEN, after), THEN, {**THEN, **names})) == told


def test_of_units_that_are_the_same_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert lacking(changed_units(opened(make_tiny_project(tmp_path)))) == UNTRUE
