"""What is to be served can be read by all; what a build says it did is what it did."""

import os
import stat

import pytest
from editions import EDITION, edit, make_tiny_edition, of_two_chapters

from project.errors import ProjectError, ProjectErrors
from publishing.build.edition import Options, build_edition

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path):
    project = make_tiny_edition(tmp_path / "project")
    of_two_chapters(project)
    return project


@pytest.fixture
def private():
    """New files are for their owner alone."""
    former = os.umask(0o077)
    yield
    os.umask(former)


def rights(folder):
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
    }


def test_pages_can_be_served_whatever_the_umask(private, project):
    build_edition(project, EDITION)
    edit(project, "chapters/01-folk.qmd", "som kan endres", "som er endret")
    build_edition(project, EDITION)
    www, site = project.build_root / "www", project.build_dir(EDITION) / "site"
    for folder in (www.resolve(), site):
        found = rights(folder)
        assert {right for name, right in found.items() if not (folder / name).is_dir()} == {0o644}
        assert {right for name, right in found.items() if (folder / name).is_dir()} == {0o755}
    # what was cleaned of the answers stays as private as its owner wants it
    cleaned = rights(project.cleaned_dir(int(EDITION)))
    assert not any(right & 0o007 for name, right in cleaned.items() if name == ".")
    assert build_edition(project, EDITION).unchanged


def after_folk(project):
    """The second chapter reads the results of the first, and says so."""
    edit(project, "chapters/02-planer.qmd", "status: utkast", "status: utkast\nafter: [01]")
    edit(project, "chapters/02-planer.qmd", "import figure,", "import chapter_results, figure,")
    edit(
        project, "chapters/02-planer.qmd", "survey = open_survey(edition)",
        "survey = open_survey(edition)\nfolk = chapter_results(survey, '01-folk')\n"
        "count = folk.table('1.1')",
    )  # fmt: skip


@pytest.mark.parametrize("options", [Options(), Options(only=("02",)), Options(fresh=True)])
def test_the_count_of_chapters_is_never_below_nothing(project, options):
    after_folk(project)
    result = build_edition(project, EDITION, options)
    assert (result.executed, result.reused) == (2, 1) if not options.only else (2, 0)
    again = build_edition(project, EDITION, Options(only=("02",)))
    assert again.executed == 0
    assert again.reused >= 1
    edit(project, "chapters/01-folk.qmd", "import figure,", "import figure , ")
    edit(project, "chapters/01-folk.qmd", '"staff", years', '"staff_training", years')
    both = build_edition(project, EDITION, Options(only=("02",)))
    assert both.executed == 2
    assert both.reused >= 0
    assert f"(2 chapters executed, {both.reused} reused)" in str(both)


@pytest.mark.parametrize("options", [Options(), Options(only=("02",)), Options(fresh=True)])
def test_a_chapter_reads_those_alone_that_it_names(project, options):
    """With results at hand and without, with a cache and without: the same refusal."""
    after_folk(project)
    build_edition(project, EDITION)
    edit(project, "chapters/02-planer.qmd", "\nafter: [01]", "")
    with pytest.raises(ProjectError) as failure:
        build_edition(project, EDITION, options)
    assert "after: [01-folk]" in str(failure.value)
    assert "02-planer.qmd, line" in str(failure.value)


def test_a_chapter_that_waits_for_one_that_fails_is_no_second_failure(project):
    after_folk(project)
    edit(project, "chapters/01-folk.qmd", 'fte_by_item(grown, "staff"', 'fte_by_item(grown, "x"')
    with pytest.raises(ProjectErrors) as failure:
        build_edition(project, EDITION)
    assert len(failure.value.errors) == 1
    assert "01-folk" in str(failure.value)
    assert "comes after" not in str(failure.value)
