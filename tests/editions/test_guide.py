"""The guide «Fra svar til rapport» is followed step by step on the tiny edition."""

import re
import shutil
import subprocess
import sys
from contextlib import closing
from itertools import pairwise

import pytest
from disk import REPO, edit, write
from nextyear import NEXT, make_finished
from statbank import Bank, asking
from tiny import FORMS, YEAR

from analysis.answers.free_text import themes as themes_of
from analysis.elsewhere.series import COLUMNS, read_series
from analysis.intake.codebook import load_codebook
from analysis.parts import strangers
from analysis.survey import open_survey
from project.places import Project
from publishing.newyear.decisions.coding import only_counted
from publishing.newyear.decisions.looked import Looked
from publishing.newyear.make import make_edition, plan_edition
from publishing.newyear.todo import todo_of

pytestmark = pytest.mark.slow

GUIDE = REPO / "docs/fra-svar-til-rapport.md"
_BLOCK = re.compile(r"^```(sh|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TICK = "1a2b3c4"


def steps():
    """The guide's steps, each with its blocks, in the years of the tiny edition."""
    text = GUIDE.read_text(encoding="utf-8")
    for own, year in ((2026, NEXT), (2025, YEAR), (2024, YEAR - 1)):
        text = text.replace(str(own), str(year))
    heads = [found.start() for found in re.finditer(r"^## \d+\. ", text, re.MULTILINE)]
    return [_BLOCK.findall(text[a:b]) for a, b in pairwise([*heads, len(text)])]


@pytest.fixture
def bank():
    with closing(Bank()) as bank:
        yield bank


@pytest.fixture
def project(tmp_path, bank):
    """A finished edition, and the files that came in, in the folder `svar`."""
    project = asking(make_finished(tmp_path))
    query = project.population_query_path
    edit(query, "http://nobody.invalid", bank.url)
    edit(query, "timeout_seconds: 0.5", "timeout_seconds: 60")
    said = "Her står en setning som kan endres."
    edit(tmp_path / "chapters/01-folk.qmd", said, f"Den forrige kom i {YEAR - 1}.")
    for file in FORMS.values():
        text = (project.returns_dir(YEAR) / f"{file}.csv").read_text(encoding="utf-8")
        write(tmp_path / f"svar/{file}.csv", text.replace(",demonstration,", ",reported,"))
    return project


def follow(project, kind, block):
    """Do what a block says, as its reader does."""
    if kind == "yaml":
        name, _, value = block.strip().partition(": ")
        edit(project.profile_path(NEXT), f"  {name}:\n", f"  {name}: {value}\n")
        return ""
    if _TICK in block:
        sentences = [i for i in todo_of(project, str(NEXT)).open if i.file.startswith("chapters/")]
        block = block.replace(_TICK, sentences[0].id)
    command = f'set -e\nis248() {{ "{sys.executable}" -m publishing.command.cli "$@"; }}\n{block}'
    bash = [shutil.which("bash"), "-c", command]
    done = subprocess.run(bash, check=False, cwd=project.root, capture_output=True, text=True)
    assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_guide_leads_from_the_returns_to_the_published_edition(project):
    said = ["".join(follow(project, *block) for block in blocks) for blocks in steps()]
    assert len(said) == 7
    new, returns, people, check, todo, draft, out = said
    assert f"Wrote _quarto-{NEXT}.yml" in new
    assert "12 of 12 columns of the codebook are there" in returns
    assert "3 units updated" in people
    assert "Files to send back" in check
    assert todo.splitlines()[0] == "    1  What blocks publishing"
    assert f"data/units/{NEXT}.csv  All 3 lines" in todo
    assert "There is nothing to decide of 02." in todo
    assert "Ticked off 1:" in todo
    assert f"Wrote chapters/{YEAR}/02-planer.qmd" in todo
    assert "Built" in draft
    assert f"only drafts of {NEXT} are built" in draft
    assert "To decide: 1 of " in out
    assert "nothing was compared" in out
    assert (project.site_dir(NEXT) / "index.html").is_file()
    assert project.pdf_path(NEXT).is_file()
    page = (project.root / "_build/www/index.html").read_text(encoding="utf-8")
    assert f'href="{NEXT}/index.html"' in page
    assert f'href="{YEAR}/index.html"' in page
    assert project.edition(NEXT).real_years == (NEXT,)


def test_every_command_of_the_guide_is_in_a_block_that_is_followed():
    """What stands in a sentence alone is not tried here, so no command does."""
    text = _BLOCK.sub("", GUIDE.read_text(encoding="utf-8"))
    assert not re.findall(r"is248 \w+ ", text)
    assert sum(len(blocks) for blocks in steps()) == len(_BLOCK.findall(GUIDE.read_text("utf-8")))


def test_the_guide_is_one_page():
    assert len(GUIDE.read_text(encoding="utf-8").split()) < 850


def test_lines_that_the_guide_shows_are_read(project):
    """Coded answers, a figure of the whole country, and other words for an answer."""
    make_edition(project, plan_edition(project, NEXT))
    text = GUIDE.read_text(encoding="utf-8").replace("2026", str(NEXT))
    (coded,) = re.findall(rf"`({NEXT},\S.*?)`", text)
    coded = coded.replace(",41,180,", ",4,6,")  # three units, two forms
    themes = project.themes_path(NEXT)
    write(themes, f"{themes.read_text(encoding='utf-8')}{coded}\n")
    others = strangers(project, project.edition(NEXT))
    assert [str(one) for one in others if "themes" in str(one)] == []
    question = coded.split(",")[1]
    (row,) = themes_of(open_survey(NEXT, project.root), question).rows
    assert (row.key, row.label) == tuple(coded.split(",")[2:4])
    (figure,) = re.findall(r"`(population,.*?)`", text)
    (read,) = read_series(f"{','.join(COLUMNS)}\n{figure}\n", "data/series/population.csv")
    assert (read.form, read.year, read.unit) == ("adult", NEXT, "count")
    (also,) = re.findall(r"`(also: .*?)`", text)
    edit(project.codebook_path(NEXT), "{code: yes, label: Ja}", f"{{code: yes, label: Ja, {also}}}")
    load_codebook(project.codebook_path(NEXT))


def test_the_coded_answer_that_the_guide_shows_reaches_a_page():
    """A chapter tells of its themes, and not only of how many answered."""
    (line,) = re.findall(r"`(2026,\S.*?)`", GUIDE.read_text(encoding="utf-8"))
    _, question, theme, *_ = line.split(",")
    looked = Looked(Project(REPO), Project(REPO).edition("2025"))
    assert theme in looked.coding.coded.now[question]
    telling = looked.coding.telling(question)
    assert telling
    assert not any(only_counted(question, chapter) for chapter in telling)
