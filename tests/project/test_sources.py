"""The files something is made from: found through links, and seen to be touched."""

import json
import os
import subprocess
import sys

import pytest
from disk import edit, write
from tiny import YEAR, change, make_tiny_project

from analysis.intake.cleaning import ensure_cleaned
from project.errors import ProjectError
from project.sources import MISSING, mark, touched, tree, versions
from publishing.build.inputs import inputs_of

LAST = YEAR - 1


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path / "project")


def moved(project, name):
    """Move a file or folder of the project to another disk and leave a link in its place."""
    place = project.root / name
    secure = project.root.parent / "secure" / place.name
    secure.parent.mkdir(exist_ok=True)
    place.rename(secure)
    place.symlink_to(secure)
    return secure


def seen(project):
    return inputs_of(project, project.edition(YEAR), "pandoc").files


@pytest.mark.parametrize(
    "name", [f"data/returns/{YEAR}", "data/returns", f"data/returns/{YEAR}/store.csv"]
)
def test_returns_behind_a_link_are_seen_by_builds_and_cleaning(project, name):
    before = seen(project)
    moved(project, name)
    assert seen(project) == before
    assert project.has_returns(YEAR)
    ensure_cleaned(project, [YEAR])
    change(project, YEAR, "store", "9101", visitors="45")
    after = seen(project)
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {f"data/returns/{YEAR}/store.csv"}
    assert ensure_cleaned(project, [YEAR]) == {YEAR: True}


def test_links_that_lead_in_a_circle_or_nowhere_do_no_harm(project):
    before = seen(project)
    folder = project.returns_dir(YEAR)
    (folder / "round").symlink_to(project.root / "data", target_is_directory=True)
    (project.root / "data/self").symlink_to("self")
    (project.root / "data/lost.csv").symlink_to(project.root / "nowhere.csv")
    after = seen(project)
    assert {path: after[path] for path in before} == before
    assert after["data/lost.csv"] == MISSING
    assert len(after) < 5 * len(before)


def test_returns_on_a_disk_that_is_not_there_are_told(project):
    moved(project, f"data/returns/{YEAR}").rename(project.root.parent / "unplugged")
    assert not project.has_returns(YEAR)
    with pytest.raises(ProjectError, match=f"{YEAR} leads to .*secure.*, which is not there"):
        ensure_cleaned(project, [YEAR])


def test_a_year_s_own_profile_counts(project):
    profile = project.profile_path(YEAR).read_text(encoding="utf-8")
    write(project.profile_path(LAST), profile.replace(f"edition: {YEAR}", f"edition: {LAST}"))
    before = seen(project)
    edit(project.profile_path(LAST), "carry_forward: true", "carry_forward: false")
    assert seen(project) != before


def test_a_bibliography_in_a_folder_counts(project):
    write(project.root / "refs/own.bib", "@book{a}")
    edit(project.base_profile_path, "type: book\n", "type: book\nbibliography: [refs/own.bib]\n")
    assert "refs/own.bib" in seen(project)


def moved_over(path):
    other = path.with_name("other")
    other.write_text("a")
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


