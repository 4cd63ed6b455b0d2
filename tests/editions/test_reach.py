"""A change in any file that makes pages, PDF or downloads reaches what it makes."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from disk import REPO, edit, files
from editions import EDITION, make_tiny_edition
from pypdf import PdfReader

from project import running, sources
from project.kept.store import Store
from project.places import Project
from publishing.build.edition import Options, build_edition

pytestmark = pytest.mark.slow

PACKAGES = ("project", "analysis", "demonstration", "publishing")
NO_CODE = shutil.ignore_patterns("__pycache__")
MAKERS = sorted(
    path.relative_to(REPO).as_posix()
    for package in PACKAGES
    for path in (REPO / package).rglob("*")
    if path.is_file() and path.suffix != ".pyc"
)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    for package in PACKAGES:
        shutil.copytree(REPO / package, folder / package, ignore=NO_CODE)
    return folder


@pytest.fixture
def program(copied, monkeypatch):
    """What the program would say of its own code, had it begun with that in `copied`."""

    def made_by():
        caches = (sources.code_checksum, running.package_checksum, running.made_by)
        try:
            with monkeypatch.context() as patch:
                patch.setattr(sources, "code_folder", lambda package: copied / package)
                patch.setattr(sources, "_RUNNING", {})
                for cached in caches:
                    cached.cache_clear()
                return running.made_by()
        finally:
            for cached in caches:
                cached.cache_clear()

    return made_by


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_kept_outlives_a_change_in_any_file(copied, program, tmp_path, name):
    """Everything that is kept has the whole program in its key."""
    path = copied / name
    before, code = path.read_bytes(), program()
    Store(tmp_path, code).put(["any"], b"old")
    path.write_bytes(before + b"\n")
    other = program()
    path.write_bytes(before)
    assert other != code
    for fresh in (True, False):
        assert Store(tmp_path, other, fresh).kept(["any"], lambda: b"new") == b"new"
    assert Store(tmp_path, code).find(["any"]) == b"old"


def test_a_file_more_or_of_another_name_is_another_program(copied, program):
    code = program()
    (copied / "publishing/web/more.css").write_bytes(b"")
    more = program()
    (copied / "publishing/web/more.css").rename(copied / "publishing/web/other.css")
    other = program()
    (copied / "publishing/web/other.css").unlink()
    (copied / "publishing/__pycache__").mkdir()
    (copied / "publishing/__pycache__/x.cpython-311.pyc").write_bytes(b"x")
    assert len({code, more, other}) == 3
    assert program() == code


def build(project, *options):
    """A build by the packages that lie in the project itself."""
    done = subprocess.run(
        [sys.executable, "-m", "publishing.command.cli", "build", EDITION, "--quiet", *options],
        cwd=project.root, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


MARK = "function(doc) doc.blocks:insert(pandoc.RawBlock('html', '<!--lua-->')) return doc end"
# One edit for each kind of maker, and where in the output it must be seen.
EDITS = {
    "publishing/web/page.py": ("return body.encode()", 'return b"<!--page-->" + body.encode()'),
    "publishing/pandoc/page.lua": (
        "local citing, texts",
        "doc.blocks:insert(pandoc.RawBlock('html', '<!--read-->'))\n  local citing, texts",
    ),
    "publishing/web/templates/page.html": ("</body>", "<!--template--></body>"),
    "publishing/web/site.css": ("/* The web edition.", "/* Den nye nettutgaven."),
    "publishing/web/notes.js": None,
    "publishing/web/fonts/source-sans-3-latin-wght-normal.woff2": None,
    "publishing/web/search.py": ("_joined(self.text)", '_joined(self.text) + " søkt"'),
    "publishing/pdf/typst_project.py": ("*\\n\\n{text}", "*\\n\\nSatt\\n\\n{text}"),
    "publishing/downloads/words.py": ('"radkode"', '"radkoden"'),
    "publishing/words.py": ('"footnotes": "', '"footnotes": "Nye '),
    "_extensions/is248/html.lua": (
        "{ Header = header },",
        f"{{ Header = header }}, {{ Pandoc = {MARK} }},",
    ),
    "_extensions/is248/typst-template.typ": ('contents: "Innhold"', 'contents: "Innhaldet"'),
}


@pytest.mark.parametrize("fresh", [[], ["--fresh"]], ids=["kept", "fresh"])
def test_an_edit_of_every_kind_of_file_is_seen_in_the_output(tmp_path, fresh):
    project = make_tiny_edition(tmp_path / "project")
    for package in PACKAGES:
        shutil.copytree(REPO / package, project.root / package, ignore=NO_CODE)
    build(project)
    before = files(project.build_dir(EDITION) / "site")
    for name, change in EDITS.items():
        path = project.root / name
        if change is None:
            path.write_bytes(path.read_bytes() + b"\n")
        else:
            edit(path, *change)
    build(project, *fresh)
    after = files(project.build_dir(EDITION) / "site")
    page = after["chapters/01-folk.html"].decode()
    assert "<!--page-->" in page
    assert "<!--read-->" in page
    assert "<!--template-->" in page
    assert "<!--lua-->" in page
    assert b"Den nye nettutgaven" in after["assets/site.css"]
    for name in ("notes.js", "fonts/source-sans-3-latin-wght-normal.woff2"):
        assert after[f"assets/{name}"] == before[f"assets/{name}"] + b"\n"
    assert " søkt" in after["assets/search-index.js"].decode()
    assert b"radkoden" in after["data/tabell-1-1.csv"]
    assert after["data/tabell-1-1.xlsx"] != before["data/tabell-1-1.xlsx"]
    reader = PdfReader(project.build_dir(EDITION) / f"is248-{EDITION}.pdf")
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    assert "Innhaldet" in text
    assert "Satt" in text


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    project = make_tiny_edition(tmp_path_factory.mktemp("built"))
    build_edition(project, EDITION)
    return project


def test_fresh_takes_nothing_from_any_store(built, tmp_path, monkeypatch):
    """Every kept piece is exchanged for a whole one of other content: none may come out."""
    project = Project(shutil.copytree(built.root, tmp_path / "project", symlinks=True))
    cache = project.build_root / "cache"
    rooms = [cache / name / EDITION for name in ("pages", "pdf", "downloads")]
    pieces = [path for room in rooms for path in room.iterdir() if path.is_file()]
    assert {path.parent for path in pieces} == set(rooms)
    contents = {path: path.read_bytes() for path in pieces}
    for path in pieces:
        store = Store(path.parent, "")
        monkeypatch.setattr(store, "name", lambda _, name=path.name: name)
        assert store.find("") is not None
        store.put("", b"[]" if b"passages" in path.read_bytes() else b"wrong")
    cleaned = project.cleaned_path(int(EDITION), "grown")
    inode = cleaned.stat().st_ino
    (project.root / "figures" / EDITION / "fig-1-1.svg").write_text("wrong")
    www = (project.build_root / "www").resolve()
    result = build_edition(project, EDITION, Options(fresh=True))
    assert result.executed == 3
    assert cleaned.stat().st_ino != inode
    assert (project.build_root / "www").resolve() != www
    for part in ("site", "results", "book"):
        assert files(project.build_dir(EDITION) / part) == files(built.build_dir(EDITION) / part)
    name = f"is248-{EDITION}.pdf"
    assert files(project.build_dir(EDITION))[name] == files(built.build_dir(EDITION))[name]
    assert files(project.root / "figures" / EDITION) == files(built.root / "figures" / EDITION)
    assert {path: path.read_bytes() for path in pieces} == contents
