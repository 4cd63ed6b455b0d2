"""An edition with chapters of its own is, byte for byte, what it was before they moved."""

import pytest
from disk import edit, write
from editions import EDITION, make_tiny_edition
from matplotlib import image
from whole import published

from project.errors import ProjectErrors
from publishing.build.edition import Options, build_edition, is_current
from publishing.newyear.frozen import freeze_chapters

pytestmark = pytest.mark.slow

FOLK, PLANS = "chapters/01-folk.qmd", "chapters/02-planer.qmd"


@pytest.fixture
def project(tmp_path):
    """An edition whose chapters include, show pictures, link, and read each other's results."""
    project = make_tiny_edition(tmp_path / "project")
    root = project.root
    (root / "chapters/bilder").mkdir()
    image.imsave(root / "chapters/bilder/kart.png", [[0.0, 1.0]])
    write(root / "chapters/_felles.md", "![Kart](bilder/kart.png){#fig-1-2 fig-alt='Et kart.'}\n")
    edit(
        root / FOLK,
        "Figuren er",
        "{{< include _felles.md >}}\n\n[Planer](02-planer.qmd). Figuren er",
    )
    edit(root / PLANS, "title: Planer\n", "title: Planer\nafter: [1]\n")
    code = "from analysis import chapter_results\n\nseen = chapter_results(survey, '01-folk')\n"
    edit(
        root / PLANS,
        'plans = frequency(young, "has_plan")',
        f'{code}plans = frequency(young, "has_plan")',
    )
    return project


def frozen(project):
    edition = project.edition(EDITION)
    return freeze_chapters(project, edition, ["index.qmd", FOLK, PLANS, "chapters/vedlegg-a.qmd"])


def living_goes_on(project):
    """The living report changes, and has a chapter less."""
    edit(project.root / FOLK, "som kan endres", "om noe annet")
    edit(project.root / "index.qmd", "liten utgave", "annen utgave")
    edit(project.root / "chapters/_felles.md", "Et kart.", "Et annet kart.")
    image.imsave(project.root / "chapters/bilder/kart.png", [[1.0, 0.0]])
    (project.root / PLANS).unlink()


def test_what_a_chapter_that_is_put_aside_includes_and_shows_can_change_and_go(project):
    build_edition(project, EDITION)
    before = published(project.root)
    frozen(project)
    living_goes_on(project)
    (project.root / "chapters/_felles.md").unlink()
    (project.root / "chapters/bilder/kart.png").unlink()
    assert is_current(project, EDITION)
    assert build_edition(project, EDITION, Options(fresh=True)).executed == 3
    assert published(project.root) == before
    own = project.root / f"chapters/{EDITION}/_beside/chapters/_felles.md"
    edit(own, "Et kart.", "Et nytt kart.")
    assert not is_current(project, EDITION)
    build_edition(project, EDITION)
    page = project.site_dir(EDITION) / "chapters/01-folk.html"
    assert "Et nytt kart." in page.read_text(encoding="utf-8")


def test_nothing_is_to_be_built_when_chapters_are_put_aside(project):
    build_edition(project, EDITION)
    before = published(project.root)
    frozen(project)
    living_goes_on(project)
    assert is_current(project, EDITION)
    assert build_edition(project, EDITION).unchanged
    again = build_edition(project, EDITION, Options(fresh=True))
    assert again.executed == 3
    assert published(project.root) == before


def test_what_is_edited_there_is_built_and_told_by_its_name(project):
    frozen(project)
    living_goes_on(project)
    build_edition(project, EDITION)
    own = project.root / f"chapters/{EDITION}/01-folk.qmd"
    edit(own, "som kan endres", "som er endret")
    assert not is_current(project, EDITION)
    assert build_edition(project, EDITION, Options(only=("02",))).executed == 0
    assert build_edition(project, EDITION).executed == 0
    page = project.site_dir(EDITION) / "chapters/01-folk.html"
    assert "som er endret" in page.read_text(encoding="utf-8")
    edit(own, "staff.body()", "stuff.body()")
    with pytest.raises(ProjectErrors, match=rf"chapters/{EDITION}/01-folk\.qmd, line \d+"):
        build_edition(project, EDITION)


def test_a_text_that_stands_for_no_chapter_is_refused(project):
    write(project.root / f"chapters/{EDITION}/01-folkk.qmd", "x")
    with pytest.raises(ProjectErrors, match="stands for no chapter"):
        build_edition(project, EDITION)