WAYS = {
    "written": lambda path: path.write_text("b"),
    "written with the same content": lambda path: path.write_text("a"),
    "moved over with an old date": moved_over,
    "removed": lambda path: path.unlink(),
    "date set": lambda path: os.utime(path, (1, 1)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_was_touched_is_seen(tmp_path, way):
    path = tmp_path / "file"
    path.write_text("a")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    before = {"file": mark(path)}
    assert touched(before, {"file": mark(path)}) == []
    WAYS[way](path)
    assert touched(before, {"file": mark(path)}) == ["file"]


def test_what_editors_put_aside_is_no_source(tmp_path):
    for name in ("a.csv", ".hidden", "~$a.xlsx", "b.part", "folder/c.csv", ".git/d", "e.csv~"):
        write(tmp_path / name, "x")
    assert [path.name for path in tree(tmp_path)] == ["a.csv", "e.csv~", "c.csv"]


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert mark(tmp_path / "pipe").checksum == MISSING


def test_versions_are_those_of_all_that_is_installed():
    """A chapter may import what the project doesn't declare itself, so all of it counts."""
    code = (
        "import importlib.metadata as m, json;"
        "print(json.dumps({d.name: d.version for d in m.distributions()}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    installed = {
        name.lower().replace("-", "_").replace(".", "_"): version
        for name, version in json.loads(done.stdout).items()
    }
    told = {name.replace(".", "_"): version for name, version in versions().items()}
    assert told == installed | {"python": sys.version}
    assert {"openpyxl", "pyreadstat", "nbformat", "pandas", "numpy"} <= told.keys()


# Cleaning.


def test_returns_that_change_while_they_are_read_are_read_again(project, monkeypatch):
    from analysis.intake import frames

    real, done = frames.clean, []

    def meanwhile(*arguments):
        if not done:
            done.append(True)
            change(project, YEAR, "store", "9101", visitors="45")
        return real(*arguments)

    monkeypatch.setattr(frames, "clean", meanwhile)
    ensure_cleaned(project, [YEAR])
    first = project.cleaned_path(YEAR, "grown").read_bytes()
    assert ensure_cleaned(project, [YEAR]) == {YEAR: False}
    assert ensure_cleaned(project, [YEAR], fresh=True) == {YEAR: True}
    assert project.cleaned_path(YEAR, "grown").read_bytes() == first


def test_returns_that_never_rest_are_told_and_nothing_is_kept(project, monkeypatch):
    from analysis.intake import frames

    real, count = frames.clean, iter(range(100))

    def meanwhile(*arguments):
        change(project, YEAR, "store", "9101", visitors=str(next(count)))
        return real(*arguments)

    monkeypatch.setattr(frames, "clean", meanwhile)
    with pytest.raises(ProjectError, match=r"changed each time.*\n.*store\.csv"):
        ensure_cleaned(project, [YEAR])
    assert not project.cleaned_manifest_path(YEAR).exists()


def test_returns_half_written_when_they_are_first_read(project, monkeypatch):
    from analysis.intake.screening import screener

    path = project.returns_dir(YEAR) / "store.csv"
    whole, real = path.read_bytes(), screener.screen_content
    path.write_bytes(whole[: len(whole) // 2])

    def meanwhile(*arguments):
        if path.read_bytes() != whole:
            path.write_bytes(whole)
        return real(*arguments)

    monkeypatch.setattr(screener, "screen_content", meanwhile)
    assert ensure_cleaned(project, [YEAR]) == {YEAR: True}
    assert ensure_cleaned(project, [YEAR]) == {YEAR: False}


@pytest.mark.parametrize("file", ["parquet", "manifest"])
def test_cleaned_data_that_were_edited_are_made_anew(project, file):
    """Also where the size is the same, and the manifest can be read."""
    ensure_cleaned(project, [YEAR])
    path = project.cleaned_path(YEAR, "grown")
    before = path.read_bytes()
    if file == "parquet":
        path.write_bytes(before[:-20] + bytes([before[-20] ^ 1]) + before[-19:])
    else:
        place = project.cleaned_manifest_path(YEAR)
        text = place.read_text(encoding="utf-8")
        at = text.index('"columns"')
        digit = next(n for n in range(at, len(text)) if text[n] in "123456789")
        place.write_text(f"{text[:digit]}0{text[digit + 1 :]}", encoding="utf-8")
    assert ensure_cleaned(project, [YEAR]) == {YEAR: True}
    assert path.read_bytes() == before
    assert ensure_cleaned(project, [YEAR]) == {YEAR: False}


def test_fresh_cleans_every_year_once(project, monkeypatch):
    from analysis.intake import frames

    ensure_cleaned(project, [LAST, YEAR])
    real, years = frames.clean, []
    monkeypatch.setattr(
        frames,
        "clean",
        lambda content, *more: (years.append(content.year), real(content, *more))[1],
    )
    assert ensure_cleaned(project, [LAST, YEAR], fresh=True) == {LAST: True, YEAR: True}
    assert years == [LAST, YEAR]
