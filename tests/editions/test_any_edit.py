"""Whatever is edited, and however: the next build gives what a build from nothing gives."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from disk import REPO
from editions import EDITION
from edits import WAYS, edited, link_folder, make_edition, same_stamp, write_over
from hosted import Host, Swap
from tiny import YEAR
from whole import copy, differences, from_nothing, published

from project.running import PACKAGES

pytestmark = pytest.mark.slow

LAST = YEAR - 1
STYLE = "_extensions/is248/norsk-apa-manual.csl"
# Each text is as long as the one that it takes the place of.
KINDS = {
    "returns": (f"data/returns/{YEAR}/store.csv", "2.2,1.5,2.7,1,1.7,2", "3.2,1.5,3.7,1,2.7,2"),
    "returns of last year": (f"data/returns/{LAST}/store.csv", "2,1.5,2.5,1", "3,1.5,3.5,1"),
    "codebook": (f"data/codebook/{YEAR}.yml", "label: Avdeling", "label: Avsnittt"),
    "codebook of last year": (f"data/codebook/{LAST}.yml", "Feltarbeid", "Feltarbeie"),
    "classifications": (f"data/classifications/{YEAR}.yml", "[Liten, Stor]", "[Stor, Liten]"),
    "units": (f"data/units/{YEAR}.csv", "Fjellvik kommune", "Fjelldal kommune"),
    "population": (f"data/population/{YEAR}.csv", "9101,300,1200", "9101,400,1300"),
    "source of the population": (f"data/population/{YEAR}.source.yml", "Oppdiktet", "Oppfunnet"),
    "screening": ("data/screening.yml", "tolerance: 0.05", "tolerance: 0.06"),
    "terms": ("data/terms.yml", "total: Totalt", "total: Tilsam"),
    "series": ("data/series/rph.csv", ",count,4,", ",count,5,"),
    "themes": (f"data/themes/{YEAR}.csv", "sykepleiere,3", "sykepleiere,5"),
    "knowledge": (f"data/knowledge/{YEAR}/ord.csv", "skal skje", "kan skjee"),
    "abbreviations": ("data/abbreviations.csv", "oppsøkende", "omflakkende"),
    "published": (f"data/published/{YEAR}/sagt.csv", "plan,42", "plan,43"),
    "profile": (f"_quarto-{EDITION}.yml", "Den lille rapporten", "Den store rapporten"),
    "base profile": ("_quarto.yml", "callout-note-title: Merk", "callout-note-title: Obs!"),
    "references": ("references.bib", "Kari", "Lise"),
    "references in a folder": ("kilder/andre.bib", "Ola", "Per"),
    "citation style": (STYLE, 'prefix="("', 'prefix="["'),
    "text": ("chapters/01-folk.qmd", "som kan endres", "som ble endret"),
    "cell": ("chapters/01-folk.qmd", 'caption="Etter størrelse."', 'caption="Etter storleik.."'),
    "inline": ("chapters/01-folk.qmd", "{python} grown.units()", "{python} young.units()"),
    "front matter": ("chapters/02-planer.qmd", "title: Planer", "title: Planen"),
    "front page": ("index.qmd", "En liten utgave.", "Ei lita utgåve."),
    "helper module": ("hjelp.py", "FACTOR * x", "FACTOR - x"),
    "module of the helper": ("dypere/tall.py", "FACTOR = 2", "FACTOR = 3"),
    "file of a cell": ("notater/tall.txt", "17", "71"),
    "filter": ("_extensions/is248/html.lua", "figure", "FIGURE"),
    "filter of references": ("_extensions/is248/crossref.lua", "is248-page", "is248-pagx"),
    "filter of text": ("_extensions/is248/text.lua", "a heading of no section", "no heading"),
    "filter of forms": ("_extensions/is248/conditions.lua", "the web pages", "the pages"),
    "print template": ("_extensions/is248/typst-template.typ", '"Innhold"', '"Innhald"'),
    "style sheet": ("_extensions/is248/quarto.css", ".92em", ".93em"),
    "font": ("_extensions/is248/fonts/SourceSans3-Bold.ttf", None, "SourceSans3-Semibold.ttf"),
}  # fmt: skip
# Three at a time, of different layers, so that none hides that another was not seen.
THREES = (
    ("returns", "references", "file of a cell"), ("codebook", "font", "helper module"),
    ("classifications", "citation style", "module of the helper"), ("units", "text", "profile"),
    ("references in a folder", "front matter", "published"), ("population", "filter", "front page"),
    ("base profile", "series", "style sheet"), ("print template", "file of a cell", "themes"),
    ("returns of last year", "inline", "knowledge"), ("terms", "text", "abbreviations"),
    ("filter of references", "cell", "codebook of last year"),
    ("filter of text", "returns", "front matter"), ("filter of forms", "terms", "inline"),
    ("source of the population", "helper module", "screening"),
)  # fmt: skip
FOLDERS = {
    f"data/returns/{YEAR}": "returns", "notater": "file of a cell", "chapters": "text",
    "kilder": "references in a folder", "_extensions/is248": "print template",
}  # fmt: skip
BRIEFLY = ("returns", "terms", "cell", "helper module", "file of a cell")


class Book:
    """The edition in the one place where it is built, since what is kept may know its own place."""

    def __init__(self, host, folder):
        self.host, self.root, self.start = host, folder / "project", folder / "start"
        make_edition(self.root)
        host.good(self.root)
        copy(self.root, self.start)
        self._known = {frozenset(): published(self.root)}

    def again(self):
        copy(self.start, self.root)

    def content(self, kind):
        """The file of a kind, what it holds after the edit, and what it held before."""
        file, old, new = KINDS[kind]
        path, before = self.root / file, self.start / file
        fresh = before.with_name(new).read_bytes() if old is None else edited(before, old, new)
        return path, fresh, before.read_bytes()

    def wanted(self, *kinds):
        """What a build from nothing gives after these edits."""
        if (key := frozenset(kinds)) not in self._known:
            self._known[key] = from_nothing(self.host.good, self.root)
        return self._known[key]

    def wrong(self, when, *kinds, build=True):
        """What parts the next build from one from nothing, in words."""
        done = self.host.build(self.root) if build else None
        if done and done.code:
            return [f"{when}: exit code {done.code}: {done.said}"]
        if done and kinds and "Nothing has changed" in done.said:
            when += " and not seen"
        return [f"{when}: {one}" for one in differences(published(self.root), self.wanted(*kinds))]


@pytest.fixture(scope="module")
def host():
    with Host() as host:
        yield host


@pytest.fixture(scope="module")
def whole(host, tmp_path_factory):
    return Book(host, tmp_path_factory.mktemp("edits"))


@pytest.fixture
def book(whole):
    whole.again()
    return whole


@pytest.mark.parametrize("kinds", THREES, ids=", ".join)
def test_three_edits_and_their_undoing(book, kinds):
    """Each in a way of its own, with a build after each; then all undone at once."""
    random, wrong = Random(str(kinds)), []
    for kind in kinds:
        path, new, _ = book.content(kind)
        ways = [way for way in WAYS if way is not same_stamp or path.stat().st_size == len(new)]
        way = random.choice([*ways, ways[1], ways[1]])
        way(path, new)
        done = book.host.build(book.root)
        if done.code or "Nothing has changed" in done.said:
            wrong.append(f"{kind} ({way.__name__}): {done.said}")
    wrong += book.wrong("edited", *kinds, build=False)
    for kind in kinds:
        path, _, old = book.content(kind)
        random.choice(WAYS[2:])(path, old)
    wrong += book.wrong("undone")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_that_is_a_link_to_another(book, folder):
    path, new, _ = book.content(FOLDERS[folder])
    link_folder(book.root / folder)
    book.host.good(book.root)
    write_over(path, new)
    wrong = book.wrong("edited there", FOLDERS[folder])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", BRIEFLY)
def test_an_edit_that_is_undone_while_a_build_runs(book, kind):
    """The build that was going on may have read either; the one after it may not."""
    _, new, _ = book.content(kind)
    path = book.root / "chapters/02-planer.qmd"
    path.write_bytes(edited(path, "notes =", "more = 1\nnotes ="))
    first = book.root / "chapters/01-folk.qmd"
    first.write_bytes(edited(first, "by_size =", "more = 1\nby_size ="))
    if (other := book.root / KINDS[kind][0]) == first:
        new = edited(first, *KINDS[kind][1:])
    assert other.read_bytes() != new
    book.host.build(book.root, swap=Swap(KINDS[kind][0], new.decode()))
    wrong = book.wrong("the next build", "a cell more in both chapters")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("file", ["notater/mer.txt", "data/series/mer.csv"])
def test_a_file_that_comes_and_goes(book, file):
    (book.root / file).write_text("18\n", encoding="utf-8")
    wrong = book.wrong("added", file)
    (book.root / file).unlink()
    wrong += book.wrong("removed")
    assert not wrong, "\n".join(wrong)


FAULTS = {
    "no returns": (f"data/returns/{YEAR}/store.csv", None),
    "a codebook that is no YAML": (f"data/codebook/{YEAR}.yml", ("forms:", "forms: [")),
    "an answer that is no number": (f"data/returns/{YEAR}/store.csv", ("2.2,1.5", "mye,1.5")),
    "an unknown county": (f"data/units/{YEAR}.csv", ("Nordfylket", "Vestfylket")),
    "no themes": (f"data/themes/{YEAR}.csv", None),
    "a profile that is no YAML": (f"_quarto-{EDITION}.yml", ("book:", "book: [")),
    "a work that is not there": ("references.bib", ("kilde,", "andre,")),
    "no style": (STYLE, None),
    "a style that is no XML": (STYLE, ("<style", "<<style")),
    "a cell that fails": ("chapters/01-folk.qmd", ('"size_group"', '"size"')),
    "a cell that is no Python": ("chapters/01-folk.qmd", ("by_size =", "by_size = (")),
    "no front page": ("index.qmd", None),
    "no module of the helper": ("dypere/tall.py", None),
    "no file for a cell": ("notater/tall.txt", None),
    "a filter that fails": ("_extensions/is248/html.lua", ("local", "lokal")),
    "a template that fails": ("_extensions/is248/typst-template.typ", ("#let", "#lett")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_an_edit_that_makes_the_build_fail(book, name):
    """It is told, what is published stays, and undoing it gives the same as before."""
    file, texts = FAULTS[name]
    path, old = book.root / file, (book.root / file).read_bytes()
    path.unlink() if texts is None else path.write_bytes(edited(path, *texts))
    done = book.host.build(book.root)
    wrong = [] if done.code == 1 else [f"exit code {done.code}: {done.said}"]
    wrong += ["a traceback"] if "Traceback" in done.said else []
    wrong += book.wrong("after the failure", build=False)
    path.write_bytes(old)
    wrong += book.wrong("undone")
    assert not wrong, "\n".join(wrong)


def run(root: Path, **environment: str):
    """A build by the command itself, with the packages that stand in the project if any do."""
    done = subprocess.run(
        [sys.executable, "-m", "publishing.command.cli", "build", EDITION, "--quiet"],
        cwd=root, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_variable_of_the_environment_that_a_cell_reads(book):
    run(book.root, IS248_TEST_ORD="med")
    page = f"{EDITION}/chapters/02-planer.html"
    assert b"sagt med pause" in published(book.root)["www"][page]
    run(book.root)
    assert b"sagt uten pause" in published(book.root)["www"][page]


# What each of the rooms adds to a page, a sheet or a file, so that no other's change hides it.
CODE = {
    "analysis": {
        "analysis/figures/paper/style.py": ("#014a75", "#014a57"),
        "analysis/fte/items.py": ('"fte"', '"fte" '),
    },
    "publishing": {
        "publishing/words.py": ("Rekonstruert", "Gjenskapt"),
        "publishing/book/table.py": ('<td class="stub"', '<td class="stubb"'),
        "publishing/pandoc/page.py": ('"nb-NO"', '"nn-NO"'),
        "publishing/downloads/words.py": ("prosent", "pst."),
    },
    "templates": {
        "publishing/web/templates/page.html": ("<main", "<main data-x"),
        "publishing/web/site.css": ("color", "colour"),
    },
}


@pytest.mark.parametrize("room", CODE)
def test_an_edit_of_the_code(tmp_path, room):
    root = tmp_path / "project"
    make_edition(root, drawn=True)
    for package in PACKAGES:
        shutil.copytree(
            REPO / package, root / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    run(root)
    former = published(root)
    for file, texts in CODE[room].items():
        write_over(root / file, edited(root / file, *texts))
    run(root)
    coming = from_nothing(run, root)
    assert coming != former
    assert not (wrong := differences(published(root), coming)), "\n".join(wrong)
