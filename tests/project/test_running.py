"""The code that runs is the code on disk: after an edit, while a build or a preview goes on."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from disk import REPO, edit
from editions import EDITION, make_tiny_edition

from project.running import broken

NO_CODE = shutil.ignore_patterns("__pycache__")
PATIENCE = 90


@pytest.fixture
def project(tmp_path):
    """A tiny edition with the packages in it, as a checkout has them."""
    project = make_tiny_edition(tmp_path / "project")
    for package in ("project", "analysis", "demonstration", "publishing"):
        shutil.copytree(REPO / package, project.root / package, ignore=NO_CODE)
    return project


def build(project, *options):
    return subprocess.run(
        [sys.executable, "-m", "publishing.command.cli", "build", EDITION, *options],
        cwd=project.root, capture_output=True, text=True, check=False,
    )  # fmt: skip


def page(project):
    return (project.build_dir(EDITION) / "site/chapters/01-folk.html").read_text(encoding="utf-8")


def test_a_source_of_the_same_size_and_time_runs_as_it_is(project):
    """Byte code that knows its source by these does not count."""
    assert build(project, "--quiet").returncode == 0
    path = project.root / "publishing/words.py"
    stamp = path.stat()
    edit(path, '"footnotes": "Fotnoter"', '"footnotes": "Fotnotar"')
    edit(project.root / "chapters/01-folk.qmd", "kan endres.", "kan endres.[^1]\n\n[^1]: Note.\n")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert path.stat().st_size == stamp.st_size
    assert build(project, "--quiet").returncode == 0
    assert "Fotnotar" in page(project)


def test_the_packages_are_compiled_with_checksums(tmp_path):
    text = (REPO / "make.py").read_text(encoding="utf-8")
    found = re.search(r'compiled = \[(.*checked-hash")\]', text)
    assert found
    options = re.findall(r'"([^"]+)"', found[1])
    (tmp_path / "one.py").write_text("x = 1\n")
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(tmp_path)], check=True)
    subprocess.run([sys.executable, "-m", *options, str(tmp_path)], check=True)
    (code,) = tmp_path.rglob("*.pyc")
    assert code.read_bytes()[4:8] == b"\x03\0\0\0"


MEDDLE = """
from pathlib import Path

path = Path("{file}")
text = path.read_text(encoding="utf-8")
path.write_text(text.replace({old!r}, {new!r}), encoding="utf-8") if {old!r} in text else None
"""


@pytest.mark.parametrize(("file", "old", "new"), [
    ("publishing/words.py", '"Fotnoter"', '"Fotnotar"'),
    ("publishing/web/templates/page.html", "</body>", "<!--Fotnotar--></body >"),
])  # fmt: skip
def test_code_that_changes_during_a_build_makes_the_command_start_anew(project, file, old, new):
    chapter = project.root / "chapters/01-folk.qmd"
    edit(chapter, "kan endres.", "kan endres.[^1]\n\n[^1]: Note.\n")
    edit(
        chapter,
        "staff = fte_by_item",
        MEDDLE.format(file=file, old=old, new=new) + "staff = fte_by_item",
    )
    done = build(project)
    assert done.returncode == 0, done.stderr
    assert f"The program's code changed ({file}); starting again." in done.stderr
    assert "Fotnotar" in page(project)
    assert "Nothing has changed" in build(project).stdout


def test_code_that_never_rests_ends_the_command(project):
    edit(
        project.root / "chapters/01-folk.qmd", "staff = fte_by_item",
        "with open('publishing/words.py', 'a') as file:\n    file.write('# more')\n"
        "staff = fte_by_item",
    )  # fmt: skip
    done = build(project, "--fresh")
    assert done.returncode == 1
    assert done.stderr.count("starting again") == 2
    assert "The program's own code changed while it ran." in done.stderr
    assert not (project.build_dir(EDITION) / "site").exists()


def test_code_that_can_not_be_read_is_told(tmp_path, monkeypatch):
    from project import running

    monkeypatch.setattr(running, "code_folder", lambda package: tmp_path / package)
    (tmp_path / "publishing").mkdir()
    (tmp_path / "publishing/a.py").write_text("x = 1\n")
    (tmp_path / "publishing/b.py").write_text("x = 1\ndef f(:\n")
    assert broken(["publishing/a.py", "publishing/a.css", "publishing/gone.py"]) == ""
    assert "publishing/b.py, line 2" in broken(["publishing/a.py", "publishing/b.py"])


class Preview:
    """A preview in a process of its own, and what it says."""

    def __init__(self, project):
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "publishing.command.cli", "preview", EDITION, "--port", "0"],
            cwd=project.root, env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.said += line

    def until(self, text, count=1):
        """Wait until it has said `text` so many times."""
        end = time.monotonic() + PATIENCE
        while self.said.count(text) < count:
            assert time.monotonic() < end, self.said
            assert self.process.poll() is None, self.said
            time.sleep(0.05)

    def page(self):
        address = re.findall(r"Reading at (\S+)", self.said)[-1]
        with urllib.request.urlopen(f"{address}chapters/01-folk.html") as answer:
            return address, answer.read().decode()

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=PATIENCE)


def test_a_preview_runs_the_new_code(project):
    """Code of pages and of figures, and what the packages hold besides; at the same address."""
    preview = Preview(project)
    try:
        preview.until("Reading at")
        address, before = preview.page()
        edit(project.root / "publishing/web/templates/page.html", "</body>", "<!--ny--></body>")
        preview.until("Reading at", 2)
        same, page = preview.page()
        assert same == address
        assert "<!--ny-->" in page
        assert preview.said.count("starting again") == 1
        ink = re.search(
            r'"(#[0-9a-f]{6})"', (REPO / "analysis/figures/paper/style.py").read_text()
        )[1]
        assert ink in before
        (project.root / "analysis/figures/paper/style.py").write_text(
            (REPO / "analysis/figures/paper/style.py").read_text().replace(ink, "#123454")
        )
        preview.until("Reading at", 3)
        assert "#123454" in preview.page()[1]
        # New code that can't be read is told; the old code builds nothing meanwhile.
        edit(project.root / "publishing/words.py", "from __future__", "def (\nfrom __future__")
        preview.until("new code can't be run: publishing/words.py, line")
        edit(project.root / "publishing/words.py", "def (\nfrom __future__", "from __future__")
        preview.until("Nothing has changed")
    finally:
        preview.end()
    assert "Traceback" not in preview.said


def test_a_replaced_font_draws_the_figures_anew(project):
    """Widths of texts come from the font, so the drawing depends on it."""
    fonts = project.root / "_extensions/is248/fonts"
    assert build(project, "--quiet").returncode == 0
    figures = project.build_dir(EDITION) / "results/figures"
    before = {path.name: path.read_bytes() for path in figures.iterdir()}
    shutil.copyfile(fonts / "SourceSans3-Semibold.ttf", fonts / "SourceSans3-Regular.ttf")
    assert build(project, "--quiet").returncode == 0
    now = {path.name: path.read_bytes() for path in figures.iterdir()}
    assert now != before
    assert build(project, "--quiet", "--fresh").returncode == 0
    assert {path.name: path.read_bytes() for path in figures.iterdir()} == now
