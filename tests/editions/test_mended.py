"""Damage in anything that is published is seen by the next build, and mended; nothing is shared."""

import json
import os
import shutil

import pytest
from disk import files
from editions import EDITION, edit
from tiny import YEAR, change

from project.kept.outputs import Outputs, read_record
from publishing.build import edition as build
from publishing.build.edition import Options, build_edition, is_current

pytestmark = pytest.mark.slow


def places(project):
    """The three places that readers take files from."""
    root = project.root
    return {
        "output": (root / "_build" / EDITION).resolve(),
        "www": (root / "_build/www").resolve(),
        "figures": root / "figures" / EDITION,
    }


def content(project):
    """Everything that is published, by place, but for when it was built."""
    found = {name: files(folder) for name, folder in places(project).items()}
    for name in ("build.json", "notebooks/.stamps.json"):  # the latter knows its own place
        found["output"].pop(name)
    found["www"].pop("editions.json")
    return found


def one_bit(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    stamp = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def old_page(path):
    path.with_name("99-gammel.html").write_text("en gammel side")


HARM = {
    "one bit": one_bit,
    "emptied": lambda path: path.write_bytes(b""),
    "lost": lambda path: path.unlink(),
    "an old page beside it": old_page,
}
FILES = {
    "page": ("output", "site/chapters/01-folk.html"),
    "PDF": ("output", f"is248-{EDITION}.pdf"),
    "results": ("output", "results/01-folk.json"),
    "picture": ("output", "site/data/figur-1-1.png"),
    "page on the server": ("www", f"{EDITION}/chapters/01-folk.html"),
    "front page on the server": ("www", f"{EDITION}/index.html"),
    "landing page": ("www", "index.html"),
    "style of the landing page": ("www", "assets/site.css"),
    "figure": ("figures", "fig-1-1.svg"),
}


@pytest.mark.parametrize(("what", "how"), [
    *((what, "one bit") for what in FILES), ("page", "emptied"), ("page", "an old page beside it"),
    ("page on the server", "lost"), ("page on the server", "an old page beside it"),
    ("figure", "emptied"), ("figure", "lost"),
])  # fmt: skip
def test_damage_is_seen_and_mended(project, what, how):
    before = content(project)
    place, name = FILES[what]
    HARM[how](places(project)[place] / name)
    assert content(project) != before
    result = build_edition(project, EDITION)
    assert not result.unchanged
    assert "Nothing has changed" not in str(result)
    assert result.executed == 0
    assert content(project) == before
    assert build_edition(project, EDITION).unchanged


def test_a_stop_between_output_and_its_copies_is_mended(project, monkeypatch):
    """The output is new, figures and www are old: the next build brings them up to date."""
    edit(project, "chapters/01-folk.qmd", "som kan endres", "som er endret")
    change(project, YEAR, "store", "9101", staff__ward="3.2", staff_training__long="3.7")

    def stop(*_):
        raise KeyboardInterrupt

    old = content(project)
    with monkeypatch.context() as patch:
        patch.setattr(build, "_spread", stop)
        with pytest.raises(KeyboardInterrupt):
            build_edition(project, EDITION)
    new = content(project)
    assert (new["www"], new["figures"]) == (old["www"], old["figures"])
    result = build_edition(project, EDITION)
    assert result.mended == (f"figures/{EDITION}", "_build/www")
    page = places(project)["www"] / EDITION / "chapters/01-folk.html"
    assert "som er endret" in page.read_text(encoding="utf-8")
    figures = files(places(project)["output"] / "results/figures")
    assert files(places(project)["figures"]) == figures


@pytest.mark.parametrize("moment", ["publish", "write_atomic"])
def test_a_stop_inside_the_exchange_of_www_is_mended(project, monkeypatch, moment):
    from publishing.web import landing as editions

    edit(project, "chapters/01-folk.qmd", "som kan endres", "som er endret")

    def stop(*_):
        raise KeyboardInterrupt

    real = Outputs.publish
    with monkeypatch.context() as patch:
        if moment == "publish":
            patch.setattr(
                Outputs, "publish",
                lambda self: stop() if self.place.name == "www" else real(self),
            )  # fmt: skip
        else:
            patch.setattr(editions, "write_atomic", stop)
        with pytest.raises(KeyboardInterrupt):
            build_edition(project, EDITION)
    assert (project.build_root / "www/index.html").is_file()
    build_edition(project, EDITION)
    page = project.build_root / "www" / EDITION / "chapters/01-folk.html"
    assert "som er endret" in page.read_text(encoding="utf-8")
    assert build_edition(project, EDITION).unchanged


def test_no_two_files_are_one(project):
    """Nor after a build that takes over most of the last."""
    edit(project, "chapters/01-folk.qmd", "som kan endres", "som er endret")
    for options in (Options(), Options(only=("01",)), Options(fresh=True)):
        build_edition(project, EDITION, options)
        found = [
            path.stat().st_ino
            for top in (project.build_root, project.root / "figures")
            for path in top.rglob("*")
            if path.is_file() and not any(part.is_symlink() for part in path.parents)
        ]
        assert len(found) == len(set(found))


def test_what_is_done_to_a_published_file_reaches_no_other(project):
    """An edit in the file itself, then a build that makes all documents again from what is kept."""
    before = content(project)
    for folder in places(project).values():
        for path in folder.rglob("*.*"):
            if path.is_file() and path.name != "build.json":
                with path.open("r+b") as file:
                    file.write(b"?")
    build_edition(project, EDITION)
    assert content(project) == before


@pytest.mark.parametrize(
    "part", ["site/index.html", f"is248-{EDITION}.pdf", "results/02-planer.json"]
)
def test_one_chapter_is_not_built_beside_damaged_ones(project, part):
    one_bit(places(project)["output"] / part)
    before = content(project)
    build_edition(project, EDITION, Options(only=("01",)))
    assert read_record(project.build_dir(EDITION))["partial"] == []
    assert content(project) != before
    assert build_edition(project, EDITION).unchanged


@pytest.mark.parametrize("text", ["", "{", "[]", '{"digest": 1}', '{"outputs": 3, "inputs": []}'])
def test_a_record_that_says_nothing_is_no_record(project, text):
    before = content(project)
    (places(project)["output"] / "build.json").write_text(text)
    assert not build_edition(project, EDITION).unchanged
    assert content(project) == before


def test_what_chapters_read_besides_is_asked_for(project):
    """A record of readings that are no longer as they were counts as another input."""
    assert is_current(project, EDITION)
    record = places(project)["output"] / "build.json"
    known = json.loads(record.read_text(encoding="utf-8"))
    (project.root / "extra.txt").write_text("a")
    from project.reads import Fingerprints

    known["reads"]["file:extra.txt"] = Fingerprints(project)("file:extra.txt")
    record.write_text(json.dumps(known))
    assert build_edition(project, EDITION).unchanged
    (project.root / "extra.txt").write_text("b")
    assert not is_current(project, EDITION)
    assert not build_edition(project, EDITION).unchanged


def test_an_edition_whose_output_is_damaged_is_shown_as_it_was(project):
    """The tree holds the last whole copy; without one the edition is left out, and that is told."""
    older = str(int(EDITION) - 1)
    shutil.copy(project.profile_path(EDITION), project.profile_path(older))
    profile = project.profile_path(older).relative_to(project.root).as_posix()
    edit(project, profile, f"edition: {EDITION}", f"edition: {older}")
    shutil.copytree(places(project)["output"], project.build_dir(older))
    result = build_edition(project, EDITION, Options(fresh=True))
    www = project.build_root / "www"
    whole = files(www / older)
    one_bit(project.build_dir(older) / "site/chapters/01-folk.html")
    build_edition(project, EDITION, Options(fresh=True))
    assert files(www / older) == whole
    one_bit(www / older / "chapters/01-folk.html")
    said = []

    class Listening(build.Progress):
        def note(self, text):
            said.append(text)

    build_edition(project, EDITION, Options(fresh=True), Listening())
    assert not (www / older).exists()
    assert f"is248 build {older}" in said[-1]
    assert (www / EDITION / "index.html").is_file()
    assert result.place == project.build_dir(EDITION)
    assert build_edition(project, EDITION).unchanged
