"""Settings that nobody means are told with file, place and what to write."""

import pytest
from disk import edit
from tiny import YEAR, make_tiny_project

from analysis.intake.screening import screen
from project.errors import ProjectError


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("book:\n", "language: nb\nbook:\n", "lang: nb-NO"),
        ("book:\n", "lang: [nb]\nbook:\n", "nb-NO"),
        ("book:\n", "book:\n  date: 1. desember 2025\n", "2025-12-01"),
        ("book:\n", "book:\n  date: 2025\n", "2025-12-01"),
        ("book:\n", "book:\n  chapters: index.qmd\n", "list of files"),
        ("book:\n", "book: Tittel\n#", "book"),
        ("  demonstration: true\n", "  demonstration: true\n  demonstration: false\n", "twice"),
        ("  carry_forward: true\n", "  carry_forward: .nan\n", "carry_forward"),
    ],
)
def test_a_profile_that_says_what_it_can_not_mean(tmp_path, old, new, told):
    project = make_tiny_project(tmp_path)
    path = project.profile_path(YEAR)
    edit(path, old, new)
    with pytest.raises(ProjectError) as caught:
        project.edition(YEAR)
    assert str(path) in caught.value.where
    assert told in str(caught.value)
    assert caught.value.todo


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("fte: {maximum: 500}", "fte: {maximum: .nan}"),
        ("fte: {maximum: 500}", "fte: {maximum: .inf}"),
        ("totals: {tolerance: 0.05}", "totals: {tolerance: -1}"),
        ("fte: {maximum: 500}", "fte: {maximum: 500, maximum: 600}"),
        ("fte: {maximum: 500}", "fte: {maximum: 500}\nfte: {maximum: 600}"),
    ],
)
def test_a_limit_that_nothing_can_be_held_against(tmp_path, old, new):
    project = make_tiny_project(tmp_path)
    edit(project.screening_path, old, new)
    with pytest.raises(ProjectError) as caught:
        screen(project, YEAR)
    assert str(project.screening_path) in caught.value.where
    assert caught.value.todo
